"""Container tasks: says before one starts that there is no Docker to run it, no client in this interpreter or no daemon that answers; and ends the containers with their run."""

from __future__ import annotations

import importlib
import importlib.util
import os
from typing import Any

from .failures import BridgeError, message_of

# Those that were started; the SDK removes one when it has ended.
_started: list[Any] = []
_follows = False


def require_docker(task: str) -> None:
    """Raises `BridgeError` dockerMissing."""
    found = importlib.util.find_spec("docker")
    # A folder of that name, as many projects have one, is a package without an origin.
    if found is None or found.origin is None:
        raise BridgeError("dockerMissing", {"task": task, "what": "package"})
    try:
        # What the SDK does first.
        client = importlib.import_module("docker").from_env()
        client.ping()
        client.close()
    except Exception as error:
        raise BridgeError("dockerMissing", {"task": task, "what": "daemon", "said": message_of(error)}) from None


def follow_containers() -> None:
    """From now on knows which containers the SDK starts; they are the daemon's processes, which no signal to the run reaches."""
    global _follows
    if _follows:
        return
    try:
        collection = importlib.import_module("docker.models.containers").ContainerCollection
        run = collection.run
    except (ImportError, AttributeError):
        # The SDK will say what is missing.
        return
    _follows = True

    def followed(self: Any, image: Any, *args: Any, **kwargs: Any) -> Any:
        # Also for who looks with `docker ps` for what was left by a run that was killed.
        labels = kwargs.setdefault("labels", {})
        if isinstance(labels, dict):
            labels.setdefault("flightdeck.run", os.environ.get("FLIGHTDECK_RUN", ""))
        container = run(self, image, *args, **kwargs)
        if kwargs.get("detach"):
            _started.append(container)
        return container

    collection.run = followed


def end_containers() -> None:
    """Ends what still runs. What waits for it in the SDK goes on then."""
    while _started:
        try:
            _started.pop().remove(force=True)
        except Exception:
            # It has ended by itself, or its daemon has.
            pass
