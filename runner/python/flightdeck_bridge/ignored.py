"""Names the settings that are set and mean something in the cluster alone. Which of them Flightdeck makes up for is timeouts.py's and the runner's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Iterator

if TYPE_CHECKING:
    from .sdk import Sdk

# In the order in which they are told. `image` and `env_vars` are looked at apart.
_NAMES = ("resources", "interruptible", "queue", "pod_template", "service_account", "reusable")


def ignored_settings(sdk: Sdk, task: Any) -> list[str]:
    """The names, of a task, its environment and the environments that this one depends on."""
    parent = getattr(task, "parent_env", None)
    environment = parent() if parent is not None else None
    environments = [] if environment is None else list(_with_dependencies(environment, []))
    holders = [task, *environments]
    found = [name for name in _NAMES if any(getattr(each, name, None) for each in holders)]
    # A task's own image is made out of its environment's, default or not.
    if any(getattr(each, "image", None) not in (None, "auto") for each in environments if not _is_of_containers(sdk, each)):
        found.insert(0, "image")
    if any(_unset(getattr(each, "env_vars", None)) for each in holders):
        found.append("env_vars")
    if getattr(getattr(task, "timeout", None), "max_queued_time", None):
        found.append("max_queued_time")
    return found


def _is_of_containers(sdk: Sdk, environment: Any) -> bool:
    """Whether its tasks are containers, whose images are used here, too."""
    tasks = getattr(environment, "tasks", None) or {}
    return len(tasks) > 0 and all(sdk.is_container(each) for each in tasks.values())


def ignored_settings_of_app(environment: Any) -> list[str]:
    """The names, of an app environment that is served here."""
    found = [name for name in ("resources", "interruptible", "pod_template") if getattr(environment, name, None)]
    if getattr(environment, "image", None) not in (None, "auto"):
        found.insert(0, "image")
    if _unset(getattr(environment, "env_vars", None)):
        found.append("env_vars")
    return found


def _unset(variables: Any) -> bool:
    """Whether any variable isn't what it would be in the cluster."""
    return isinstance(variables, dict) and any(os.environ.get(name) != value for name, value in variables.items())


def _with_dependencies(environment: Any, seen: list[int]) -> Iterator[Any]:
    if id(environment) not in seen:
        seen.append(id(environment))
        yield environment
        for dependency in getattr(environment, "depends_on", ()):
            yield from _with_dependencies(dependency, seen)
