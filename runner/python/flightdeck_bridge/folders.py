"""Where a run on this machine keeps its files. The SDK has one folder for everybody, which belongs to whoever ran first."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_SHARED = Path("/tmp/flyte")


def own_folders(names: list[str]) -> dict[str, str]:
    """A new folder for each, where the shared ones can't be written to."""
    if all(_is_writable(_SHARED / name) for name in names):
        return {}
    # Not a name that another user could have taken.
    folder = tempfile.mkdtemp(prefix="flyte-")
    return {name: os.path.join(folder, name) for name in names}


def _is_writable(folder: Path) -> bool:
    """Whether this user can make something in it, once it is there."""
    while not os.path.lexists(folder):
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
