"""Describes what a task returned: as its `repr`, and by its type where that shows more. Imports no library of the user's; how it is shown is the runner's."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import itertools
import json
import math
import os
import sys
from typing import Any, Iterator, Mapping, Optional, Tuple

from .pictures import Pictures, picture_of

# Characters of a value that an event carries, and those that the journal keeps of one in a file of its own.
MAX_TEXT = 10_000
MAX_KEPT = 5_000_000
# A value with more values in it, or deeper ones, is shown as its `repr` alone: the program waits for what is made here.
MAX_NODES = 20_000
# One with more values in it, or with more characters than are kept, is huge: of its `repr` only the beginning is made.
MAX_WALK = 100_000
MAX_DEPTH = 40
MAX_ROWS = 10
MAX_COLUMNS = 12
MAX_CELL = 100

_PLAIN = (str, int, float, bool, type(None))


def describe_output(name: str, value: Any, text: str | None = None) -> dict[str, Any]:
    """One output. `text` is how the SDK shows it, where it differs from the `repr`. Raises nothing."""
    shown = safe_repr(value) if text is None else text
    output: dict[str, Any] = {"name": name, "text": shown[:MAX_TEXT]}
    form = None
    if not isinstance(value, _PLAIN):
        try:
            picture = picture_of(value)
            if picture is not None:
                return {**output, "image": picture}
            pictures = Pictures()
            form = _form(value, pictures)
            if pictures.drawn:
                output["images"] = pictures.drawn
        except Exception:
            # Too much of it, or a value with a will of its own: it still has its `repr`.
            form = None
    whole = shown
    if form is not None:
        output["form"] = form
        if form["kind"] == "json":
            whole = form["json"]
            form["json"] = whole[:MAX_TEXT]
    if len(whole) > MAX_TEXT:
        output["characters"] = len(whole)
        output["whole"] = whole[:MAX_KEPT]
    return output


def describe_outputs(declared: Mapping[str, Any], returned: Any) -> dict[str, dict[str, Any]]:
    """What a task returned, by the outputs' names and declared types. A tuple is one output when only one is declared."""
    values = list(returned) if len(declared) > 1 and isinstance(returned, tuple) else [returned]
    return {
        # The SDK shows a text as it is.
        name: describe_output(name, _as_declared(kind, value), value if isinstance(value, str) else None)
        for (name, kind), value in zip(declared.items(), values)
    }


def _as_declared(kind: Any, value: Any) -> Any:
    """What an awaited task returned by several names is a plain tuple, of which the SDK makes the declared one again."""
    fields = getattr(kind, "_fields", None)
    if type(value) is not tuple or not isinstance(fields, tuple) or len(fields) != len(value):
        return value
    try:
        return kind(*value)
    except Exception:
        return value


def safe_repr(value: Any) -> str:
    """`repr`, also of a value whose `__repr__` fails; of a huge one the beginning, which ends in `…`."""
    try:
        if not is_small(value):
            # Room for what closes it.
            beginning = _Beginning(MAX_TEXT - 100).of(value)
            return beginning if len(beginning) <= MAX_TEXT else beginning[: MAX_TEXT - 1] + "…"
        return repr(value)
    except Exception as error:
        return f"<{type(value).__name__}: its repr raised {type(error).__name__}>"


def beginning_of(value: Any, characters: int) -> str:
    """Of its `repr` so many characters; what is cut ends in `…`. What isn't shown is not looked at. Raises nothing."""
    try:
        text = _Beginning(characters).of(value)
    except Exception as error:
        return f"<{type(value).__name__}: its repr raised {type(error).__name__}>"
    return text if len(text) <= characters else text[: characters - 1] + "…"


def is_small(value: Any) -> bool:
    """Whether its `repr` can be made without much waiting, as far as that can be seen by looking at no more than is small."""
    values, characters, waiting = MAX_WALK, MAX_KEPT, [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, (str, bytes, bytearray, memoryview)):
            characters -= len(each)
        elif isinstance(each, (dict, list, tuple, set, frozenset)):
            values -= len(each)
            if values >= 0:
                waiting.extend(each)
                if isinstance(each, dict):
                    waiting.extend(each.values())
        elif dataclasses.is_dataclass(each) and not isinstance(each, type):
            held = [getattr(each, field.name, None) for field in dataclasses.fields(each)]
            values -= len(held)
            waiting.extend(held)
        elif _instance_of(each, "pydantic", "BaseModel"):
            held = list(vars(each).values())
            values -= len(held)
            waiting.extend(held)
        # A value that holds itself comes to its end here, too.
        if values < 0 or characters < 0:
            return False
    return True


class _Beginning:
    """The beginning of a huge value's `repr`. What isn't shown is not looked at."""

    def __init__(self, characters: int) -> None:
        self._left = characters
        self._above: set[int] = set()

    def of(self, value: Any, depth: int = 0) -> str:
        if self._left <= 0 or depth > MAX_DEPTH:
            return "…"
        if isinstance(value, (str, bytes, bytearray)) and len(value) > self._left:
            return self._took(repr(value[: self._left]) + "…")
        if type(value) in _BRACKETS:
            start, end = _BRACKETS[type(value)]
            if id(value) in self._above:
                return f"{start}...{end}"
            self._above.add(id(value))
            pairs = value.items() if isinstance(value, dict) else None
            parts = []
            for each in value if pairs is None else pairs:
                if self._left <= 0:
                    parts.append("…")
                    break
                parts.append(
                    self.of(each, depth + 1)
                    if pairs is None
                    else f"{self.of(each[0], depth + 1)}: {self.of(each[1], depth + 1)}"
                )
                self._left -= 2 if pairs is None else 4
            self._above.discard(id(value))
            return start + ", ".join(parts) + end
        return self._took(repr(value) if is_small(value) else f"<{_type_name(value)} …>")

    def _took(self, text: str) -> str:
        self._left -= len(text)
        return text


