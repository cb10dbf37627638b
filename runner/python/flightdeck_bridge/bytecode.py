"""Lets Python keep what it compiles of this package, in the package's own folder, also where it keeps nothing of the user's code."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import Iterator


@contextmanager
def kept() -> Iterator[None]:
    """Of what is imported inside. What the user chose is about the user's folders."""
    chosen = sys.dont_write_bytecode
    sys.dont_write_bytecode = False
    try:
        yield
    finally:
        sys.dont_write_bytecode = chosen
