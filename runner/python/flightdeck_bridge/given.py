"""What a task was given, as a launch's inputs: kept of those that fail, so that they can be run again alone. Reading inputs is inputs.py's."""

from __future__ import annotations

import json
from typing import Any

from .values import to_json

# Of more it isn't kept: journals are read into memory.
MAX_CHARACTERS = 64 * 1024


def given_inputs(task: Any, kwargs: dict[str, Any]) -> list[dict[str, Any]] | None:
    """By the names of the task's parameters; None where a value has no JSON, or there is too much of it."""
    try:
        inputs = [
            {"name": name, "value": to_json(kwargs[name])} for name in task.native_interface.inputs if name in kwargs
        ]
        return inputs if len(json.dumps(inputs, allow_nan=False)) <= MAX_CHARACTERS else None
    except Exception:
        # The user's classes may raise anything where they are read.
        return None
