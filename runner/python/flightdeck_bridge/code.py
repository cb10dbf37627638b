"""Which code a run was of: the modules of the project that it loaded, by their contents. The entry file's, and the commit, are the runner's."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import Any, Iterator

from .failures import is_user_file

# More of them have one hash together.
MAX_NAMED = 300
# As much of a hash as the runner takes of the entry file's.
_HASH = 12
_STANDARD = os.path.join(os.path.dirname(os.__file__), "")


def loaded_code(spec: dict[str, Any], begun: float) -> dict[str, Any]:
    """An event with the modules below the run's folders. Without a hash: written to since `begun`, so that nobody can tell what was loaded."""
    files = sorted(set(_files([os.path.join(os.path.realpath(spec[name]), "") for name in ("rootDir", "cwd")])))
    modules = [{"file": file, **_hash(file, begun)} for file in files if file != os.path.realpath(spec["file"])]
    event: dict[str, Any] = {"kind": "codeLoaded", "modules": modules[:MAX_NAMED]}
    if others := modules[MAX_NAMED:]:
        event["others"] = {"count": len(others), "hash": _short(repr(others).encode())}
    return event


def _files(folders: list[str]) -> Iterator[str]:
    for module in list(sys.modules.values()):
        try:
            file = getattr(module, "__file__", None)
            # Nearly all are installed, or built in: only with the rest is there time for a look at the disk.
            if not isinstance(file, str) or "site-packages" in file or file.startswith(_STANDARD):
                continue
            path = os.path.realpath(file)
        except Exception:
            # A module that loads itself when it is looked at, or a working folder that is gone.
            continue
        if path.startswith(tuple(folders)) and is_user_file(path):
            yield path


def _hash(file: str, begun: float) -> dict[str, str]:
    try:
        if os.stat(file).st_mtime >= begun:
            return {}
        with open(file, "rb") as source:
            return {"hash": _short(source.read())}
    except OSError:
        return {}


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_HASH]
