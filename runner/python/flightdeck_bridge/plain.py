"""Tells once of a task that is called in a thread of its own: nothing there says which run it belongs to, and the SDK calls its function."""

from __future__ import annotations

import threading
from types import FrameType
from typing import Any

from .channel import Channel
from .failures import frames_of_stack
from .sdk import Sdk


class PlainCalls:
    """The calls of one run. A call that makes an action costs nothing here."""

    def __init__(self, channel: Channel, sdk: Sdk) -> None:
        self._channel = channel
        self._sdk = sdk
        self._is_told = False
        self._lock = threading.Lock()

    def follow(self) -> None:
        """From now on; calls while the file is imported are meant as they are."""
        self._sdk.watch_plain_calls(self._called)

    def _called(self, task: Any, caller: FrameType | None) -> None:
        with self._lock:
            if self._is_told:
                return
            self._is_told = True
        frames = [] if caller is None else [frame for frame in frames_of_stack(caller) if frame["user"]]
        place = {"at": {"file": frames[-1]["file"], "line": frames[-1]["line"]}} if frames else {}
        self._channel.event({"kind": "plainCall", "task": str(task.name), **place})
