"""What a task was given: in short of each, to be looked at, and as a launch's inputs of those that fail, so that they can be run again alone. Reading inputs is inputs.py's."""

from __future__ import annotations

import inspect
import json
from typing import Any, Iterable

from .outputs import beginning_of, is_small
from .values import loses_digits, to_json

# Of more it isn't kept: journals are read into memory.
MAX_CHARACTERS = 64 * 1024
# What every action's event says of its inputs, together.
MAX_SHOWN = 2_000
# Their `repr` is short.
_SHORT = (int, float, bool, type(None))


def shown_inputs(given: dict[str, Any], secrets: list[str]) -> list[dict[str, str]] | None:
    """Names and texts, cut; None where they tell a secret, or may hold the beginning of one."""
    inputs, left = [], MAX_SHOWN
    for name, value in given.items():
        text = repr(value) if type(value) in _SHORT else beginning_of(value, max(left, 20))
        if secrets and _may_tell(text, secrets):
            return None
        left -= len(text)
        inputs.append({"name": str(name), "text": text})
    return inputs


def texts_of(inputs: Iterable[dict[str, Any]]) -> list[str]:
    """Whatever of these, which are written nowhere, could be told."""
    return [text for each in inputs for text in _texts(each["text"] if "text" in each else each["value"])]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in (*value, *value.values()) for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if value is None or isinstance(value, bool):
        return []
    text = str(value)
    try:
        # A list or an object, as it is written on a command line.
        read = json.loads(text) if isinstance(value, str) and text[:1] in ("[", "{") else None
    except ValueError:
        read = None
    return [text, *_texts(read)]


def _may_tell(text: str, secrets: list[str]) -> bool:
    return "…" in text or any(secret in text or repr(secret)[1:-1] in text for secret in secrets if secret != "")


def given_inputs(
    task: Any, kwargs: dict[str, Any], secrets: Iterable[str]
) -> tuple[list[dict[str, Any]], list[str]] | None:
    """By the names of the task's parameters, and the names of those left out because they tell a secret. None where a value has no JSON, or is too much."""
    try:
        declared = task.native_interface.inputs
        given = {name: kwargs[name] for name in declared if name in kwargs}
        if not is_small(list(given.values())):
            return None
        values = {name: to_json(value) for name, value in given.items()}
        if len(json.dumps(values, allow_nan=False)) > MAX_CHARACTERS:
            return None
        # Journals are kept, and sent to others.
        hidden = [json.dumps(secret)[1:-1] for secret in secrets if secret != ""]
        withheld = [name for name, value in values.items() if any(each in json.dumps(value) for each in hidden)]
        kept = [_input(name, value, declared[name][0]) for name, value in values.items() if name not in withheld]
        return kept, withheld
    except Exception:
        # The user's classes may raise anything where they are read.
        return None


def _input(name: str, value: Any, python_type: Any) -> dict[str, Any]:
    """As it is written on a command line where the runner would round one of its numbers."""
    if not loses_digits(value):
        return {"name": name, "value": value}
    if python_type in (Any, inspect.Parameter.empty):
        # A command line's text stays a text there.
        raise TypeError(name)
    return {"name": name, "text": json.dumps(value)}
