"""Lays a changed picture into the old one through a mask; outside it no pixel moves, whoever painted.

Pure functions over PNGs that `pixels.py` has already passed; nothing here faces foreign bytes.
"""

from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

EDGE_PX: Final = 6  # wide enough to hide a seam at 1024², narrow enough for a thin brush stroke
WHITE_OVER: Final = 127  # the port's line between "may change" and "must stay"

Mask = NDArray[np.bool_]


def keep_outside_mask(before_png: bytes, after_png: bytes, mask_png: bytes) -> bytes:
    """Return `before` with `after` showing where the mask is white, softly towards its edge.

    All three have one size; else ValueError. The soft edge lies inside the mask: a pixel outside
    is bit for bit the one of `before`.
    """
    before, after = _colours(before_png), _colours(after_png)
    may_change = white_in(mask_png)
    if not before.shape == after.shape == (*may_change.shape, 3):
        raise ValueError(f"sizes differ: {before.shape}, {after.shape}, {may_change.shape}")
    share = _share_of_after(may_change)[..., np.newaxis]
    mixed = np.rint(before + (after.astype(np.float32) - before) * share).astype(np.uint8)
    return _as_png(np.where(may_change[..., np.newaxis], mixed, before))


def white_in(mask_png: bytes) -> Mask:
    """Return where the mask is white: rows by columns, true where the picture may change."""
    with Image.open(BytesIO(mask_png), formats=["PNG"]) as mask:
        return np.asarray(mask.convert("L")) > WHITE_OVER


def _colours(png: bytes) -> NDArray[np.uint8]:
    with Image.open(BytesIO(png), formats=["PNG"]) as picture:
        return np.asarray(picture.convert("RGB"))


def _share_of_after(may_change: Mask) -> NDArray[np.float32]:
    """Rise from 1 / EDGE_PX at the mask's rim to 1 at EDGE_PX inside; the picture's border is no rim."""
    sheet = Image.fromarray(np.pad(may_change, 1, mode="edge").astype(np.uint8))
    share = np.zeros(may_change.shape, np.float32)
    for _ in range(EDGE_PX):
        share += np.asarray(sheet)[1:-1, 1:-1]
        sheet = sheet.filter(ImageFilter.MinFilter(3))
    return share / np.float32(EDGE_PX)


def _as_png(colours: NDArray[np.uint8]) -> bytes:
    out = BytesIO()
    Image.fromarray(colours).save(out, "PNG", compress_level=1)
    return out.getvalue()
