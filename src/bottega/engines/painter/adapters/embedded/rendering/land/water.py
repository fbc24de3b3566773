"""Sea, lake and river: planes that carry the sky's colours, broken by ripples and a path of light."""

from math import pi, sin

import skia

from ...scene import Weather
from ..chance import Chance
from ..colour import lighter, mix
from ..marks import Drawing, Mark, Point, Role, Tone, dissolve, flat
from ..outlines import box, polygon, smooth
from ..stage import Stage


def draw_sea(stage: Stage, drawing: Drawing, *, top: float | None = None, rough: float = 1.0) -> None:
    """Water from the horizon to the lower edge."""
    p, top = stage.palette, stage.horizon if top is None else top
    body = box(-5, top, stage.width + 5, stage.height + 5)
    far = mix(p.water, p.sky[2], 0.62)
    tone = Tone(
        ((0.0, far, 1.0), (0.28, mix(p.water, p.sky[1], 0.32), 1.0), (1.0, lighter(p.water, -0.10), 1.0)),
        (0, top),
        (0, stage.height),
    )
    drawing.add(Mark(body, tone, "sea", Role.GROUND, 0.18))
    draw_ripples(stage, drawing, stage.chance("ripples"), body, top, rough=rough)
    draw_light_path(stage, drawing, body, top)


def draw_ripples(
    stage: Stage, drawing: Drawing, chance: Chance, body: skia.Path, top: float, *, rough: float
) -> None:
    """Lens-shaped swells: thin and close together far off, broad and apart nearby."""
    p = stage.palette
    storm = stage.scene.weather in (Weather.STORM, Weather.WIND)
    y, row = top + 4.0, 0
    while y < stage.height + 30:
        near = (y - top) / max(1.0, stage.height - top)
        for _ in range(int(4 + 5 * (1 - near))):
            x, wide = (
                chance.between(-0.05, 1.05) * stage.width,
                stage.width * chance.between(0.05, 0.16) * (0.5 + near),
            )
            thick = (1.2 + 9.0 * near**1.4) * rough * chance.between(0.5, 1.2) * (1.6 if storm else 1.0)
            lit = chance.yes(0.52)
            c = (
                mix(p.water, p.water_light, 0.55 - 0.15 * near)
                if lit
                else lighter(p.water, -0.09 - 0.05 * near)
            )
            swell = smooth(
                [
                    (x - wide, y),
                    (x - wide * 0.2, y - thick),
                    (x + wide * 0.5, y - thick * 0.6),
                    (x + wide, y + 1),
                    (x + wide * 0.2, y + thick * 0.35),
                ],
                tension=0.6,
            )
            drawing.add(
                Mark(
                    swell,
                    flat(c, 0.30 + 0.22 * near),
                    f"ripple-{row}",
                    Role.LINE,
                    0.2 + 0.4 * near,
                    clip=body,
                )
            )
            if (storm or "waves" in stage.scene.features) and near > 0.12 and lit:
                _crest(stage, drawing, chance, x, y - thick, wide, thick, near)
        y += (5.0 + 46.0 * near**1.2) * chance.between(0.8, 1.2)
        row += 1


def _crest(
    stage: Stage, drawing: Drawing, chance: Chance, x: float, y: float, wide: float, thick: float, near: float
) -> None:
    foam = smooth(
        [
            (x - wide * 0.5, y + thick * 0.5),
            (x - wide * 0.1, y - thick * 0.5),
            (x + wide * 0.3, y + thick * 0.2),
        ],
        closed=False,
    )
    c = mix(stage.palette.cloud, stage.palette.water_light, 0.2)
    drawing.add(
        Mark(
            foam,
            flat(c, 0.85),
            "foam",
            Role.LINE,
            0.25 + 0.4 * near,
            width=1.0 + 3.6 * near * chance.between(0.6, 1.2),
        )
    )


def draw_light_path(stage: Stage, drawing: Drawing, body: skia.Path, top: float) -> None:
    """The broken column under a low sun or moon."""
    p, chance, (sun_x, sun_y) = stage.palette, stage.chance("light-path"), stage.sun
    if stage.scene.weather in (Weather.RAIN, Weather.STORM, Weather.FOG, Weather.CLOUDY) or (
        p.glaze < 0.2 and sun_y < stage.horizon * 0.4
    ):
        return
    y = top + 3.0
    while y < stage.height:
        near = (y - top) / max(1.0, stage.height - top)
        spread = stage.sun_radius * (0.7 + 1.3 * near)
        for _ in range(2):
            x, wide = sun_x + chance.around(0, spread * 0.35), spread * chance.between(0.2, 0.9)
            thick = (1.0 + 4.0 * near) * chance.between(0.6, 1.2)
            glint = smooth([(x - wide, y), (x, y - thick), (x + wide, y), (x, y + thick * 0.6)], tension=0.7)
            drawing.add(
                Mark(
                    glint,
                    flat(mix(p.sun, p.light, 0.3), 0.75 - 0.4 * near),
                    "light-path",
                    Role.GLOW,
                    0.25 + 0.3 * near,
                    clip=body,
                )
            )
        y += 4.0 + 17.0 * near


