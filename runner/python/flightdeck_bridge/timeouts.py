"""Ends attempts that take longer than their task's timeout, which the SDK leaves to the cluster. What becomes of a timed-out attempt is the SDK's own way with errors."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import heapq
import itertools
import sys
import threading
import time
from datetime import timedelta
from types import FrameType
from typing import Any, Awaitable, Callable

from .failures import Told, frames_of, frames_of_stack
from .sdk import Sdk
from .threads import start_own

# How long a cancelled coroutine may take to clean up before its attempt counts as ended without it.
GRACE_SECONDS = 5.0

_current: contextvars.ContextVar[_Attempt | None] = contextvars.ContextVar("flightdeck_attempt", default=None)


class Timeouts:
    """The timeouts of a run's tasks. `run` is called in the task's event loop."""

    def __init__(self, sdk: Sdk) -> None:
        self._sdk = sdk
        self._clock = _Clock()
        # When an action was first tried: its deadline counts from there.
        self._began: dict[str, float] = {}

    def install(self) -> None:
        """Learns in which threads sync tasks run, so that it can be told where they stand."""
        self._sdk.wrap_sync(self._in_own_thread)

    def _in_own_thread(self, func: Callable[..., Any]) -> Callable[..., Any]:
        attempt = _current.get()
        return func if attempt is None or attempt.action != self._sdk.current_action() else attempt.in_thread(func)

    async def run(
        self, task: Any, action: str | None, execute: Callable[[], Awaitable[Any]], on_stopped: Callable[[], None]
    ) -> Any:
        """What `execute` answers, or the SDK's own error for a timeout. `on_stopped` is called once a timed-out attempt has ended."""
        runtime, deadline = bounds_of(task)
        outer = _current.get()
        # A subclass's `execute` that calls its parent's is one attempt.
        if (runtime is None and deadline is None) or action is None or (outer is not None and outer.action == action):
            return await execute()
        now = time.monotonic()
        left = None if deadline is None else deadline - (now - self._began.setdefault(action, now))
        if left is not None and (runtime is None or left < runtime):
            bound, seconds, limit = "deadline", deadline, max(0.0, left)
        else:
            bound, seconds, limit = "max_runtime", runtime, runtime
        attempt = _Attempt(action)
        self._clock.call_at(now + limit, attempt.expire)
        try:
            ended = await attempt.run(execute)
        finally:
            attempt.over = True
        if ended is not None:
            return ended()
        details = {"bound": bound, "seconds": _plain(seconds)}
        waited = time.monotonic() - now
        if attempt.blocks:
            details["noticed"] = _plain(waited)
        if attempt.threads:
            details["goesOn"] = "thread"
        elif not attempt.stopped:
            details["goesOn"] = "coroutine"
        if attempt.stopped and not attempt.threads:
            on_stopped()
        error = self._sdk.timeout_error(bound, _text(task.name, details))
        error.flightdeck = Told("taskTimeout", details, attempt.stood)  # type: ignore[attr-defined]
        raise error


