"""Passes on what tasks flush as HTML reports. Keeping and showing them is others' work."""

from __future__ import annotations

import threading
import time
from typing import Callable

from .channel import Channel
from .threads import start_own

# A task that flushes in a loop is heard so often; the last flush always is.
SECONDS_BETWEEN = 0.2
MAX_CHARACTERS = 50_000_000


class Reports:
    """The reports of a run's actions. May be called from any thread."""

    def __init__(self, channel: Channel, action_of: Callable[[], str | None]) -> None:
        self._channel = channel
        self._action_of = action_of
        self._sent_at: dict[str, float] = {}
        self._waiting: dict[str, str] = {}
        self._lock = threading.Lock()
        # It is said once in a run.
        self._is_refused = False

    def flushed(self, html: str) -> None:
        """A task flushed its report, in whose context this is called."""
        action = self._action_of()
        if action is None:
            return
        if len(html) > MAX_CHARACTERS:
            if not self._is_refused:
                self._is_refused = True
                self._channel.event({"kind": "reportRefused", "action": action, "mostCharacters": MAX_CHARACTERS})
            return
        now = time.monotonic()
        with self._lock:
            if now - self._sent_at.get(action, -SECONDS_BETWEEN) < SECONDS_BETWEEN:
                if action not in self._waiting:
                    start_own("report", lambda: self._later(action))
                self._waiting[action] = html
                return
            self._sent_at[action] = now
            self._waiting.pop(action, None)
            self._send(action, html)

    def _later(self, action: str) -> None:
        time.sleep(SECONDS_BETWEEN)
        with self._lock:
            html = self._waiting.pop(action, None)
            if html is not None:
                self._sent_at[action] = time.monotonic()
                self._send(action, html)

    def end(self, action: str) -> None:
        """The action is about to end: what it flushed last is told before."""
        with self._lock:
            html = self._waiting.pop(action, None)
            self._sent_at.pop(action, None)
            if html is not None:
                self._send(action, html)

    def _send(self, action: str, html: str) -> None:
        """With the lock held: what was taken out to be sent would else follow its action's end."""
        self._channel.event({"kind": "report", "action": action, "html": html})
