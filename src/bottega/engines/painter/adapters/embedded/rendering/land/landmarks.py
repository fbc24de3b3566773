"""Single works: fence, bridge, lighthouse, lanterns."""

from math import cos, pi, sin

import skia

from ..colour import Colour, colour, from_lch, hue_of, lighter, mix
from ..marks import Drawing, Mark, Point, Role, Tone, dissolve, fade, flat, halo
from ..outlines import box, cut, polygon, smooth
from ..stage import Stage
from .masonry import LAMP


def draw_fence(stage: Stage, drawing: Drawing, y: float) -> None:
    """A wooden fence that dips with the ground."""
    p = stage.palette
    c = p.lit(mix(p.wall, p.bark, 0.35))
    scale = stage.scale_at(y) * stage.reach / 380
    x = -20.0
    rails: list[Point] = []
    while x < stage.width + 40:
        dip = 14 * sin(x / stage.width * 2.4 * pi + stage.weight)
        post = box(x - 6 * scale, y + dip - 74 * scale, x + 6 * scale, y + dip + 6, 3)
        drawing.add(
            Mark(
                post,
                fade((x - 6, 0), (x + 6, 0), lighter(c, 0.05), lighter(c, -0.12)),
                "fence",
                Role.BODY,
                0.62,
            )
        )
        rails.append((x, y + dip))
        x += 64 * scale
    for lift in (54, 26):
        rail = smooth([(px, py - lift * scale) for px, py in rails], closed=False)
        drawing.add(Mark(rail, flat(lighter(c, -0.03)), "fence", Role.DETAIL, 0.62, width=8 * scale))


def draw_bridge(stage: Stage, drawing: Drawing, y: float, *, key: str = "bridge") -> None:
    """A stone bridge on arches, mirrored softly where there is water below."""
    p, chance = stage.palette, stage.chance(key)
    left, right = stage.width * -0.05, stage.width * 1.05
    tall = 120 * max(0.7, stage.scale_at(y))
    deck = [(left, y - tall * 0.72), (stage.width * 0.5, y - tall), (right, y - tall * 0.72)]
    body = smooth([*deck], closed=False)
    body.lineTo(right, y)
    body.lineTo(left, y)
    body.close()
    arches = skia.Path()
    count = chance.whole(3, 5)
    for i in range(count):
        cx, half = left + (right - left) * (i + 0.5) / count, (right - left) / count * 0.39
        arches.addOval(skia.Rect(cx - half, y - tall * 0.62, cx + half, y + tall * 0.62))
    stone = p.air(p.lit(mix(p.stone, p.wall, 0.5)), 0.2)
    shape = cut(body, arches)
    drawing.add(
        Mark(
            shape,
            fade((0, y - tall), (0, y), lighter(stone, 0.06), lighter(stone, -0.12)),
            key,
            Role.BODY,
            0.45,
        )
    )
    rail = smooth([(px, py - 4) for px, py in deck], closed=False)
    drawing.add(Mark(rail, flat(lighter(stone, 0.1)), key, Role.DETAIL, 0.46, width=9))


def draw_lighthouse(
    stage: Stage,
    drawing: Drawing,
    foot: Point,
    tall: float,
    *,
    key: str = "lighthouse",
    bands: Colour | None = None,
) -> None:
    """A striped lighthouse; its beam shows when it is dark."""
    (x, y), p = foot, stage.palette
    low, high = tall * 0.13, tall * 0.075
    shaft = polygon([(x - low, y), (x - high, y - tall * 0.78), (x + high, y - tall * 0.78), (x + low, y)])
    white, red = p.lit(colour("#f4efe4")), p.lit(bands or colour("#c8413a"))
    drawing.add(Mark(shaft, flat(white), key, Role.BODY, 0.5))
    for i in range(3):
        top = y - tall * (0.70 - 0.24 * i)
        drawing.add(
            Mark(
                box(x - low * 1.1, top, x + low * 1.1, top + tall * 0.12),
                flat(red),
                key,
                Role.DETAIL,
                0.5,
                clip=shaft,
            )
        )
    drawing.add(
        Mark(
            shaft,
            Tone(
                ((0.0, p.light, 0.25), (0.45, p.light, 0.0), (0.55, p.shade, 0.0), (1.0, p.shade, 0.55)),
                (x + stage.side * low, 0),
                (x - stage.side * low, 0),
            ),
            key,
            Role.SHADE,
            0.5,
        )
    )
    _lantern_house(stage, drawing, foot, tall, red, key)
    if p.dark > 0.4:
        _beam(stage, drawing, (x, y - tall * 0.85), tall, key)


def _lantern_house(stage: Stage, drawing: Drawing, foot: Point, tall: float, red: Colour, key: str) -> None:
    (x, y), high, p = foot, tall * 0.075, stage.palette
    drawing.add(
        Mark(
            box(x - high * 1.35, y - tall * 0.80, x + high * 1.35, y - tall * 0.77),
            flat(lighter(p.ink, 0.1)),
            key,
            Role.DETAIL,
            0.5,
        )
    )
    drawing.add(
        Mark(
            box(x - high * 0.8, y - tall * 0.90, x + high * 0.8, y - tall * 0.80),
            flat(LAMP),
            key,
            Role.BODY,
            0.5,
        )
    )
    drawing.add(
        Mark(
            polygon([(x - high, y - tall * 0.895), (x, y - tall), (x + high, y - tall * 0.895)]),
            flat(red),
            key,
            Role.BODY,
            0.5,
        )
    )


def _beam(stage: Stage, drawing: Drawing, lamp: Point, tall: float, key: str) -> None:
    far, way = stage.width * 0.75, -1 if lamp[0] > stage.width / 2 else 1
    tip = (lamp[0] + way * far, lamp[1] - far * 0.1)
    beam = polygon([lamp, (tip[0], tip[1] - 70), (tip[0], tip[1] + 70)])
    drawing.add(Mark(beam, dissolve(lamp, tip, LAMP, 0.6, 0.0), key, Role.GLOW, 0.51, blur=5))
    glow = halo(lamp, tall * 0.3, LAMP, 0.8)
    drawing.add(Mark(skia.Path.Circle(*lamp, tall * 0.3), glow, key, Role.GLOW, 0.51))


def draw_lanterns(stage: Stage, drawing: Drawing) -> None:
    """Paper lanterns that float up, or hang, in the dark."""
    for i in range(9):
        chance = stage.chance("lantern", i)
        near = chance.unit()
        size = 9 + 26 * near
        x, y = stage.width * (0.06 + 0.11 * i), stage.horizon * chance.between(0.12, 0.9)
        c = mix(LAMP, from_lch(0.72, 0.16, hue_of(stage.palette.accent)), chance.between(0.2, 0.7))
        drawing.add(
            Mark(
                skia.Path.Circle(x, y, size * 3),
                halo((x, y), size * 3, c, 0.4),
                f"lantern-{i}",
                Role.GLOW,
                0.4,
            )
        )
        body = smooth([(x + size * 0.75 * cos(a), y + size * sin(a)) for a in (pi * k / 4 for k in range(8))])
        drawing.add(
            Mark(body, fade((x, y - size), (x, y + size), c, lighter(c, 0.1)), f"lantern-{i}", Role.BODY, 0.4)
        )
