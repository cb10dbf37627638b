"""Runs a task of the user's file, on this machine or as a run in the cluster, and tells how it ended."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
import traceback
from typing import Any

from . import config
from .channel import Channel
from .cluster import describe_refusal, silence
from .code import loaded_code
from .containers import end_containers, require_docker
from .debugger import Debugger
from .failures import BridgeError, describe
from .folders import own_folders
from .ignored import ignored_settings
from .inputs import convert_inputs
from .limits import Limits
from .load import find_task, load_file
from .outputs import MAX_TEXT, describe_output, safe_repr
from .plain import PlainCalls
from .sdk import Sdk
from .threads import start_own
from .timeouts import Timeouts
from .tracker import Tracker
from .watchdog import Watchdog

# How long the main thread may take to tell a run's end.
LEAVE_SECONDS = 3.0


class LocalRun:
    """One run. `cancel` may be called from any thread at any time."""

    def __init__(self, channel: Channel, sdk: Sdk, debugger: Debugger | None = None) -> None:
        self._channel = channel
        self._sdk = sdk
        self._debugger = debugger
        # A debugged task may stand still for as long as somebody looks at it.
        uncaught, timeouts = (None, Timeouts(sdk)) if debugger is None else (debugger.uncaught, None)
        self.tracker = Tracker(channel, sdk, self._on_exit, uncaught, timeouts)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        # One end is told, whoever comes first.
        self._ending = threading.Lock()
        self._cancelled = False
        self._left: dict[str, Any] | None = None
        # Where a run in the cluster goes; a local run goes nowhere.
        self._destination: dict[str, str] | None = None

    def cancel(self) -> None:
        self._cancelled = True
        if self._debugger is not None:
            # What stands at a breakpoint could not end.
            self._debugger.release()
        self._wake()

    def _on_exit(self, error: dict[str, Any]) -> None:
        if self._left is None:
            self._left = error
            start_own("leave", self._leave)
        self._wake()

    def _leave(self) -> None:
        """The main thread leaves by itself, if what broke the SDK's event loop hasn't broken its own."""
        time.sleep(LEAVE_SECONDS)
        with self._ending:
            self._channel.event({"kind": "finished", "end": {"kind": "error", "error": self._left}}, at_once=True)
            os._exit(1)

    def _wake(self) -> None:
        with self._lock:
            if self._loop is not None and self._stop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._stop.set)

    def run(self, spec: dict[str, Any], withheld: list[dict[str, Any]]) -> int:
        """Runs to the end and sends `finished`. Returns the process's exit code."""
        begun = time.time()
        if self._debugger is not None:
            self._debugger.wait()
        try:
            end = self._run(spec, withheld)
        except BridgeError as error:
            if self._debugger is not None and error.code == "importError" and error.cause is not None:
                self._debugger.uncaught(error.cause)
            end = {"kind": "error", "error": describe(error)}
        except BaseException as error:
            end = {"kind": "error", "error": self._describe(error)}
        if self._left is not None:
            end = {"kind": "error", "error": self._left}
        elif self._cancelled:
            end = {"kind": "cancelled"}
        self.tracker.conditions.release()
        end_containers()
        if self._destination is None:
            self._channel.event(loaded_code(spec, begun))
        # Held from now on: the watchdog has nothing to say any more.
        self._ending.acquire()
        self._channel.event({"kind": "finished", "end": end}, at_once=True)
        if self._left is not None:
            # The SDK's event loop is gone and its threads wait for ever.
            os._exit(1)
        self.tracker.let_loops_end()
        return 0 if end["kind"] == "outputs" else 1

    def _give_up(self, _phase: str, seconds: float) -> None:
        """The control plane is silent. What follows once the run exists is not waited for here."""
        assert self._destination is not None
        with self._ending:
            error = describe(silence(self._destination["endpoint"], "run", seconds))
            self._channel.event({"kind": "finished", "end": {"kind": "error", "error": error}}, at_once=True)
            os._exit(1)

    def _describe(self, error: BaseException) -> dict[str, Any]:
        if self._destination is not None:
            return describe_refusal(self._sdk, error, self._destination, "userError")
        return self.tracker.describe(error)

    def _run(self, spec: dict[str, Any], withheld: list[dict[str, Any]]) -> dict[str, Any]:
        action = spec["action"]
        watchdog = None
        if action["mode"] == "remote":
            self._destination = config.require_destination(spec)
            watchdog = Watchdog(self._give_up, spec)
            watchdog.start()
        config.initialise(self._sdk, spec)
        quiet_failures()
        _tell_levels()
        module = load_file(self._sdk, spec["file"])
        task = find_task(self._sdk, module, action["variable"], action["name"])
        if watchdog is None and self._sdk.is_container(task):
            require_docker(task.name)
        inputs = convert_inputs(self._sdk, task, action["inputs"], withheld)
        if watchdog is not None:
            watchdog.move("run")
        elif ignored := ignored_settings(self._sdk, task):
            self._channel.event({"kind": "noEffect", "settings": ignored})
        if watchdog is None:
            self._sdk.choose_folders(own_folders)
            Limits(self._sdk, self.tracker.has_parent, self.tracker.ended).install()
        self.tracker.follow_execution()
        PlainCalls(self._channel, self._sdk).follow()
        threading.excepthook = _watch_threads(self._sdk, self.tracker, threading.excepthook)
        result = asyncio.run(self._until_stopped(task, inputs, action))
        if result is None:
            return {"kind": "cancelled"}
        if action["mode"] == "remote":
            outputs = [{"name": "run", "text": str(result.name)}, {"name": "url", "text": str(result.url)}]
            return {"kind": "outputs", "outputs": outputs}
        return {"kind": "outputs", "outputs": _outputs(task, result.outputs(), self.tracker.returned_by_root)}

    async def _until_stopped(self, task: Any, inputs: dict[str, Any], action: dict[str, Any]) -> Any:
        """The run's result; None when it was stopped."""
        with self._lock:
            self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        cache = {"disable_run_cache": True} if action.get("disableRunCache") else {}
        context = self._sdk.run_context(self.tracker, mode=action["mode"], **cache)
        running = asyncio.ensure_future(context.run.aio(task, **inputs))
        stopping = asyncio.ensure_future(self._stop.wait())
        if not self._cancelled:
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if running.done() and not self._cancelled and self._left is None:
            return running.result()
        if self._left is None:
            running.cancel()
            # The SDK lets go at once; the tasks' own `finally` blocks run on, until the runner takes its next step.
            await self._loop.run_in_executor(None, self.tracker.wait_until_idle)
        running.add_done_callback(_forget)
        return None


