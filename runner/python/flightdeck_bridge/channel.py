"""The worker's two pipes to the runner: events out (descriptor 3), commands in (descriptor 4). Knows nothing of what they mean."""

from __future__ import annotations

import json
import os
import select
import threading
import time
from typing import Any, Callable, Sequence

from .attribution import Attribution
from .mirror import Mirror, open_mirror
from .threads import start_own

EVENTS_FD = 3
COMMANDS_FD = 4
# Where the pipes live afterwards: a program that closes 3 and 4 and opens files must not get them mixed up with ours.
FIRST_PRIVATE_FD = 200

# Nothing waits longer than this. In each such span the first few messages don't wait at all, so that a line shows at once.
FLUSH_SECONDS = 0.01
AT_ONCE_PER_SPAN = 8
# A batch is sent when it holds this much, so that a flood costs few system calls.
BATCH_BYTES = 64 * 1024


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def open_channel(mirrored: bool) -> tuple[Channel, Commands]:
    """Takes what the runner passed as descriptors 3, 4 and, `mirrored`, 5. What the program starts does not inherit them."""
    events, commands = private_fd(EVENTS_FD), private_fd(COMMANDS_FD)
    return Channel(events, also_close=commands, mirror=open_mirror(mirrored)), Commands(commands)


def private_fd(fd: int) -> int:
    """Moves a descriptor out of the program's way; what the program starts does not inherit it."""
    if os.name == "nt":
        os.set_inheritable(fd, False)
        return fd
    import fcntl

    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, FIRST_PRIVATE_FD)
    os.close(fd)
    return moved


# A context of nobody's.
_UNKNOWN = object()


class _Text:
    """Text of one action and stream that waits, joined. The mirror holds it, from `start` to `end`."""

    __slots__ = ("at_ms", "stream", "action", "context", "start", "end")

    def __init__(self, stream: str, action: str | None, context: object) -> None:
        self.at_ms = now_ms()
        self.stream = stream
        self.action = action
        # What is written in the same context is of the same action.
        self.context = context
        self.start = self.end = 0

    def head(self) -> dict[str, Any]:
        head: dict[str, Any] = {"kind": "log", "atMs": self.at_ms, "stream": self.stream}
        if self.action is not None:
            head["action"] = self.action
        return head


