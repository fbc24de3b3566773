"""Places without a ground to stand on: under water, in the sky, in space."""

from math import pi, sin

from ..chance import Chance
from ..colour import from_lch, lighter, mix
from ..marks import Drawing, Mark, Role, Tone, dissolve, fade, flat, halo
from ..outlines import box, limb, oval, polygon, smooth
from ..stage import Plan, Stage
from .lights import draw_planet


def draw_underwater(stage: Stage, drawing: Drawing) -> None:
    """Blue depth with shafts of light, a sandy floor, weed and coral."""
    p, chance = stage.palette, stage.chance("underwater")
    hue = chance.between(195, 245) if not stage.scene.tint else None
    top = mix(p.sky[1], from_lch(0.78, 0.10, hue or 220), 0.6) if hue else p.sky[2]
    low = from_lch(0.28 - 0.1 * p.dark, 0.09, hue or 220) if hue else lighter(p.sky[0], -0.1)
    drawing.add(
        Mark(
            box(0, 0, stage.width, stage.height),
            fade((0, 0), (0, stage.height), lighter(top, -0.4 * p.dark), mix(top, low, 0.55), low),
            "water",
            Role.GROUND,
            0.0,
        )
    )
    for i in range(7):
        x, lean = stage.width * chance.between(-0.1, 1.1), -stage.side * stage.width * 0.22
        wide = chance.between(16, 70)
        shaft = polygon(
            [
                (x, -10),
                (x + wide, -10),
                (x + lean + wide * 2.6, stage.height * 0.85),
                (x + lean, stage.height * 0.85),
            ]
        )
        drawing.add(
            Mark(
                shaft,
                dissolve((x, 0), (x + lean, stage.height * 0.85), p.sun, 0.30, 0.0),
                f"shaft-{i}",
                Role.GLOW,
                0.05,
                blur=10,
            )
        )
    _sea_floor(stage, drawing)
    for i in range(26):
        x, y, size = (
            chance.between(0, stage.width),
            chance.between(0, stage.height * 0.9),
            2 + 9 * chance.unit() ** 2,
        )
        drawing.add(
            Mark(
                oval(x, y, size, size), flat(lighter(top, 0.1), 0.5), f"bubble-{i}", Role.LINE, 0.5, width=1.4
            )
        )


def _sea_floor(stage: Stage, drawing: Drawing) -> None:
    p = stage.palette
    for row in range(3):
        chance = stage.chance("reef", row)
        base = (
            stage.height * (0.78 + 0.08 * row)
            if stage.plan is not Plan.HIGH
            else stage.height * (0.60 + 0.13 * row)
        )
        line = [(stage.width * (k / 7 * 1.1 - 0.05), base + chance.around(0, 20)) for k in range(8)]
        sand = smooth(line, closed=False)
        sand.lineTo(stage.width + 60, stage.height + 20)
        sand.lineTo(-60, stage.height + 20)
        sand.close()
        c = mix(mix(p.ground, p.water, 0.75 - 0.26 * row), p.shade, 0.25)
        drawing.add(
            Mark(
                sand,
                fade((0, base), (0, base + 160), lighter(c, 0.06), lighter(c, -0.10)),
                f"sand-{row}",
                Role.GROUND,
                0.2 + 0.2 * row,
            )
        )
        for i in range(8):
            one = stage.chance("weed", row, i)
            x = stage.width * one.unit()
            if abs(x - stage.focus[0]) < stage.reach * 0.28 and row:
                continue
            (_weed if one.yes(0.6) else _coral)(
                stage, drawing, one, x, base + 20, 90 + 70 * row, f"weed-{row}-{i}", 0.25 + 0.2 * row
            )


def _weed(
    stage: Stage, drawing: Drawing, chance: Chance, x: float, y: float, tall: float, key: str, depth: float
) -> None:
    p = stage.palette
    for _ in range(chance.whole(2, 5)):
        high, sway, shift = tall * chance.between(0.6, 1.5), tall * 0.12, chance.between(0, 2 * pi)
        points = [(x + sway * sin(k * 1.1 + shift) * k / 5, y - high * k / 5) for k in range(6)]
        c = mix(mix(p.leaf, from_lch(0.5, 0.1, chance.between(120, 190)), 0.5), p.water, 0.65 - depth * 0.6)
        drawing.add(Mark(limb(points, [9, 10, 9, 7, 5, 2]), flat(c), key, Role.BODY, depth))
        x += chance.around(0, 16)


