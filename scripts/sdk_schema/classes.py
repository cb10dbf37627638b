"""Describes classes and functions with all that their probes showed: constructors, class methods and builders."""

import enum
import functools
import inspect
import typing

import flyte
from describe import fields_of, parameters_of
from find import TASK, makers, rewritten
from probe import Missing, Refusal, attempt

#: Functions that make an environment of their own, which no return type tells.
MAKE_ENVIRONMENTS = ("flyte.sandbox.create", "flyte.extras.shell.create")

#: What is said of a parameter before it is tried.
DECLARED = ("kind", "type", "alternatives", "default", "values", "unlisted")


def entry_of(kind, cls, public):
    return {
        "kind": kind,
        "names": public[cls],
        "bases": [base.__name__ for base in cls.__mro__[1:] if base in public and base is not object],
    }


def value_class(kind, cls, prober, public):
    """A class with its constructor, and what else makes one: class methods and builders."""
    entry = {**entry_of(kind, cls, public), "parameters": {}}
    if getattr(cls, "_is_protocol", False):
        return entry
    entry["parameters"] = prober.callable(cls, fields_of(cls, public))
    methods = {}
    for name, is_static in makers(cls).items():
        parameters = parameters_of(getattr(cls, name), public)
        if is_static:
            methods[name] = {"static": True, "parameters": prober.callable(getattr(cls, name), parameters)}
        else:
            methods[name] = {"parameters": prober.callable(on_new(cls, name, prober), parameters)}
    return {**entry, **({"methods": methods} if methods else {})}


def on_new(cls, name, prober):
    """A method of a fresh object: one that a class method makes of nothing, else the constructor's."""

    def call(*positional, **given):
        for maker, is_static in makers(cls).items():
            if is_static:
                try:
                    return getattr(attempt(getattr(cls, maker)), name)(*positional, **given)
                except (Refusal, Missing):
                    continue
        least = prober.least_of(cls) or {}
        return getattr(cls(**{key: make() for key, (_, make) in least.items()}), name)(*positional, **given)

    return call


def environment_class(cls, levels, public):
    """An environment class with what its constructor and its `clone_with` take."""
    parameters = fields_of(cls, public)
    clone = levels.clone_with(cls, parameters)
    replaced = rewritten(cls, parameters)
    return {
        **entry_of("environment", cls, public),
        **({"rewrites": replaced} if replaced else {}),
        "parameters": levels.environment_parameters(cls, parameters),
        **({"cloneWith": clone} if clone else {}),
    }


def shared(classes, environments, public):
    """
    The classes in order, each parameter of an environment that is as a base class has it replaced by that class's name.
    A class that could not be made, for want of a package, is taken to check what its base checks.
    """

    def declared(parameter):
        return {key: value for key, value in parameter.items() if key in DECLARED}

    def same(parameter, other):
        return parameter == other or (parameter.get("unprobed") and declared(parameter) == declared(other))

    def compact(group, cls):
        bases = [public[base][0] for base in cls.__mro__[1:] if base in public and public[base][0] in classes]

        def parameter(name, described):
            """The farthest base that has it all the way down."""
            origin = None
            for base in bases:
                other = classes[base]
                for key in group:
                    other = other.get(key, {})
                if name not in other or not same(described, other[name]):
                    break
                origin = base
            return origin or described

        return parameter

    result = dict(classes)
    for cls in environments:
        name = public[cls][0]
        entry = dict(classes[name])
        of_constructor, of_clone = compact(("parameters",), cls), compact(("cloneWith", "parameters"), cls)
        entry["parameters"] = {key: of_constructor(key, value) for key, value in entry["parameters"].items()}
        if "cloneWith" in entry:
            clone = entry["cloneWith"]
            entry["cloneWith"] = {**clone, "parameters": {k: of_clone(k, v) for k, v in clone["parameters"].items()}}
        result[name] = entry
    return dict(sorted(result.items()))


def reachable(parameters, public, leave):
    """Public classes in the types of parameters, of their own parameters, and the public classes below them."""
    found = []
    waiting = [each.hint for each in parameters]
    while waiting:
        for part in parts(waiting.pop()):
            if not inspect.isclass(part):
                continue
            below = [each for each in public if inspect.isclass(each) and part in public and part in each.__mro__]
            for cls in below:
                if cls in found or cls in leave or issubclass(cls, (enum.Enum, flyte.Environment, TASK)):
                    continue
                found.append(cls)
                waiting += [each.hint for each in fields_of(cls, public).values()]
    return sorted(found, key=lambda cls: public[cls][0])


def parts(hint):
    """What a type is made of: itself, or its origin and arguments."""
    args = typing.get_args(hint)
    return [typing.get_origin(hint), *(each for arg in args for each in parts(arg))] if args else [hint]


def functions(values, prober, public):
    """Public functions that make one of the values, such as `flyte.GPU`; and those that make environments."""
    found = {}
    modules = {cls.__module__ for cls in values}
    candidates = [each for each in public if inspect.isfunction(each)]
    for function in sorted(candidates, key=lambda each: public[each][0]):
        names = public[function]
        if function.__module__ not in modules and names[0] not in MAKE_ENVIRONMENTS:
            continue
        parameters = parameters_of(function, public)
        least = prober.least_arguments(function, parameters)
        result = None
        if least is not None:
            arguments = {name: make() for name, (_, make) in least.items()}
            result = attempt(functools.partial(function, **arguments))
        if type(result) in values or names[0] in MAKE_ENVIRONMENTS:
            returns = {"returns": public[type(result)][0]} if type(result) in values else {}
            found[names[0]] = {"names": names, **returns, "parameters": prober.callable(function, parameters)}
    return found
