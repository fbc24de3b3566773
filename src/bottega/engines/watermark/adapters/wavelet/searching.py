"""Finding the grid of tiles in a picture that may have been resized or cropped since it was marked.

The 64 signs that never change are laid over the picture at every offset at once (one small Fourier
transform); at the right scale and offset they agree far beyond chance. All work is bounded by counts.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from bottega.engines.watermark.adapters.wavelet.code import Floats, known_signs
from bottega.engines.watermark.adapters.wavelet.waves import BLOCK_PX, TILE_PX, felt_signs

WHOLE_PX_MAX: Final = 2048  # of a picture's middle are looked at when everything is
WINDOW_PX: Final = 256  # in which a scale wrong by 1 % still reads
SIDE_PX_MIN: Final = 80  # one tile and a block to be misplaced by
SURE: Final = 7.5  # times the spread of chance: no need to look further
LIKELY: Final = 5.2  # worth asking the checksum
USUAL_SCALES: Final = (0.5, 0.8, 0.75, 2 / 3, 0.9, 1.25, 1.5, 2.0)
SCALE_MIN, SCALE_MAX, SCALE_STEP = 0.3, 2.6, 1.022
PLACES: Final = ((0.5, 0.5), (0.3, 0.35), (0.7, 0.35), (0.45, 0.7))  # of windows, across and down


Middle = tuple[float, float]  # (across, down) in pixels of the picture at hand


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the tiles stand: at `scale` (this picture's pixels for one as marked), from (down, across).

    strength: in times the spread of chance. tile: the soft signs of all tiles together.
    """

    scale: float
    down_px: int
    across_px: int
    strength: float
    tile: Floats


def grid_in(luma: Floats) -> Grid | None:
    """The most likely grid in a whole picture, or None where nothing agrees beyond chance."""
    if min(luma.shape) < SIDE_PX_MIN:
        return None
    unscaled = grid_at(scaled(luma, 1.0), 1.0)
    if unscaled.strength >= SURE:
        return unscaled
    likeliest, middle = _best_in_windows(luma)
    found = max(unscaled, _refined(luma, likeliest.scale, middle), key=_by_strength)
    return found if found.strength >= LIKELY else None


def scaled(luma: Floats, scale: float) -> Floats:
    """The picture at the size it had when it was marked, if it was scaled by `scale` since."""
    height, width = luma.shape
    return _cut(luma, scale, (width / 2, height / 2), WHOLE_PX_MAX)


def grid_at(luma: Floats, scale: float) -> Grid:
    """The offset at which the known signs agree best, in a picture brought back to scale already."""
    folded = _folded(felt_signs(luma))
    level = folded - folded.mean(axis=(1, 2), keepdims=True)
    agreement = np.fft.ifft2(np.fft.fft2(level) * _KNOWN).real.sum(axis=0)
    down_px, across_px = np.unravel_index(int(agreement.argmax()), agreement.shape)
    tile = np.roll(folded, (-int(down_px), -int(across_px)), axis=(1, 2))[:, ::BLOCK_PX, ::BLOCK_PX]
    strength = float(agreement.max() / (np.sqrt((agreement**2).mean()) + 1e-6))
    return Grid(scale, int(down_px), int(across_px), strength, tile)


def _best_in_windows(luma: Floats) -> tuple[Grid, Middle]:
    """The best grid that any window shows at any scale, and that window's middle; a sure one ends it."""
    best: tuple[Grid, Middle] | None = None
    for number, (across, down) in enumerate(PLACES):
        middle = (luma.shape[1] * across, luma.shape[0] * down)
        for scale in _SCALES:
            is_seen = number > 0 and max(luma.shape) / scale <= WINDOW_PX  # by the first window, whole
            if is_seen or min(luma.shape) / scale < SIDE_PX_MIN:
                continue
            grid = grid_at(_cut(luma, scale, middle, WINDOW_PX), scale)
            if best is None or grid.strength > best[0].strength:
                best = (grid, middle)
            if grid.strength >= SURE:
                return best
    assert best is not None, "the smallest scale enlarges, and the picture was large enough before"
    return best


def _refined(luma: Floats, scale: float, middle: Middle) -> Grid:
    """Come nearer to the true scale in wider and wider windows, in which small errors show."""
    reach = SCALE_STEP - 1
    for side_px in (WINDOW_PX, 2 * WINDOW_PX, 4 * WINDOW_PX):
        near = (scale * (1 + reach * step / 3) for step in range(-3, 4))
        scale = max(
            (grid_at(_cut(luma, each, middle, side_px), each) for each in near), key=_by_strength
        ).scale
        reach /= 3
    return grid_at(scaled(luma, scale), scale)


def _by_strength(grid: Grid) -> float:
    return grid.strength


def _cut(luma: Floats, scale: float, middle: Middle, side_px_max: int) -> Floats:
    """A part around `middle` (across, down), brought back by `scale`; at most side_px_max on a side."""
    height, width = luma.shape
    out = (min(side_px_max, int(width / scale)), min(side_px_max, int(height / scale)))
    left, top = (
        min(max(0.0, centre - side * scale / 2), whole - side * scale)
        for centre, side, whole in zip(middle, out, (width, height), strict=True)
    )
    if scale == 1.0:
        return luma[int(top) : int(top) + out[1], int(left) : int(left) + out[0]]
    box = (left, top, left + out[0] * scale, top + out[1] * scale)
    return np.asarray(Image.fromarray(luma).resize(out, Image.Resampling.BICUBIC, box=box))


def _folded(felt: Floats) -> Floats:
    """The mean of all tiles, whatever their offset: (2, TILE_PX, TILE_PX)."""
    _, height, width = felt.shape
    down, across = -(-height // TILE_PX), -(-width // TILE_PX)
    padded = np.zeros((2, down * TILE_PX, across * TILE_PX), np.float32)
    padded[:, :height, :width] = felt
    summed = padded.reshape(2, down, TILE_PX, across, TILE_PX).sum(axis=(1, 3))
    rows, columns = (np.bincount(np.arange(side) % TILE_PX, minlength=TILE_PX) for side in (height, width))
    folded: Floats = summed / np.maximum(1, np.outer(rows, columns)).astype(np.float32)
    return folded


def _known_spread() -> Floats:
    """The known signs at the pixels of their blocks' corners, transformed, ready to correlate with."""
    spread = np.zeros((2, TILE_PX, TILE_PX))
    spread[:, ::BLOCK_PX, ::BLOCK_PX] = known_signs()
    return np.conj(np.fft.fft2(spread))


def _scales() -> tuple[float, ...]:
    count = int(np.log(SCALE_MAX / SCALE_MIN) / np.log(SCALE_STEP))
    return (*USUAL_SCALES, *(float(SCALE_MIN * SCALE_STEP**step) for step in range(count + 1)))


_KNOWN: Final = _known_spread()
_SCALES: Final = _scales()
