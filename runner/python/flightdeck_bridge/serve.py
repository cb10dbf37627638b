"""Serves an app of the user's file on this machine with the SDK, as `flyte serve --local FILE APP` does, tells where it answers and how it ended."""

from __future__ import annotations

import logging
import shlex
import shutil
import threading
import time
from typing import Any

from . import config
from .channel import Channel
from .failures import BridgeError, describe, exit_code, traceback_of
from .ignored import ignored_settings_of_app
from .load import find_environment, load_file
from .ports import is_open, is_ours, refusal, who_listens
from .sdk import Sdk

POLL_SECONDS = 0.05
# How long an app has to end because its port is taken, where the system doesn't tell who listens.
SETTLE_SECONDS = 0.5
# How long a server may take to end when it is asked to; then the runner takes its next step.
STOP_SECONDS = 1.5


class AppServe:
    """One app that is served. `cancel` may be called from any thread at any time."""

    def __init__(self, channel: Channel, sdk: Sdk) -> None:
        self._channel = channel
        self._sdk = sdk
        self._stop = threading.Event()
        # What the SDK logs where its server's thread ends with an exception.
        self._raised: BaseException | None = None
        # What the SDK doesn't catch, by thread: `sys.exit` above all, of which Python says nothing.
        self._left: dict[object, BaseException] = {}

    def cancel(self) -> None:
        self._stop.set()

    def run(self, spec: dict[str, Any]) -> int:
        """Serves to the end and sends `finished`. Returns the process's exit code."""
        try:
            self._run(spec)
            end: dict[str, Any] = {"kind": "cancelled"} if self._stop.is_set() else {"kind": "outputs", "outputs": []}
        except BridgeError as error:
            end = {"kind": "error", "error": describe(error)}
        except BaseException as error:
            end = {"kind": "error", "error": {**describe(error), "traceback": traceback_of(error)}}
        self._channel.event({"kind": "finished", "end": end}, at_once=True)
        return 1 if end["kind"] == "error" else 0

    def _run(self, spec: dict[str, Any]) -> None:
        action = spec["action"]
        config.initialise(self._sdk, spec)
        module = load_file(self._sdk, spec["file"])
        environment = find_environment(self._sdk, module, action.get("variable"), action["environment"])
        if ignored := ignored_settings_of_app(environment):
            self._channel.event({"kind": "noEffect", "settings": ignored})
        port = self._sdk.app_port(environment)
        if why := refusal(port):
            raise _refused(environment.name, port, why)
        if self._stop.is_set():
            return
        self._listen_to_threads()
        try:
            app = self._sdk.serve_locally(environment)
        except FileNotFoundError as error:
            program = _program_of(environment)
            if program is None or error.filename != program or shutil.which(program) is not None:
                raise
            raise BridgeError("appEnded", {"app": environment.name, "missing": program}) from None
        try:
            serves = self._until_served(app, environment.name, port)
            if serves:
                self._channel.event({"kind": "serving", "url": f"http://localhost:{port}"}, at_once=True)
            while not self._stop.is_set() and not app.is_deactivated():
                self._stop.wait(POLL_SECONDS)
            if not self._stop.is_set():
                self._ended(app, {"app": environment.name, "port": port, "early": not serves})
        finally:
            app.deactivate()
            until = time.monotonic() + STOP_SECONDS
            while not app.is_deactivated() and time.monotonic() < until:
                time.sleep(POLL_SECONDS)

    def _until_served(self, app: Any, name: str, port: int) -> bool:
        """False where it ended or was stopped before. Raises where somebody else took the port meanwhile."""
        while not self._stop.is_set() and not app.is_deactivated():
            if not is_open(port):
                self._stop.wait(POLL_SECONDS)
                continue
            whose = is_ours(port)
            if whose is False:
                raise _refused(name, port, "taken")
            if whose or (self._settles() and is_open(port) and not app.is_deactivated() and is_ours(port) is not False):
                return not self._stop.is_set()
        return False

    def _settles(self) -> bool:
        """Waits: an app that finds its port taken ends."""
        return not self._stop.wait(SETTLE_SECONDS)

    def _ended(self, app: Any, details: dict[str, Any]) -> None:
        """It ended by itself: well where it has served and its function returned or its command succeeded, else raises."""
        if self._raised is not None:
            raise self._raised
        left = self._left.get(self._sdk.thread_of(app))
        if left is not None and not isinstance(left, SystemExit):
            raise left
        code = self._sdk.exit_code_of(app) if left is None else exit_code(left)
        if code != 0 or details["early"]:
            raise BridgeError("appEnded", {**details, "exit": code}, left)

    def _listen_to_threads(self) -> None:
        logging.getLogger("flyte").addFilter(self._keep_exception)
        tell = threading.excepthook

        def left(end: threading.ExceptHookArgs) -> None:
            if end.exc_value is not None:
                self._left[end.thread] = end.exc_value
            tell(end)

        threading.excepthook = left

    def _keep_exception(self, record: logging.LogRecord) -> bool:
        """Keeps what ended the server, and drops the SDK's print of it: the end tells it, with its frames."""
        if not str(record.msg).startswith("Local app server raised") or not record.exc_info:
            return True
        self._raised = record.exc_info[1]
        return False


def _refused(app: str, port: int, why: str) -> BridgeError:
    listener = who_listens(port) if why == "taken" else None
    return BridgeError("portTaken", {"port": port, "why": why, "listener": listener, "app": app})


def _program_of(environment: Any) -> str | None:
    """The first word of the command with which the SDK starts it."""
    given = environment.args if environment.command is None else environment.command
    words = shlex.split(given) if isinstance(given, str) else list(given or [])
    return str(words[0]) if words else None
