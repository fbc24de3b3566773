"""What people built: houses, towers, skylines, streets, bridges and fences."""

import skia

from ...scene import Season
from ..chance import Chance
from ..colour import Colour, colour, from_lch, lighter, mix
from ..marks import Drawing, Mark, Point, Role, fade, flat, halo
from ..outlines import box, polygon, smooth
from ..stage import Stage
from .foliage import ground_shadow

LAMP = colour("#ffd98a")


def draw_house(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    """A gabled house in three-quarter view: front, side, roof, door, windows, chimney."""
    x, y = foot
    p, air = stage.palette, 0.5 * (1 - near)
    wall = p.air(
        mix(p.wall, p.lit(from_lch(0.85, 0.05, chance.between(20, 110))), chance.between(0, 0.6)), air
    )
    roof = p.air(mix(p.roof, p.bark, chance.between(0, 0.4)), air)
    wide, eaves = tall * chance.between(0.75, 0.95), tall * 0.52
    side = wide * 0.62 * -stage.side
    front, flank, top = _faces(foot, wide, tall, side)
    ground_shadow(stage, drawing, (x + side / 2, y), wide * 1.5, key, near)
    drawing.add(Mark(polygon(flank), flat(lighter(wall, -0.14)), key, Role.BODY, 0.3 + 0.5 * near))
    drawing.add(
        Mark(
            polygon(front),
            fade((0, y - tall), (0, y), lighter(wall, 0.02), lighter(wall, -0.06)),
            key,
            Role.BODY,
            0.31 + 0.5 * near,
        )
    )
    drawing.add(
        Mark(
            polygon(top),
            fade((x, y - tall), (x, y - eaves), lighter(roof, 0.04), lighter(roof, -0.06)),
            key,
            Role.BODY,
            0.32 + 0.5 * near,
        )
    )
    drawing.add(
        Mark(
            smooth([front[1], front[2], front[3]], closed=False, tension=0),
            flat(lighter(roof, -0.05)),
            key,
            Role.DETAIL,
            0.33 + 0.5 * near,
            width=tall * 0.05,
        )
    )
    _openings(stage, drawing, (x, y), wide, tall, eaves, key, near, wall)
    if stage.scene.season is Season.WINTER:
        snow = [top[0], top[1], (top[2][0], top[2][1] - eaves * 0.12), (top[3][0], top[3][1] - eaves * 0.1)]
        drawing.add(Mark(polygon(snow), flat(p.air(p.cloud, air), 0.92), key, Role.DETAIL, 0.33 + 0.5 * near))
    middle, half = x + side * 0.55, tall * 0.05
    chimney = box(middle - half, y - tall * 1.14, middle + half, y - tall * 0.92)
    drawing.add(Mark(chimney, flat(lighter(roof, -0.09)), key, Role.BODY, 0.3 + 0.5 * near))


def _faces(
    foot: Point, wide: float, tall: float, side: float
) -> tuple[list[Point], list[Point], list[Point]]:
    """Gable front, side wall and roof of a house whose side runs off by `side`."""
    (x, y), half, eaves = foot, wide / 2, tall * 0.52
    front = [(x - half, y), (x - half, y - eaves), (x, y - tall), (x + half, y - eaves), (x + half, y)]
    corner = x + (half if side > 0 else -half)
    flank = [(corner, y), (corner, y - eaves)]
    flank += [(corner + side, y - eaves * 0.97), (corner + side, y - tall * 0.02)]
    top = [(x, y - tall - 2), (x + side, y - tall * 0.97)]
    top += [(corner + side * 1.03, y - eaves * 0.93), (corner + side * 0.03, y - eaves * 0.96)]
    return front, flank, top


def _openings(
    stage: Stage,
    drawing: Drawing,
    at: Point,
    wide: float,
    tall: float,
    eaves: float,
    key: str,
    near: float,
    wall: Colour,
) -> None:
    (x, y), depth = at, 0.34 + 0.5 * near
    glass = lit_window(stage, wall)
    door = box(x - wide * 0.09, y - eaves * 0.62, x + wide * 0.09, y, wide * 0.05)
    drawing.add(Mark(door, flat(mix(stage.palette.accent, wall, 0.15)), key, Role.DETAIL, depth))
    for across in (-0.29, 0.29):
        pane = box(
            x + wide * across - wide * 0.085,
            y - eaves * 0.78,
            x + wide * across + wide * 0.085,
            y - eaves * 0.40,
        )
        drawing.add(Mark(pane, flat(glass), key, Role.DETAIL, depth))
        bar = box(
            x + wide * across - wide * 0.008,
            y - eaves * 0.78,
            x + wide * across + wide * 0.008,
            y - eaves * 0.40,
        )
        drawing.add(Mark(bar, flat(lighter(wall, 0.05)), key, Role.DETAIL, depth))
    attic = box(x - wide * 0.07, y - tall * 0.78, x + wide * 0.07, y - tall * 0.62, wide * 0.06)
    drawing.add(Mark(attic, flat(glass), key, Role.DETAIL, depth))
    if stage.palette.dark > 0.5 and tall > 40:
        glow = halo((x, y - eaves * 0.5), tall * 0.9, LAMP, 0.28)
        drawing.add(Mark(skia.Path.Circle(x, y - eaves * 0.5, tall * 0.9), glow, key, Role.GLOW, depth))


def lit_window(stage: Stage, wall: Colour) -> Colour:
    """Dark glass by day, lamplight by night."""
    return mix(mix(stage.palette.ink, stage.palette.sky[1], 0.45), LAMP, min(1.0, stage.palette.dark * 1.5))


def draw_tower(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    """A church or town tower with a pointed roof."""
    (x, y), p = foot, stage.palette
    wall, roof = p.air(p.wall, 0.5 * (1 - near)), p.air(p.roof, 0.5 * (1 - near))
    wide = tall * 0.19
    start, end = (x + stage.side * wide, 0), (x - stage.side * wide, 0)
    drawing.add(
        Mark(
            box(x - wide / 2, y - tall * 0.68, x + wide / 2, y),
            fade(start, end, lighter(wall, 0.03), lighter(wall, -0.16)),
            key,
            Role.BODY,
            0.3 + 0.5 * near,
        )
    )
    drawing.add(
        Mark(
            polygon([(x - wide * 0.62, y - tall * 0.67), (x, y - tall), (x + wide * 0.62, y - tall * 0.67)]),
            fade(start, end, lighter(roof, 0.05), lighter(roof, -0.08)),
            key,
            Role.BODY,
            0.31 + 0.5 * near,
        )
    )
    drawing.add(
        Mark(
            box(x - wide * 0.14, y - tall * 0.61, x + wide * 0.14, y - tall * 0.5, wide * 0.14),
            flat(lit_window(stage, wall)),
            key,
            Role.DETAIL,
            0.32 + 0.5 * near,
        )
    )


def draw_village(
    stage: Stage, drawing: Drawing, base: float, *, key: str = "village", size: float = 1.0
) -> None:
    """A cluster of houses round a tower, the far ones first."""
    chance = stage.chance(key)
    middle = stage.width * (
        0.5 + (0.22 if stage.focus[0] < stage.width / 2 else -0.22) + chance.around(0, 0.05)
    )
    near = 0.18 + 0.5 * stage.nearness(base)
    draw_tower(
        stage,
        drawing,
        chance.child("tower"),
        (middle + chance.around(0, 24), base - 6),
        165 * size,
        f"{key}-tower",
        near,
    )
    spots = sorted((chance.around(0, 8), chance.around(0, 105 * size), i) for i in range(8))
    for dy, dx, i in spots:
        draw_house(
            stage,
            drawing,
            stage.chance(key, i),
            (middle + dx, base + dy * size),
            chance.between(46, 76) * size,
            f"{key}-{i}",
            near,
        )
