"""The rarer lights of the sky: aurora, galaxy, rainbow, fireworks, comet, lightning, planet."""

from math import cos, pi, sin

import skia

from ..chance import Chance
from ..colour import Colour, colour, from_lch, lighter
from ..marks import Drawing, Mark, Point, Role, Tone, dissolve, fade, flat, halo
from ..outlines import box, common, cut, oval, polyline, smooth
from ..stage import Stage


def draw_galaxy(stage: Stage, drawing: Drawing) -> None:
    chance = stage.chance("galaxy")
    slope = chance.side() * chance.between(0.4, 0.9)
    for i in range(26):
        t = chance.unit()
        x = stage.width * t
        y = stage.horizon * (0.5 + slope * (t - 0.5)) + chance.around(0, 40)
        radius = chance.between(60, 170)
        c = from_lch(0.6, 0.12, chance.pick((300.0, 330.0, 250.0, 210.0)))
        drawing.add(
            Mark(oval(x, y, radius, radius), halo((x, y), radius, c, 0.16), f"galaxy-{i}", Role.GLOW, 0.01)
        )


def draw_aurora(stage: Stage, drawing: Drawing) -> None:
    chance = stage.chance("aurora")
    for band in range(3):
        hue = chance.pick((150.0, 165.0, 190.0, 320.0))
        base = stage.horizon * chance.between(0.45, 0.8)
        wave, shift = chance.between(0.8, 1.8), chance.between(0, 2 * pi)
        for i in range(46):
            t = i / 45
            x = stage.width * (t * 1.1 - 0.05)
            y = base + 70 * sin(wave * 2 * pi * t + shift) + 20 * sin(5.3 * pi * t + shift)
            tall = stage.horizon * (0.30 + 0.16 * sin(9 * t + shift)) * chance.between(0.8, 1.2)
            tone = Tone(
                (
                    (0.0, from_lch(0.75, 0.17, hue + 70), 0.0),
                    (0.5, from_lch(0.78, 0.17, hue), 0.16),
                    (0.93, from_lch(0.85, 0.15, hue), 0.42),
                    (1.0, from_lch(0.8, 0.1, hue), 0.0),
                ),
                (x, y - tall),
                (x, y),
            )
            drawing.add(
                Mark(box(x - 19, y - tall, x + 19, y), tone, f"aurora-{band}-{i}", Role.GLOW, 0.02, blur=7)
            )


def draw_rainbow(stage: Stage, drawing: Drawing) -> None:
    chance = stage.chance("rainbow")
    x = stage.width * (0.5 - stage.side * chance.between(0.05, 0.2))
    radius = stage.width * chance.between(0.40, 0.52)
    y = stage.horizon + radius * 0.12
    for i, hue in enumerate((28, 55, 95, 145, 230, 270, 315)):
        ring = oval(x, y, radius - i * 11, radius - i * 11)
        above = common(
            box(-400, -400, stage.width + 400, stage.horizon + 6),
            box(-400, -400, stage.width + 400, stage.height),
        )
        drawing.add(
            Mark(
                ring,
                flat(from_lch(0.82, 0.13, hue), 0.55),
                f"rainbow-{i}",
                Role.LINE,
                0.04,
                width=11.5,
                clip=above,
            )
        )


def draw_fireworks(stage: Stage, drawing: Drawing) -> None:
    for burst in range(5):
        chance = stage.chance("firework", burst)
        x, y = (
            stage.width * (0.12 + 0.19 * burst + chance.around(0, 0.03)),
            stage.horizon * chance.between(0.14, 0.6),
        )
        radius, hue = stage.width * chance.between(0.07, 0.15), chance.between(0, 360)
        c = from_lch(0.8, 0.18, hue)
        drawing.add(
            Mark(
                oval(x, y, radius * 1.3, radius * 1.3),
                halo((x, y), radius * 1.3, c, 0.35),
                f"firework-{burst}",
                Role.GLOW,
                0.06,
            )
        )
        for i in range(34):
            bend, far = 2 * pi * i / 34, radius * chance.between(0.75, 1.05)
            tip = (x + far * cos(bend), y + far * sin(bend) + far * 0.12)
            ray = smooth(
                [
                    (x + 0.25 * far * cos(bend), y + 0.25 * far * sin(bend)),
                    (x + 0.7 * far * cos(bend), y + 0.7 * far * sin(bend)),
                    tip,
                ],
                closed=False,
            )
            drawing.add(Mark(ray, flat(c, 0.85), f"firework-{burst}", Role.GLOW, 0.06, width=2.6))
            drawing.add(
                Mark(oval(*tip, 3.4, 3.4), flat(lighter(c, 0.12)), f"firework-{burst}", Role.GLOW, 0.06)
            )


