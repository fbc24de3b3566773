"""The value that every shape becomes: outlined parts with the name of their ink.

A figure stands on y = 0, is 100 units tall, and is centred on x = 0; y grows downwards. It knows nothing of
light, place or medium.
"""

from collections.abc import Callable
from dataclasses import dataclass

import skia

from ..chance import Chance
from ..outlines import joined


@dataclass(frozen=True, slots=True)
class Part:
    """One outline of a figure.

    ink: "main", "second", "third" (the thing's colours), "pale", "deep" (main in light and in shade), "dark",
    "light", "skin", "hair", "metal", "wood", "leaf", "glass", "eye", "fire", or "#rrggbb": what is
    always so.
    kind: "body" belongs to the silhouette and gets modelled; "far" lies on its other side, darker;
    "detail" is drawn last, flat; "line" is a stroke of `width`.
    """

    path: skia.Path
    ink: str = "main"
    kind: str = "body"
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """The parts of one shape, in painting order, and the silhouette around all of its bodies."""

    parts: tuple[Part, ...]
    outline: skia.Path

    @property
    def width(self) -> float:
        return float(self.outline.getBounds().width())

    @property
    def height(self) -> float:
        return float(self.outline.getBounds().height())


Builder = Callable[[Chance, frozenset[str]], list[Part]]
"""Builds the parts of a shape; the chance varies pose and proportion, the set holds the traits."""


def figure_from(parts: list[Part]) -> Figure:
    """A figure whose silhouette is the union of its body parts, stood on the ground and made 100 tall.

    A flat thing is 125 wide at most.
    """
    bodies = [part.path for part in parts if part.kind in ("body", "far")]
    outline = joined(*bodies) if len(bodies) > 1 else skia.Path(bodies[0])
    bounds = outline.computeTightBounds()
    scale = 100.0 / max(bounds.height(), bounds.width() * 0.8, 1e-3)
    matrix = skia.Matrix()
    matrix.setScale(scale, scale)
    matrix.preTranslate(-bounds.centerX(), -bounds.bottom())
    outline.transform(matrix)
    return Figure(tuple(_placed(part, matrix, scale) for part in parts), outline)


def _placed(part: Part, matrix: skia.Matrix, scale: float) -> Part:
    path = skia.Path(part.path)
    path.transform(matrix)
    return Part(path, part.ink, part.kind, part.width * scale)


def body(path: skia.Path, ink: str = "main") -> Part:
    return Part(path, ink)


def far(path: skia.Path, ink: str = "main") -> Part:
    return Part(path, ink, "far")


def detail(path: skia.Path, ink: str = "dark") -> Part:
    return Part(path, ink, "detail")


def line(path: skia.Path, ink: str = "dark", width: float = 1.2) -> Part:
    return Part(path, ink, "line", width)
