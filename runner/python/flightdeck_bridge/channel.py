"""The worker's two pipes to the runner: events out (descriptor 3), commands in (descriptor 4). Knows nothing of what they mean."""

from __future__ import annotations

import json
import os
import threading
import time
from typing import Any

EVENTS_FD = 3
COMMANDS_FD = 4
# Where the pipes live afterwards: a program that closes 3 and 4 and opens files must not get them mixed up with ours.
FIRST_PRIVATE_FD = 200

# Nothing waits longer than this. In each such span the first few messages don't wait at all, so that a line shows at once.
FLUSH_SECONDS = 0.01
AT_ONCE_PER_SPAN = 8
# A batch is sent when it holds this many characters, so that a flood costs few system calls.
BATCH_CHARACTERS = 64 * 1024


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def open_channel() -> tuple[Channel, Commands]:
    """Takes the pipes that the runner passed as descriptors 3 and 4. What the program starts does not inherit them."""
    events, commands = _private(EVENTS_FD), _private(COMMANDS_FD)
    return Channel(events, also_close=commands), Commands(commands)


def _private(fd: int) -> int:
    if os.name == "nt":
        os.set_inheritable(fd, False)
        return fd
    import fcntl

    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, FIRST_PRIVATE_FD)
    os.close(fd)
    return moved


class Channel:
    """Sends events as JSON lines, in order, from any thread. Text of one action and stream is joined while it waits."""

    def __init__(self, fd: int, also_close: int) -> None:
        """A forked child closes `also_close` too, the other pipe."""
        self._fd = fd
        self._other_fd = also_close
        self._open = True
        self._reset()
        if hasattr(os, "register_at_fork"):
            # A forked child shares the descriptors but none of the threads: it must not speak for its parent.
            os.register_at_fork(before=self.flush, after_in_child=self._leave)

    def _reset(self) -> None:
        self._lock = threading.RLock()
        self._pending: list[dict[str, Any]] = []
        self._size = 0
        self._span_began = 0.0
        self._sent_in_span = 0
        self._sending = False
        self._wake = threading.Event()
        self._flusher: threading.Thread | None = None

    def _leave(self) -> None:
        self._reset()
        self._open = False
        for fd in (self._fd, self._other_fd):
            try:
                os.close(fd)
            except OSError:
                pass

    @property
    def is_open(self) -> bool:
        """False in a forked child, and once the runner is gone."""
        return self._open

    def event(self, event: dict[str, Any], at_once: bool = False) -> None:
        """Sends an event. `at_once`: it and everything before it have left when this returns."""
        with self._lock:
            event.setdefault("atMs", now_ms())
            self._pending.append(event)
            self._size += 200
            self._after_add(at_once)

    def text(self, stream: str, action: str | None, text: str) -> None:
        """Sends text that was written to a stream."""
        with self._lock:
            last = self._pending[-1] if self._pending else None
            if last is not None and last["kind"] == "log" and last["stream"] == stream and last.get("action") == action:
                last["parts"].append(text)
            else:
                event: dict[str, Any] = {"kind": "log", "atMs": now_ms(), "stream": stream, "parts": [text]}
                if action is not None:
                    event["action"] = action
                self._pending.append(event)
            self._size += len(text)
            # `print("a", "b")` writes four times: only the end of a line is worth a message of its own.
            self._after_add(False, text.endswith("\n"))

    def _after_add(self, at_once: bool, whole: bool = True) -> None:
        if at_once or self._size >= BATCH_CHARACTERS or (whole and self._may_send_at_once()):
            self.flush()
            return
        if self._flusher is None:
            self._flusher = threading.Thread(name="flightdeck-flush", target=self._flush_forever, daemon=True)
            self._flusher.start()
        if not self._wake.is_set():
            self._wake.set()

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
            self.flush()

    def flush(self) -> None:
        """Sends what waits; blocks while the runner is slower than the program."""
        with self._lock:
            # A signal handler may write while its thread is sending: its text waits for the next round.
            if self._sending or not self._pending or not self._open:
                return
            self._sending = True
            try:
                while self._pending:
                    pending, self._pending, self._size = self._pending, [], 0
                    self._write(b"".join(map(_line, pending)))
            finally:
                self._sending = False

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError:
            # The runner is gone; the guard ends this process.
            self._open = False


def _line(event: dict[str, Any]) -> bytes:
    parts = event.pop("parts", None)
    if parts is not None:
        event["text"] = "".join(parts)
    line = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return line.encode("utf-8", "backslashreplace") + b"\n"


class Commands:
    """Commands from the runner, one JSON line each."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._rest = b""

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
