"""Runs the user's file as `python FILE` does. Tasks that it runs locally become actions of the run; whom its text doesn't name is not contacted."""

from __future__ import annotations

import base64
import binascii
import os
import signal
import sys
import threading
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import Any

from .channel import Channel
from .containers import end_containers
from .failures import BridgeError, Told, describe, frames_of, traceback_of
from .sdk import Sdk
from .tracker import Tracker

_BRIDGE = os.path.dirname(os.path.abspath(__file__)) + os.sep


class ScriptRun:
    """One script. `cancel` may be called from any thread at any time."""

    def __init__(self, channel: Channel, sdk: Sdk) -> None:
        self._channel = channel
        self._sdk = sdk
        self._cancelled = False
        # One end is told, whoever comes first.
        self._ending = threading.Lock()
        # As the SDK has it for `python FILE`: timeouts are the cluster's.
        self.tracker = Tracker(channel, sdk, self._on_exit, None, None, keeps_roots=True)

    def cancel(self) -> None:
        """As Ctrl-C does in a terminal."""
        self._cancelled = True
        if os.name == "nt":
            signal.raise_signal(signal.SIGINT)
        else:
            os.kill(os.getpid(), signal.SIGINT)

    def run(self, spec: dict[str, Any]) -> int:
        """Runs to the end and sends `finished`. Returns the process's exit code."""
        self.tracker.hide(spec["secretNames"])
        code = 1
        try:
            try:
                self._run(spec)
                _join_threads()
                end: dict[str, Any] = {"kind": "outputs", "outputs": []}
                code = 0
            except SystemExit as error:
                _join_threads()
                code, end = self._exited(error)
        except KeyboardInterrupt as error:
            end = {"kind": "error", "error": _described(error)}
            code = 130
        except BridgeError as error:
            end = {"kind": "error", "error": describe(error)}
        except BaseException as error:
            end = {"kind": "error", "error": self._error(error)}
        self._finish({"kind": "cancelled"} if self._cancelled else end)
        return code

    def _finish(self, end: dict[str, Any]) -> bool:
        """False where it was told already."""
        # Not given back: whoever comes later has nothing to say.
        if not self._ending.acquire(blocking=False):
            return False
        self.tracker.conditions.release()
        end_containers()
        self._channel.event({"kind": "finished", "end": end}, at_once=True)
        return True

    def _on_exit(self, error: dict[str, Any]) -> None:
        """A task of the script called `sys.exit`, for which the SDK would wait for ever."""
        # Once the script is over the SDK stops its own loops.
        if self._finish({"kind": "error", "error": error}):
            os._exit(1)

    def _run(self, spec: dict[str, Any]) -> None:
        file = spec["file"]
        try:
            with open(file, "rb") as source:
                code = compile(source.read(), file, "exec", dont_inherit=True)
        except (OSError, SyntaxError, ValueError) as error:
            raise BridgeError("importError", {"file": file}, error) from None
        self._sdk.track_runs(self.tracker)
        self.tracker.follow_execution()
        if not spec["action"]["contacts"]:
            self._sdk.refuse_contacts(lambda how, given: _refused(file, how, given))
        module = ModuleType("__main__")
        module.__file__ = file
        module.__loader__ = SourceFileLoader("__main__", file)
        module.__builtins__ = __builtins__  # type: ignore[attr-defined]
        sys.modules["__main__"] = module
        sys.argv[:] = [file]
        # In place of the folder of `flyte`, the console script.
        sys.path[0] = os.path.dirname(os.path.realpath(file))
        exec(code, module.__dict__)

    def _exited(self, error: SystemExit) -> tuple[int, dict[str, Any]]:
        code = 0 if error.code is None else error.code if isinstance(error.code, int) else 1
        if code == 0:
            return 0, {"kind": "outputs", "outputs": []}
        if not isinstance(error.code, int):
            # As Python does with a text.
            print(error.code, file=sys.stderr)
        details = {"how": "script", "exit": str(code)}
        return code, {"kind": "error", "error": {"code": "systemExit", "frames": frames_of(error), "details": details}}

    def _error(self, error: BaseException) -> dict[str, Any]:
        each: BaseException | None = error
        while each is not None:
            told = getattr(each, "flightdeck", None)
            if isinstance(told, Told):
                return {"code": told.code, "frames": frames_of(error), "details": told.details}
            each = each.__cause__ or each.__context__
        # What a task raised has its frames in the tracker.
        return self.tracker.describe(error) if self._sdk.is_root_error(error) else _described(error)


def _described(error: BaseException) -> dict[str, Any]:
    """As `python FILE` prints it: from the script's own frame on."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_BRIDGE):
        trace = trace.tb_next
    error.__traceback__ = trace
    return {**describe(error), "traceback": traceback_of(error)}


def _join_threads() -> None:
    """As Python does at its end: threads that are no daemons belong to the script. Their own failures Python prints."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def _refused(file: str, how: str, given: str) -> Exception:
    """What the script gets that wants to contact somebody. A key names its control plane, and must not be told itself."""
    whom = given
    if how == "for_api_key":
        try:
            whom = base64.b64decode(given).decode("utf-8").split(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            whom = ""
    error = RuntimeError(f"{os.path.basename(file)} was started without leave to contact {whom or 'a control plane'}")
    error.flightdeck = Told("contactRefused", {"file": file, "whom": whom}, [])  # type: ignore[attr-defined]
    return error
