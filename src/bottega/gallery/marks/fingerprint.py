"""The PDQ perceptual hash: 256 bits that stay nearly the same when a picture is re-encoded or resized.

The second line behind the watermark: it needs nothing in the pixels, and finds what was never marked.
It proves nothing; two flat pictures can hash alike, which is what `quality` warns of. Not for faces.
The method is the published one of PDQ (luma, two box passes each way, 64 × 64 samples, the lowest
16 × 16 cosines against their median), written as two matrix products instead of passes over pixels.
"""

from functools import lru_cache
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bottega.engines.painter.pixels import png_size

BYTES: Final = 32
QUALITY_MIN: Final = 50  # below it a picture has too little in it to be told from others
ALIKE_BITS_MAX: Final = 31  # of 256; the distance up to which the method's authors speak of a match
SIDE_PX_MIN: Final = 16  # a smaller picture says nothing
SAMPLES: Final = 64
COSINES: Final = 16

Floats = NDArray[np.float32]


def fingerprint_of(png: bytes) -> tuple[bytes, int]:
    """PDQ of a picture: (32 bytes, quality 0 to 100). png: checked or our own; about 35 ms for 1024².

    The bytes stand in the order of PDQ's own hexadecimal form. Quality below QUALITY_MIN, always 0 for
    a side under SIDE_PX_MIN, means: do not go by it.
    """
    if min(png_size(png)) < SIDE_PX_MIN:
        return bytes(BYTES), 0
    with Image.open(BytesIO(png), formats=("PNG",)) as picture:
        luma = np.asarray(picture.convert("L"), dtype=np.float32)
    samples = _samples_of(luma)
    return _bits_of(samples), _quality_of(samples)


def hamming(one: bytes, other: bytes) -> int:
    """How many bits differ between two fingerprints of the same length; 0 to 256 for PDQ."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def _samples_of(luma: Floats) -> Floats:
    """The picture, blurred, at 64 × 64 points; blur and choice of points are one matrix each way."""
    down, across = _sampler(luma.shape[0]), _sampler(luma.shape[1])
    return np.asarray(down @ luma @ across.T, dtype=np.float32)


def _bits_of(samples: Floats) -> bytes:
    cosines = _cosines()
    strengths = np.asarray(cosines @ samples @ cosines.T).ravel()
    median = np.sort(strengths)[COSINES * COSINES // 2 - 1]  # the lower of the two, as PDQ has it
    return np.packbits((strengths > median)[::-1]).tobytes()


def _quality_of(samples: Floats) -> int:
    """How much happens in the picture: the sum of steps between neighbours, by PDQ's own measure."""
    steps = sum(
        int(np.abs(np.trunc(np.diff(samples, axis=axis) * 100 / 255)).sum()) for axis in range(samples.ndim)
    )
    return min(100, steps // 90)


@lru_cache(maxsize=64)
def _sampler(length_px: int) -> Floats:
    """The matrix (64, length_px) that blurs twice by a box and takes every 64th part's middle."""
    box_px = -(-length_px // (2 * SAMPLES))
    ahead = (box_px + 2) // 2
    first = np.clip(np.arange(length_px) + ahead - box_px, 0, length_px - 1)
    last = np.clip(np.arange(length_px) + ahead - 1, 0, length_px - 1)
    sampler = np.zeros((SAMPLES, length_px), dtype=np.float64)
    for row, middle in enumerate(((np.arange(SAMPLES) + 0.5) * length_px / SAMPLES).astype(int)):
        window = range(first[middle], last[middle] + 1)
        for inner in window:
            width_px = last[inner] - first[inner] + 1
            sampler[row, first[inner] : last[inner] + 1] += 1 / (width_px * len(window))
    return sampler.astype(np.float32)


@lru_cache(maxsize=1)
def _cosines() -> Floats:
    """The matrix (16, 64) of the lowest cosines but the constant one."""
    rows = np.arange(1, COSINES + 1)[:, None]
    points = 2 * np.arange(SAMPLES)[None, :] + 1
    cosines: Floats = np.sqrt(2 / SAMPLES) * np.cos(np.pi / (2 * SAMPLES) * rows * points).astype(np.float32)
    return cosines
