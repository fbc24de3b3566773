"""Names of colours to "#rrggbb": shades of a named colour, and how near two colours are."""

import colorsys


def shaded(colour: str, factor: float) -> str:
    """`colour` darker (factor below 1) or lighter (above 1); 1.0 leaves it as it is."""
    red, green, blue = _parts(colour)
    if factor <= 1.0:
        return _hex(red * factor, green * factor, blue * factor)
    white = min(1.0, factor - 1.0)
    return _hex(*(part + (1.0 - part) * white for part in (red, green, blue)))


def opposite(colour: str) -> str:
    """The colour across the wheel, softened: what "less red" adds when there is no red to take away."""
    hue, light, strength = colorsys.rgb_to_hls(*_parts(colour))
    return _hex(*colorsys.hls_to_rgb((hue + 0.5) % 1.0, light, strength * 0.6))


def alike(one: str, other: str) -> bool:
    """Whether two colours would be called by one name: within a tenth of the wheel."""
    apart = abs(colorsys.rgb_to_hls(*_parts(one))[0] - colorsys.rgb_to_hls(*_parts(other))[0])
    return min(apart, 1.0 - apart) < 0.1


def _parts(colour: str) -> tuple[float, float, float]:
    number = int(colour.removeprefix("#"), 16)
    return (number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255


def _hex(red: float, green: float, blue: float) -> str:
    parts = (round(max(0.0, min(1.0, part)) * 255) for part in (red, green, blue))
    return "#" + "".join(f"{part:02x}" for part in parts)
