"""Runs the user's file as `python FILE` does. Tasks that it runs locally become actions of the run; whom its spec doesn't name is not contacted."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import Any

from .channel import Channel
from .code import loaded_code
from .contacts import Contacts
from .containers import end_containers
from .failures import BridgeError, Told, describe, exit_code, frames_of, traceback_of
from .folders import own_folders
from .sdk import Sdk
from .threads import end_threads
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
        self._spec, self._begun = spec, time.time()
        code, error = self._until_its_end(spec)
        try:
            # A second Ctrl-C ends the waiting; who cancels gave the first.
            if not self._cancelled:
                end_threads(None if error is None else error.get("traceback"))
        except KeyboardInterrupt:
            code = 130
        end: dict[str, Any] = {"kind": "outputs", "outputs": []} if error is None else {"kind": "error", "error": error}
        self._finish({"kind": "cancelled"} if self._cancelled else end)
        self.tracker.let_loops_end()
        return code

    def _until_its_end(self, spec: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
        """The exit code and the error with which its last line ended."""
        try:
            self._run(spec)
        except SystemExit as error:
            return self._exited(error)
        except KeyboardInterrupt as error:
            return 130, _described(error)
        except BridgeError as error:
            return 1, describe(error)
        except BaseException as error:
            return 1, self._error(error)
        return 0, None

    def _finish(self, end: dict[str, Any]) -> bool:
        """False where it was told already."""
        # Not given back: whoever comes later has nothing to say.
        if not self._ending.acquire(blocking=False):
            return False
        self.tracker.conditions.release()
        end_containers()
        self._channel.event(loaded_code(self._spec, self._begun))
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
        self._sdk.choose_folders(own_folders)
        self.tracker.follow_execution()
        self._sdk.guard_contacts(Contacts(file, spec["action"]["contacts"]).refusal)
        module = ModuleType("__main__")
        module.__file__ = file
        module.__loader__ = SourceFileLoader("__main__", file)
        module.__builtins__ = __builtins__  # type: ignore[attr-defined]
        sys.modules["__main__"] = module
        sys.argv[:] = [file]
        # In place of the folder of `flyte`, the console script.
        sys.path[0] = os.path.dirname(os.path.realpath(file))
        exec(code, module.__dict__)

    def _exited(self, error: SystemExit) -> tuple[int, dict[str, Any] | None]:
        code = exit_code(error)
        details = {"how": "script", "exit": str(code)}
        return code, None if code == 0 else {"code": "systemExit", "frames": frames_of(error), "details": details}

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
