"""Draws what a task returned as a PNG: Pillow's images and matplotlib's figures. Imports neither: who returns one has loaded its library."""

from __future__ import annotations

import base64
import io
import sys
from typing import Any, Callable

# Of a larger image a smaller one is kept: the program waits for it.
MAX_SIDE = 2_000
MAX_BYTES = 8_000_000
# Of a value with more images in it the first are drawn.
MAX_IMAGES = 20
# Those that a PNG has.
_MODES = ("1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA")


def picture_of(value: Any) -> dict[str, Any] | None:
    """Its size and its PNG as base64; None for anything else, or too much. May raise what the library raises."""
    if _is(value, "PIL.Image", "Image"):
        kind, size, png = "PIL.Image", list(value.size), _png_of_image(value)
    elif _is(value, "matplotlib.figure", "Figure"):
        size = [round(float(inches) * float(value.dpi)) for inches in value.get_size_inches()]
        target = io.BytesIO()
        # Drawn smaller, not made smaller: nothing of the large one is ever in memory.
        value.savefig(target, format="png", dpi=float(value.dpi) * min(1.0, MAX_SIDE / max(size)))
        kind, png = "matplotlib.Figure", target.getvalue()
    else:
        return None
    if len(png) > MAX_BYTES:
        return None
    return {"type": kind, "size": size, "png": base64.b64encode(png).decode("ascii")}


class Pictures:
    """The images in one value, which together may take what one may."""

    def __init__(self) -> None:
        self.drawn: list[dict[str, Any]] = []
        self._left = MAX_BYTES

    def draw(self, value: Any, way: Callable[[], str]) -> str | None:
        """What stands for it in the text; None for what isn't drawn. Raises nothing."""
        if len(self.drawn) == MAX_IMAGES:
            return None
        try:
            picture = picture_of(value)
        except Exception:
            # It still has its `repr`, and what is around it its form.
            return None
        # Base64 takes four characters for three bytes.
        size = 0 if picture is None else len(picture["png"]) * 3 // 4
        if picture is None or size > self._left:
            return None
        self._left -= size
        self.drawn.append({"at": way(), **picture})
        width, height = picture["size"]
        return f"<{picture['type']}, {width} × {height}>"


def _png_of_image(image: Any) -> bytes:
    drawn = image
    if max(image.size) > MAX_SIDE:
        # The user's stays as it is.
        drawn = image.copy()
        drawn.thumbnail((MAX_SIDE, MAX_SIDE))
    if drawn.mode not in _MODES:
        drawn = drawn.convert("RGB")
    target = io.BytesIO()
    drawn.save(target, "PNG")
    return target.getvalue()


def _is(value: Any, module: str, name: str) -> bool:
    known = getattr(sys.modules.get(module), name, None)
    return isinstance(known, type) and isinstance(value, known)
