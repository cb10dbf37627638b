"""Imports the user's file as `flyte run FILE` and `flyte deploy FILE` do, and finds tasks and environments in it."""

from __future__ import annotations

import importlib.util
import os
import sys
from types import ModuleType
from typing import Any

from .failures import BridgeError
from .sdk import Sdk


def load_file(sdk: Sdk, file: str) -> ModuleType:
    """The module of the file, under the file's stem, with its folder last on sys.path. Raises `BridgeError` importError or systemExit."""
    name = os.path.splitext(os.path.basename(file))[0]
    if not os.path.isfile(file):
        raise BridgeError("importError", {"file": file}, FileNotFoundError(f"No such file: {file}"))
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise BridgeError("importError", {"file": file}, ImportError(f"Not a Python file: {file}"))
    if name in sys.modules or name in sys.stdlib_module_names:
        # It takes a place from which the SDK's modules import. `flyte run` has loaded them by now.
        sdk.warm(lambda: False)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.path.append(os.path.dirname(os.path.abspath(file)))
    try:
        spec.loader.exec_module(module)
    except SystemExit as error:
        raise BridgeError("systemExit", {"how": "exit", "exit": exit_text(error), "importing": True}, error) from None
    except BaseException as error:
        raise BridgeError("importError", {"file": file}, error) from None
    return module


def exit_text(error: SystemExit) -> str:
    """The exit code as the operating system would see it, or the text that `sys.exit` was given."""
    return "0" if error.code is None else str(error.code)


def find_task(sdk: Sdk, module: ModuleType, variable: str, name: str) -> Any:
    """The task in a variable of the module, else the one of that full name in any environment that is loaded."""
    task = module.__dict__.get(variable)
    if isinstance(task, sdk.task_type):
        return task
    known = {task.name: task for environment in sdk.environments() for task in getattr(environment, "tasks", {}).values()}
    if name in known:
        return known[name]
    own = [key for key, value in module.__dict__.items() if isinstance(value, sdk.task_type)]
    raise BridgeError("targetNotFound", {"what": "task", "name": variable, "file": module.__file__, "known": sorted(own)})


def find_environment(sdk: Sdk, module: ModuleType, variable: str | None, name: str) -> Any:
    """The environment in a variable of the module, else the one of that name that is loaded."""
    environment = module.__dict__.get(variable) if variable else None
    if isinstance(environment, sdk.environment_type):
        return environment
    own = {value.name: value for value in module.__dict__.values() if isinstance(value, sdk.environment_type)}
    for candidates in (own, {each.name: each for each in sdk.environments()}):
        if name in candidates:
            return candidates[name]
    raise BridgeError("targetNotFound", {"what": "environment", "name": name, "file": module.__file__, "known": sorted(own)})
