"""Pixels to waves and back: where in a picture the signs stand, and how strongly each is felt.

A sign lives in one third-level Haar detail, the difference between the halves of an 8 × 8 block, upright or
level. Writing moves the detail to the nearest point of a lattice (quantisation index modulation); reading
asks how far along the lattice it lies, so no original is needed. Brightness moves no detail at all.
"""

from typing import Final

import numpy as np
import pywt

from bottega.engines.watermark.adapters.wavelet.code import TILE, Floats, Signs

BLOCK_PX: Final = 8
TILE_PX: Final = BLOCK_PX * TILE
STEP: Final = 28.0  # of the lattice; a flat place moves by at most 2 of 255, PSNR comes out near 45 dB
LEVELS: Final = 3
SOFT_PASSES: Final = 2
SOFT_GAIN: Final = 1.15  # softening takes about as much from a detail
QUIET: Final = (None, None, None)  # no change in the finer details


def change_for(luma: Floats, tile: Signs) -> Floats:
    """What to add to each pixel so that every block says its sign of `tile`, which repeats from (0, 0).

    luma: shape (height, width), 0 to 255, each side a multiple of BLOCK_PX. Returns the same shape.
    """
    wanted = _steps_to_lattice(_details(luma), tile)
    change = np.zeros_like(luma)
    missing = wanted
    for _ in range(SOFT_PASSES):  # soft edges cannot be seen, but say a little less; so once more
        change += SOFT_GAIN * _softened(_pixels(missing))
        missing = wanted - _details(change)
    return change


def felt_signs(luma: Floats) -> Floats:
    """How strongly a sign is felt at every pixel as the corner of a block: (2, height - 7, width - 7).

    +1.0 and -1.0 are a sign just as it was written, 0.0 is doubt.
    """
    total = np.zeros((luma.shape[0] + 1, luma.shape[1] + 1), np.float64)
    np.cumsum(np.cumsum(luma, axis=0, dtype=np.float64), axis=1, out=total[1:, 1:])
    half = BLOCK_PX // 2
    across = total[:, BLOCK_PX:] - total[:, :-BLOCK_PX]
    down = total[BLOCK_PX:] - total[:-BLOCK_PX]
    upright = 2 * across[half:-half] - across[:-BLOCK_PX] - across[BLOCK_PX:]
    level = 2 * down[:, half:-half] - down[:, :-BLOCK_PX] - down[:, BLOCK_PX:]
    turns = np.float32(2 * np.pi / STEP / BLOCK_PX)
    return np.stack([np.sin(wave.astype(np.float32) * turns) for wave in (upright, level)])


def _details(luma: Floats) -> Floats:
    """The third-level details that signs live in: (2, height / 8, width / 8)."""
    upright, level, _ = pywt.wavedec2(luma, "haar", level=LEVELS)[1]
    return np.stack([upright, level])


def _pixels(details: Floats) -> Floats:
    nothing = np.zeros_like(details[0])
    pixels: Floats = pywt.waverec2([nothing, (details[0], details[1], nothing), QUIET, QUIET], "haar")
    return pixels


def _steps_to_lattice(details: Floats, tile: Signs) -> Floats:
    """From each detail to the nearest multiple of STEP plus a quarter (sign +1) or minus one (sign -1)."""
    rows, columns = details.shape[1:]
    repeats = (1, -(-rows // TILE), -(-columns // TILE))
    quarters = np.tile(tile, repeats)[:, :rows, :columns].astype(np.float32) * np.float32(STEP / 4)
    steps: Floats = np.rint((details - quarters) / np.float32(STEP)) * np.float32(STEP) + quarters - details
    return steps


def _softened(change: Floats) -> Floats:
    down: Floats = (np.roll(change, 1, 0) + 2 * change + np.roll(change, -1, 0)) * np.float32(0.25)
    both: Floats = (np.roll(down, 1, 1) + 2 * down + np.roll(down, -1, 1)) * np.float32(0.25)
    return both
