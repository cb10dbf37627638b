"""Remembers which exception ended which action, as text: kept alive, an exception would keep what every failed task held."""

from __future__ import annotations

import dataclasses
import threading
from collections import deque
from typing import Any

from .failures import Told, describe, message_of, traceback_of

# Of the first failures and of the last ones the traceback's text is kept: a parent is told the one or the other.
MAX_TRACEBACKS = 50

# Where an exception that was remembered has its `Raised`.
_MARK = "flightdeck_raised"
# Where an exception that the SDK made for a parent has the `Raised` of the child's.
_ORIGIN = "flightdeck_origin"


@dataclasses.dataclass
class Raised:
    """An exception, and the one in a child that it passes on."""

    name: str
    code: Any
    text: str
    described: dict[str, Any]
    told: Told | None
    traceback: str | None
    origin: Raised | None

    def links(self) -> list[Raised]:
        """It and what it passes on, the origin last."""
        links, origin = [self], self.origin
        while origin is not None:
            links.append(origin)
            origin = origin.origin
        return links


class Exceptions:
    """What ended a run's actions. May be called from any thread."""

    def __init__(self, root_error: type) -> None:
        self._root_error = root_error
        self._by_action: dict[str, Raised] = {}
        self._traced = 0
        self._last: deque[Raised] = deque()
        # Whose end this thread was told last.
        self._ended = threading.local()

    def add(self, action: str, error: BaseException) -> None:
        """It left an attempt of the action."""
        raised = self._read(error, ())
        # An exception that refuses attributes is still one.
        object.__setattr__(error, _MARK, raised)
        if self._traced < MAX_TRACEBACKS:
            self._traced += 1
        else:
            self._last.append(raised)
            if len(self._last) > MAX_TRACEBACKS:
                self._last.popleft().traceback = None
        # The newest attempt's exception is the last entry: `_origin` looks there first.
        self._by_action.pop(action, None)
        self._by_action[action] = raised

    def ended(self, action: str) -> None:
        """It failed. What the SDK makes of that for the parent comes next, on this thread."""
        self._ended.by = self._by_action.get(action)

    def converted(self, error: BaseException) -> None:
        """The SDK made it of the failure that this thread was told last: many children may fail with the same words."""
        raised = getattr(self._ended, "by", None)
        self._ended.by = None
        if raised is not None and getattr(error, _MARK, None) is not raised:
            object.__setattr__(error, _ORIGIN, raised)

    def describe_action(self, action: str, whole: bool) -> dict[str, Any] | None:
        """The error that ended it; None where none is known."""
        raised = self._by_action.get(action)
        return None if raised is None else _described(raised, whole)

    def describe(self, error: BaseException, whole: bool) -> dict[str, Any]:
        """The error as the user made it: what the SDK raises in a parent is traced to the exception in the child.

        `whole`: with the traceback that Python would print, those of the parents below that of the child.
        """
        return _described(self._read(error, ()), whole)

    def is_passed_on(self, error: BaseException) -> bool:
        """Whether a child's exception is behind it."""
        return self._origin(error, ()) is not None

    def _read(self, error: BaseException, above: tuple[BaseException, ...]) -> Raised:
        origin = self._origin(error, above)
        return Raised(
            name=type(error).__name__,
            code=getattr(error, "code", None),
            text=message_of(error),
            described=describe(error),
            told=getattr(error, "flightdeck", None),
            traceback=traceback_of(error),
            origin=origin,
        )

    def _origin(self, error: BaseException, above: tuple[BaseException, ...]) -> Raised | None:
        if not isinstance(error, self._root_error) or hasattr(error, "flightdeck"):
            return None
        known = getattr(error, _ORIGIN, None)
        if known is not None:
            return known
        cause = error.__cause__
        if cause is not None:
            return None if any(each is cause for each in (error, *above)) else self._read(cause, (error, *above))
        # Made where nobody was told: of the child's exception it has the class's name and the text.
        code, text, own = getattr(error, "code", None), message_of(error), getattr(error, _MARK, None)
        for raised in reversed(list(self._by_action.values())):
            if raised is not own and raised.text == text and code in (raised.name, raised.code):
                return raised
        return None


def _described(raised: Raised, whole: bool) -> dict[str, Any]:
    links = raised.links()
    frames = [frame for link in links for frame in link.described["frames"]]
    last = links[-1]
    if last.told is not None:
        return {"code": last.told.code, "frames": frames + last.told.frames, "details": last.told.details}
    described = {**last.described, "frames": frames}
    if whole:
        described["traceback"] = "\n".join(link.traceback for link in reversed(links) if link.traceback is not None)
    return described