class _Attempt:
    """One attempt under a timeout."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.over = False
        self._expired = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        # Where it stood when its time was up.
        self.stood: list[dict[str, Any]] = []
        # It kept the event loop from going on when its time was up.
        self.blocks = False
        # It has ended, in time or cancelled.
        self.stopped = False
        # Threads of its own that are running.
        self.threads = 0

    def expire(self) -> None:
        """Its time is up. Called in the clock's thread, since its own loop may stand still."""
        if self.over:
            return
        for top in list(sys._current_frames().values()):
            below = self._frame_below(top)
            if below is not None:
                self.stood = frames_of_stack(top)
                self.blocks = below is _Attempt._step.__code__
                break
        try:
            self._loop.call_soon_threadsafe(self._expired.set)
        except RuntimeError:
            # The loop is gone, and so is the run.
            pass

    def _frame_below(self, top: FrameType) -> Any:
        """Which of the two ways to run the attempt stands below a stack's top."""
        frame: FrameType | None = top
        while frame is not None:
            if frame.f_code in _WAYS and frame.f_locals.get("self") is self:
                return frame.f_code
            frame = frame.f_back
        return None

    async def run(self, execute: Callable[[], Awaitable[Any]]) -> Callable[[], Any] | None:
        """What ends the attempt, value or exception, as a function; None when its time was up first."""
        running = asyncio.ensure_future(self._step(execute))
        expiring = asyncio.ensure_future(self._expired.wait())
        try:
            await asyncio.wait({running, expiring}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            running.cancel()
            return await running
        finally:
            expiring.cancel()
        # What others kept from noticing its end in time has ended in time: in the cluster it would have been alone.
        if running.done() and not self.blocks:
            return running.result()
        running.cancel()
        done, _ = await asyncio.wait({running}, timeout=GRACE_SECONDS)
        self.stopped = bool(done)
        running.add_done_callback(_forget)
        return None

    async def _step(self, execute: Callable[[], Awaitable[Any]]) -> Callable[[], Any]:
        _current.set(self)
        try:
            value = await execute()
        except asyncio.CancelledError as error:
            if not self.stood:
                self.stood = frames_of(error)
            raise
        except BaseException as error:
            # Raised on in a task of asyncio's, `sys.exit` would end the event loop.
            return functools.partial(_raise, error)
        return lambda: value

    def in_thread(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it runs in a thread of the attempt's own."""

        @functools.wraps(func)
        def called(*args: Any, **kwargs: Any) -> Any:
            return self._thread(func, args, kwargs)

        return called

    def _thread(self, func: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        self.threads += 1
        try:
            return func(*args, **kwargs)
        finally:
            self.threads -= 1


_WAYS = (_Attempt._step.__code__, _Attempt._thread.__code__)


class _Clock:
    """Calls functions at their times, in a thread that no task can hold up."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._order = itertools.count()
        self._calls: list[tuple[float, int, Callable[[], None]]] = []
        self._thread: threading.Thread | None = None

    def call_at(self, moment: float, call: Callable[[], None]) -> None:
        """Calls once `time.monotonic()` is `moment`."""
        with self._changed:
            heapq.heappush(self._calls, (moment, next(self._order), call))
            if self._thread is None:
                self._thread = start_own("timeouts", self._tick)
            self._changed.notify()

    def _tick(self) -> None:
        while True:
            with self._changed:
                while not self._calls or self._calls[0][0] > time.monotonic():
                    self._changed.wait(self._calls[0][0] - time.monotonic() if self._calls else None)
                _, _, call = heapq.heappop(self._calls)
            call()


def bounds_of(task: Any) -> tuple[float | None, float | None]:
    """Seconds of an attempt, and of all attempts together; None for no bound. A bare number bounds the attempt."""
    timeout = getattr(task, "timeout", None)
    if timeout is None or isinstance(timeout, (int, float, timedelta)):
        return _seconds(timeout), None
    return _seconds(getattr(timeout, "max_runtime", None)), _seconds(getattr(timeout, "deadline", None))


def _seconds(value: Any) -> float | None:
    """None and 0 are no bound to Flyte."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    return float(seconds) if seconds else None


def _plain(seconds: float | None) -> float | int:
    """To the tenth, without one where there is none."""
    rounded = round(seconds or 0.0, 1) or round(seconds or 0.0, 3)
    return int(rounded) if rounded == int(rounded) else rounded


def _text(name: str, details: dict[str, Any]) -> str:
    """What the user's code reads when it catches the exception."""
    return f"{name} timed out after {details['seconds']} s ({details['bound']}; enforced by Flightdeck, the SDK doesn't locally)"


def _raise(error: BaseException) -> None:
    raise error


def _forget(future: asyncio.Future[Any]) -> None:
    if not future.cancelled():
        future.exception()
