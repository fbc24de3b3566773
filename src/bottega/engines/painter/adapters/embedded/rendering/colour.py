"""Colours as OKLab triples (lightness 0 to 1, a, b), the space in which mixing looks right to the eye.

Owns conversion and the few moves a painter makes: mix, lighten, strengthen, turn the hue. The matrices
are those of Björn Ottosson's OKLab definition.
"""

from functools import lru_cache
from math import atan2, cos, degrees, hypot, radians, sin

Colour = tuple[float, float, float]


def _linear(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _gamma(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055


@lru_cache(maxsize=4096)
def colour(code: str) -> Colour:
    """The colour of "#rrggbb"."""
    r, g, b = (_linear(int(code[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


@lru_cache(maxsize=16384)
def rgb(c: Colour) -> tuple[float, float, float]:
    """sRGB, 0 to 1, clipped into the gamut."""
    long = (c[0] + 0.3963377774 * c[1] + 0.2158037573 * c[2]) ** 3
    middle = (c[0] - 0.1055613458 * c[1] - 0.0638541728 * c[2]) ** 3
    short = (c[0] - 0.0894841775 * c[1] - 1.2914855480 * c[2]) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    r, g, b = (_gamma(min(1.0, max(0.0, x))) for x in linear)
    return r, g, b


def argb(c: Colour, alpha: float = 1.0) -> int:
    """The packed integer that Skia takes."""
    r, g, b = (round(x * 255) for x in rgb(c))
    return round(max(0.0, min(1.0, alpha)) * 255) << 24 | r << 16 | g << 8 | b


def from_lch(lightness: float, chroma: float, hue: float) -> Colour:
    return lightness, chroma * cos(radians(hue)), chroma * sin(radians(hue))


def chroma_of(c: Colour) -> float:
    return hypot(c[1], c[2])


def hue_of(c: Colour) -> float:
    return degrees(atan2(c[2], c[1])) % 360.0


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` 0 is all `a`, 1 is all `b`."""
    return (
        a[0] + (b[0] - a[0]) * share,
        a[1] + (b[1] - a[1]) * share,
        a[2] + (b[2] - a[2]) * share,
    )


def lighter(c: Colour, by: float) -> Colour:
    """Adds to the lightness; negative darkens."""
    return max(0.02, min(0.995, c[0] + by)), c[1], c[2]


def stronger(c: Colour, factor: float) -> Colour:
    return c[0], c[1] * factor, c[2] * factor


def turned(c: Colour, by_degrees: float) -> Colour:
    return from_lch(c[0], chroma_of(c), hue_of(c) + by_degrees)


def at_lightness(c: Colour, lightness: float) -> Colour:
    return max(0.0, min(1.0, lightness)), c[1], c[2]


def hued_like(c: Colour, model: Colour, share: float) -> Colour:
    """Keeps the lightness of `c` and takes the hue and strength of `model` by `share`."""
    strength = chroma_of(model) * 0.6 + chroma_of(c) * 0.4
    room = min(1.0, 4.0 * c[0] * (1.0 - c[0]) + 0.15)  # near white and black there is no room for chroma
    target = from_lch(c[0], strength * room, hue_of(model))
    return mix(c, target, share)
