"""Finds what of the SDK or of a plugin users can name: environments, tasks, and what makes the values that are set."""

import ast
import importlib
import inspect
import pkgutil
import textwrap

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


def rewritten(cls, names):
    """
    Constructor parameters that the class replaces itself once they are given, such as links that it adds its own to.
    Read from its source: most such classes can't be made without a package of their own. What is only filled in, or
    changed for some values, stands below a test of the parameter and is none.
    """
    found = set()
    for base in cls.__mro__:
        method = vars(base).get("__post_init__")
        if inspect.isfunction(method) and base.__module__.startswith("flyte"):
            body = ast.parse(textwrap.dedent(inspect.getsource(method))).body[0].body
            found |= {name for name in assigned(body, frozenset()) if name in names}
    return sorted(found)


def assigned(statements, tested):
    """Attributes of `self` that statements assign, and that no test around them looks at."""
    for each in statements:
        targets = each.targets if isinstance(each, ast.Assign) else [getattr(each, "target", None)]
        own = [target.attr for target in targets if is_own(target)]
        yield from (name for name in own if name not in tested)
        looked_at = set(names_in(each.test)) if isinstance(each, ast.If) else set()
        if not isinstance(each, (ast.FunctionDef, ast.ClassDef)):
            for field in ("body", "orelse", "finalbody"):
                yield from assigned(getattr(each, field, []), tested | looked_at)


def names_in(test):
    """`self.image is None`, and `getattr(self, "image", None)`."""
    for node in ast.walk(test):
        if is_own(node):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def is_own(node):
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
