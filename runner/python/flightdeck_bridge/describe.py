"""Says what a task's inputs are, by the SDK's own types, and which of the given ones it would refuse. Runs no task."""

from __future__ import annotations

import datetime
import inspect
import typing
from typing import Any

from . import config, shapes
from .failures import BridgeError, describe
from .inputs import declared_types, read_inputs
from .load import find_task, load_file
from .sdk import Sdk
from .values import to_json


def describe_inputs(sdk: Sdk, spec: dict[str, Any], withheld: list[dict[str, Any]]) -> dict[str, Any]:
    """The event that answers: `described`, or `failed` where the file or its task can't be had."""
    action = spec["action"]
    try:
        config.initialise(sdk, spec)
        task = find_task(sdk, load_file(sdk, spec["file"]), action["variable"], action["name"])
        inputs = [
            _describe(sdk, name, python_type, task.native_interface.inputs[name][1])
            for name, python_type in declared_types(task).items()
        ]
        problems = read_inputs(sdk, task, action["inputs"], withheld)[1]
        return {"kind": "described", "inputs": inputs, "problems": problems}
    except BridgeError as error:
        return {"kind": "failed", "error": describe(error)}


def _describe(sdk: Sdk, name: str, python_type: Any, default: Any) -> dict[str, Any]:
    optional = shapes.is_optional(python_type)
    members = [each for each in shapes.variants(shapes.bare(python_type)) if each is not type(None)]
    only = members[0] if len(members) == 1 else python_type
    choices = _choices(shapes.bare(only))
    described: dict[str, Any] = {
        "name": name,
        "type": shapes.type_name(python_type),
        "form": "choice" if choices else _form(sdk, shapes.bare(only)),
        "optional": optional,
        "required": default is inspect.Parameter.empty,
        "schema": _schema_of(sdk, python_type, default),
    }
    if choices:
        described["choices"] = choices
    if default is not inspect.Parameter.empty:
        try:
            described["default"] = to_json(default)
        except Exception:
            # Such a default can't be written down; it counts as long as nothing is given.
            pass
    return described


def _choices(python_type: Any) -> list[Any]:
    if shapes.is_literal_enum(python_type):
        return [member.value for member in python_type]
    if shapes.is_enum(python_type):
        return [member.name for member in python_type]
    return list(typing.get_args(python_type)) if typing.get_origin(python_type) is typing.Literal else []


_FORMS = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    datetime.datetime: "datetime",
    datetime.date: "date",
    datetime.timedelta: "timedelta",
}


def _form(sdk: Sdk, python_type: Any) -> str:
    """How it is asked for: in a box, with a file picker, or as JSON."""
    if python_type in _FORMS:
        return _FORMS[python_type]
    if shapes.is_path(python_type):
        return "file"
    if shapes.is_json(python_type) or python_type is Any:
        return "json"
    try:
        literal_type = sdk.literal_type(python_type)
        if literal_type.HasField("structured_dataset_type"):
            return "dataframe"
        if shapes.is_io(python_type) and literal_type.HasField("blob"):
            return "dir" if literal_type.blob.dimensionality else "file"
    except Exception:
        pass
    return "json"


def _schema_of(sdk: Sdk, python_type: Any, default: Any) -> dict[str, Any]:
    schema = _schema(sdk, python_type, ())
    if default is not inspect.Parameter.empty:
        try:
            schema = {**schema, "default": to_json(default)}
        except Exception:
            pass
    return schema


def _schema(sdk: Sdk, python_type: Any, above: tuple[Any, ...]) -> dict[str, Any]:
    """The type engine's schema, with what `values.Reader` takes besides, and closed where unknown names are refused."""
    python_type = shapes.bare(python_type)
    if python_type is Any or python_type in above:
        return {}
    members = shapes.variants(python_type)
    if members:
        return {"anyOf": [_schema(sdk, each, above) for each in members]}
    if python_type is type(None):
        return {"type": "null"}
    choices = _choices(python_type)
    if choices:
        return {"enum": choices}
    if python_type in _FORMS:
        return dict(_SCALARS[_FORMS[python_type]])
    arguments = typing.get_args(python_type)
    kind = shapes.container(python_type)
    if kind is dict:
        return {"type": "object", "additionalProperties": _schema(sdk, arguments[1], above) if arguments else {}}
    if kind is tuple and arguments and arguments[-1] is not Ellipsis:
        items = [_schema(sdk, each, above) for each in arguments]
        return {"type": "array", "items": items, "minItems": len(items), "maxItems": len(items)}
    if kind is not None:
        return {"type": "array", "items": _schema(sdk, arguments[0], above) if arguments else {}}
    return _engine_schema(sdk, python_type, above)


_SCALARS: dict[str, dict[str, Any]] = {
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "float": {"anyOf": [{"type": "number"}, {"enum": ["nan", "inf", "-inf"]}]},
    "str": {"type": "string"},
    "datetime": {"type": "string", "description": "2026-01-31T06:00:00+00:00, now, today - P1D"},
    "date": {"type": "string", "description": "2026-01-31, today"},
    "timedelta": {"type": ["number", "string"], "description": "90, PT1M30S, 2 hours"},
}


def _engine_schema(sdk: Sdk, python_type: Any, above: tuple[Any, ...]) -> dict[str, Any]:
    """Of a class: its own words and bounds are the engine's, its fields' types ours."""
    try:
        made = sdk.json_schema(sdk.literal_type(python_type))
    except Exception:
        made = {}
    if made.get("format") in ("blob", "structured-dataset"):
        properties = {name: {"type": "string"} for name in ("path", "uri", "format")}
        return {"anyOf": [{"type": "string"}, {"type": "object", "properties": properties}]}
    if not shapes.is_model(python_type) and not shapes.is_record(python_type):
        return {}
    properties: dict[str, Any] = {}
    fields = shapes.fields_of(python_type)
    for name, (of, _) in fields.items():
        own = _schema(sdk, of, (*above, python_type))
        said = made.get("properties", {}).get(name, {})
        kept = {key: value for key, value in said.items() if key in _KEPT and (key not in _BOUNDS or "anyOf" not in own)}
        bounds = {key: value for key, value in said.items() if key in _BOUNDS}
        if "anyOf" in own and bounds:
            own = {"type": said.get("type", "number")}
        properties[name] = {**own, **kept, **bounds}
    # Of a field that is given by any of several names, none is required alone.
    choices = [names for names in shapes.accepted_names(python_type).values() if len(names) > 1]
    several = {name for names in choices for name in names}
    schema: dict[str, Any] = {
        "type": "object",
        "title": python_type.__name__,
        "properties": properties,
        "required": [name for name, (_, optional) in fields.items() if not optional and name not in several],
        "additionalProperties": shapes.is_model(python_type) and python_type.model_config.get("extra") == "allow",
    }
    either = [{"anyOf": [{"required": [name]} for name in names]} for names in choices if not fields[names[0]][1]]
    if either:
        schema["allOf"] = either
    if isinstance(made.get("description"), str):
        schema["description"] = made["description"]
    return schema


# What an engine's schema of a field says besides its type.
_BOUNDS = frozenset(
    ("exclusiveMinimum", "exclusiveMaximum", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems")
)
_KEPT = frozenset(("description", "default", "examples"))
