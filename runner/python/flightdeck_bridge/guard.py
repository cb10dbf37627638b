"""Ends the run's processes: when the runner dies, when the process leaves by a back door, when a signal asks. Decides nothing else."""

from __future__ import annotations

import functools
import os
import signal
import sys
import time
import warnings
from typing import Any, Callable, NoReturn

from .channel import Channel, Commands
from .threads import start_own

RUN_MARK = "FLIGHTDECK_RUN"


def watch(commands: Commands, on_command: Callable[[dict[str, Any]], None]) -> None:
    """Reads further commands on a thread. When the runner is gone, so is everything that this run started."""

    def read() -> None:
        while (command := commands.next()) is not None:
            on_command(command)
        kill_run()

    start_own("commands", read)


def start_watcher(commands_fd: int) -> None:
    """Starts a small process that ends the run when the runner is gone, which no thread of this one can while user code holds the interpreter.

    To be called before there are threads. It is nobody's child, so that `os.wait` in user code never sees it.
    """
    if os.name == "nt":
        return
    with warnings.catch_warnings():
        # Code that Python runs at its start may have threads already.
        warnings.simplefilter("ignore")
        try:
            child = os.fork()
        except OSError:
            # No more processes: `watch` remains.
            return
        if child != 0:
            os.waitpid(child, 0)
            return
        try:
            if os.fork() == 0:
                _watch_runner(commands_fd)
        finally:
            os._exit(0)


def _watch_runner(commands_fd: int) -> NoReturn:
    import select

    # The runner waits for the end of every pipe but this one.
    for fd in [int(name) for name in os.listdir("/dev/fd")]:
        if fd != commands_fd:
            try:
                os.close(fd)
            except OSError:
                pass
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    # Asked for nothing that can be read, which is the worker's, it tells that the other end is closed.
    poll = select.poll()
    poll.register(commands_fd, select.POLLHUP)
    while not any(event & ~select.POLLIN for _fd, event in poll.poll()):
        time.sleep(0.05)
    kill_run()


def kill_run() -> NoReturn:
    """Kills all processes that carry this run's mark, and at last its process group with this process."""
    if os.name == "nt":
        os._exit(1)
    # The runner makes the worker the leader of a group; the watcher is in it.
    group = os.getpgrp()
    run = os.environb.get(RUN_MARK.encode())
    if run:
        # Worker and watcher may both be here: they spare each other's group until the rest is gone.
        _kill_marked(RUN_MARK.encode() + b"=" + run, spare=group)
    os.killpg(group, signal.SIGKILL)
    os._exit(1)


def _kill_marked(mark: bytes, spare: int) -> None:
    # A process that forks or starts a program shows no mark for a moment: the list must be empty twice.
    empty = 0
    for _round in range(20):
        found = [pid for pid in _marked(mark) if _group_of(pid) not in (spare, None)]
        empty = 0 if found else empty + 1
        if empty == 2:
            return
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        time.sleep(0.01)


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except OSError:
        return None


def _marked(mark: bytes) -> list[int]:
    """Processes that have `mark` in their environment. Linux alone shows it without a program's help."""
    if sys.platform != "linux":
        return []
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and _carries(int(name), mark)]


def _carries(pid: int, mark: bytes) -> bool:
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return mark in file.read().split(b"\0")
    except OSError:
        # Gone meanwhile, or another user's.
        return False


def is_of_this_run(pid: int) -> bool:
    """Whether a process carries this run's mark or descends from this one. Linux alone tells."""
    run = os.environb.get(RUN_MARK.encode())
    if run and _carries(pid, RUN_MARK.encode() + b"=" + run):
        return True
    each: int | None = pid
    while each and each != os.getpid():
        each = _parent_of(each)
    return each == os.getpid()


def _parent_of(pid: int) -> int | None:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            # What stands between brackets, the program's name, may have brackets of its own.
            return int(file.read().rpartition(")")[2].split()[1])
    except OSError:
        return None


def keep_words(channel: Channel) -> None:
    """Sends what waits before the process is left by os._exit, replaced by exec, or terminated."""
    for name in ("_exit", "abort", "execv", "execve"):
        original = getattr(os, name, None)
        if original is not None:
            setattr(os, name, _after_flush(channel, original))

    def terminate(_signal: int, _frame: Any) -> None:
        channel.flush()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)

    if os.name != "nt":
        signal.signal(signal.SIGTERM, terminate)


def _after_flush(channel: Channel, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def leave(*args: Any, **named: Any) -> Any:
        channel.flush()
        return original(*args, **named)

    # Where pickle finds it, for a pool of processes.
    leave.__module__ = "os"
    return leave


def enter_job() -> None:
    """Windows: puts this process into a job object that ends with it, so that its children do too."""
    if os.name != "nt":
        return
    import ctypes
    from ctypes import wintypes

    class BasicLimits(ctypes.Structure):
        _fields_ = [
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        ]

    class ExtendedLimits(ctypes.Structure):
        _fields_ = [
            ("Basic", BasicLimits),
            ("IoCounters", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        ]

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = [wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD]
    kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
    limits = ExtendedLimits()
    limits.Basic.LimitFlags = 0x2000  # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
    # The handle is never closed: the job ends when this process does.
    job = kernel.CreateJobObjectW(None, None)
    kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))
    kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
