"""
Asks an installed Flyte SDK what can be set where, by trying it, and prints the answer as JSON. Run by
scripts/sdk-schema.mjs; `--plugins` asks the installed `flyteplugins.*` packages instead.

A value that is refused, at once or when a task is sent, is listed with the SDK's words, and one that leaves the
setting as it was before as ignored. What is listed nowhere was taken and had its effect.
"""

import importlib.metadata
import json
import logging
import os
import pathlib
import sys
import tempfile

import flyte
from classes import environment_class, functions, reachable, shared, value_class
from describe import fields_of
from find import environments, public_modules, public_names, tasks
from levels import Levels
from probe import SAMPLES, Prober


def main():
    # Nothing that is tried may leave a file behind.
    os.chdir(tempfile.mkdtemp())
    pathlib.Path("probe").touch()
    logging.disable(logging.CRITICAL)
    if "--plugins" in sys.argv:
        from plugins import plugins

        answer = plugins()
    else:
        answer = sdk()
    json.dump(answer, sys.stdout)


def sdk():
    modules, missing = public_modules(flyte)
    public = public_names(modules, "flyte")
    prober = Prober(public, lambda cls: fields_of(cls, public))
    found, kinds = environments(public), tasks(public)
    levels = Levels(prober, public, found)
    at_task, at_override = levels.task(), levels.override()
    settings = [each for cls in [*found, *kinds] for each in fields_of(cls, public).values()]
    settings += [*levels.decorator.values(), *levels.overriding.values()]
    values = reachable(settings, public, {*found, *kinds})
    classes = {
        **{public[cls][0]: environment_class(cls, levels, public) for cls in found},
        **{public[cls][0]: value_class("task", cls, prober, public) for cls in kinds},
        **{public[cls][0]: value_class("value", cls, prober, public) for cls in values},
    }
    return {
        "sdk": importlib.metadata.version("flyte"),
        "samples": list(SAMPLES),
        "classes": shared(classes, found, public),
        "functions": functions(values, prober, public),
        "levels": {"task": at_task, "override": at_override},
        "handedDown": levels.handed_down(),
        # Modules that need packages of their own, so that their classes are not listed.
        "notImported": missing,
    }


main()
