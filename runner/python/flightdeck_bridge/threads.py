"""Starts the bridge's own threads, and ends the user's as Python does at its end. What they do is their starters' business."""

from __future__ import annotations

import sys
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


def end_threads(last_words: str | None) -> None:
    """As Python does at its end: pools of threads are shut down, then threads that are no daemons joined, also those that others start.

    `last_words` are printed first where there is something to wait for.
    """
    if last_words is not None and _to_join():
        sys.stderr.write(last_words)
        sys.stderr.flush()
    # Python would call them once more.
    registered = getattr(threading, "_threading_atexits", [])
    while registered:
        registered.pop()()
    while waiting := _to_join():
        for thread in waiting:
            thread.join()


def _to_join() -> list[threading.Thread]:
    """Their own failures Python prints."""
    return [each for each in threading.enumerate() if each is not threading.current_thread() and not each.daemon]
