"""ThumbHash: a picture's blurred likeness in at most 24 bytes, to stand in until it arrives.

Our own numpy version of the format that Evan Wallace described (evanw.github.io/thumbhash), for
opaque pictures: average colour and lowest cosine waves of lightness (L) and two colour axes (P, Q).
"""

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LIKENESS_PX: Final = (
    16  # holds seven waves, and twenty of them still fit a light page; the format's own is 32
)
FLAT: Final = 1e-9  # waves below this are rounding, not picture
SAMPLE_PX: Final = 100  # the format's own limit for what is read
L_WAVES: Final = 7  # along the longer side
PQ_WAVES: Final = 3
COLOUR_BOOST: Final = 1.25  # the format's own: quantising dulls the colours

Plane = NDArray[np.float64]


def thumbhash_of(picture: Image.Image) -> str:
    """Return the hash of an opaque picture in base64, at most 32 characters."""
    sample = picture.convert("RGB")
    sample.thumbnail((SAMPLE_PX, SAMPLE_PX), Image.Resampling.BOX)
    red, green, blue = np.moveaxis(np.asarray(sample, np.float64) / 255, 2, 0)
    l_waves = _l_waves(sample.width, sample.height)
    l_mean, l_scale, l_rest = _waves_of((red + green + blue) / 3, max(3, l_waves[0]), max(3, l_waves[1]))
    p_mean, p_scale, p_rest = _waves_of((red + green) / 2 - blue, PQ_WAVES, PQ_WAVES)
    q_mean, q_scale, q_rest = _waves_of(red - green, PQ_WAVES, PQ_WAVES)
    wide = sample.width > sample.height
    first = _round(63 * l_mean) | _round(31.5 + 31.5 * p_mean) << 6 | _round(31.5 + 31.5 * q_mean) << 12
    first |= _round(31 * l_scale) << 18
    second = min(l_waves) | _round(63 * p_scale) << 3 | _round(63 * q_scale) << 9 | int(wide) << 15
    nibbles = [_round(15 * share) for share in (*l_rest, *p_rest, *q_rest)] + [0]
    pairs = zip(nibbles[0::2], nibbles[1::2], strict=False)
    packed = bytes(low | high << 4 for low, high in pairs)
    return base64.b64encode(first.to_bytes(3, "little") + second.to_bytes(2, "little") + packed).decode()


def thumbhash_data_url(thumbhash: str, *, side_px: int = LIKENESS_PX) -> str:
    """Return the blurred picture as a data: URL of a PNG, `side_px` (1 to 32) on its longer side.

    Raises ValueError for what `thumbhash_of` never made.
    """
    content = base64.b64decode(thumbhash, validate=True)
    if len(content) < 5 or content[2] & 0x80:
        raise ValueError("not the hash of an opaque picture")
    out = BytesIO()
    Image.fromarray(_likeness(content, side_px)).save(out, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def _likeness(content: bytes, side_px: int) -> NDArray[np.uint8]:
    first, second = int.from_bytes(content[:3], "little"), int.from_bytes(content[3:5], "little")
    short = second & 7
    across, down = (L_WAVES, short) if second >> 15 else (short, L_WAVES)
    ratio = across / max(down, 1)
    size = (_round(side_px * min(ratio, 1)), _round(side_px / max(ratio, 1)))
    nibbles = [half for byte in content[5:] for half in (byte & 15, byte >> 4)]
    rest = iter(np.array(nibbles) / 7.5 - 1)
    light = _plane(size, (first & 63) / 63, (first >> 18 & 31) / 31, rest, max(3, across), max(3, down))
    scales = ((second >> 3 & 63) / 63 * COLOUR_BOOST, (second >> 9 & 63) / 63 * COLOUR_BOOST)
    p = _plane(size, (first >> 6 & 63) / 31.5 - 1, scales[0], rest, PQ_WAVES, PQ_WAVES)
    q = _plane(size, (first >> 12 & 63) / 31.5 - 1, scales[1], rest, PQ_WAVES, PQ_WAVES)
    blue = light - 2 / 3 * p
    red = (3 * light - blue + q) / 2
    colours = np.stack((red, red - q, blue), axis=2)
    return (np.clip(colours, 0, 1) * 255).astype(np.uint8)


def _l_waves(width: int, height: int) -> tuple[int, int]:
    longer = max(width, height)
    return max(1, _round(L_WAVES * width / longer)), max(1, _round(L_WAVES * height / longer))


def _pairs(across: int, down: int) -> list[tuple[int, int]]:
    """List the (x, y) wave numbers of the triangle that is kept, the mean (0, 0) left out."""
    return [(x, y) for y in range(down) for x in range(across) if (x or y) and x * down < across * (down - y)]


def _cosines(wave: int, length: int) -> Plane:
    return np.asarray(np.cos(np.pi / length * wave * (np.arange(length) + 0.5)))


def _waves_of(plane: Plane, across: int, down: int) -> tuple[float, float, list[float]]:
    """Return mean, largest wave, and each wave as a share from 0 to 1 of twice the largest."""
    height, width = plane.shape
    waves = [
        float(_cosines(y, height) @ plane @ _cosines(x, width)) / plane.size for x, y in _pairs(across, down)
    ]
    scale = max(abs(wave) for wave in waves)
    if scale < FLAT:
        return float(plane.mean()), 0.0, [0.0] * len(waves)
    return float(plane.mean()), scale, [0.5 + 0.5 / scale * wave for wave in waves]


def _plane(
    size: tuple[int, int], mean: float, scale: float, rest: Iterator[float], across: int, down: int
) -> Plane:
    plane = np.full((size[1], size[0]), mean)
    for (x, y), share in zip(_pairs(across, down), rest, strict=False):
        plane += share * scale * 2 * np.outer(_cosines(y, size[1]), _cosines(x, size[0]))
    return plane


def _round(value: float) -> int:
    return int(value + 0.5)  # half upwards, as the format's reference does; Python's goes to even
