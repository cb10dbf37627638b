"""What the SDK plans for each environment of a file: `plan_order.py FILE`, loaded as `flyte deploy FILE` does."""

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


def settings(task):
    return {
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
            "tasks": {task.name: settings(task) for task in getattr(each, "tasks", {}).values()},
        }
        for plan in plan_deploy(environment)
        for name, each in plan.envs.items()
    ]


json.dump(
    {variable: planned(value) for variable, value in vars(module).items() if isinstance(value, flyte.Environment)},
    sys.stdout,
)