_BRACKETS: dict[type, tuple[str, str]] = {
    dict: ("{", "}"),
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}


def _form(value: Any, pictures: Pictures) -> dict[str, Any] | None:
    kind = _kind_of(value)
    if kind == "file" or kind == "folder":
        return {"kind": kind, "path": str(value.path)}
    if kind == "frame":
        return _frame(value)
    if not isinstance(value, (dict, list, tuple, set, frozenset)) and not _has_fields(value):
        return None
    data = _Plain(pictures).of(value)
    return {"kind": "json", "type": _type_name(value), "json": json.dumps(data, indent=2, ensure_ascii=False)}


def _type_name(value: Any) -> str:
    return type(value).__name__


def _instance_of(value: Any, module: str, name: str) -> bool:
    """Whether it is one of a class that the program has loaded; a library that isn't loaded made no value."""
    loaded = sys.modules.get(module)
    known = getattr(loaded, name, None) if loaded is not None else None
    return isinstance(known, type) and isinstance(value, known)


def _kind_of(value: Any) -> str | None:
    if _instance_of(value, "flyte.io", "File"):
        return "file"
    if _instance_of(value, "flyte.io", "Dir"):
        return "folder"
    if isinstance(value, os.PathLike):
        return None
    frames = (
        ("pandas", "DataFrame"),
        ("pandas", "Series"),
        ("polars", "DataFrame"),
        ("pyarrow", "Table"),
        ("flyte.io", "DataFrame"),
    )
    return "frame" if any(_instance_of(value, *each) for each in frames) else None


def _frame(value: Any) -> dict[str, Any]:
    """The first rows and columns as text, and how many there are."""
    held = value
    where = {}
    if _instance_of(value, "flyte.io", "DataFrame"):
        if value.uri:
            where = {"path": str(value.uri)}
        held = getattr(value, "val", None)
        if held is None or _kind_of(held) != "frame":
            return {"kind": "folder", **where} if where else None
    if _instance_of(held, "pandas", "Series"):
        held = held.to_frame()
    total = [int(held.shape[0]), int(held.shape[1])]
    names = [str(name) for name in itertools.islice(_columns(held), MAX_COLUMNS)]
    columns = [_cells(held, at) for at in range(len(names))]
    return {
        "kind": "table",
        "type": f"{type(held).__module__.split('.')[0]}.{type(held).__name__}",
        "shape": total,
        "columns": [name[:MAX_CELL] for name in names],
        "rows": [list(row) for row in zip(*columns)],
        **where,
    }


def _columns(frame: Any) -> Iterator[Any]:
    # pyarrow's `columns` are the columns themselves.
    names = getattr(frame, "column_names", None)
    return iter(frame.columns if names is None else names)


def _cells(frame: Any, column: int) -> list[str]:
    if _instance_of(frame, "pandas", "DataFrame"):
        cells = list(frame.iloc[:MAX_ROWS, column])
    elif _instance_of(frame, "pyarrow", "Table"):
        cells = frame.column(column).slice(0, MAX_ROWS).to_pylist()
    else:
        cells = frame[:, column].head(MAX_ROWS).to_list()
    return [str(cell)[:MAX_CELL] for cell in cells]


def _has_fields(value: Any) -> bool:
    return (dataclasses.is_dataclass(value) and not isinstance(value, type)) or _instance_of(
        value, "pydantic", "BaseModel"
    )


# From a whole to what is in it: the way to what holds it, whether it is a field there, its name, key or index.
_Way = Optional[Tuple[Any, bool, Any]]


class _Plain:
    """A value as what JSON knows. Raises when it is too much or too deep."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._left = MAX_NODES
        self._characters = MAX_KEPT

    def of(self, value: Any, depth: int = 0, at: _Way = None) -> Any:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            raise OverflowError
        if isinstance(value, enum.Enum):
            return self.of(value.value, depth + 1, at)
        if isinstance(value, float):
            # JSON has no such numbers.
            return float(value) if math.isfinite(value) else str(value)
        if isinstance(value, str):
            self._characters -= len(value)
            if self._characters < 0:
                raise OverflowError
        if isinstance(value, _PLAIN):
            return value
        if isinstance(value, (dict, list, tuple, set, frozenset)) and len(value) > self._left:
            raise OverflowError
        if isinstance(value, dict):
            return {str(key): self.of(each, depth + 1, (at, False, key)) for key, each in value.items()}
        if isinstance(value, tuple) and isinstance(getattr(value, "_fields", None), tuple):
            return {str(name): self.of(each, depth + 1, (at, True, name)) for name, each in zip(value._fields, value)}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self.of(each, depth + 1, (at, False, index)) for index, each in enumerate(value)]
        kind = _kind_of(value)
        if kind == "file" or kind == "folder":
            return str(value.path)
        if kind == "frame":
            return f"<{_type_name(value)}>"
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {
                each.name: self.of(getattr(value, each.name, None), depth + 1, (at, True, each.name))
                for each in dataclasses.fields(value)
            }
        if _instance_of(value, "pydantic", "BaseModel"):
            return {str(name): self.of(each, depth + 1, (at, True, name)) for name, each in value}
        if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
            return value.isoformat()
        if isinstance(value, os.PathLike):
            return os.fspath(value)
        return self._pictures.draw(value, lambda: _way(at)) or safe_repr(value)[:MAX_TEXT]


def _way(at: _Way) -> str:
    if at is None:
        return ""
    above, is_field, key = at
    return _way(above) + (f".{key}" if is_field else f"[{beginning_of(key, MAX_CELL)}]")
