"""Replaces sys.stdout and sys.stderr by writers that say which action wrote. Descriptors 1 and 2 stay as they are: the runner reads them raw."""

from __future__ import annotations

import codecs
import functools
import io
import os
import sys
from typing import Any

from .attribution import Attribution
from .channel import Channel


class ActionWriter(io.TextIOBase):
    """A text stream whose every write goes to the runner with the action that is running."""

    def __init__(self, channel: Channel, stream: str, fd: int, attribution: Attribution) -> None:
        self._channel = channel
        self._to_runner = self.write = channel.writer(stream, attribution, self._write)
        self._stream = stream
        self._fd = fd
        self._home = _identity(fd)
        self._attribution = attribution
        self._unsent = ""
        # `closed` of the base class takes its time.
        self._is_closed = False
        self.buffer = _ActionBuffer(self)

    encoding = "utf-8"
    errors = "backslashreplace"
    newlines = None
    line_buffering = True
    write_through = True

    @property
    def name(self) -> str:
        return f"<{self._stream}>"

    @property
    def mode(self) -> str:
        return "w"

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._fd

    def isatty(self) -> bool:
        return False

    def reconfigure(self, **_options: Any) -> None:
        """Accepted and without effect: text is sent as text."""

    def _write(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._is_closed:
            raise ValueError("I/O operation on closed file.")
        if self._channel.is_open:
            if text:
                context = self._attribution.context_of()
                action = self._attribution.action(context)
                # The runner may be told of it yet: then the same context has one.
                self._channel.text(self._stream, action, text, None if action is None else context)
        else:
            # A forked child: whole lines, so that those of several children don't mix.
            self._unsent += text
            if "\n" in text:
                self.flush()

    def detach(self) -> io.BufferedIOBase:  # type: ignore[override]
        """Whoever takes the bytes into their own hands goes on writing them here."""
        return self.buffer

    def look(self) -> None:
        """A program that puts another file in the descriptor's place finds there what it prints, as without us."""
        if not self._is_closed:
            is_home = _identity(self._fd) in (self._home, None)
            self.write = self._to_runner if is_home else self._write_there  # type: ignore[assignment]

    def _write_there(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        write_raw(self._fd, text.encode("utf-8", "backslashreplace"))
        return len(text)

    def close(self) -> None:
        super().close()
        self._is_closed = True
        # Refuses, in a flood too.
        self.write = self._write  # type: ignore[assignment]

    def flush(self) -> None:
        """For forked children alone. Else nothing waits longer than a moment, and a program that flushes each line must not make each a message."""
        if self._unsent and not self._channel.is_open:
            unsent, self._unsent = self._unsent, ""
            write_raw(self._fd, unsent.encode("utf-8", "backslashreplace"))


class _ActionBuffer(io.BufferedIOBase):
    """`sys.stdout.buffer`: bytes that are text of the action too."""

    def __init__(self, text: ActionWriter) -> None:
        self._text = text
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    @property
    def raw(self) -> io.BufferedIOBase:
        return self

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._text.fileno()

    def isatty(self) -> bool:
        return False

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        self._text.write(self._decoder.decode(bytes(data)))
        return size


def _identity(fd: int) -> tuple[int, int] | None:
    """Of what a descriptor leads to; None where it is closed."""
    try:
        status = os.fstat(fd)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def write_raw(fd: int, data: bytes) -> None:
    """Writes all of `data` to a descriptor, as far as anybody reads it."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(fd, view) :]
    except OSError:
        pass


def install(channel: Channel, attribution: Attribution) -> None:
    """Puts the writers in place. What still holds the old streams writes to the descriptors, line by line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    writers = ActionWriter(channel, "stdout", 1, attribution), ActionWriter(channel, "stderr", 2, attribution)
    sys.stdout, sys.stderr = writers
    duplicate = os.dup2

    @functools.wraps(duplicate)
    def duplicated(*args: Any, **named: Any) -> int:
        made = duplicate(*args, **named)
        for writer in writers:
            writer.look()
        return made

    # Where pickle finds it.
    duplicated.__module__ = "os"
    os.dup2 = duplicated
