"""Starts the bridge's own threads. What they do is their starters' business."""

from __future__ import annotations

import threading
from typing import Callable


def start_own(name: str, target: Callable[[], None]) -> threading.Thread:
    """A daemon thread that a debugger neither stops nor lists: the bridge goes on while the user's code stands still."""
    thread = threading.Thread(name=f"flightdeck-{name}", target=target, daemon=True)
    # debugpy's own words for its own threads.
    thread.pydev_do_not_trace = True  # type: ignore[attr-defined]
    thread.is_pydev_daemon_thread = True  # type: ignore[attr-defined]
    thread.start()
    return thread
