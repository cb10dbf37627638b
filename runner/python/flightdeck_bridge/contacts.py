"""Whom a script may contact: the control planes that its spec carries as data. The ways to contact one are the SDK's, the words the runner's."""

from __future__ import annotations

import os
from typing import Any, Iterator

from .config import bare, endpoint_of_config, endpoint_of_key
from .failures import Told


class Contacts:
    """What a script's contacts are held against, as they are made."""

    def __init__(self, file: str, agreed: list[dict[str, Any]]) -> None:
        self._file = file
        self._agreed = agreed
        # Each of these stands for one control plane, the first that comes without a name.
        self._unnamed = sum(each["kind"] in ("cluster", "unnamed") for each in agreed)
        self._met: set[str] = set()

    def refusal(self, how: str, given: str) -> Exception | None:
        """What the script gets that wants to contact somebody else. A key names its control plane, and must not be told itself."""
        whom = endpoint_of_key(given) if how == "for_api_key" else given
        host = bare(whom)
        if host not in self._met and host not in self._named():
            if self._unnamed == 0:
                return self._refused(whom)
            self._unnamed -= 1
        self._met.add(host)
        return None

    def _named(self) -> Iterator[str]:
        for each in self._agreed:
            if each["kind"] == "endpoint":
                yield bare(each["endpoint"])
            elif each["kind"] == "config":
                yield from self._configured(each.get("file"))

    def _configured(self, file: str | None) -> Iterator[str]:
        # The SDK looks in the working folder, or in a root that the script gives it.
        folders = ("", os.path.dirname(self._file))
        paths = [None] if file is None else [os.path.abspath(os.path.join(each, os.path.expanduser(file))) for each in folders]
        for path in paths:
            if path is not None and not os.path.isfile(path):
                continue
            try:
                endpoint = endpoint_of_config(path)
            except Exception:
                # One that can't be read names nobody.
                continue
            if endpoint:
                yield bare(endpoint)

    def _refused(self, whom: str) -> Exception:
        error = RuntimeError(f"{os.path.basename(self._file)} was started without leave to contact {whom or 'a control plane'}")
        details = {"file": self._file, "whom": whom, "others": len(self._met) > 0}
        error.flightdeck = Told("contactRefused", details, [])  # type: ignore[attr-defined]
        return error
