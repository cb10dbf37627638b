"""Looks at a port of this machine before an app is served there: whether it is free, who listens if it isn't, and later whether that is the app. Listens nowhere itself."""

from __future__ import annotations

import errno
import os
import socket
import sys
from typing import Iterator

from .guard import is_of_this_run

CONNECT_SECONDS = 0.5

# The SDK serves on `localhost`, which may mean either.
_LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def is_open(port: int) -> bool:
    """Whether something takes connections there."""
    for family, host in _LOOPBACKS:
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.settimeout(CONNECT_SECONDS)
                if probe.connect_ex((host, port)) == 0:
                    return True
        except OSError:
            # No IPv6 here.
            continue
    return False


def refusal(port: int) -> str | None:
    """`invalid`, `taken` or `denied` when nothing can be served there."""
    if not 1 <= port <= 65535:
        return "invalid"
    if is_open(port):
        return "taken"
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if os.name != "nt":
                # What a server that has just ended left is no hindrance.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except OSError as error:
        return "denied" if error.errno == errno.EACCES else "taken"
    return None


def who_listens(port: int) -> str | None:
    """The program's name and process, where the system tells: of one's own processes on Linux."""
    for pid in _listeners(port):
        try:
            with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
                return f"{file.read().strip()}, {pid}"
        except OSError:
            continue
    return None


def is_ours(port: int) -> bool | None:
    """Whether this run's processes listen there; None where the system doesn't tell who does."""
    listeners = list(_listeners(port))
    return any(map(is_of_this_run, listeners)) if listeners else None


def _listeners(port: int) -> Iterator[int]:
    if not sys.platform.startswith("linux"):
        return
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    for pid in filter(str.isdigit, os.listdir("/proc") if sockets else ()):
        if any(_target(fd) in sockets for fd in _descriptors(pid)):
            yield int(pid)


def _descriptors(pid: str) -> list[str]:
    try:
        return [f"/proc/{pid}/fd/{fd}" for fd in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        # Gone meanwhile, or another user's.
        return []


def _target(descriptor: str) -> str | None:
    try:
        return os.readlink(descriptor)
    except OSError:
        # Closed meanwhile: its process may listen at another.
        return None


def _listening(port: int) -> list[str]:
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as file:
                rows = [line.split() for line in file.readlines()[1:]]
        except OSError:
            continue
        # Local address, state (0A listens) and inode.
        found += [row[9] for row in rows if row[3] == "0A" and int(row[1].rsplit(":", 1)[1], 16) == port]
    return found
