"""Outlines that several shapes share: turned vessels, flower faces, stars."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from math import cos, pi, sin

import skia

from ..marks import Point
from ..outlines import joined, oval, polygon, smooth


def turned(profile: list[Point], *, tension: float = 0.3) -> skia.Path:
    """A vessel from half its outline: points (radius, height), from the foot up."""
    right = [(r, -h) for r, h in profile]
    left = [(-r, -h) for r, h in reversed(profile)]
    return smooth([*right, *left], tension=tension)


def bloom_path(x: float, y: float, radius: float, petals: int) -> skia.Path:
    """A flower face of rounded petals."""
    return joined(*(oval(x + radius * 0.55 * cos(2 * pi * i / petals),
        y + radius * 0.55 * sin(2 * pi * i / petals), radius * 0.46, radius * 0.46) for i in range(petals)),
        oval(x, y, radius * 0.5, radius * 0.5))


def star_path(x: float, y: float, radius: float, points: int) -> skia.Path:
    """A star with its point up."""
    corners = [((radius if i % 2 == 0 else radius * 0.42) * sin(pi * i / points),
        -(radius if i % 2 == 0 else radius * 0.42) * cos(pi * i / points)) for i in range(points * 2)]
    return polygon([(x + dx, y + dy) for dx, dy in corners])