def _coral(
    stage: Stage, drawing: Drawing, chance: Chance, x: float, y: float, tall: float, key: str, depth: float
) -> None:
    p = stage.palette
    c = mix(from_lch(0.66, 0.14, chance.pick((15.0, 35.0, 60.0, 340.0, 310.0))), p.water, 0.62 - depth * 0.6)

    def grow(ax: float, ay: float, bend: float, long: float, thick: float, left: int) -> None:
        tip = (ax + long * sin(bend), ay - long * (1 - abs(bend) * 0.3))
        drawing.add(
            Mark(
                limb([(ax, ay), tip], [thick, thick * 0.8]),
                flat(lighter(c, 0.03 * left)),
                key,
                Role.BODY,
                depth,
            )
        )
        if left:
            for turn in (-0.5, 0.45):
                grow(*tip, bend + turn * chance.between(0.7, 1.3), long * 0.72, thick * 0.78, left - 1)

    grow(x, y, chance.around(0, 0.1), tall * 0.36, tall * 0.12, 3)


def draw_space(stage: Stage, drawing: Drawing) -> None:
    """Nebula, planets and, for things that stand, a cratered ground."""
    p, chance = stage.palette, stage.chance("space")
    hue = chance.between(200, 340)
    for i in range(15):
        x, y = stage.width * chance.unit(), stage.height * chance.unit()
        c = p.sky[1] if stage.scene.tint else from_lch(0.5, 0.13, hue + chance.around(0, 35))
        radius = chance.between(140, 380)
        drawing.add(
            Mark(oval(x, y, radius, radius), halo((x, y), radius, c, 0.24), f"nebula-{i}", Role.GLOW, 0.01)
        )
    if "planet" not in stage.scene.features:
        draw_planet(stage, drawing, stage.chance("planet"))


def draw_moon_ground(stage: Stage, drawing: Drawing) -> None:
    """Dust and craters under the feet of what stands in space."""
    p, chance = stage.palette, stage.chance("dust")
    top = stage.focus[1] - 30
    line = [
        (stage.width * (k / 8 * 1.1 - 0.05), top + 60 * ((k - 4) / 4) ** 2 + chance.around(0, 5))
        for k in range(9)
    ]
    ground = smooth(line, closed=False)
    ground.lineTo(stage.width + 60, stage.height + 20)
    ground.lineTo(-60, stage.height + 20)
    ground.close()
    drawing.add(
        Mark(
            ground,
            fade((0, top), (0, stage.height), p.ground_light, p.ground, p.ground_dark),
            "dust",
            Role.GROUND,
            0.3,
        )
    )
    for i in range(11):
        x, y = chance.between(0, stage.width), chance.between(top + 30, stage.height)
        size = chance.between(14, 60) * (0.4 + (y - top) / 260)
        drawing.add(
            Mark(
                oval(x, y, size, size * 0.26),
                flat(lighter(p.ground_dark, -0.03), 0.8),
                f"crater-{i}",
                Role.DETAIL,
                0.31,
                clip=ground,
            )
        )
        drawing.add(
            Mark(
                oval(x, y + size * 0.06, size * 0.9, size * 0.2),
                flat(p.ground),
                f"crater-{i}",
                Role.SHADE,
                0.31,
                clip=ground,
            )
        )


def draw_cloud_sea(stage: Stage, drawing: Drawing) -> None:
    """Banks of cloud below, for a scene high in the air."""
    p = stage.palette
    for row in range(4):
        chance = stage.chance("cloud-sea", row)
        base = stage.height * (0.74 + 0.075 * row)
        line = [
            (
                stage.width * (k / 11 * 1.2 - 0.1),
                base - abs(sin(k * 1.9 + row * 2 + stage.weight)) * 46 + chance.around(0, 9),
            )
            for k in range(12)
        ]
        bank = smooth(line, closed=False)
        bank.lineTo(stage.width + 200, stage.height + 30)
        bank.lineTo(-200, stage.height + 30)
        bank.close()
        c = mix(p.cloud, p.haze, 0.5 - 0.15 * row)
        tone = Tone(((0.0, c, 1.0), (1.0, mix(c, p.cloud_shade, 0.7), 1.0)), (0, base - 50), (0, base + 120))
        drawing.add(Mark(bank, tone, f"cloud-sea-{row}", Role.GROUND, 0.2 + 0.15 * row))
