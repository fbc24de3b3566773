"""Looks without a learned model: where which colours lie, how they are spread, which way edges run.

Knows composition and palette, not what is shown: a fox and a dog on the same lawn look alike to it.
How far that goes was tried once: of 120 pictures by the embedded painter (30 prompts, four seeds each)
14 % had a neighbour of the same prompt nearest, where chance gives 2.5 %.
"""

from io import BytesIO
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bottega.engines.embedder.port import SIZE

Floats = NDArray[np.float32]

SIDE_PX: Final = 64  # enough for composition; finer detail changes with every re-encoding
CELLS: Final = 4  # a side, for the colour layout
EDGE_CELLS: Final = 2
DIRECTIONS: Final = 8
HUES, CHROMAS, LIGHTS = 8, 3, 8
CHROMA_EDGES: Final = (0.03, 0.09)  # grey, muted, vivid; Oklab chroma seldom passes 0.3
# How much each part weighs against the others, found by trying on painted pictures.
LAYOUT_WEIGHT, SPREAD_WEIGHT, EDGE_WEIGHT, PALETTE_WEIGHT = 3.0, 3.0, 0.35, 0.3
COLOUR_GAIN: Final = 3.0  # Oklab's a and b span a third of what its lightness does

# sRGB to Oklab: Björn Ottosson, "A perceptual color space for image processing", 2020.
_TO_LMS: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    dtype=np.float32,
)
_TO_LAB: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    dtype=np.float32,
)


class EmbeddedEmbedder:
    """Measures looks by numpy alone; a few milliseconds for 1024² besides opening the file."""

    name: ClassVar[str] = "embedded"

    def looks_of(self, png: bytes) -> tuple[float, ...]:
        """As `Embedder.looks_of`: colour layout (48), its spread (16), edges (32), palette (32)."""
        lab = _oklab(_reduced(png))
        parts = (_layout(lab), _spread(lab), _edges(lab[..., 0]), _palette(lab))
        looks = np.concatenate(parts)
        assert looks.size == SIZE
        return tuple(float(number) for number in looks / np.linalg.norm(looks))


def _reduced(png: bytes) -> Floats:
    """The picture as SIDE_PX² values from 0 to 1, whatever its shape was."""
    with Image.open(BytesIO(png), formats=["PNG"]) as opened:
        picture = opened.convert("RGB")
    # First by whole steps, which is cheap, then exactly.
    small = picture.resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX, reducing_gap=2.0)
    return _as_floats(np.asarray(small) / 255)


def _oklab(rgb: Floats) -> Floats:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lms = np.cbrt(linear.astype(np.float32) @ _TO_LMS.T)
    return _as_floats(lms @ _TO_LAB.T)


def _layout(lab: Floats) -> Floats:
    """The mean colour of each cell, lightness around the middle grey."""
    means = _cells(lab, CELLS).mean(axis=2)
    means[..., 0] -= 0.5
    means[..., 1:] *= COLOUR_GAIN
    return _as_floats(means.ravel() * (LAYOUT_WEIGHT / CELLS))


def _spread(lab: Floats) -> Floats:
    """How uneven the lightness of each cell is."""
    return _as_floats(_cells(lab[..., :1], CELLS).std(axis=2).ravel() * (SPREAD_WEIGHT * 2 / CELLS))


def _edges(light: Floats) -> Floats:
    """Which way edges run in each quarter: a histogram of directions, strong edges counting more."""
    down, right = np.gradient(light)
    strength = np.hypot(down, right)
    direction = (np.arctan2(down, right) % np.pi) * (DIRECTIONS / np.pi)
    low = np.floor(direction).astype(int)
    share = direction - low
    quarter = np.indices(light.shape) // (SIDE_PX // EDGE_CELLS)
    place = (quarter[0] * EDGE_CELLS + quarter[1]) * DIRECTIONS
    size = EDGE_CELLS * EDGE_CELLS * DIRECTIONS
    # Shared between the two nearest directions, so that a slight turn moves little.
    near = np.bincount((place + low % DIRECTIONS).ravel(), (strength * (1 - share)).ravel(), size)
    far = np.bincount((place + (low + 1) % DIRECTIONS).ravel(), (strength * share).ravel(), size)
    return _share(near + far) * np.float32(EDGE_WEIGHT)


def _palette(lab: Floats) -> Floats:
    """How much there is of each hue at each vividness, and of each lightness, wherever it lies."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    hue = (np.arctan2(lab[..., 2], lab[..., 1]) / (2 * np.pi) % 1.0 * HUES).astype(int) % HUES
    vivid = np.digitize(chroma, CHROMA_EDGES)
    light = np.clip(lab[..., 0] * LIGHTS, 0, LIGHTS - 1).astype(int)
    colours = np.bincount((vivid * HUES + np.where(vivid == 0, 0, hue)).ravel(), minlength=HUES * CHROMAS)
    lights = np.bincount(light.ravel(), minlength=LIGHTS)
    return np.concatenate([_share(colours), _share(lights)]) * np.float32(PALETTE_WEIGHT)


def _cells(values: NDArray[Any], count: int) -> Floats:
    """(count, count, pixels of a cell, channels)."""
    side = SIDE_PX // count
    cut = values.reshape(count, side, count, side, -1).swapaxes(1, 2)
    return _as_floats(cut.reshape(count, count, side * side, -1))


def _share(counts: NDArray[Any]) -> Floats:
    """Square roots of shares: length 1, and small amounts still speak."""
    total = counts.sum()
    return _as_floats(np.sqrt(counts / total) if total > 0 else counts)


def _as_floats(values: NDArray[Any]) -> Floats:
    return values.astype(np.float32, copy=False)