class Channel:
    """Sends events as JSON lines, in order, from any thread. Text of one action and stream is joined while it waits."""

    def __init__(self, fd: int, also_close: int, mirror: Mirror) -> None:
        """A forked child closes `also_close` too, the other pipe."""
        self._fd = fd
        self._other_fd = also_close
        self._mirror = mirror
        # False in a forked child, once the runner is gone, and once the program has closed the pipe.
        self.is_open = True
        self._batch = 0
        self._reset()
        if hasattr(os, "register_at_fork"):
            # A forked child shares the descriptors but none of the threads: it must not speak for its parent.
            os.register_at_fork(before=self.flush, after_in_child=self._leave)

    def _reset(self) -> None:
        self._lock = threading.RLock()
        # True while a thread works on what follows. A signal handler may interrupt it and come in by the same lock.
        self._busy = False
        self._pending: list[bytes | _Text] = []
        # The last of them, when it is a text.
        self._text: _Text | None = None
        self._late: list[bytes | tuple[str, str | None, str]] = []
        self._span_began = 0.0
        self._sent_in_span = 0
        self._wake = threading.Event()
        self._is_awake = False
        # True while text comes so fast that it waits for the flusher, whatever it ends with.
        self._is_flooded = False
        # Then the last text, which more of its own only prolongs.
        self._flood: _Text | None = None
        self._flusher: threading.Thread | None = None

    def _leave(self) -> None:
        self._reset()
        self.is_open = False
        # The parent's is shared memory: what a child wrote there would stand among its parent's words.
        self._mirror = open_mirror(False)
        for fd in (self._fd, self._other_fd):
            try:
                os.close(fd)
            except OSError:
                pass

    def event(self, event: dict[str, Any], at_once: bool = False) -> None:
        """Sends an event. `at_once`: it and everything before it have left when this returns."""
        event.setdefault("atMs", now_ms())
        self._event(_json(event), at_once)

    def _event(self, event: bytes, at_once: bool) -> None:
        with self._lock:
            if self._busy:
                self._late.append(event)
                return
            if not self.is_open:
                self._keep(event)
                return
            self._busy = True
            try:
                has_room = self._make_room(len(event))
                self._close_text()
                if has_room:
                    self._mirror.add(event)
                self._pending.append(event)
                self._after_add(at_once or not has_room, True)
            finally:
                self._busy = False
            self._add_late()

    def _keep(self, event: bytes) -> None:
        """Once the program has closed the pipe: the runner reads the mirror when this process has ended."""
        if self._mirror.has_room(len(event)):
            self._mirror.add(event)

    def writer(self, stream: str, attribution: Attribution, otherwise: Callable[[str], None]) -> Callable[[str], int]:
        """Makes the `write` of a stream: it prolongs the text that floods, where that is of its stream and context.

        A program may print a million lines, with two writes each: this is all that most of them cost, so it is one
        function. Everything else is left to `otherwise`.
        """
        mirror = self._mirror

        def write(text: str) -> int:
            is_done = False
            if self._flood is not None and type(text) is str:
                lock = self._lock
                # `with` takes twice as long.
                lock.acquire()
                try:
                    if not self._busy:
                        self._busy = True
                        try:
                            flood = self._flood
                            is_done = (
                                flood is not None
                                and flood.context is attribution.context_of()
                                and flood.stream == stream
                                and mirror.end < BATCH_BYTES
                                and mirror.more(text.encode())
                            )
                        except UnicodeEncodeError:
                            # Half a pair of surrogates: nothing was added.
                            pass
                        finally:
                            self._busy = False
                        if self._late:
                            self._add_late()
                finally:
                    lock.release()
            if not is_done:
                otherwise(text)
            return len(text)

        return write

    def text(self, stream: str, action: str | None, text: str, context: object = None) -> None:
        """Sends text that was written to a stream. Whatever else is written in `context` is of the same action."""
        if not self.is_open:
            return
        with self._lock:
            if self._busy:
                self._late.append((stream, action, text))
                return
            self._busy = True
            try:
                last = self._text
                is_more = (
                    last is not None
                    and last.action == action
                    and last.stream == stream
                    and self._mirror.end < BATCH_BYTES
                    and self._mirror.more(_encode(text))
                )
                if is_more and context is not None:
                    last.context = context
                elif not is_more:
                    for piece in _pieces(text):
                        self._add_text(stream, action, piece, context)
                if not is_more or not self._is_flooded:
                    # `print("a", "b")` writes four times: only the end of a line is worth a message of its own.
                    self._after_add(False, text.endswith("\n"))
                self._flood = self._text if self._is_flooded and self.is_open else None
            finally:
                self._busy = False
            self._add_late()

    def _add_text(self, stream: str, action: str | None, text: str, context: object) -> None:
        data = _encode(text)
        last = _Text(stream, action, _UNKNOWN if context is None else context)
        head = _json(last.head())
        self._make_room(len(head) + len(data))
        self._close_text()
        last.start = self._mirror.add(head, data)
        self._pending.append(last)
        self._text = last

    def _close_text(self) -> None:
        if self._text is not None:
            self._text.end = self._mirror.end
            self._text = self._flood = None

    def _make_room(self, size: int) -> bool:
        """Sends what waits when this would be too much. False for an event that is too long to be mirrored at all."""
        if self._mirror.end >= BATCH_BYTES or not self._mirror.has_room(size):
            self._send()
        return self._mirror.has_room(size)

    def _add_late(self) -> None:
        while self._late:
            late = self._late.pop(0)
            if isinstance(late, bytes):
                self._event(late, False)
            else:
                self.text(*late)

    def _after_add(self, at_once: bool, whole: bool) -> None:
        is_first = whole and not self._is_flooded and self._may_send_at_once()
        if at_once or self._mirror.end >= BATCH_BYTES or is_first:
            self._send()
            return
        if self._flusher is None:
            self._flusher = start_own("flush", self._flush_forever)
        if not self._is_awake:
            self._is_awake = True
            self._wake.set()
        self._is_flooded = self._is_flooded or whole

    def _may_send_at_once(self) -> bool:
        now = time.monotonic()
        if now - self._span_began >= FLUSH_SECONDS:
            self._span_began, self._sent_in_span = now, 0
        self._sent_in_span += 1
        return self._sent_in_span <= AT_ONCE_PER_SPAN

    def _flush_forever(self) -> None:
        while True:
            self._wake.wait()
            time.sleep(FLUSH_SECONDS)
            self._wake.clear()
            self._is_awake = False
            self._is_flooded = False
            self._flood = None
            self.flush()

    def flush(self) -> None:
        """Sends what waits; blocks while the runner is slower than the program."""
        with self._lock:
            if self._busy:
                return
            self._busy = True
            try:
                self._send()
            finally:
                self._busy = False
            self._add_late()

    def _send(self) -> None:
        if not self._pending or not self.is_open:
            return
        self._close_text()
        pending, self._pending = self._pending, []
        # The batch's number tells the runner which lines the mirror still holds when this process ends in the midst.
        head = b'{"kind":"batch","batch":%d}\n' % self._batch
        self._write(head + b"".join(map(self._line, pending)))
        if self.is_open:
            self._batch += 1
            self._mirror.begin(self._batch)

    def _line(self, event: bytes | _Text) -> bytes:
        if isinstance(event, _Text):
            text = _quoted(self._mirror.text(event.start, event.end))
            return b"".join((_json(event.head())[:-1], b',"text":', text, b"}\n"))
        return event + b"\n"

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError:
            # The runner is gone, and the guard ends this process; or the program closed what isn't its own.
            self.is_open = False


def _pieces(text: str) -> Sequence[str]:
    """The text in pieces that a batch has room for."""
    if len(text) <= BATCH_BYTES:
        return (text,)
    return [text[start : start + BATCH_BYTES] for start in range(0, len(text), BATCH_BYTES)]


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace")


# What JSON escapes, but for what `_quoted` does itself.
_ESCAPED = bytes(code for code in range(32) if code not in b"\n\t")


def _quoted(text: bytes) -> bytes:
    """A JSON string of UTF-8 text. Twice as fast as `json` for what programs print."""
    if len(text.translate(None, _ESCAPED)) != len(text):
        return json.dumps(text.decode(), ensure_ascii=False).encode()
    escaped = text.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n").replace(b"\t", b"\\t")
    return b'"' + escaped + b'"'


# `json.dumps` makes one anew each time.
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _json(event: dict[str, Any]) -> bytes:
    return _encoder.encode(event).encode("utf-8", "backslashreplace")


class Commands:
    """Commands from the runner, one JSON line each."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._rest = b""

    def are_waiting(self) -> bool:
        """Whether `next` would answer at once. Windows can't tell."""
        return os.name != "nt" and bool(select.select([self._fd], [], [], 0)[0])

    def next(self) -> dict[str, Any] | None:
        """The next command; blocks. None once the runner is gone."""
        while b"\n" not in self._rest:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                return None
            if not data:
                return None
            self._rest += data
        line, self._rest = self._rest.split(b"\n", 1)
        return json.loads(line)
