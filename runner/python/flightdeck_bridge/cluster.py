"""Reads what a control plane's refusal means, from the exceptions of the SDK and of its client libraries, old and new."""

from __future__ import annotations

from typing import Any

from .failures import BridgeError, describe, message_of
from .sdk import Sdk


def describe_refusal(sdk: Sdk, error: BaseException, destination: dict[str, str], otherwise: str) -> dict[str, Any]:
    """The error with a code; `otherwise` when it means none of those that a user can act on."""
    code = _code_of(error) or otherwise
    details: dict[str, Any] = {
        "endpoint": destination.get("endpoint", ""),
        "config": destination.get("configFile", ""),
    }
    described = describe(error, code, details)
    if code != otherwise or isinstance(error, sdk.root_error):
        # The SDK's own failure: its class and its frames say nothing to a user, its innermost cause does.
        del described["exception"]
        described["frames"] = []
        described["message"] = message_of(_chain(error)[-1]).strip() or described["message"]
    return described


def silence(endpoint: str, phase: str, seconds: float) -> BridgeError:
    """Nobody answered for so long that the process gives up."""
    return BridgeError("timeout", {"endpoint": endpoint, "phase": phase, "seconds": round(seconds)})


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return chain


# Status names of Connect and gRPC, and the words of the SDK's own errors for the same.
_CODES = {
    "UNAVAILABLE": "serverUnavailable",
    "UNAUTHENTICATED": "unauthenticated",
    "NOT_FOUND": "notFound",
    "DEADLINE_EXCEEDED": "timeout",
}


def _code_of(error: BaseException) -> str | None:
    for each in _chain(error):
        code = getattr(each, "code", None)
        code = code() if callable(code) else code
        name = str(getattr(code, "name", code) or "").upper()
        if name in _CODES:
            return _CODES[name]
        text = message_of(each)
        if "Service is unavailable" in text or isinstance(each, ConnectionError):
            return "serverUnavailable"
        if "not found. Check your project" in text:
            return "notFound"
    return None
