"""Bare backdrops: one great form behind the subject, or forms in balance when nothing was named."""

from math import cos, pi, sin

from ..chance import Chance
from ..colour import Colour, colour, from_lch, hue_of, lighter, mix
from ..marks import Drawing, Mark, Point, Role, dissolve, fade, flat, halo
from ..outlines import box, oval, polygon, smooth
from ..palette import Palette
from ..stage import Plan, Stage


def draw_plain(stage: Stage, drawing: Drawing) -> None:
    """A bare backdrop with one great form behind the subject, and a floor that only its shadow shows."""
    p = stage.palette
    top, low = _backdrop_colours(stage, p)
    drawing.add(
        Mark(
            box(0, 0, stage.width, stage.height),
            fade((0, 0), (0, stage.height), top, low),
            "backdrop",
            Role.GROUND,
            0.0,
        )
    )
    _great_form(stage, drawing, top, low)
    _plain_floor(stage, drawing, low)


def _great_form(stage: Stage, drawing: Drawing, top: Colour, low: Colour) -> None:
    """A disc, an arch, waves or loose forms, as the plan has it."""
    p, chance = stage.palette, stage.chance("plain", stage.light_seed)
    big, soft = mix(top, p.light, 0.55), mix(low, p.accent, 0.4)
    x, y, span = stage.focus[0], stage.focus[1] - stage.reach * 0.55, stage.reach
    if stage.plan in (Plan.HALO, Plan.CLOSE):
        drawing.add(
            Mark(
                oval(x, y, span * 0.66, span * 0.66),
                fade((x, y - span), (x, y + span), lighter(big, 0.03), mix(big, soft, 0.4)),
                "disc",
                Role.GROUND,
                0.05,
            )
        )
    elif stage.plan in (Plan.HIGH, Plan.FRIEZE):
        arch = box(x - span * 0.55, y - span * 0.62, x + span * 0.55, stage.height + 400, span * 0.55)
        drawing.add(
            Mark(
                arch,
                fade((0, y - span), (0, stage.height), big, mix(big, soft, 0.6)),
                "arch",
                Role.GROUND,
                0.05,
            )
        )
    elif stage.plan in (Plan.DIAGONAL, Plan.VALLEY):
        _waves(stage, drawing, (big, soft, low, p.accent), top)
    else:
        for i in range(3):
            cx, cy = stage.width * chance.between(0.1, 0.9), stage.height * chance.between(0.1, 0.6)
            radius = stage.width * chance.between(0.14, 0.34)
            drawing.add(
                Mark(
                    oval(cx, cy, radius, radius * chance.between(0.8, 1.1)),
                    flat((big, soft, mix(low, p.leaf, 0.4))[i], 0.75),
                    f"form-{i}",
                    Role.GROUND,
                    0.03 + 0.02 * i,
                )
            )


def _waves(stage: Stage, drawing: Drawing, inks: tuple[Colour, ...], top: Colour) -> None:
    for i in range(4):
        lift = stage.height * (0.36 + 0.17 * i)
        wave = [
            (
                stage.width * (k / 6 * 1.1 - 0.05),
                lift + 60 * sin(k * 1.1 + i * 1.7 + stage.weight) + stage.weight * (k - 3) * 22,
            )
            for k in range(7)
        ]
        band = smooth(wave, closed=False)
        band.lineTo(stage.width + 60, stage.height + 50)
        band.lineTo(-60, stage.height + 50)
        band.close()
        drawing.add(
            Mark(
                band,
                flat(mix(top, inks[i], 0.55)),
                f"wave-{i}",
                Role.GROUND,
                0.05 + 0.05 * i,
            )
        )


def _plain_floor(stage: Stage, drawing: Drawing, low: Colour) -> None:
    y = stage.focus[1] - stage.reach * 0.16
    tone = dissolve((0, y), (0, stage.height), lighter(low, -0.09), 0.0, 0.85)
    drawing.add(Mark(box(-5, y, stage.width + 5, stage.height + 5), tone, "floor-shade", Role.SHADE, 0.2))


_BACKDROPS = (
    "#e9dcc3 #d9bfa0",
    "#cfd9d2 #a9bfb8",
    "#e6c9bb #cf9f93",
    "#c5cfdd #93a5bf",
    "#efe0b0 #dcb973",
    "#d9d2e0 #a99fbc",
    "#f0e8da #d8cbb5",
    "#a8c3c4 #6f9699",
)


def _backdrop_colours(stage: Stage, p: Palette) -> tuple[Colour, Colour]:
    if stage.scene.tint or p.dark > 0.3 or p.glaze > 0.35:
        return p.sky[1], mix(p.sky[2], p.sky[1], 0.3)
    top, low = (colour(code) for code in stage.chance("backdrop", stage.light_seed).pick(_BACKDROPS).split())
    return top, low


def draw_abstract(stage: Stage, drawing: Drawing) -> None:
    """When nothing was named: an arrangement of forms in balance, in the mood of hour and season."""
    p, chance = stage.palette, stage.chance("abstract")
    centre = (stage.width * (0.5 - 0.14 * stage.weight), stage.height * 0.46)
    hues = (p.accent, p.leaf, p.roof, p.sky[0], p.bloom[0], p.bloom[1], p.ink, p.sun)
    for i in range(9):
        bend, out = chance.between(0, 2 * pi), chance.between(0.05, 0.42) * stage.width
        x, y = centre[0] + out * cos(bend), centre[1] + out * sin(bend)
        size = stage.width * chance.between(0.04, 0.20) * (1.2 if i < 3 else 0.6)
        c = chance.pick(hues)
        form = chance.pick(
            (
                oval(x, y, size, size),
                box(x - size, y - size * 0.3, x + size, y + size * 0.3, size * 0.3),
                polygon([(x - size, y + size * 0.7), (x, y - size), (x + size, y + size * 0.7)]),
                smooth(
                    [
                        (
                            x + size * chance.between(0.6, 1.3) * cos(k),
                            y + size * chance.between(0.6, 1.3) * sin(k),
                        )
                        for k in (0.0, 1.05, 2.1, 3.14, 4.2, 5.2)
                    ]
                ),
            )
        )
        drawing.add(
            Mark(
                form,
                fade(
                    (x - size, y - size),
                    (x + size, y + size),
                    lighter(c, 0.06),
                    c,
                    from_lch(max(0.1, c[0] - 0.08), 0.10, hue_of(c) + 14),
                ),
                f"form-{i}",
                Role.BODY,
                0.2 + 0.06 * i,
                opacity=0.9,
            )
        )
    _strokes(stage, drawing, chance, centre)
    drawing.add(Mark(oval(*centre, 300, 300), halo(centre, 300, p.light, 0.25), "glow", Role.GLOW, 0.9))


def _strokes(stage: Stage, drawing: Drawing, chance: Chance, centre: Point) -> None:
    """A few lines of the brush across the forms."""
    p = stage.palette
    for i in range(5):
        x0, y0 = (
            centre[0] + chance.around(0, stage.width * 0.2),
            centre[1] + chance.around(0, stage.height * 0.2),
        )
        line = smooth(
            [
                (x0, y0),
                (x0 + chance.around(0, 200), y0 + chance.around(0, 160)),
                (x0 + chance.around(0, 340), y0 + chance.around(0, 300)),
            ],
            closed=False,
        )
        drawing.add(Mark(line, flat(p.ink, 0.9), f"stroke-{i}", Role.LINE, 0.8, width=chance.between(2, 9)))
