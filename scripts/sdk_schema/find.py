"""Finds what of the SDK or of a plugin users can name: environments, tasks, and what makes the values that are set."""

import importlib
import inspect
import pkgutil

import flyte
from flyte.extend import AsyncFunctionTaskTemplate, TaskPluginRegistry

#: The class of every task, which older SDKs export under no name.
TASK = next(each for each in AsyncFunctionTaskTemplate.__mro__ if each.__name__ == "TaskTemplate")


def public_modules(package):
    """Modules whose dotted names have no private part, and by module what is missing that it needs."""
    found, missing = [package], {}
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if any(part.startswith("_") for part in info.name.split(".")) or info.name.startswith("flyte.cli"):
            continue
        try:
            found.append(importlib.import_module(info.name))
        except ImportError as error:
            missing[info.name] = error.name or str(error)
    return found, missing


def public_names(modules, package):
    """Dotted names that lead to each class and function of `package`, the shortest first."""
    found = {}
    for module in modules:
        for name, value in vars(module).items():
            if name.startswith("_") or not (inspect.isclass(value) or inspect.isfunction(value)):
                continue
            if not (value.__module__ or "").startswith(package):
                continue
            found.setdefault(value, []).append(f"{module.__name__}.{name}")
    return {value: sorted(names, key=lambda each: (each.count("."), each)) for value, names in found.items()}


def subclasses(names, base):
    """Public classes below `base`, by their shortest names."""
    below = [each for each in names if inspect.isclass(each) and issubclass(each, base)]
    return sorted(below, key=lambda each: names[each][0])


def environments(names):
    return subclasses(names, flyte.Environment)


def tasks(names):
    """Classes of tasks that are made by calling them, such as container tasks; others belong to a `plugin_config`."""
    made_for = {TaskPluginRegistry.find(each) for each in names if inspect.isclass(each)}
    return [each for each in subclasses(names, TASK) if each not in made_for and "Template" not in each.__name__]


def makers(cls):
    """Class methods, and methods, that answer another of the same class: `Image.from_base`, `image.with_commands`."""
    found = {}
    for name in dir(cls):
        static = inspect.getattr_static(cls, name)
        function = getattr(static, "__func__", static)
        if name.startswith("_") or not inspect.isfunction(function) or inspect.iscoroutinefunction(function):
            continue
        if not function.__module__.startswith("flyte"):
            continue
        result = function.__annotations__.get("return")
        if result in (cls, cls.__name__, "Self") or getattr(result, "__forward_arg__", None) == cls.__name__:
            found[name] = isinstance(static, (classmethod, staticmethod))
    return found
