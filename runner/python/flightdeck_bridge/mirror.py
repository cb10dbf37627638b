"""What waits to be sent, kept where the runner finds it after this process's sudden end: a file in memory that both share. Decides nothing."""

from __future__ import annotations

import mmap
import os

MIRROR_FD = 5

# Two native 64-bit numbers: the batch that waits, and the bytes of its records. Twin of runner/src/mirror.ts.
_HEADER = 16
_BATCH, _LENGTH = 0, 1
# A record is an event as JSON; a log's text follows it. No UTF-8 text holds these two bytes.
_RECORD, _TEXT = b"\xff", b"\xfe"


# What the runner's file holds, for where there is none.
_OWN_SIZE = 768 * 1024


def open_mirror(passed: bool) -> Mirror:
    """`passed`: the runner made the file. On Windows it can't, and nobody else reads what waits."""
    if passed:
        try:
            memory = mmap.mmap(MIRROR_FD, 0)
            os.close(MIRROR_FD)
            return Mirror(memory)
        except (OSError, ValueError):
            pass
    return Mirror(mmap.mmap(-1, _OWN_SIZE))


class Mirror:
    """The records of the batch that waits. A record counts once it is whole: its length is written last."""

    def __init__(self, memory: mmap.mmap) -> None:
        self._memory = memory
        self._numbers = memoryview(memory).cast("Q")
        self._capacity = len(memory)
        # Where the next record begins.
        self.end = _HEADER

    def has_room(self, size: int) -> bool:
        """For a record of so many bytes."""
        return self.end + size + len(_RECORD) + len(_TEXT) <= self._capacity

    def add(self, event: bytes, text: bytes | None = None) -> int:
        """A new record, for which there is room. More text may follow. Answers where its text begins."""
        head = _RECORD + event if text is None else b"".join((_RECORD, event, _TEXT))
        start = self.end + len(head)
        self.more(head if text is None else head + text)
        return start

    def more(self, text: bytes) -> bool:
        """More text of the last record; False when there is no room."""
        end = self.end + len(text)
        if end > self._capacity:
            return False
        self._memory[self.end : end] = text
        self.end = end
        self._numbers[_LENGTH] = end - _HEADER
        return True

    def text(self, start: int, end: int) -> bytes:
        """The text of a record."""
        return self._memory[start:end]

    def begin(self, batch: int) -> None:
        """The records have been sent; those of this batch come next."""
        self.end = _HEADER
        self._numbers[_LENGTH] = 0
        self._numbers[_BATCH] = batch