def river_outline(stage: Stage, chance: Chance) -> skia.Path:
    """A stream winding from the horizon to the lower edge, widening as it comes."""
    start = stage.width * (0.5 - stage.weight * chance.between(0.02, 0.16))
    end = stage.width * (0.5 + stage.weight * chance.between(0.14, 0.34))
    swing, turns = stage.width * chance.between(0.10, 0.20), chance.between(1.0, 1.7)
    left: list[Point] = []
    right: list[Point] = []
    for i in range(13):
        t = i / 12
        deep = t**1.5
        y = stage.horizon + 6 + (stage.height + 30 - stage.horizon) * deep
        x = (
            start
            + (end - start) * deep
            + swing * sin(pi * turns * 2 * t) * (0.25 + 0.75 * t) * (1 - 0.5 * deep)
        )
        half = stage.width * (0.006 + 0.13 * deep)
        left.append((x - half, y))
        right.append((x + half, y))
    return smooth(left + right[::-1], tension=0.5)


def draw_river(stage: Stage, drawing: Drawing) -> None:
    """A river through the land, with wet banks."""
    p, chance = stage.palette, stage.chance("river")
    body = river_outline(stage, chance)
    drawing.add(Mark(body, flat(lighter(p.ground_dark, -0.04), 0.7), "river", Role.SHADE, 0.4, width=9))
    tone = Tone(
        ((0.0, mix(p.sky[2], p.water, 0.25), 1.0), (1.0, mix(p.water, p.sky[0], 0.25), 1.0)),
        (0, stage.horizon),
        (0, stage.height),
    )
    drawing.add(Mark(body, tone, "river", Role.BODY, 0.4))
    draw_ripples(stage, drawing, stage.chance("river-ripples"), body, stage.horizon, rough=0.6)
    draw_light_path(stage, drawing, body, stage.horizon)


def draw_path(stage: Stage, drawing: Drawing) -> None:
    """A path that leads the eye from the lower edge to the distance."""
    p, chance = stage.palette, stage.chance("path")
    start, end = (
        stage.width * (0.5 + stage.weight * chance.between(0.05, 0.3)),
        stage.focus[0] + chance.around(0, 40),
    )
    left: list[Point] = []
    right: list[Point] = []
    for i in range(11):
        t = i / 10
        deep = t**1.6
        y = stage.horizon + 14 + (stage.height + 20 - stage.horizon) * deep
        x = start + (end - start) * deep + stage.width * 0.09 * sin(5.2 * t) * (0.3 + 0.7 * t)
        half = stage.width * (0.004 + 0.075 * deep)
        left.append((x - half, y))
        right.append((x + half, y))
    body = smooth(left + right[::-1])
    tone = Tone(
        ((0.0, p.air(p.path, 0.45), 1.0), (1.0, lighter(p.path, -0.06), 1.0)),
        (0, stage.horizon),
        (0, stage.height),
    )
    drawing.add(Mark(body, tone, "path", Role.BODY, 0.42))
    for _ in range(26):
        near = chance.unit() ** 0.7
        y = stage.horizon + (stage.height - stage.horizon) * near
        x = end + chance.around(0, 120)
        dab = box(x - 30 * near, y, x + 30 * near, y + 4 * near + 1, 2)
        drawing.add(
            Mark(
                dab,
                flat(p.ground_dark if chance.yes(0.5) else p.ground_light, 0.22),
                "path",
                Role.SHADE,
                0.43,
                clip=body,
            )
        )


