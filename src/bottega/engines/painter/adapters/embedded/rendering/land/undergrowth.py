"""Low growth and stones: grass, flowers in drifts, boulders."""

from math import cos, pi, sin

import skia

from ..chance import Chance
from ..colour import Colour, lighter, mix
from ..marks import Drawing, Mark, Point, Role, dissolve, fade, flat
from ..outlines import oval, polyline, smooth
from ..stage import Stage
from .foliage import ground_shadow


def draw_grass(
    stage: Stage,
    drawing: Drawing,
    chance: Chance,
    *,
    top: float,
    count: int,
    tall: float = 26.0,
    key: str = "grass",
) -> None:
    """Blades over the ground from y `top` down, growing with nearness."""
    p = stage.palette
    for _ in range(count):
        y = top + (stage.height * 1.02 - top) * chance.unit() ** 0.75
        near = stage.nearness(y)
        size = tall * (0.18 + 1.0 * near**1.5) * chance.between(0.6, 1.4)
        x, lean = chance.between(0, stage.width), chance.around(0.1, 0.35)
        blade = smooth(
            [(x, y), (x + lean * size * 0.3, y - size * 0.6), (x + lean * size, y - size)], closed=False
        )
        c = mix(p.ground_dark if chance.yes(0.55) else p.ground_light, p.leaf, 0.3)
        drawing.add(
            Mark(
                blade,
                flat(p.air(c, 0.5 * (1 - near)), 0.8),
                key,
                Role.LINE,
                0.3 + 0.55 * near,
                width=0.8 + 2.0 * near,
            )
        )


def draw_flowers(
    stage: Stage, drawing: Drawing, chance: Chance, *, top: float, count: int, size: float = 9.0
) -> None:
    """Blossoms in drifts: they gather in patches as in a real meadow."""
    p = stage.palette
    patches = [(chance.between(0, stage.width), chance.pick(p.bloom)) for _ in range(7)]
    for i in range(count):
        middle, c = chance.pick(patches)
        y = top + (stage.height - top) * chance.unit() ** 0.8
        near = stage.nearness(y)
        x = middle + chance.around(0, stage.width * 0.11)
        radius = size * (0.22 + 1.05 * near**1.5) * chance.between(0.7, 1.3)
        if radius > 5:
            stem = polyline([(x, y), (x + chance.around(0, 4), y + radius * 3.2)])
            drawing.add(
                Mark(
                    stem, flat(p.leaf_dark, 0.8), "flowers", Role.LINE, 0.4 + 0.5 * near, width=radius * 0.22
                )
            )
        drawing.add(
            Mark(
                _blossom(x, y, radius, 5 + i % 2),
                flat(p.air(c, 0.3 * (1 - near)), 0.95),
                "flowers",
                Role.DETAIL,
                0.4 + 0.5 * near,
            )
        )
        if radius > 4:
            drawing.add(
                Mark(
                    oval(x, y, radius * 0.3, radius * 0.26),
                    flat(mix(p.bloom[1], p.accent, 0.3)),
                    "flowers",
                    Role.DETAIL,
                    0.4 + 0.5 * near,
                )
            )


def _blossom(x: float, y: float, radius: float, petals: int) -> skia.Path:
    if radius < 3.5:
        return oval(x, y, radius, radius * 0.8)
    points: list[Point] = []
    for i in range(petals * 2):
        bend = pi * i / petals
        far = radius * (1.0 if i % 2 == 0 else 0.5)
        points.append((x + far * cos(bend), y + far * 0.82 * sin(bend)))
    return smooth(points, tension=0.7)


def draw_rock(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, wide: float, key: str, near: float
) -> None:
    """A boulder with one lit face."""
    x, y = foot
    tall = wide * chance.between(0.45, 0.75)
    crown = [
        (x - wide * 0.5, y),
        (x - wide * 0.42, y - tall * 0.5),
        (x - wide * 0.12, y - tall * chance.between(0.85, 1.0)),
        (x + wide * 0.22, y - tall * 0.88),
        (x + wide * 0.46, y - tall * 0.4),
        (x + wide * 0.52, y),
    ]
    body = smooth(crown, tension=0.2)
    p = stage.palette
    c = p.air(p.stone, 0.45 * (1 - near))
    ground_shadow(stage, drawing, foot, wide, key, near)
    drawing.add(
        Mark(
            body,
            fade(
                (x + stage.side * wide * 0.5, y - tall),
                (x - stage.side * wide * 0.5, y),
                mix(lighter(c, 0.10), p.light, 0.2),
                c,
                lighter(c, -0.16),
            ),
            key,
            Role.BODY,
            0.35 + 0.5 * near,
        )
    )
    _shaded_face(stage, drawing, body, foot, (wide, tall), c, key, near)


def _shaded_face(
    stage: Stage,
    drawing: Drawing,
    body: skia.Path,
    foot: Point,
    size: tuple[float, float],
    c: Colour,
    key: str,
    near: float,
) -> None:
    (x, y), (wide, tall) = foot, size
    face = smooth(
        [
            (x - stage.side * wide * 0.04, y - tall * 0.9),
            (x - stage.side * wide * 0.5, y - tall * 0.4),
            (x - stage.side * wide * 0.5, y),
            (x + stage.side * wide * 0.06, y),
        ],
        tension=0.2,
    )
    drawing.add(
        Mark(
            face,
            dissolve((x, y - tall), (x, y), lighter(c, -0.2), 0.5, 0.2),
            key,
            Role.SHADE,
            0.36 + 0.5 * near,
            clip=body,
        )
    )
