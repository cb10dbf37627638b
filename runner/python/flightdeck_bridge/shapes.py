"""What the bridge asks of a Python type: its members, its fields, what kind of JSON it is written as. Reading values is values.py's work."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import pathlib
import sys
import types
import typing
from typing import Any, Sequence


def bare(python_type: Any) -> Any:
    """The type without what `Annotated` says of it, and what a `NewType` is of."""
    while True:
        if typing.get_origin(python_type) is typing.Annotated:
            python_type = typing.get_args(python_type)[0]
        elif isinstance(python_type, typing.NewType):
            python_type = python_type.__supertype__
        else:
            return python_type


def variants(python_type: Any) -> tuple[Any, ...]:
    """The members of a union; none for any other type."""
    return typing.get_args(python_type) if typing.get_origin(python_type) in (typing.Union, types.UnionType) else ()


def is_optional(python_type: Any) -> bool:
    """Whether None is one of the values."""
    return type(None) in variants(bare(python_type))


def is_enum(python_type: Any) -> bool:
    return isinstance(python_type, type) and issubclass(python_type, enum.Enum)


def is_model(python_type: Any) -> bool:
    """A pydantic model; where nothing has imported pydantic there is none."""
    pydantic = sys.modules.get("pydantic")
    if pydantic is None or not isinstance(python_type, type) or is_io(python_type):
        return False
    return issubclass(python_type, pydantic.BaseModel)


def is_record(python_type: Any) -> bool:
    """A class whose JSON is an object with names of its own, and no model."""
    if not isinstance(python_type, type) or is_model(python_type) or is_io(python_type):
        return False
    return dataclasses.is_dataclass(python_type) or typing.is_typeddict(python_type) or is_named_tuple(python_type)


def is_named_tuple(python_type: Any) -> bool:
    return isinstance(python_type, type) and issubclass(python_type, tuple) and hasattr(python_type, "_fields")


def fields_of(python_type: Any) -> dict[str, tuple[Any, bool]]:
    """Name → type and whether it may be left out, of a record or a model."""
    validated = _validated_fields(python_type)
    if validated:
        accepted = accepted_names(python_type)
        return {
            key: (field.annotation, not field.is_required()) for name, field in validated.items() for key in accepted[name]
        }
    hints = _hints(python_type)
    if dataclasses.is_dataclass(python_type):
        missing = dataclasses.MISSING
        return {
            field.name: (hints.get(field.name, Any), field.default is not missing or field.default_factory is not missing)
            for field in dataclasses.fields(python_type)
            if field.init
        }
    if typing.is_typeddict(python_type):
        return {name: (_written(hint), name not in python_type.__required_keys__) for name, hint in hints.items()}
    return {name: (hints.get(name, Any), name in python_type._field_defaults) for name in python_type._fields}


def accepted_names(model: Any) -> dict[str, list[str]]:
    """Field of a class that pydantic validates → the names by which it is given, the first one first."""
    config = _config(model)
    by_name = bool(config.get("validate_by_name") or config.get("populate_by_name"))
    by_alias = config.get("validate_by_alias", True) is not False
    found = {}
    for name, field in _validated_fields(model).items():
        aliases = _aliases(field.validation_alias or field.alias) if by_alias else []
        found[name] = [*aliases, name] if by_name and name not in aliases else aliases or [name]
    return found


def is_open(python_type: Any) -> bool:
    """A class that says itself what becomes of other names."""
    return _config(python_type).get("extra") in ("allow", "forbid")


def _config(python_type: Any) -> Any:
    """What pydantic is told of a model, or of another class that it validates."""
    return getattr(python_type, "model_config" if is_model(python_type) else "__pydantic_config__", None) or {}


def _validated_fields(python_type: Any) -> dict[str, Any]:
    """The fields of a model or of pydantic's own kind of dataclass."""
    if is_model(python_type):
        return python_type.model_fields
    return getattr(python_type, "__pydantic_fields__", {}) if is_record(python_type) else {}


def is_io(python_type: Any) -> bool:
    """The SDK's own files, folders and tables: how they are read is the SDK's."""
    return getattr(python_type, "__module__", "").startswith("flyte.")


def is_path(python_type: Any) -> bool:
    return isinstance(python_type, type) and issubclass(python_type, pathlib.PurePath)


def is_literal_enum(python_type: Any) -> bool:
    """The SDK makes an enumeration of this name out of each `Literal`."""
    return is_enum(python_type) and python_type.__name__ == "LiteralEnum"


def container(python_type: Any) -> type | None:
    """`list`, `tuple`, `set`, `frozenset` or `dict` for what is written as such; None for any other type."""
    kind = typing.get_origin(python_type) or python_type
    if not isinstance(kind, type) or kind is str or is_record(kind):
        return None
    if kind in (list, tuple, set, frozenset, dict):
        return kind
    if kind in (collections.abc.Sequence, collections.abc.Iterable, collections.abc.Collection):
        return list
    return dict if kind in (collections.abc.Mapping, collections.abc.MutableMapping) else None


def is_json(python_type: Any) -> bool:
    """Whether a command line's text for it is JSON."""
    python_type = bare(python_type)
    return container(python_type) is not None or is_model(python_type) or is_record(python_type)


def type_name(python_type: Any) -> str:
    """The type as a user writes it."""
    python_type = bare(python_type)
    if is_literal_enum(python_type):
        return f"Literal[{', '.join(repr(member.value) for member in python_type)}]"
    if isinstance(python_type, type) and not typing.get_args(python_type):
        return python_type.__name__
    return str(python_type).replace("typing.", "")


def _aliases(alias: Any) -> list[str]:
    """The names of a field's alias, which may be a choice, or a path of which the first is a name."""
    if alias is None or isinstance(alias, str):
        return [] if alias is None else [alias]
    choices = getattr(alias, "choices", None)
    if choices is not None:
        return [name for each in choices for name in _aliases(each)]
    return [str(alias.path[0])] if getattr(alias, "path", None) else []


def _hints(python_type: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(python_type, include_extras=True)
    except Exception:
        # A name that exists for type checkers alone: nothing is known then.
        return {}


def _written(hint: Any) -> Any:
    """A key of a TypedDict without `Required` and `NotRequired`."""
    name = str(getattr(typing.get_origin(hint), "_name", ""))
    return typing.get_args(hint)[0] if name in ("Required", "NotRequired", "ReadOnly") else hint
