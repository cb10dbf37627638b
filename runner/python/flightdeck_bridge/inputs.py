"""Turns a launch's inputs into Python values by the task's own types: typed JSON here, command-line text as `flyte run` reads it."""

from __future__ import annotations

import datetime
import enum
import inspect
import json
import types
import typing
from typing import Any

from .failures import BridgeError
from .sdk import Sdk


def convert_inputs(sdk: Sdk, task: Any, given: list[dict[str, Any]]) -> dict[str, Any]:
    """Keyword arguments for the task. Raises `BridgeError` inputInvalid for a name, a value or a gap that the task refuses."""
    declared = task.native_interface.inputs
    literal_types: dict[str, Any] | None = None
    values: dict[str, Any] = {}
    for each in given:
        name = each["name"]
        if name not in declared:
            raise BridgeError("inputInvalid", {"why": "unknown", "parameter": name, "known": list(declared)})
        python_type, default = declared[name]
        if literal_types is None:
            literal_types = sdk.literal_types(task)
        default = None if default is inspect.Parameter.empty else default
        convert = _Converter(name, sdk.parameter_type(literal_types[name], python_type, default), python_type)
        try:
            values[name] = convert.text(each["text"]) if "text" in each else convert.value(each["value"])
        except Exception as error:
            shown = each["text"] if "text" in each else json.dumps(each["value"], ensure_ascii=False)
            details = {"why": "type", "parameter": name, "expected": type_name(python_type), "given": shown[:500]}
            reason = _reason(error)
            raise BridgeError("inputInvalid", {**details, **({"reason": reason} if reason else {})}) from None
    for name, (python_type, default) in declared.items():
        if default is inspect.Parameter.empty and name not in values:
            if type(None) in typing.get_args(python_type):
                values[name] = None
            else:
                details = {"why": "missing", "parameter": name, "expected": type_name(python_type)}
                raise BridgeError("inputInvalid", details)
    return values


class _Refused(Exception):
    """The value has another type; there is nothing more to say."""


def _reason(error: Exception) -> str:
    if isinstance(error, _Refused):
        return ""
    text = getattr(error, "message", None) or str(error)
    return str(text).strip()[:500]


class _Converter:
    """Converts one parameter's value."""

    def __init__(self, name: str, parameter_type: Any, python_type: Any) -> None:
        self._name = name
        self._parameter_type = parameter_type
        self._type = python_type

    def _convert(self, value: Any) -> Any:
        return self._parameter_type.convert(value, _parameter(self._name), _context())

    def text(self, text: str) -> Any:
        """As typed after `--name` on a command line."""
        if _members(self._type):
            return _enum_member(self._type, text)
        if _is_optional(self._type) and text in ("None", "null"):
            return None
        if typing.get_origin(self._type) is typing.Literal:
            return _literal_member(self._type, text, as_text=True)
        value = self._convert(text)
        return value.date() if self._type is datetime.date and isinstance(value, datetime.datetime) else value

    def value(self, value: Any) -> Any:
        """As JSON."""
        return self._value(value, self._type)

    def _value(self, value: Any, python_type: Any) -> Any:
        if value is None:
            if python_type is Any or python_type is type(None) or _is_optional(python_type):
                return None
            raise _Refused
        if python_type in (str, bool, int, float):
            return _scalar(value, python_type)
        if _members(python_type):
            return _enum_member(python_type, value)
        origin = typing.get_origin(python_type)
        if origin is typing.Literal:
            return _literal_member(python_type, value, as_text=False)
        if origin in (typing.Union, types.UnionType):
            return self._variant(value, python_type)
        if isinstance(value, str):
            return self.text(value) if python_type is self._type else self._other(value, python_type)
        return self._other(value, python_type)

    def _variant(self, value: Any, python_type: Any) -> Any:
        # Exact fits first: the text "1" for `int | str` stays a text, 1 for `float | int` an int.
        variants = [each for each in typing.get_args(python_type) if each is not type(None)]
        variants.sort(key=lambda each: each is not type(value))
        last: Exception = _Refused()
        for variant in variants:
            try:
                return self._value(value, variant)
            except Exception as error:
                last = error
        raise last

    def _other(self, value: Any, python_type: Any) -> Any:
        if python_type in (datetime.datetime, datetime.date, datetime.timedelta):
            return _time(value, python_type)
        if isinstance(value, dict) and hasattr(python_type, "model_validate"):
            return python_type.model_validate(value)
        if isinstance(value, str) and python_type is not self._type:
            return self._convert(value)
        if _is_container(python_type) and not isinstance(value, typing.get_origin(python_type) or python_type):
            raise _Refused
        if isinstance(value, (dict, list)):
            # The SDK's own JSON parameter reads text: dataclasses, nested types and files inside come out typed.
            return self._convert(json.dumps(value))
        return self._convert(value)


def _scalar(value: Any, python_type: type) -> Any:
    if python_type is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    # A bool is an int to Python, not to people.
    if type(value) is not python_type:
        raise _Refused
    return value


def _time(value: Any, python_type: type) -> Any:
    if python_type is datetime.timedelta and isinstance(value, (int, float)) and not isinstance(value, bool):
        return datetime.timedelta(seconds=value)
    if not isinstance(value, str) or python_type is datetime.timedelta:
        raise _Refused
    moment = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    return moment.date() if python_type is datetime.date else moment


def _is_optional(python_type: Any) -> bool:
    return type(None) in typing.get_args(python_type)


def _is_container(python_type: Any) -> bool:
    return (typing.get_origin(python_type) or python_type) in (list, dict)


def _members(python_type: Any) -> bool:
    return isinstance(python_type, type) and issubclass(python_type, enum.Enum)


def _is_literal(python_type: Any) -> bool:
    """The SDK makes an enumeration of this name out of each `Literal`."""
    return python_type.__name__ == "LiteralEnum"


def _enum_member(python_type: Any, given: Any) -> Any:
    for member in python_type:
        if given in (member.name, member.value):
            # A task that declares a Literal is given the value: the SDK would hand it the member's name.
            return member.value if _is_literal(python_type) else member
    if _is_literal(python_type):
        raise _Refused
    raise ValueError(", ".join(member.name for member in python_type))


def _literal_member(python_type: Any, given: Any, as_text: bool) -> Any:
    choices = typing.get_args(python_type)
    for choice in choices:
        if (str(choice) == given) if as_text else (type(choice) is type(given) and choice == given):
            return choice
    raise ValueError(", ".join(repr(choice) for choice in choices))


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


def type_name(python_type: Any) -> str:
    """The type as a user writes it."""
    if _members(python_type) and _is_literal(python_type):
        return f"Literal[{', '.join(repr(member.value) for member in python_type)}]"
    if isinstance(python_type, type) and not typing.get_args(python_type):
        return python_type.__name__
    return str(python_type).replace("typing.", "")
