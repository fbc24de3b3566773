"""A street in perspective: façades, road and lamps."""

import skia

from ..chance import Chance
from ..colour import from_lch, lighter, mix
from ..marks import Drawing, Mark, Point, Role, Tone, dissolve, fade, flat, halo
from ..outlines import box, polygon
from ..stage import Stage
from .masonry import LAMP


def draw_street(stage: Stage, drawing: Drawing) -> None:
    """Façades running to a vanishing point, kerbs, lamps and a wet or sunny road."""
    p, chance = stage.palette, stage.chance("street")
    van = (stage.width * (0.5 - 0.14 * stage.weight), stage.horizon)
    road = [van, (stage.width * 1.15, stage.height + 10), (-stage.width * 0.15, stage.height + 10)]
    ground = box(0, stage.horizon - 2, stage.width, stage.height + 10)
    drawing.add(
        Mark(
            ground,
            Tone(
                ((0.0, p.air(p.ground, 0.6), 1.0), (1.0, p.ground_dark, 1.0)),
                (0, stage.horizon),
                (0, stage.height),
            ),
            "pavement",
            Role.GROUND,
            0.2,
        )
    )
    lanes = polygon(road)
    drawing.add(
        Mark(
            lanes,
            Tone(
                ((0.0, p.air(p.ground_dark, 0.55), 1.0), (1.0, mix(p.ground_dark, p.shade, 0.3), 1.0)),
                van,
                (van[0], stage.height),
            ),
            "road",
            Role.BODY,
            0.22,
        )
    )
    _rows_of_houses(stage, drawing, chance, van)
    _cobbles(stage, drawing, chance, lanes, van)
    _lamps(stage, drawing, van)


def _rows_of_houses(stage: Stage, drawing: Drawing, chance: Chance, van: Point) -> None:
    """Both sides, from the vanishing point forward."""
    for side in (-1, 1):
        edge = 0.0 if side < 0 else stage.width
        reach = abs(edge - van[0])
        cuts = [1.0]
        while cuts[-1] > 0.12:
            cuts.append(cuts[-1] * chance.between(0.62, 0.76))
        for i in range(len(cuts) - 1, 0, -1):
            _facade(
                stage,
                drawing,
                stage.chance("facade", side, i),
                van,
                side,
                reach * cuts[i] * 1.02,
                reach * cuts[i - 1] * 1.12,
                f"facade{side}-{i}",
            )


def _facade(
    stage: Stage, drawing: Drawing, chance: Chance, van: Point, side: int, far: float, close: float, key: str
) -> None:
    p, slope = stage.palette, (stage.height - stage.horizon) / stage.width * 0.62
    rise = chance.between(0.85, 1.35) * stage.horizon / stage.width * 1.7
    x0, x1 = van[0] + side * far, van[0] + side * close
    wall = p.lit(
        from_lch(
            chance.between(0.62, 0.84),
            chance.between(0.03, 0.09),
            chance.pick((35.0, 55.0, 75.0, 95.0, 20.0, 230.0)),
        )
    )
    near = min(1.0, close / stage.width)
    wall = p.air(lighter(wall, -0.05 if side == stage.side else 0.02), 0.65 * (1 - near) ** 1.5)
    front = polygon(
        [
            (x0, van[1] - far * rise),
            (x1, van[1] - close * rise),
            (x1, van[1] + close * slope),
            (x0, van[1] + far * slope),
        ]
    )
    drawing.add(
        Mark(front, fade((x0, 0), (x1, 0), lighter(wall, -0.06), wall), key, Role.BODY, 0.2 + 0.4 * near)
    )
    dark, lamp = _panes(stage, chance, van, side, (far, close, rise, slope))
    drawing.add(Mark(dark, flat(mix(wall, p.ink, 0.62)), key, Role.DETAIL, 0.22 + 0.4 * near))
    drawing.add(Mark(lamp, flat(mix(LAMP, wall, 0.45 * (1 - p.dark))), key, Role.DETAIL, 0.22 + 0.4 * near))
    crest = polygon(
        [
            (x0, van[1] - far * rise),
            (x1, van[1] - close * rise),
            (x1, van[1] - close * rise * 0.955),
            (x0, van[1] - far * rise * 0.955),
        ]
    )
    drawing.add(Mark(crest, flat(mix(p.roof, wall, 0.3)), key, Role.DETAIL, 0.22 + 0.4 * near))


def _panes(
    stage: Stage, chance: Chance, van: Point, side: int, measures: tuple[float, float, float, float]
) -> tuple[skia.Path, skia.Path]:
    """Dark and lit windows of one front, three across and four up; the lowest are doors."""
    p, (far, close, rise, slope) = stage.palette, measures
    dark, lamp = skia.Path(), skia.Path()
    for column in range(3):
        for floor in range(4):
            t0, t1 = (column + 0.25) / 3, (column + 0.72) / 3
            a, b = far + (close - far) * t0, far + (close - far) * t1
            high, low = -rise * (0.90 - 0.25 * floor), -rise * (0.74 - 0.25 * floor)
            if floor == 3:
                high, low = -rise * 0.16, slope
            pane = [
                (van[0] + side * a, van[1] + a * high),
                (van[0] + side * b, van[1] + b * high),
                (van[0] + side * b, van[1] + b * low),
                (van[0] + side * a, van[1] + a * low),
            ]
            (lamp if chance.yes(0.15 + 0.6 * p.dark) else dark).addPath(polygon(pane))
    return dark, lamp


def _cobbles(stage: Stage, drawing: Drawing, chance: Chance, road: skia.Path, van: Point) -> None:
    p = stage.palette
    for i in range(15):
        t = (i / 15) ** 1.8
        y = van[1] + (stage.height - van[1]) * t + 4
        sheen = box(-10, y, stage.width + 10, y + 1 + 7 * t, 1)
        drawing.add(
            Mark(
                sheen,
                flat(p.water_light if i % 2 else p.shade, 0.10 + 0.06 * p.dark),
                "road",
                Role.SHADE,
                0.3,
                clip=road,
            )
        )
    wet = polygon(
        [
            (van[0] - 6, van[1]),
            (van[0] + 6, van[1]),
            (van[0] + 150, stage.height),
            (van[0] - 150, stage.height),
        ]
    )
    drawing.add(
        Mark(
            wet,
            dissolve(van, (van[0], stage.height), p.sky[2], 0.7, 0.1),
            "road",
            Role.SHADE,
            0.3,
            clip=road,
            blur=20,
        )
    )


def _lamps(stage: Stage, drawing: Drawing, van: Point) -> None:
    p, side = stage.palette, stage.weight
    for i, far in enumerate((0.16, 0.30, 0.56)):
        x, foot = van[0] + side * stage.width * far, van[1] + stage.width * far * 0.36
        tall = stage.width * far * 1.05
        drawing.add(
            Mark(
                box(x - tall * 0.012, foot - tall, x + tall * 0.012, foot),
                flat(p.ink),
                f"lamp-{i}",
                Role.BODY,
                0.4 + 0.1 * i,
            )
        )
        drawing.add(
            Mark(
                skia.Path.Circle(x, foot - tall, tall * 0.045),
                flat(LAMP),
                f"lamp-{i}",
                Role.DETAIL,
                0.4 + 0.1 * i,
            )
        )
        if p.dark > 0.2:
            drawing.add(
                Mark(
                    skia.Path.Circle(x, foot - tall, tall * 0.5),
                    halo((x, foot - tall), tall * 0.5, LAMP, 0.55),
                    f"lamp-{i}",
                    Role.GLOW,
                    0.4 + 0.1 * i,
                )
            )
