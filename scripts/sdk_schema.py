"""Asks the installed Flyte SDK what may be set at which level, and prints it as JSON. Run by scripts/sdk-schema.mjs.

Signatures lie: `clone_with` takes `**kwargs` and refuses most, `override` refuses some and takes fields it does not
list. So each name is tried on a real environment and a real task, and what the SDK says counts.
"""

import dataclasses
import importlib
import importlib.metadata
import inspect
import json
import pkgutil
import sys
import types
import typing

import flyte

UNSET = (dataclasses.MISSING, inspect.Parameter.empty)


def public_modules():
    """Every module of the SDK whose dotted name has no private part and that imports without further packages."""
    found, missing = [flyte], {}
    for info in pkgutil.walk_packages(flyte.__path__, "flyte."):
        if any(part.startswith("_") for part in info.name.split(".")) or info.name.startswith("flyte.cli"):
            continue
        try:
            found.append(importlib.import_module(info.name))
        except ImportError as error:
            missing[info.name] = error.name or str(error)
    return found, missing


def environment_classes(modules):
    """Subclasses of Environment that users can import, by class, with the dotted names that lead to each."""
    classes = {}
    for module in modules:
        for name, value in vars(module).items():
            if inspect.isclass(value) and issubclass(value, flyte.Environment) and not name.startswith("_"):
                classes.setdefault(value, []).append(f"{module.__name__}.{name}")
    return {cls: sorted(names, key=lambda each: (each.count("."), each)) for cls, names in classes.items()}


def as_value(value, public):
    """A default as the protocol's PyValue; the public name stands for objects."""
    if value is None:
        return {"type": "none"}
    if isinstance(value, bool):
        return {"type": "bool", "value": value}
    if isinstance(value, (int, float)):
        return {"type": type(value).__name__, "text": repr(value)}
    if isinstance(value, str):
        return {"type": "str", "value": value}
    if isinstance(value, (list, tuple)) and not value:
        return {"type": type(value).__name__, "items": []}
    if isinstance(value, dict) and not value:
        return {"type": "dict", "entries": []}
    return {"type": "object", "callee": public.get(type(value), type(value).__name__), "args": []}


def literals(hint):
    """The strings that a type allows, wherever in a union they stand."""
    if typing.get_origin(hint) is typing.Literal:
        return [value for value in typing.get_args(hint) if isinstance(value, str)]
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [value for part in typing.get_args(hint) for value in literals(part)]
    return []


def hints_of(owner):
    try:
        return typing.get_type_hints(owner)
    except Exception:
        return {}


def text_of(annotation):
    """An annotation as text, equal on every Python."""
    if isinstance(annotation, str):
        return annotation
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(text_of(arg) for arg in args)
    if origin is typing.Literal:
        return f"Literal[{', '.join(json.dumps(arg) for arg in args)}]"
    if args:
        return f"{origin.__name__}[{', '.join(text_of(arg) for arg in args)}]"
    return "None" if annotation is type(None) else getattr(annotation, "__name__", str(annotation))


def describe(annotation, default, hint, public):
    values = literals(hint)
    return {
        "type": text_of(annotation),
        **({} if default in UNSET else {"default": as_value(default, public)}),
        **({"values": values} if values else {}),
    }


def fields_of(cls, public):
    """Constructor parameters of a dataclass, in order."""
    hints = hints_of(cls)
    described = {}
    for field in dataclasses.fields(cls):
        if field.init:
            default = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
            described[field.name] = describe(field.type, default, hints.get(field.name), public)
    return described


def parameters_of(function, public):
    hints = hints_of(function)
    return {
        name: describe(parameter.annotation, parameter.default, hints.get(name), public)
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        or (parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD and not name.startswith("_") and name != "self")
    }


def is_accepted(attempt):
    """Whether the SDK takes a name at all; what it says of the value does not count."""
    try:
        attempt()
    except (TypeError, ValueError) as error:
        message = str(error)
        return not ("nexpected keyword argument" in message or "cannot be overridden" in message)
    return True


def fresh():
    """An environment and one of its tasks."""
    environment = flyte.TaskEnvironment(name="probe")

    @environment.task
    def task() -> None: ...

    return environment, task


def probe_levels(candidates, public):
    environment, task = fresh()
    template = fields_of(flyte.TaskTemplate, public)

    def decorate(name):
        def function() -> None: ...

        return environment.task(**{name: None})(function)

    def level(accepted, signature):
        return {name: signature.get(name) or template.get(name) or {"type": "Any"} for name in sorted(accepted)}

    clone = [name for name in candidates if is_accepted(lambda: environment.clone_with("other", **{name: None}))]
    decorator = [name for name in candidates if is_accepted(lambda: decorate(name))]
    override = [name for name in candidates if is_accepted(lambda: task.override(**{name: None}))]
    return {
        "clone_with": level([name for name in clone if name != "name"], parameters_of(flyte.TaskEnvironment.clone_with, public)),
        "task": level(decorator, parameters_of(flyte.TaskEnvironment.task, public)),
        "override": level(override, parameters_of(flyte.TaskTemplate.override, public)),
    }


def behaviour(value):
    """What a setting does: two objects of one cache behaviour are not equal."""
    return getattr(value, "behavior", value)


def probe_inheritance(shared):
    """For each name of both levels: the values at the decorator after which the environment's counts all the same."""
    samples = {"cache": "auto", "interruptible": True}
    inherits = {}
    for name in sorted(shared):
        environment = flyte.TaskEnvironment(name="probe", **{name: samples.get(name, "probe")})

        def kept(value, environment=environment, name=name):
            def function() -> None: ...

            try:
                task = environment.task(**{name: value})(function)
            except (TypeError, ValueError):
                return False
            plain = environment.task(function)
            return behaviour(getattr(task, name)) == behaviour(getattr(plain, name))

        inherits[name] = [repr(value) for value in (None, False, 0, "") if kept(value)]
    return inherits


def main():
    modules, missing = public_modules()
    classes = environment_classes(modules)
    public = {}
    for module in modules:
        for name, value in vars(module).items():
            if inspect.isclass(value) and value.__module__.startswith("flyte") and not name.startswith("_"):
                public.setdefault(value, f"{module.__name__}.{name}")

    environments = [
        {
            "name": cls.__name__,
            "names": names,
            "bases": [base.__name__ for base in cls.__mro__[1:] if issubclass(base, flyte.Environment)],
            "parameters": fields_of(cls, public),
        }
        for cls, names in sorted(classes.items(), key=lambda item: (item[0].__name__, item[1]))
    ]
    named = [fields_of(flyte.TaskTemplate, public), *(each["parameters"] for each in environments)]
    signatures = [parameters_of(each, public) for each in (flyte.TaskEnvironment.task, flyte.TaskTemplate.override)]
    candidates = sorted({name for each in named + signatures for name in each if not name.startswith("_")})
    levels = probe_levels(candidates, public)
    task_environment = fields_of(flyte.TaskEnvironment, public)
    template = set(fields_of(flyte.AsyncFunctionTaskTemplate, public))
    json.dump(
        {
            "sdk": importlib.metadata.version("flyte"),
            "environments": environments,
            "levels": levels,
            # Settings of an environment that each of its tasks gets.
            "handedDown": [name for name in task_environment if name in template and name != "name"],
            "inherits": probe_inheritance(set(task_environment) & set(levels["task"])),
            # Modules that need packages of their own, so that their classes are not listed.
            "notImported": missing,
        },
        sys.stdout,
    )


main()
