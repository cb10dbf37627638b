"""Reads the SDK's configuration as the SDK's own command line does, and initialises the SDK with it. Contacts nobody."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from .failures import BridgeError
from .sdk import Sdk

API_KEY = "FLYTE_API_KEY"


def read(spec: dict[str, Any]) -> tuple[Any, str | None]:
    """The SDK's configuration and the file it came from. The working folder is where the SDK begins to look."""
    import flyte.config

    configured = spec.get("configFile")
    if configured is not None and not os.path.isfile(configured):
        raise BridgeError("configMissing", {"configFile": configured})
    config = flyte.config.auto(configured)
    source = getattr(config, "source", None) or configured
    return config, os.path.abspath(source) if source else None


def initialise(sdk: Sdk, spec: dict[str, Any]) -> None:
    """Initialises the SDK as `flyte run` and `flyte deploy` do; the spec's project and domain win over the file's."""
    config, _file = read(spec)
    sdk.initialise(config, Path(spec["rootDir"]).resolve(), spec.get("project"), spec.get("domain"))


def destination(spec: dict[str, Any]) -> dict[str, str]:
    """Where a deployment would go."""
    config, file = read(spec)
    found = {
        "endpoint": getattr(config.platform, "endpoint", None) or endpoint_of_key(os.environ.get(API_KEY)),
        "project": spec.get("project") or getattr(config.task, "project", None),
        "domain": spec.get("domain") or getattr(config.task, "domain", None),
        "organisation": getattr(config.task, "org", None),
        "configFile": file,
    }
    shown = {name: str(value) for name, value in found.items() if value}
    # `dns:///host` is how the client's library spells `host`.
    return {name: re.sub(r"^dns:/+", "", value) if name == "endpoint" else value for name, value in shown.items()}


def require_destination(spec: dict[str, Any]) -> dict[str, str]:
    """The destination. Raises `BridgeError` configMissing when nothing names an endpoint."""
    found = destination(spec)
    if "endpoint" not in found:
        raise BridgeError("configMissing")
    return found


def bare(endpoint: str) -> str:
    """The host and port alone: the client's library and the SDK spell `host` as `dns:///host` and `https://host` too."""
    return re.sub(r"^(dns|https?):/+", "", endpoint).rstrip("/").lower()


def endpoint_of_config(file: str | None) -> str | None:
    """The endpoint that `flyte.init_from_config` would take from a file, or from the one that the SDK finds."""
    import flyte.config

    return getattr(flyte.config.auto(file).platform, "endpoint", None)


# endpoint:client:secret:organisation, where the endpoint may have a scheme and a port.
_KEY = re.compile(r"((?:dns:/+|https?://)?(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?/?):[^:]+:[^:]+:[^:]*", re.ASCII)


def endpoint_of_key(key: str | None) -> str:
    """The endpoint that an API key carries; empty for what is no such key, of which nothing may be told."""
    import base64

    try:
        found = _KEY.fullmatch(base64.b64decode(key or "").decode("utf-8"))
    except ValueError:
        return ""
    return found.group(1) if found else ""
