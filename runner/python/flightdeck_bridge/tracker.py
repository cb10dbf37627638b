"""Follows a local run: the SDK's tracker calls and each task's execution become events. Keeps which exception ended which action."""

from __future__ import annotations

import asyncio
import functools
import os
import sys
import threading
import weakref
from typing import Any, Callable

from .channel import Channel
from .conditions import Conditions, Pending
from .containers import follow_containers
from .failures import describe, frames_of_stack, message_of
from .given import given_inputs, shown_inputs
from .load import exit_text
from .outputs import describe_output, describe_outputs
from .raised import MAX_TRACEBACKS, Exceptions
from .reports import Reports
from .sdk import Sdk
from .timeouts import Timeouts

# A wide fan-out must not take longer than with the bare SDK.
MAX_WITH_INPUTS = 2_000
MAX_LINKS = 20
# The SDK waits for a second.
ENDING_SECONDS = 0.02
MAX_LINK = 2_000


class Tracker:
    """What the SDK calls while a run goes on (`with_runcontext(_tracker=…)`). Every method may be called from any thread."""

    def __init__(
        self,
        channel: Channel,
        sdk: Sdk,
        on_exit: Callable[[dict[str, Any]], None],
        on_uncaught: Callable[[BaseException], None] | None,
        timeouts: Timeouts | None,
        keeps_roots: bool = False,
    ) -> None:
        """`on_uncaught` hears of each exception that leaves a task, in the task's thread; not again of a child's in its parent."""
        self._channel = channel
        self._on_uncaught = on_uncaught
        self._sdk = sdk
        self._on_exit = on_exit
        self._timeouts = timeouts
        self._keeps_roots = keeps_roots
        self._secret_names: list[str] = []
        self._hidden: list[str] = []
        self.conditions = Conditions()
        # The SDK's id → ours. A parent's next attempt calls children by the ids of the last one's: they are actions of their own.
        self._actions: dict[str, str] = {}
        self._starts: dict[str, int] = {}
        # Ours, of those without an end, and their parents'.
        self._open: dict[str, str | None] = {}
        self._raised = Exceptions(sdk.root_error)
        # What tasks returned, until their actions end.
        self._returned: dict[str, dict[str, dict[str, Any]]] = {}
        # What tasks that other tasks called and that failed were given, until their actions end.
        self._given: dict[str, tuple[list[dict[str, Any]], list[str]]] = {}
        self._root: str | None = None
        self.returned_by_root: dict[str, dict[str, Any]] = {}
        self._reports = Reports(channel, self.action)
        self._failed = 0
        self._executing = 0
        self._loops: weakref.WeakSet[asyncio.AbstractEventLoop] = weakref.WeakSet()
        self._loops_may_end = False
        self._process = os.getpid()
        self._idle = threading.Event()
        self._idle.set()
        self._lock = threading.Lock()

    def action(self) -> str | None:
        """The running action, if the runner has been told of it."""
        action = self._sdk.current_action()
        return None if action is None else self._actions.get(action)

    def get_action(self, action_id: str) -> str | None:
        """The SDK asks whether a parent is known: without an answer it tells no parents."""
        return action_id if action_id in self._actions else None

    def record_start(self, *, action_id: str, task_name: str, **more: Any) -> None:
        parent = self._actions.get(more.get("parent_id") or "")
        action = self._name(action_id)
        self._open[action] = parent
        self._root = self._root or action_id
        event = {
            "kind": "actionStarted",
            "action": action,
            "task": task_name,
            "shortName": more.get("short_name") or task_name,
            "cacheHit": bool(more.get("cache_hit")),
        }
        if parent is not None:
            event["parent"] = parent
        if more.get("group"):
            event["group"] = more["group"]
        if more.get("log_links"):
            event["links"] = links_of(more["log_links"])
        if more.get("inputs") and len(self._starts) <= MAX_WITH_INPUTS:
            inputs = shown_inputs(more["inputs"], self._secrets())
            if inputs is not None:
                event["inputs"] = inputs
        self._channel.event(event)

    def _name(self, action_id: str) -> str:
        """What an action that starts is called in events."""
        starts = self._starts[action_id] = self._starts.get(action_id, 0) + 1
        name = self._actions[action_id] = action_id if starts == 1 else f"{action_id}-{starts}"
        return name

    def _end(self, action: str, end: dict[str, Any]) -> None:
        """Tells an action's end, once."""
        self._reports.end(action)
        given = self._given.pop(action, None)
        if self._open.pop(action, "") != "":
            event = {"kind": "actionFinished", "action": action, "end": end}
            if given is not None and end["kind"] == "error":
                event["inputs"], withheld = given
                if withheld:
                    event["withheld"] = withheld
            self._channel.event(event)

    def _stopped(self, action_id: str) -> None:
        """An attempt was cancelled, and with it the children that it was waiting for: nobody tells their ends."""
        under = {self._actions.get(action_id)}
        for action, parent in list(self._open.items()):
            # Parents start before their children.
            if parent in under:
                under.add(action)
                self._end(action, {"kind": "cancelled"})

    def record_complete(self, *, action_id: str, outputs: Any = None, **_more: Any) -> None:
        returned = self._returned.pop(action_id, None)
        if returned is not None and action_id == self._root:
            self.returned_by_root = returned
        shown = display(outputs) if returned is None else list(returned.values())
        self._end(self._actions.get(action_id, ""), {"kind": "outputs", "outputs": shown})

    def record_failure(self, *, action_id: str, error: str, **_more: Any) -> None:
        self._returned.pop(action_id, None)
        self._failed += 1
        self._raised.ended(action_id)
        failure = self._failure(action_id, error, whole=self._failed <= MAX_TRACEBACKS)
        self._end(self._actions.get(action_id, ""), {"kind": "error", "error": failure})

    def record_attempt_start(self, *, action_id: str, attempt_num: int, **_more: Any) -> None:
        self._channel.event({"kind": "attemptStarted", "action": self._actions.get(action_id, action_id), "attempt": attempt_num})

    def record_attempt_complete(self, **_more: Any) -> None:
        """The action's own end says it."""

    def record_attempt_failure(self, *, action_id: str, attempt_num: int, error: str, **_more: Any) -> None:
        action = self._actions.get(action_id, action_id)
        failure = self._failure(action_id, error, whole=False)
        self._channel.event({"kind": "attemptFailed", "action": action, "attempt": attempt_num, "error": failure})

    def record_condition_waiting(
        self, *, action_id: str, condition_name: str, prompt: str, data_type: type, **more: Any
    ) -> Pending:
        """The SDK waits on what this answers."""
        action = self._actions.get(action_id, action_id)
        condition = {"name": condition_name, "prompt": prompt, "type": data_type.__name__}
        if more.get("description"):
            condition["description"] = more["description"]

        def waits(seconds: float | None) -> None:
            limit = {} if seconds is None else {"seconds": seconds}
            event = {"kind": "conditionWaiting", "action": action, "condition": {**condition, **limit}}
            self._channel.event(event, at_once=True)

        return self.conditions.wait(action, condition_name, data_type, waits)

    def _failure(self, action_id: str, text: str, whole: bool) -> dict[str, Any]:
        known = self._raised.describe_action(action_id, whole)
        return {"code": "userError", "message": text, "frames": [], "details": {}} if known is None else known

    def describe(self, error: BaseException) -> dict[str, Any]:
        """The error as the user made it, with its traceback."""
        # asyncio makes another one for whoever waits.
        own = isinstance(error, asyncio.CancelledError) and self._raised.describe_action(self._root or "", whole=True)
        return own or self._raised.describe(error, whole=True)

    def has_parent(self, action_id: str) -> bool:
        """Whether another action called it."""
        return self._open.get(self._actions.get(action_id, "")) is not None

    def ended(self, action_id: str, error: Exception | None, outputs: Any) -> None:
        """An action's end that the SDK doesn't tell."""
        if error is None:
            self.record_complete(action_id=action_id, outputs=outputs)
        else:
            self._end(self._actions.get(action_id, ""), {"kind": "error", "error": self.describe(error)})

    def follow_execution(self) -> None:
        """Learns of reports, of each exception while it still has its traceback, and of `sys.exit`, for which the SDK would wait for ever."""
        if self._timeouts is not None:
            self._timeouts.install()
        self._sdk.wrap_execute(self._followed)
        self._sdk.wrap_sync(self._in_thread)
        self._sdk.watch_reports(self._reports.flushed)
        self._sdk.watch_conversions(self._raised.converted)

    def _followed(self, execute: Any) -> Any:
        @functools.wraps(execute)
        async def followed(task: Any, *args: Any, **kwargs: Any) -> Any:
            self._count(1)
            self._follow_loop()
            if self._sdk.is_container(task):
                follow_containers()
            try:
                if self._timeouts is None or not task.timeout:
                    returned = await execute(task, *args, **kwargs)
                else:
                    action = self._sdk.current_action()
                    call = functools.partial(execute, task, *args, **kwargs)
                    returned = await self._timeouts.run(task, action, call, lambda: self._stopped(action or ""))
                self._keep(task, returned)
                return returned
            except (SystemExit, KeyboardInterrupt) as error:
                if os.getpid() != self._process:
                    raise
                self.left(error)
                # Raised on, it would kill the SDK's event loop; the process ends before this does.
                await asyncio.Event().wait()
            except asyncio.CancelledError as error:
                action = self._sdk.current_action()
                # Raised by the task itself, which nobody has cancelled.
                if action is not None and not _is_cancelled():
                    self._raised.add(action, error)
                raise
            except Exception as error:
                if self._on_uncaught is not None and not self._raised.is_passed_on(error):
                    self._on_uncaught(error)
                action = self._sdk.current_action()
                if action is not None:
                    self._raised.add(action, error)
                    self._keep_given(task, action, kwargs)
                raise
            finally:
                self._count(-1)

        return followed

    def _in_thread(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """A sync task's function, for two ends of which the SDK would wait for ever."""

        @functools.wraps(func)
        def called(*args: Any, **kwargs: Any) -> Any:
            try:
                return func(*args, **kwargs)
            except StopIteration as error:
                # No future takes it. This is what Python makes of one in a coroutine.
                name = getattr(func, "__name__", "task")
                raise RuntimeError(f"{name} raised StopIteration").with_traceback(error.__traceback__) from error
            finally:
                self._check_loops()

        return called

    def _check_loops(self) -> None:
        """A loop whose descriptors the task has closed hears of nothing any more, not even of the task's end."""
        for loop in list(self._loops):
            # How threads wake it; gone once it is closed.
            waking = getattr(loop, "_csock", None)
            try:
                if waking is not None:
                    os.fstat(waking.fileno())
            except OSError as error:
                self.broke(error)

    def _keep(self, task: Any, returned: Any) -> None:
        """What the SDK makes of it shows less: a file is a path, a table a folder."""
        action = self._sdk.current_action()
        if action is not None and task.native_interface.outputs:
            # A container's outputs are a tuple, also of one.
            single = self._sdk.is_container(task) and isinstance(returned, tuple) and len(returned) == 1
            value = returned[0] if single else returned
            self._returned[action] = describe_outputs(task.native_interface.outputs, value)

    def _keep_given(self, task: Any, action: str, kwargs: dict[str, Any]) -> None:
        """A task's run has its own in its launch spec; a script's has none of the tasks that it starts."""
        inputs = given_inputs(task, kwargs, self._secrets()) if self._keeps_roots or self.has_parent(action) else None
        if inputs is not None:
            self._given[self._actions[action]] = inputs

    def hide(self, names: list[str], values: list[str]) -> None:
        """Variables whose values are written down nowhere, and such values."""
        self._secret_names = names
        # As they are now: a task may take one out of the environment, and still pass it on.
        self._hidden = [*values, *self._values(names)]

    def _secrets(self) -> list[str]:
        return [*self._values(self._secret_names), *self._hidden]

    @staticmethod
    def _values(names: list[str]) -> list[str]:
        return [os.environ[name] for name in names if name in os.environ]

    def _count(self, step: int) -> None:
        with self._lock:
            self._executing += step
            if self._executing == 0:
                self._idle.set()
            else:
                self._idle.clear()

    def wait_until_idle(self) -> None:
        """Waits until no task is executing."""
        self._idle.wait()

    def left(self, error: BaseException) -> None:
        """A task called `sys.exit` or raised KeyboardInterrupt: the run is over."""
        if isinstance(error, SystemExit):
            details = {"how": "exit", "exit": exit_text(error)}
        else:
            details = {"how": "raised", "exception": type(error).__name__}
        self._end_run(describe(error, "systemExit", details))

    def _end_run(self, error: dict[str, Any]) -> None:
        """A forked child is no run, and leaves as it wants to."""
        if os.getpid() == self._process:
            self._on_exit(error)

    def broke(self, error: BaseException) -> None:
        """The SDK's event loop ended with an exception: the run is over."""
        told = {"how": "broke", "exception": type(error).__name__, "message": message_of(error)}
        self._end_run({"code": "systemExit", "frames": [], "details": told})

    def _follow_loop(self) -> None:
        """Learns of a task that stops the event loop on which it runs: the SDK would wait for ever, and nothing would be raised."""
        loop = asyncio.get_running_loop()
        if loop in self._loops:
            return
        self._loops.add(loop)
        stop = loop.stop

        def stopped() -> None:
            caller = sys._getframe(1)
            # The SDK ends its own loops, and asyncio each that it runs for one future.
            is_meant = self._sdk.is_own_file(caller.f_code.co_filename) or caller.f_code.co_name == "_run_until_complete_cb"
            if is_meant:
                stop()
                return
            if self._loops_may_end:
                # What was cancelled needs some turns to end, and Python complains of what doesn't.
                if asyncio._get_running_loop() is loop:
                    loop.call_later(ENDING_SECONDS, stop)
                else:
                    stop()
                return
            # Not stopped: the process ends, and until then the words of others still come.
            self._end_run({"code": "systemExit", "frames": frames_of_stack(caller), "details": {"how": "stopped"}})

        try:
            loop.stop = stopped  # type: ignore[method-assign]
        except AttributeError:
            # A loop that isn't Python's own.
            pass

    def let_loops_end(self) -> None:
        """The run is over, and Python's end waits for the SDK's event loops, which are stopped from within."""
        self._loops_may_end = True


def _is_cancelled() -> bool:
    """Whether somebody cancelled the coroutine that runs. Python 3.10 doesn't tell."""
    cancelling = getattr(asyncio.current_task(), "cancelling", None)
    return cancelling is None or cancelling() > 0


def display(outputs: Any) -> list[dict[str, Any]]:
    """An action's outputs as the SDK shows them."""
    if outputs is None:
        return []
    named = outputs if isinstance(outputs, dict) else {"o0": outputs}
    return [describe_output(str(name), value, value if isinstance(value, str) else None) for name, value in named.items()]


def links_of(links: Any) -> list[dict[str, str]]:
    """An action's links as the SDK rendered them, bounded: the user's code makes them."""
    return [{"name": str(name)[:MAX_LINK], "url": str(url)[:MAX_LINK]} for name, url in links[:MAX_LINKS]]
