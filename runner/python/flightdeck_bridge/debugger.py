"""Debugs this worker with debugpy over two pipes that the runner holds: nothing listens, so nobody else can attach. Alone touches what debugpy keeps private."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from types import ModuleType
from typing import Any

from .channel import private_fd

# The runner passes them to a worker that is debugged: requests in, answers and events out.
REQUESTS_FD = 6
ANSWERS_FD = 7

_BRIDGE = os.path.dirname(os.path.abspath(__file__))

# Read when debugpy is loaded. The first keeps its advice on frozen modules out of the user's sight; the second is a way
# of tracing that could not be taken back in a forked child.
_SETTINGS = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYDEVD_USE_FRAME_EVAL": "NO"}


class DebugpyMissing(Exception):
    """There is no debugpy that this Python could load; the text says why, and is empty where there is none at all."""


class Debugger:
    """The debugger of this process. Every method may be called from any thread."""

    def __init__(self, pydevd: ModuleType) -> None:
        self._pydevd: Any = pydevd
        self._released = False
        # debugpy sets it, too.
        self._waited = threading.Event()

    def wait(self) -> None:
        """Waits until the client has set its breakpoints; not at all once the debugger is released."""
        self._pydevd._wait_for_attach(cancel=self._waited)

    def release(self) -> None:
        """Lets go of whatever is stopped, for good: the run is being cancelled."""
        self._released = True
        self._waited.set()
        api = importlib.import_module("_pydevd_bundle.pydevd_api").PyDevdAPI()
        api.request_disconnect(self._pydevd.get_global_debugger(), resume_threads=True)

    def uncaught(self, error: BaseException) -> None:
        """Stops where `error` was raised if the client wants to see uncaught exceptions. The SDK catches all, so that debugpy sees none."""
        py_db = self._pydevd.get_global_debugger()
        if self._released or py_db is None:
            return
        raised = (type(error), error, error.__traceback__)
        if hasattr(py_db, "trigger_exception_handler"):
            py_db.trigger_exception_handler(raised)
            return
        stop = importlib.import_module("_pydevd_bundle.pydevd_breakpoints").stop_on_unhandled_exception
        thread = threading.current_thread()
        info = py_db.set_additional_thread_info(thread)
        info.is_tracing += 1
        try:
            stop(py_db, thread, info, raised)
        finally:
            info.is_tracing -= 1


def attach(folder: str | None) -> Debugger:
    """Loads debugpy, from `folder` where that is given and fits this Python, and connects it to the runner's pipes."""
    pipes = _Pipes(private_fd(REQUESTS_FD), private_fd(ANSWERS_FD))
    debugpy, pydevd = _load(folder)
    # The one place where it makes its connection.
    pydevd.start_client = lambda _host, _port: pipes  # type: ignore[attr-defined]
    own = (os.path.dirname(os.path.abspath(debugpy.__file__ or "")), _BRIDGE)
    pydevd.settrace(
        host="pipe",
        port=1,
        suspend=False,
        # Python processes that the user's code starts would need a port to connect to.
        patch_multiprocessing=False,
        notify_stdin=False,
        # The SDK is imported while the client sets its breakpoints; `wait` waits for those.
        wait_for_ready_to_run=False,
        dont_trace_start_patterns=own,
    )
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: _leave(pipes))
    return Debugger(pydevd)


def _load(folder: str | None) -> tuple[ModuleType, Any]:
    tried = []
    for place in (folder, None) if folder else (None,):
        before = dict(os.environ)
        os.environ.update(_SETTINGS)
        if place is not None:
            sys.path.insert(0, place)
        try:
            debugpy = importlib.import_module("debugpy")
            # It loads the rest, its own copy of pydevd among it, when that is first used.
            importlib.import_module("debugpy.server.api")
            pydevd: Any = importlib.import_module("pydevd")
            if not hasattr(pydevd, "start_client"):
                raise ImportError(f"debugpy {debugpy.__version__} is not known to Flightdeck")
            return debugpy, pydevd
        except Exception as error:
            is_absent = isinstance(error, ModuleNotFoundError) and error.name == "debugpy"
            tried.append("" if is_absent else f"{type(error).__name__}: {error}")
            for name in [each for each in sys.modules if each.split(".")[0] in ("debugpy", "pydevd", "_pydevd_bundle")]:
                del sys.modules[name]
        finally:
            if place is not None:
                sys.path.remove(place)
            for name in _SETTINGS:
                os.environ.pop(name, None)
                if name in before:
                    os.environ[name] = before[name]
    raise DebugpyMissing(tried[-1])


def _leave(pipes: _Pipes) -> None:
    """In a forked child: it has none of the debugger's threads, and would wait for ever at a breakpoint."""
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]
    monitoring: Any = getattr(sys, "monitoring", None)
    if monitoring is not None and monitoring.get_tool(monitoring.DEBUGGER_ID) is not None:
        monitoring.set_events(monitoring.DEBUGGER_ID, 0)
        # Code that has a breakpoint keeps events of its own: nobody hears them any more.
        for event in vars(monitoring.events).values():
            if isinstance(event, int) and event != 0:
                monitoring.register_callback(monitoring.DEBUGGER_ID, event, None)
    pipes.close()


class _Pipes:
    """Two descriptors as debugpy uses a socket."""

    def __init__(self, requests: int, answers: int) -> None:
        self._requests = requests
        self._answers = answers

    def recv(self, size: int) -> bytes:
        try:
            return os.read(self._requests, size)
        except OSError:
            return b""

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._answers, view) :]

    def send(self, data: bytes) -> int:
        self.sendall(data)
        return len(data)

    def settimeout(self, _seconds: float | None) -> None:
        """Pipes wait."""

    def shutdown(self, _how: int) -> None:
        """The process's end closes them."""

    def close(self) -> None:
        for fd in (self._requests, self._answers):
            try:
                os.close(fd)
            except OSError:
                pass
