"""Says before a container task starts that there is no Docker to run it: no client in this interpreter, or no daemon that answers."""

from __future__ import annotations

import importlib
import importlib.util

from .failures import BridgeError, message_of


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
