"""Ends the process when nothing moves for too long. The SDK sets no limit to any call, and some can't be interrupted."""

from __future__ import annotations

import time
from typing import Any, Callable

from .threads import start_own

# Nothing that waits for a control plane may be silent for longer than this, unless the launch says otherwise.
SILENCE_SECONDS = 120.0
# An image may be built before the first call, and builds say nothing on the way.
IMAGE_SECONDS = 3600.0


class Watchdog:
    """Watches from a thread of its own: what hangs may hold the event loop. `move` may be called from any thread."""

    def __init__(self, on_silence: Callable[[str, float], None], spec: dict[str, Any]) -> None:
        """`on_silence` gets the phase and its limit in seconds, once, and ends the process."""
        self._on_silence = on_silence
        self._silence = float(spec.get("timeoutSeconds") or SILENCE_SECONDS)
        self._phase = "connect"
        self._moved_at = time.monotonic()

    def start(self) -> None:
        self.move(self._phase)
        start_own("watchdog", self._watch)

    def move(self, phase: str) -> str:
        """Something happened, and what is waited for now is `phase`. Returns the phase before."""
        before, self._phase = self._phase, phase
        self._moved_at = time.monotonic()
        return before

    def _limit(self) -> float:
        return IMAGE_SECONDS if self._phase == "image" else self._silence

    def _watch(self) -> None:
        while (left := self._limit() - (time.monotonic() - self._moved_at)) > 0:
            time.sleep(min(left, 1.0))
        self._on_silence(self._phase, self._limit())
