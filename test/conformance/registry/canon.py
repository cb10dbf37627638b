"""Values as text that is equal exactly if the values are, and that a reader of a report understands."""

import dataclasses
import datetime
import enum
import functools
import inspect
import pathlib
import types

import stubs

_DEEP = 24


class Opaque:
    """A value of the static model that is known by its text alone, such as a function of the project."""

    def __init__(self, text):
        self.text = text


class Plain:
    """An instance of a class of the project, as the static model tells it: a class name and attributes."""

    def __init__(self, name, attributes):
        self.name = name
        self.attributes = attributes


def canonical(value, depth=0):
    if depth > _DEEP:
        return "…"

    def inside(each):
        return canonical(each, depth + 1)

    def called(name, fields):
        return f"{name}({', '.join(f'{key}={inside(each)}' for key, each in fields)})"

    if isinstance(value, Opaque):
        return value.text
    if isinstance(value, Plain):
        return called(value.name, sorted(value.attributes.items()))
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if value is None or type(value) in (bool, int, float, str, bytes):
        return repr(value)
    if isinstance(value, type) or stubs.is_stub(value):
        return _named(value, called)
    if isinstance(value, str):
        return repr(str(value))
    if type(value) is list:
        return f"[{', '.join(map(inside, value))}]"
    if type(value) is tuple:
        return f"({', '.join(map(inside, value))},)" if len(value) == 1 else f"({', '.join(map(inside, value))})"
    if isinstance(value, (set, frozenset)):
        return f"{{{', '.join(sorted(map(inside, value)))}}}" if value else "set()"
    if isinstance(value, dict):
        return f"{{{', '.join(sorted(f'{inside(key)}: {inside(each)}' for key, each in value.items()))}}}"
    if isinstance(value, pathlib.PurePath):
        return f"Path({str(value)!r})"
    if isinstance(value, (datetime.timedelta, datetime.datetime, datetime.date, datetime.time, datetime.tzinfo)):
        return repr(value)
    if isinstance(value, functools.partial):
        return f"partial({inside(value.func)}, {inside(value.args)}, {inside(value.keywords)})"
    return _object(value, inside, called)


def _object(value, inside, called):
    from flyte import Environment
    from flyte._task import TaskTemplate

    if isinstance(value, Environment):
        return f"<environment {value.name}>"
    if isinstance(value, TaskTemplate):
        return f"<task {value.name}>"
    if isinstance(value, (types.FunctionType, types.MethodType, types.BuiltinFunctionType)):
        return f"<function {value.__name__}>"
    if isinstance(value, types.ModuleType):
        return f"<module {value.__name__}>"
    name = type(value).__name__
    if dataclasses.is_dataclass(value):
        return called(name, [(each.name, getattr(value, each.name, None)) for each in dataclasses.fields(value)])
    if hasattr(type(value), "model_fields"):
        return called(name, sorted((key, getattr(value, key, None)) for key in type(value).model_fields))
    if hasattr(value, "__dict__"):
        return called(name, sorted(vars(value).items()))
    return name if " at 0x" in repr(value) else repr(value)


def _named(value, called):
    if stubs.is_stub(value):
        if isinstance(value, type):
            return f"<{stubs.dotted(value)}>"
        call = vars(value).get("_stub_call")
        if call is None:
            return f"<{stubs.dotted(value)}>"
        name, args, kwargs = call
        return called(name, [*((str(index), each) for index, each in enumerate(args)), *sorted(kwargs.items())])
    return f"<class {value.__name__}>"


def is_opaque(value, depth=0):
    """Whether a value hides what it is: nothing can be said of its equality."""
    return inspect.isgenerator(value) or inspect.iscoroutine(value)
