"""Says what is declared of a parameter: kind, type, listed values and default. What is accepted, probe.py finds out."""

import collections.abc
import dataclasses
import enum
import inspect
import json
import sys
import types
import typing

UNSET = (dataclasses.MISSING, inspect.Parameter.empty)

KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional",
    inspect.Parameter.VAR_POSITIONAL: "varPositional",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
}


def as_value(value, public):
    """A default as the protocol's PyValue; the public name stands for objects."""
    if value is None:
        return {"type": "none"}
    if isinstance(value, bool):
        return {"type": "bool", "value": value}
    if isinstance(value, (int, float)):
        return {"type": type(value).__name__, "text": repr(value)}
    if isinstance(value, enum.Enum):
        return {"type": "reference", "name": f"{public_name(type(value), public)}.{value.name}"}
    if isinstance(value, str):
        return {"type": "str", "value": value}
    if isinstance(value, (list, tuple, set)):
        items = sorted(value) if isinstance(value, set) else value
        return {
            "type": type(value).__name__,
            "items": [{"kind": "known", "value": as_value(each, public)} for each in items],
        }
    if isinstance(value, dict) and not value:
        return {"type": "dict", "entries": []}
    if inspect.isclass(value) or inspect.isroutine(value):
        return {"type": "reference", "name": public_name(value, public)}
    return {"type": "object", "callee": public_name(type(value), public), "args": []}


def public_name(value, public):
    try:
        return public[value][0]
    except (KeyError, TypeError):
        return getattr(value, "__name__", str(value))


def text_of(annotation, public=None):
    """An annotation as text, equal on every Python. Long lists of literals stand in `values`."""
    if isinstance(annotation, str):
        return annotation
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(text_of(arg, public) for arg in args)
    if origin is typing.Literal:
        return f"Literal[{', '.join(json.dumps(arg) for arg in args) if len(args) <= 6 else '...'}]"
    if origin is collections.abc.Callable:
        return "Callable"
    if origin is typing.Annotated:
        return text_of(args[0], public)
    if args:
        return f"{origin.__name__}[{', '.join(text_of(arg, public) for arg in args)}]"
    if isinstance(annotation, typing.ForwardRef):
        return annotation.__forward_arg__
    if annotation is type(None) or annotation is None:
        return "None"
    if annotation is Ellipsis:
        return "..."
    if public is not None and inspect.isclass(annotation):
        return public_name(annotation, public)
    name = getattr(annotation, "__name__", None) or str(annotation).replace("typing.", "")
    # An object that stands for a type, such as protobuf's of an enumeration, tells no more than where it is.
    return type(annotation).__name__ if " at 0x" in name else name


def resolved(annotation, module, public):
    """The type behind an annotation. Names that exist only for type checkers become classes of that name."""
    # Of two of one name, that with the shorter way to it is meant.
    farthest_first = sorted(public.items(), key=lambda item: (-item[1][0].count("."), item[1][0]))
    short = {names[0].rpartition(".")[2]: value for value, names in farthest_first}
    names = {**short, **vars(sys.modules[module])}
    holder = type("Holder", (), {"__annotations__": {"it": annotation}})
    for _ in range(20):
        try:
            return typing.get_type_hints(holder, globalns=names, localns=names)["it"]
        except NameError as error:
            names[error.name] = elsewhere(error.name)
        except Exception:
            return typing.Any
    return typing.Any


def elsewhere(name):
    """What other modules know by a name that one imports for type checkers alone; else a class of that name."""
    for module in sorted(each for each in sys.modules if each.partition(".")[0] in ("flyte", "flyteplugins")):
        found = vars(sys.modules[module]).get(name)
        if found is not None:
            return found
    return type(name, (), {})


def alternatives(hint):
    """The members of a union, those of unions inside of it included; an optional type has `None` last."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [each for part in typing.get_args(hint) for each in alternatives(part)]
    return [hint]


def listed(hint):
    """The values that a type lists, wherever in a union they stand: literals and members of enumerations."""
    found = []
    for each in alternatives(hint):
        if typing.get_origin(each) is typing.Literal:
            found += [value for value in typing.get_args(each) if isinstance(value, (str, int))]
        elif inspect.isclass(each) and issubclass(each, enum.Enum):
            found += [member.value for member in each if isinstance(member.value, (str, int))]
    return list(dict.fromkeys(found))


@dataclasses.dataclass
class Parameter:
    """A parameter with its resolved type, for probing, and with what is written of it."""

    name: str
    kind: inspect._ParameterKind
    default: object
    hint: object
    described: dict

    @property
    def required(self):
        return self.default in UNSET and self.kind not in (
            inspect.Parameter.VAR_POSITIONAL,
            inspect.Parameter.VAR_KEYWORD,
        )


def parameter(name, kind, annotation, default, module, public):
    hint = resolved(annotation, module, public)
    members = [text_of(each, public) for each in alternatives(hint)]
    values = listed(hint)
    described = {
        **({"kind": KINDS[kind]} if kind in KINDS else {}),
        "type": "Any" if annotation in UNSET else text_of(annotation),
        **({"alternatives": members} if len(members) > 1 and not (values and len(members) == 1) else {}),
        **({} if default in UNSET else {"default": as_value(default, public)}),
        **({"values": values} if values else {}),
    }
    return Parameter(name, kind, default, hint, described)


def parameters_of(function, public):
    """Parameters of a function or method, `self`, private ones and `**kwargs` left out."""
    found = []
    for name, each in inspect.signature(function).parameters.items():
        if name.startswith("_") or name in ("self", "cls") or each.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        found.append(parameter(name, each.kind, each.annotation, each.default, function.__module__, public))
    return {each.name: each for each in found}


def fields_of(cls, public):
    """Constructor parameters of a class, in order; defaults that a dataclass makes anew each time are made."""
    factories = {}
    if dataclasses.is_dataclass(cls):
        factories = {field.name: field.default_factory for field in dataclasses.fields(cls)}
    found = {}
    for name, each in signature_of(cls).parameters.items():
        if name.startswith("_") or each.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        factory = factories.get(name, dataclasses.MISSING)
        default = each.default if factory is dataclasses.MISSING else factory()
        found[name] = parameter(name, each.kind, each.annotation, default, declaring_module(cls, name), public)
    return found


def signature_of(cls):
    try:
        return inspect.signature(cls)
    except (TypeError, ValueError):
        return inspect.Signature()


def declaring_module(cls, name):
    for base in cls.__mro__:
        if name in base.__dict__.get("__annotations__", {}):
            return base.__module__
    return cls.__module__
