"""What the SDK plans for each environment of a file: `plan_order.py FILE`, loaded as `flyte deploy FILE` does."""

import dataclasses
import datetime
import importlib.util
import json
import pathlib
import sys

import flyte
from flyte._deploy import plan_deploy

path = pathlib.Path(sys.argv[1])
sys.path.append(str(path.parent))
spec = importlib.util.spec_from_file_location(path.stem, path)
module = importlib.util.module_from_spec(spec)
sys.modules[path.stem] = module
spec.loader.exec_module(module)


def plain(value):
    """As the static plan's values are compared: times in seconds, objects by their class and what differs from its defaults."""
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if dataclasses.is_dataclass(value):
        given = {
            field.name: plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if plain(getattr(value, field.name)) != plain(field.default)
        }
        return {type(value).__name__: given}
    return value


def settings(task):
    return {
        "resources": plain(task.resources),
        "timeout": plain(task.timeout),
        "env_vars": plain(task.env_vars),
        "secrets": plain(task.secrets),
        "reusable": plain(task.reusable),
        "cache": getattr(task.cache, "behavior", task.cache),
        "retries": task.retries.count,
        "interruptible": task.interruptible,
        "queue": task.queue,
        "short_name": task.short_name,
    }


def planned(environment):
    return [
        {
            "name": name,
            # An image that is built from layers has no value of its own that a text could hold.
            "image": each.image if isinstance(each.image, str) else None,
            "tasks": {task.name: settings(task) for task in getattr(each, "tasks", {}).values()},
        }
        for plan in plan_deploy(environment)
        for name, each in plan.envs.items()
    ]


json.dump(
    {variable: planned(value) for variable, value in vars(module).items() if isinstance(value, flyte.Environment)},
    sys.stdout,
)
