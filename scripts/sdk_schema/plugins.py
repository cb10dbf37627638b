"""Asks the installed `flyteplugins.*` packages what can be set with their classes."""

import dataclasses
import importlib
import importlib.metadata
import inspect

import flyte
import stubs
from classes import environment_class, shared, value_class
from describe import fields_of
from find import TASK, environments, public_modules, public_names
from flyte.extend import TaskPluginRegistry
from levels import Levels
from probe import Prober


def plugins():
    with stubs.installed() as stubbed:
        missing = {}
        packages = []
        for distribution in sorted(importlib.metadata.distributions(), key=lambda each: each.metadata["Name"]):
            name = distribution.metadata["Name"]
            if not name.startswith("flyteplugins-"):
                continue
            paths = [each.parts for each in distribution.files]
            module = next(
                each[1] for each in paths if each[0] == "flyteplugins" and each[-1] == "__init__.py" and len(each) > 2
            )
            try:
                packages.append((name, distribution.version, importlib.import_module(f"flyteplugins.{module}")))
            except Exception as error:
                missing[name] = f"{type(error).__name__}: {error}"
        sdk_modules, _ = public_modules(flyte)
        known = public_names(sdk_modules, "flyte.")
        own = public_names([module for _, _, module in packages], "flyteplugins")
        own = {cls: names for cls, names in own.items() if inspect.isclass(cls) and is_setting(cls)}
        public = {**known, **own}
        prober = Prober(public, lambda cls: fields_of(cls, public))
        levels = Levels(prober, public, environments(known))
        found = environments(public)
        classes = {public[cls][0]: environment_class(cls, levels, public) for cls in found}
        for cls, names in own.items():
            if not issubclass(cls, flyte.Environment):
                classes[names[0]] = value_class("task" if issubclass(cls, TASK) else "value", cls, prober, public)
        described = shared(classes, found, public)
        return {
            "sdk": importlib.metadata.version("flyte"),
            "plugins": {name: version for name, version, _ in packages},
            "classes": {name: entry for name, entry in described.items() if name.startswith("flyteplugins.")},
            # Packages that were stood in for, so that what the plugin makes of their own types is not known.
            "stubbed": sorted(stubbed),
            "notImported": missing,
        }


def is_setting(cls):
    """Whether a plugin's class is one that users set something with: no exception, transformer or connector."""
    if issubclass(cls, BaseException) or "Connector" in cls.__name__ or "Resolver" in cls.__name__:
        return False
    return (
        TaskPluginRegistry.find(cls) is not None
        or issubclass(cls, (flyte.Environment, TASK))
        or dataclasses.is_dataclass(cls)
    )