def _forget(future: asyncio.Future[Any]) -> None:
    if not future.cancelled():
        future.exception()


def _watch_threads(sdk: Sdk, tracker: Tracker, otherwise: Any) -> Any:
    """What ends the SDK's event loop without passing the task: SystemExit in a helper coroutine, a descriptor of the loop's that a task closes. The thread's end tells."""

    def hook(args: Any) -> None:
        codes = [frame.f_code for frame, _line in traceback.walk_tb(args.exc_traceback)]
        own = [at for at, code in enumerate(codes) if sdk.is_own_file(code.co_filename)]
        if isinstance(args.exc_value, (SystemExit, KeyboardInterrupt)) and own:
            tracker.left(args.exc_value)
            return
        if any(code.co_name == "run_forever" for at in own for code in codes[at + 1 : at + 2]):
            tracker.broke(args.exc_value)
        otherwise(args)

    return hook


def quiet_failures() -> None:
    """Keeps the SDK from printing tracebacks that the events carry already."""
    logger = logging.getLogger("flyte")
    for target in (logger, *logger.handlers):
        target.addFilter(_told_already)


def _tell_levels() -> None:
    """A record for which nobody has set up a handler is printed with its level, in the SDK's form, where Python would print its text alone."""
    # A handler of the root logger would keep the user's `basicConfig` from having any effect.
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(logging.Formatter("%(levelname)s %(message)s"))


def _told_already(record: logging.LogRecord) -> bool:
    """Drops the SDK's own print of a failure that an event carries, with its frames."""
    return not str(record.msg).startswith(("Task failed with error", "Failed to deploy task"))


def _outputs(task: Any, outputs: Any, returned: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The run's outputs as the SDK gives them back, in the form that they had when they were returned."""
    names = list(task.native_interface.outputs)
    values = list(outputs) if isinstance(outputs, tuple) else [outputs]
    return [_output(name, value, returned.get(name, {})) for name, value in zip(names, values)]


def _output(name: str, value: Any, returned: dict[str, Any]) -> dict[str, Any]:
    if "image" in returned:
        return {**returned, "text": safe_repr(value)[:MAX_TEXT]}
    form = returned.get("form")
    if form is None:
        return describe_output(name, value)
    # What is JSON comes back as it was; of a file or a table the SDK gives back another value.
    return returned if form["kind"] == "json" else {**returned, "text": safe_repr(value)[:MAX_TEXT]}