def draw_comet(stage: Stage, drawing: Drawing) -> None:
    chance = stage.chance("comet")
    x, y = stage.width * (0.5 + stage.side * 0.25), stage.horizon * 0.22
    tail = [(x, y - 7), (x - stage.side * 260, y - 120 + chance.around(0, 20)), (x, y + 7)]
    tone = dissolve((x, y), (tail[1][0], tail[1][1]), stage.palette.sun, 0.9, 0.0)
    drawing.add(Mark(smooth(tail, tension=0.1), tone, "comet", Role.GLOW, 0.03))
    drawing.add(Mark(oval(x, y, 9, 9), flat(stage.palette.sun), "comet", Role.GLOW, 0.03))


def draw_lightning(stage: Stage, drawing: Drawing) -> None:
    chance = stage.chance("lightning")
    x, y = stage.width * (0.5 - stage.weight * chance.between(0.1, 0.3)), 0.0
    points = [(x, y)]
    while y < stage.horizon:
        x, y = x + chance.around(0, 26), y + chance.between(24, 60)
        points.append((x, y))
    bolt, c = polyline(points), colour("#f4f0ff")
    drawing.add(Mark(bolt, flat(c, 0.35), "lightning", Role.GLOW, 0.06, width=16, blur=9))
    drawing.add(Mark(bolt, flat(c), "lightning", Role.GLOW, 0.06, width=3.6))


def draw_planet(stage: Stage, drawing: Drawing, chance: Chance) -> None:
    """A banded planet with a ring, on the side away from the focus."""
    x, y = (
        stage.width * (0.5 + (0.26 if stage.focus[0] < stage.width / 2 else -0.26)),
        stage.height * chance.between(0.18, 0.32),
    )
    radius, hue = stage.width * chance.between(0.09, 0.17), chance.between(0, 360)
    body = oval(x, y, radius, radius)
    c: Colour = from_lch(0.68, 0.11, hue)
    drawing.add(
        Mark(
            body,
            fade(
                (x + stage.side * radius, y - radius),
                (x - stage.side * radius, y + radius),
                lighter(c, 0.16),
                c,
                lighter(c, -0.38),
            ),
            "planet",
            Role.BODY,
            0.05,
        )
    )
    for i in range(6):
        band = oval(
            x, y - radius + radius * 2 * (i + 0.5) / 6, radius * 1.1, radius * chance.between(0.04, 0.12)
        )
        drawing.add(
            Mark(
                band,
                flat(from_lch(0.62, 0.12, hue + chance.around(0, 30)), 0.45),
                "planet",
                Role.SHADE,
                0.05,
                clip=body,
            )
        )
    _planet_ring(drawing, body, (x, y), radius, hue)


def _planet_ring(drawing: Drawing, body: skia.Path, centre: Point, radius: float, hue: float) -> None:
    x, y = centre
    ring = oval(x, y, radius * 1.8, radius * 0.42, -18)
    front = skia.Path(ring)
    back = cut(
        box(x - 3 * radius, y - 3 * radius, x + 3 * radius, y + 3 * radius),
        common(body, box(x - radius, y - radius, x + radius, y)),
    )
    drawing.add(
        Mark(
            front,
            flat(from_lch(0.85, 0.06, hue + 40), 0.8),
            "planet",
            Role.DETAIL,
            0.05,
            width=radius * 0.09,
            clip=back,
        )
    )
