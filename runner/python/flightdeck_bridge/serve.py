"""Serves an app of the user's file on this machine with the SDK, as `flyte serve --local FILE APP` does, tells where it answers and how it ended."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from . import config
from .channel import Channel
from .failures import BridgeError, describe, traceback_of
from .ignored import ignored_settings_of_app
from .load import find_environment, load_file
from .ports import is_open, refusal, who_listens
from .sdk import Sdk

POLL_SECONDS = 0.05
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
        module = load_file(spec["file"])
        environment = find_environment(self._sdk, module, action.get("variable"), action["environment"])
        if ignored := ignored_settings_of_app(environment):
            self._channel.event({"kind": "noEffect", "settings": ignored})
        port = self._sdk.app_port(environment)
        if why := refusal(port):
            listener = who_listens(port) if why == "taken" else None
            raise BridgeError("portTaken", {"port": port, "why": why, "listener": listener, "app": environment.name})
        if self._stop.is_set():
            return
        logging.getLogger("flyte").addFilter(self._keep_exception)
        try:
            app = self._sdk.serve_locally(environment)
        except FileNotFoundError as error:
            # What its command starts; its own functions run in a thread.
            raise BridgeError("appEnded", {"app": environment.name, "missing": str(error.filename)}) from None
        try:
            while not self._stop.is_set() and not is_open(port) and not app.is_deactivated():
                self._stop.wait(POLL_SECONDS)
            serves = not self._stop.is_set() and not app.is_deactivated()
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

    def _ended(self, app: Any, details: dict[str, Any]) -> None:
        """It ended by itself: well where it has served and its function returned or its command succeeded, else raises."""
        if self._raised is not None:
            raise self._raised
        code = self._sdk.exit_code_of(app)
        if code != 0 or details["early"]:
            raise BridgeError("appEnded", {**details, "exit": code})

    def _keep_exception(self, record: logging.LogRecord) -> bool:
        """Keeps what ended the server, and drops the SDK's print of it: the end tells it, with its frames."""
        if not str(record.msg).startswith("Local app server raised") or not record.exc_info:
            return True
        self._raised = record.exc_info[1]
        return False
