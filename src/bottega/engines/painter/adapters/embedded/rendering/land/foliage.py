"""What all trees share: leaf colours, trunks, clumps and the shadow on the ground."""

from math import cos, pi, sin

import skia

from ...scene import Season
from ..chance import Chance
from ..colour import Colour, lighter, mix
from ..marks import Drawing, Mark, Point, Role, fade, flat
from ..outlines import limb, oval, smooth
from ..stage import Stage


def leaf_colours(stage: Stage, chance: Chance, near: float) -> tuple[Colour, Colour, Colour]:
    """Middle, light and dark of one tree's leaves, seen through the air."""
    p = stage.palette
    swing = chance.unit()
    middle = mix(p.leaf, p.leaf_light if swing > 0.6 else p.leaf_dark, 0.35 * swing)
    if stage.scene.season is Season.SPRING and chance.yes(0.35):
        middle = mix(middle, p.bloom[0], 0.75)
        return tuple(
            p.air(c, 0.55 * (1 - near))
            for c in (middle, lighter(p.bloom[0], 0.06), mix(p.bloom[0], p.leaf_dark, 0.45))
        )  # type: ignore[return-value]
    dark = mix(p.leaf_dark, p.shade, 0.15)
    return tuple(p.air(c, 0.55 * (1 - near)) for c in (middle, p.leaf_light, dark))  # type: ignore[return-value]


def draw_trunk(
    stage: Stage,
    drawing: Drawing,
    foot: Point,
    tall: float,
    thick: float,
    key: str,
    near: float,
    lean: float = 0.0,
) -> None:
    x, y = foot
    p = stage.palette
    path = limb(
        [(x, y), (x + lean * 0.3, y - tall * 0.5), (x + lean, y - tall)], [thick * 1.5, thick, thick * 0.6]
    )
    c = p.air(p.bark, 0.5 * (1 - near))
    dark, lit = lighter(c, -0.10), mix(lighter(c, 0.06), p.light, 0.25)
    start, end = (x + stage.side * thick, y), (x - stage.side * thick, y)
    drawing.add(Mark(path, fade(start, end, lit, c, dark), key, Role.BODY, 0.3 + 0.5 * near))


def ground_shadow(stage: Stage, drawing: Drawing, foot: Point, wide: float, key: str, near: float) -> None:
    """The shadow a standing thing throws, away from the light."""
    x, y = foot
    long = wide * 0.8
    path = oval(x - stage.side * long * 0.45, y + wide * 0.03, wide * 0.5 + long * 0.42, wide * 0.10)
    c = mix(stage.palette.ground_dark, stage.palette.shade, 0.45)
    drawing.add(
        Mark(path, flat(lighter(c, -0.05), 0.5), key, Role.SHADE, 0.25 + 0.5 * near, blur=wide * 0.035)
    )


def draw_leaf_masses(
    stage: Stage,
    drawing: Drawing,
    chance: Chance,
    centre: Point,
    wide: float,
    pair: tuple[Colour, Colour],
    crown: skia.Path,
    key: str,
    near: float,
) -> None:
    """Clumps that turn the crown round: dark below, lit towards the light."""
    x, y = centre
    detail = 26 if wide > 60 else 12
    for i in range(detail):
        lit = i > detail * 0.42
        bend, out = chance.between(0, 2 * pi), chance.unit() ** 0.6 * 0.95
        dx, dy = wide * out * cos(bend), wide * 0.85 * out * sin(bend)
        dx += (stage.side if lit else -stage.side) * wide * 0.26
        dy += wide * (-0.26 if lit else 0.30)
        size = wide * chance.between(0.10, 0.24) * (0.85 if lit else 1.15)
        clump = clump_at(chance, x + dx, y + dy, size)
        drawing.add(
            Mark(
                clump,
                flat(pair[0] if lit else pair[1], chance.between(0.30, 0.62)),
                key,
                Role.SHADE,
                0.33 + 0.5 * near,
                clip=crown,
            )
        )


def clump_at(chance: Chance, x: float, y: float, size: float) -> skia.Path:
    points = []
    for i in range(7):
        bend = 2 * pi * i / 7
        far = size * chance.between(0.6, 1.15)
        points.append((x + far * cos(bend), y + far * 0.7 * sin(bend)))
    return smooth(points)
