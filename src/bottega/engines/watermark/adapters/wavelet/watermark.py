"""The wavelet watermark: writes a number into a picture's brightness and reads it back.

Survival and cost are measured in `bench/watermark.py` and published in `docs/formats/watermark.md`. It
resists what happens to pictures by the way, not somebody who wants it gone: the method is public.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import ClassVar, Final

import numpy as np
from PIL import Image

from bottega.engines.watermark.adapters.wavelet.code import (
    CODE_BITS,
    TILE,
    Decoded,
    Floats,
    decoded,
    likeness,
    signs_of,
)
from bottega.engines.watermark.adapters.wavelet.searching import Grid, grid_in, scaled
from bottega.engines.watermark.adapters.wavelet.waves import BLOCK_PX, change_for, felt_signs
from bottega.engines.watermark.port import CODE_MAX, Found

FOUND_MAX: Final = 4
PATCH_TILES: Final = (2, 4)  # sides of the patches in which a second number is looked for
PATCH_STRIDE: Final = 4  # blocks
PATCH_FLIPS_MAX: Final = 4  # there are many patches, so chance is given less room in each
OTHER_MIN: Final = 0.2  # of the signs must speak against the first number before a second is believed
PNG_LEVEL: Final = 1  # a third of the time of level 6 for about a tenth more bytes


class WaveletWatermark:
    """See the port. Needs pictures of at least 80 pixels a side to be read again."""

    name: ClassVar[str] = "wavelet-1"

    def embed(self, png: bytes, code: int) -> bytes:
        """See the port. Only brightness changes, by at most some 3 of 255; sizes and sRGB stay."""
        if not 0 <= code <= CODE_MAX:
            raise ValueError(f"{code} does not fit into {CODE_BITS} bits")
        pixels = _pixels_of(png)
        height, width = (side // BLOCK_PX * BLOCK_PX for side in pixels.shape[:2])
        if height and width:
            luma = _luma_of(Image.fromarray(pixels))[:height, :width]
            change = np.rint(change_for(luma, signs_of(code))).astype(np.int16)
            marked = pixels[:height, :width].astype(np.int16) + change[:, :, None]
            pixels[:height, :width] = np.clip(marked, 0, 255)
        out = BytesIO()
        Image.fromarray(pixels).save(out, "PNG", compress_level=PNG_LEVEL)
        return out.getvalue()

    def read(self, png: bytes) -> Found | None:
        """See the port."""
        return next(iter(self.read_all(png)), None)

    def read_all(self, png: bytes) -> Sequence[Found]:
        """See the port."""
        with Image.open(BytesIO(png), formats=("PNG",)) as picture:
            luma = _luma_of(picture)
        grid = grid_in(luma)
        if grid is None:
            return ()
        first = decoded(grid.tile)
        others = _patch_codes(scaled(luma, grid.scale), grid, first)
        found = {each.code: each for each in (first, *others) if each}
        return tuple(Found(each.code, each.confidence) for each in found.values())[:FOUND_MAX]


def _patch_codes(luma: Floats, grid: Grid, first: Decoded | None) -> Iterator[Decoded]:
    """Numbers in parts of the picture that do not say the first one: an edit laid into its parent."""
    felt = felt_signs(luma)[:, grid.down_px :: BLOCK_PX, grid.across_px :: BLOCK_PX]
    for tiles_across in PATCH_TILES:
        for patch in _patches(felt, tiles_across):
            if first and likeness(patch, first.code) > 1 - OTHER_MIN:
                continue
            other = decoded(patch, flips_max=PATCH_FLIPS_MAX)
            if other:
                yield other


def _patches(felt: Floats, tiles_across: int) -> Iterator[Floats]:
    """The mean tile of every square of so many tiles a side, at every PATCH_STRIDE blocks.

    A square may begin within a tile: what it lacks there, the tile's next repeat has.
    """
    rows, columns = (side - tiles_across * TILE + 1 for side in felt.shape[1:])
    for top in range(0, rows, PATCH_STRIDE):
        for left in range(0, columns, PATCH_STRIDE):
            side = tiles_across * TILE
            square = felt[:, top : top + side, left : left + side]
            tile = square.reshape(2, tiles_across, TILE, tiles_across, TILE).mean(axis=(1, 3))
            yield np.roll(tile, (top % TILE, left % TILE), axis=(1, 2))


def _pixels_of(png: bytes) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    with Image.open(BytesIO(png), formats=("PNG",)) as picture:
        return np.array(picture.convert("RGB"))


def _luma_of(picture: Image.Image) -> Floats:
    return np.asarray(picture.convert("L"), dtype=np.float32)
