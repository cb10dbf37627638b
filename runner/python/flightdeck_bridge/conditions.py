"""Conditions on which tasks wait until somebody answers: asks the runner, and hands the answer to the SDK. Who is asked is the runner's business."""

from __future__ import annotations

import threading
from typing import Any, Callable

from .failures import Told


class Conditions:
    """Those that wait. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, Pending] = {}
        self._lock = threading.Lock()

    def wait(
        self, action: str, name: str, data_type: type, on_wait: Callable[[float | None], None]
    ) -> Pending:
        """`on_wait` hears that it waits now, and for how many seconds at most."""
        with self._lock:
            pending = self._waiting[action] = Pending(name, data_type, on_wait)
        return pending

    def answer(self, command: dict[str, Any]) -> None:
        """What the runner was told: a value, or that there is nobody to ask. One that doesn't wait any more hears nothing."""
        with self._lock:
            pending = self._waiting.pop(command["action"], None)
        if pending is not None:
            pending.settle(command.get("value"), "value" not in command)

    def release(self) -> None:
        """The run is over: nobody answers any more, and no thread may wait on."""
        with self._lock:
            waiting, self._waiting = list(self._waiting.values()), {}
        for pending in waiting:
            pending.settle(None, False)


class Pending:
    """What the SDK waits on, in a thread of an executor: its own screen's class has this shape."""

    def __init__(self, name: str, data_type: type, on_wait: Callable[[float | None], None]) -> None:
        self.timed_out = False
        self._name = name
        self._type = data_type
        self._on_wait = on_wait
        self._value: Any = None
        self._is_refused = False
        self._settled = threading.Event()

    def settle(self, value: Any, is_refused: bool) -> None:
        # JSON knows one kind of number.
        self._value = float(value) if self._type is float and type(value) is int else value
        self._is_refused = is_refused
        self._settled.set()

    def wait_for_result(self, timeout: float | None = None) -> Any:
        """The answer; None where there is none, then `timed_out` says why."""
        self._on_wait(timeout)
        self.timed_out = not self._settled.wait(timeout)
        if self._is_refused:
            error = RuntimeError(f"Condition {self._name!r} waits for an answer, and there is nobody to ask.")
            error.flightdeck = Told("noAnswer", {"name": self._name}, [])  # type: ignore[attr-defined]
            raise error
        return self._value
