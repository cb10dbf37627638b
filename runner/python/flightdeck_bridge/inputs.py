"""Turns a launch's inputs into Python values by the task's own types: typed JSON here, command-line text as `flyte run` reads it."""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import os
import types
import typing
from typing import Any

from . import shapes
from .failures import BridgeError
from .sdk import Sdk
from .values import Misfit, Reader, loses_digits, to_json

MAX_TEXT = 500


def convert_inputs(
    sdk: Sdk, task: Any, given: list[dict[str, Any]], withheld: list[dict[str, Any]]
) -> dict[str, Any]:
    """Keyword arguments for the task. Raises `BridgeError` inputInvalid for a name, a value or a gap that the task refuses."""
    values, problems = read_inputs(sdk, task, given, withheld)
    if problems:
        raise BridgeError("inputInvalid", problems[0])
    return values


def read_inputs(
    sdk: Sdk, task: Any, given: list[dict[str, Any]], withheld: list[dict[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Keyword arguments, and what the task would refuse: of each input the first thing, and of a withheld one no value."""
    declared = task.native_interface.inputs
    types_of = declared_types(task)
    values: dict[str, Any] = {}
    problems: list[dict[str, Any]] = []
    for each in [*given, *withheld]:
        name = each["name"]
        if name not in declared:
            problems.append({"why": "unknown", "parameter": name, "known": list(declared)})
            continue
        python_type = types_of[name]
        default = declared[name][1]
        try:
            convert = _Converter(sdk, name, python_type, None if default is inspect.Parameter.empty else default)
            values[name] = convert.text(each["text"]) if "text" in each else convert.value(each["value"])
        except Exception as error:
            problem = _problem(error, name, python_type, each)
            problems.append(_without_value(problem) if each in withheld else problem)
    refused = {problem["parameter"] for problem in problems}
    for name, (_, default) in declared.items():
        if default is inspect.Parameter.empty and name not in values and name not in refused:
            if shapes.is_optional(types_of[name]):
                values[name] = None
            else:
                expected = shapes.type_name(types_of[name])
                problems.append({"why": "missing", "parameter": name, "expected": expected})
    return values, problems


def declared_types(task: Any) -> dict[str, Any]:
    """Parameter → its type. The SDK takes a `Literal` of numbers for Any, and what has no annotation is anything."""
    found: dict[str, Any] = {}
    written: dict[str, Any] | None = None
    for name, (python_type, _) in task.native_interface.inputs.items():
        if python_type is Any:
            if written is None:
                written = _written_types(task)
            python_type = written.get(name, Any)
        found[name] = Any if python_type is inspect.Parameter.empty else python_type
    return found


def _written_types(task: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(task.func)
    except Exception:
        return {}


def _problem(error: Exception, name: str, python_type: Any, given: dict[str, Any]) -> dict[str, Any]:
    problem: dict[str, Any] = {"why": "type", "parameter": name, "expected": shapes.type_name(python_type)}
    value = given["text"] if "text" in given else _text(given["value"])
    if not isinstance(error, Misfit):
        reason = str(getattr(error, "message", None) or error).strip()[:MAX_TEXT]
        return {**problem, "given": value[:MAX_TEXT], **({"reason": reason} if reason else {})}
    details = error.details
    if error.path:
        problem["path"] = error.path
    if error.why == "unknown":
        return {**problem, "why": "unknown", "known": details["known"], "of": shapes.type_name(details["of"])}
    if error.why == "missing":
        expected = shapes.type_name(details["expected"])
        return {**problem, "why": "missing", "expected": expected, "of": shapes.type_name(details["of"])}
    if error.path:
        expected = details["expected"]
        problem["expected"] = "" if expected is None else shapes.type_name(expected)
        value = _text(details["given"])
    reason = str(details.get("reason", "")).strip()[:MAX_TEXT]
    return {**problem, "given": value[:MAX_TEXT], **({"reason": reason} if reason else {})}


def _without_value(problem: dict[str, Any]) -> dict[str, Any]:
    """Its value is written nowhere, and reasons quote it; so may the names of a mapping."""
    return {key: problem[key] for key in ("parameter", "expected") if key in problem} | {"why": "withheld"}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr)


class _Converter:
    """Converts one parameter's value."""

    def __init__(self, sdk: Sdk, name: str, python_type: Any, default: Any) -> None:
        self._sdk = sdk
        self._name = name
        self._type = python_type
        self._default = default
        self._reader = Reader(self._sdk_value)

    def value(self, value: Any) -> Any:
        """As JSON."""
        return self._reader.read(value, self._type)

    def text(self, text: str) -> Any:
        """As typed after `--name` on a command line."""
        python_type = shapes.bare(self._type)
        if shapes.is_enum(python_type) or _is_literal(python_type):
            return self.value(_choice(python_type, text))
        if shapes.is_optional(python_type) and text in ("None", "null"):
            return None
        members = [each for each in shapes.variants(python_type) if each is not type(None)] or [python_type]
        if any(map(shapes.is_json, members)):
            try:
                value = json.loads(text)
            except ValueError:
                # The name of a JSON or YAML file, or what the SDK has words for.
                return self._sdk_value(text, python_type)
            return self.value(self._with_default(value))
        if len(members) == 1 and self._reads_text(members[0]):
            return self.value(text)
        if len(members) > 1 and int in members and _is_large(text):
            # For `float | int`, the SDK would round it.
            return self.value(int(text))
        return self._sdk_value(text, python_type)

    def _reads_text(self, python_type: Any) -> bool:
        """Whether its JSON is a text that is read further."""
        return getattr(python_type, "__module__", "") == "datetime" or shapes.is_path(python_type)

    def _with_default(self, value: Any) -> Any:
        """Newer SDKs complete an object on the command line from the parameter's default."""
        if isinstance(value, dict) and self._default is not None and self._sdk.completes_objects():
            try:
                base = to_json(self._default)
            except TypeError:
                return value
            if isinstance(base, dict):
                return {**base, **value}
        return value

    def _sdk_value(self, value: Any, python_type: Any) -> Any:
        """As the SDK's command line reads it."""
        if shapes.is_io(python_type):
            _check_path(value, python_type)
        reader = self._sdk.parameter_type(self._sdk.literal_type(python_type), python_type, self._default)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            converted = reader.convert(value, _parameter(self._name), _context())
        # A part of a duration that it can't read, it passes over.
        if "could not parse" in said.getvalue():
            raise ValueError(said.getvalue().strip().removeprefix("Warning: "))
        return converted


def _check_path(value: Any, python_type: Any) -> None:
    """A local run would start, and fail where the file is read."""
    if isinstance(value, str) and "://" not in value and not os.path.exists(value):
        raise FileNotFoundError(f"there is no {os.path.abspath(value)}")


def _is_large(text: str) -> bool:
    """An integer that no float has."""
    return text.lstrip("-").isdecimal() and loses_digits(int(text))


def _is_literal(python_type: Any) -> bool:
    return typing.get_origin(python_type) is typing.Literal


def _choice(python_type: Any, text: str) -> Any:
    """The choice that is written so; the text itself where none is."""
    choices = typing.get_args(python_type) if _is_literal(python_type) else [
        choice for member in python_type for choice in (member.name, member.value)
    ]
    return next((choice for choice in choices if str(choice) == text), text)


def _parameter(name: str) -> Any:
    """A click parameter that the SDK's messages can name."""
    import click

    class Named(click.Option):
        def __str__(self) -> str:
            return name

    return Named([f"--{name}"])


def _context() -> Any:
    """A click context that tells the SDK's parameter types that the run is local: files stay where they are."""
    import click

    run = types.SimpleNamespace(local=True)
    return click.Context(click.Command("run"), obj=types.SimpleNamespace(run_args=run, log_level=40))
