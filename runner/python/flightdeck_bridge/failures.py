"""Turns Python exceptions into structured errors with frames. The words for people are the runner's, except the exception's own."""

from __future__ import annotations

import builtins
import os
import sys
import sysconfig
import traceback
from types import FrameType
from typing import Any

MAX_FRAMES = 60
SAME_FRAMES = 3
# Of a group.
MAX_MEMBERS = 5
MAX_MESSAGE = 20_000
MAX_TRACEBACK = 400_000

_BRIDGE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_STANDARD = tuple(
    {os.path.join(os.path.realpath(path), "") for path in map(sysconfig.get_path, ("stdlib", "platstdlib")) if path}
)


class BridgeError(Exception):
    """A failure that has a code of its own. `details` feed the runner's wording."""

    def __init__(self, code: str, details: dict[str, Any] | None = None, cause: BaseException | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.details = details or {}
        self.cause = cause


class Told:
    """What an exception that the bridge raises in the user's code carries, as its attribute `flightdeck`, for its event."""

    def __init__(self, code: str, details: dict[str, Any], frames: list[dict[str, Any]]) -> None:
        self.code = code
        self.details = details
        self.frames = frames


def is_user_file(file: str) -> bool:
    """False for the standard library, installed packages, generated code and the bridge."""
    # Python names the files that it loads from the root on. What has another name was compiled by somebody else: a
    # template, or C code whose file was left where the package was built.
    if file.startswith("<") or not os.path.isabs(file) and not os.path.isfile(file):
        return False
    path = os.path.abspath(file)
    if path.startswith(_BRIDGE):
        return False
    parts = path.split(os.sep)
    if "site-packages" in parts or "dist-packages" in parts:
        return False
    return not os.path.realpath(path).startswith(_STANDARD)


def frames_of(error: BaseException) -> list[dict[str, Any]]:
    """The frames of the traceback, the most recent last; a syntax error's place is its last frame."""
    frames = [
        _frame(frame.f_code.co_filename, line, getattr(frame.f_code, "co_qualname", frame.f_code.co_name))
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        frames.append(_frame(error.filename, error.lineno, "<module>"))
    if members := _members(error):
        # Where the group was made is where its first exception was waited for.
        frames += frames_of(_leaves(members[0])[0])
    return _bounded([frame for frame in frames if not frame["file"].startswith((_BRIDGE, "<frozen "))])


def frames_of_stack(top: FrameType) -> list[dict[str, Any]]:
    """The frames from the thread's first to `top`, where no exception was raised."""
    frames = [
        _frame(frame.f_code.co_filename, line, getattr(frame.f_code, "co_qualname", frame.f_code.co_name))
        for frame, line in traceback.walk_stack(top)
    ]
    frames.reverse()
    return _bounded([frame for frame in frames if not frame["file"].startswith((_BRIDGE, "<frozen "))])


def _frame(file: str, line: int | None, function: str) -> dict[str, Any]:
    path = file if file.startswith("<") else os.path.abspath(file)
    return {"file": path, "line": line or 1, "function": function, "user": is_user_file(file)}


def _members(error: BaseException) -> tuple[BaseException, ...]:
    """Of a group of exceptions."""
    group = getattr(builtins, "BaseExceptionGroup", None)
    return error.exceptions if group is not None and isinstance(error, group) else ()


def _bounded(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # Of a function that calls itself at one line Python shows as many.
    frames = [each for at, each in enumerate(frames) if frames[max(0, at - SAME_FRAMES) : at].count(each) < SAME_FRAMES]
    if len(frames) <= MAX_FRAMES:
        return frames
    return frames[: MAX_FRAMES // 3] + frames[-(MAX_FRAMES - MAX_FRAMES // 3) :]


def message_of(error: BaseException) -> str:
    """The exception's text; an exception whose `__str__` fails still has one."""
    try:
        text = str(error)
    except Exception as broken:
        text = f"<{type(error).__name__}.__str__ raised {type(broken).__name__}>"
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"


def _described_message(error: BaseException) -> str:
    """With a line for each exception of a group."""
    leaves = _leaves(error) if _members(error) else []
    lines = [f"  {type(each).__name__}: {message_of(each)}".split("\n", 1)[0] for each in leaves[:MAX_MEMBERS]]
    more = [f"  + {len(leaves) - MAX_MEMBERS}"] if len(leaves) > MAX_MEMBERS else []
    return "\n".join([message_of(error), *lines, *more])


def _leaves(error: BaseException) -> list[BaseException]:
    """The exceptions of a group and of the groups in it; of any other itself."""
    leaves, waiting = [], [error]
    while waiting:
        each = waiting.pop()
        members = _members(each)
        waiting.extend(reversed(members))
        if not members:
            leaves.append(each)
    return leaves


def traceback_of(error: BaseException) -> str:
    """All of it, as Python prints it."""
    try:
        text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    except Exception as broken:
        text = f"<the traceback can't be printed: {type(broken).__name__}>\n"
    return text if len(text) <= MAX_TRACEBACK else f"{text[: MAX_TRACEBACK // 2]}\n…\n{text[-MAX_TRACEBACK // 2 :]}"


def exit_code(error: SystemExit) -> int:
    """The exit code that Python makes of it; a text is printed and counts as 1."""
    if error.code is None or isinstance(error.code, int):
        return error.code or 0
    print(error.code, file=sys.stderr)
    return 1


def describe(error: BaseException, code: str = "userError", details: dict[str, Any] | None = None) -> dict[str, Any]:
    """A structured error."""
    if isinstance(error, BridgeError):
        cause = error.cause
        return {
            "code": error.code,
            **({"exception": type(cause).__name__, "message": message_of(cause)} if cause else {}),
            "frames": frames_of(cause) if cause else [],
            **({"traceback": traceback_of(cause)} if cause else {}),
            "details": error.details,
        }
    return {
        "code": code,
        "exception": type(error).__name__,
        "message": _described_message(error),
        "frames": frames_of(error),
        "details": details or {},
    }