def draw_shore(stage: Stage, drawing: Drawing, *, top: float) -> None:
    """A beach across the foot of the sheet, with foam where the water ends."""
    p, chance = stage.palette, stage.chance("shore")
    tilt = stage.weight * (stage.height - top) * 0.30
    line = [
        (stage.width * (i / 8 * 1.1 - 0.05), top + tilt * (i / 4 - 1) + chance.around(0, 9)) for i in range(9)
    ]
    body = skia.Path(smooth(line, closed=False))
    body.lineTo(stage.width + 60, stage.height + 30)
    body.lineTo(-60, stage.height + 30)
    body.close()
    wet = skia.Path(body)
    wet.offset(0, -16)
    drawing.add(Mark(wet, flat(mix(p.ground_dark, p.water, 0.35), 0.75), "shore", Role.SHADE, 0.55))
    tone = Tone(
        ((0.0, p.ground_light, 1.0), (0.4, p.ground, 1.0), (1.0, mix(p.ground, p.ground_dark, 0.45), 1.0)),
        (0, top - abs(tilt)),
        (0, stage.height),
    )
    drawing.add(Mark(body, tone, "shore", Role.GROUND, 0.56))
    for shift, width in ((-15, 7.0), (-27, 3.5), (-46, 2.2)):
        foam = smooth([(x, y + shift + chance.around(0, 5)) for x, y in line], closed=False)
        drawing.add(Mark(foam, flat(mix(p.cloud, p.light, 0.2), 0.85), "foam", Role.LINE, 0.57, width=width))
    for _ in range(60):
        x, y = chance.between(0, stage.width), chance.between(top, stage.height)
        speck = box(x, y, x + chance.between(3, 14), y + chance.between(1.5, 3), 1)
        drawing.add(Mark(speck, flat(p.ground_dark, 0.3), "shore", Role.SHADE, 0.58, clip=body))


def draw_falls(stage: Stage, drawing: Drawing) -> None:
    """A waterfall down a cliff, with spray at its foot."""
    p, chance = stage.palette, stage.chance("falls")
    x = stage.width * (0.5 - stage.weight * chance.between(0.16, 0.3))
    top, foot = (
        stage.horizon * chance.between(0.30, 0.42),
        stage.horizon + (stage.height - stage.horizon) * 0.22,
    )
    wide = stage.width * chance.between(0.05, 0.08)
    rock = [
        (x - wide * 3.4, foot),
        (x - wide * 2.6, top + 60),
        (x - wide * 1.4, top - 10),
        (x, top),
        (x + wide * 1.6, top - 26),
        (x + wide * 2.8, top + 90),
        (x + wide * 3.8, foot),
    ]
    c = p.air(mix(p.stone, p.leaf_dark, 0.3), 0.25)
    cliff = smooth(rock, tension=0.25)
    drawing.add(
        Mark(
            cliff,
            Tone(((0.0, lighter(c, 0.05), 1.0), (1.0, lighter(c, -0.15), 1.0)), (0, top), (0, foot)),
            "cliff",
            Role.BODY,
            0.3,
        )
    )
    for _ in range(30):
        cx, cy = x + chance.around(0, wide * 1.6), chance.between(top, foot)
        face = polygon(
            [
                (cx, cy),
                (cx + chance.between(10, 40), cy + 12),
                (cx + chance.between(-8, 22), cy + chance.between(40, 110)),
            ]
        )
        drawing.add(
            Mark(
                face,
                flat(lighter(c, -0.2 if chance.yes(0.6) else 0.1), 0.4),
                "cliff",
                Role.SHADE,
                0.31,
                clip=cliff,
            )
        )
    _falling(stage, drawing, chance, (x, top), foot, wide)


def _falling(stage: Stage, drawing: Drawing, chance: Chance, lip: Point, foot: float, wide: float) -> None:
    """The water itself in threads, and its spray."""
    p, (x, top) = stage.palette, lip
    white = mix(p.cloud, p.water_light, 0.25)
    fall = smooth(
        [
            (x - wide * 0.45, top),
            (x + wide * 0.45, top),
            (x + wide * 0.6, (top + foot) / 2),
            (x + wide * 0.8, foot),
            (x - wide * 0.8, foot),
            (x - wide * 0.55, (top + foot) / 2),
        ],
        tension=0.2,
    )
    drawing.add(Mark(fall, flat(white), "falls", Role.BODY, 0.32))
    for i in range(22):
        sx = x + wide * (i / 21 - 0.5) * 1.2
        thread = smooth(
            [(sx, top), (sx + chance.around(0, 6), (top + foot) / 2), (sx * 1.0 + (sx - x) * 0.4, foot)],
            closed=False,
        )
        drawing.add(
            Mark(
                thread,
                flat(mix(white, p.water, chance.between(0.1, 0.7)), 0.6),
                "falls",
                Role.LINE,
                0.33,
                width=chance.between(1.5, 4),
                clip=fall,
            )
        )
    spray = box(x - wide * 2.2, foot - wide, x + wide * 2.2, foot + wide * 0.5, wide * 0.5)
    drawing.add(
        Mark(
            spray,
            dissolve((0, foot - wide), (0, foot), white, 0.0, 0.8),
            "spray",
            Role.VEIL,
            0.34,
            blur=wide * 0.35,
        )
    )
