"""Inside a forest: trunks in the haze, a canopy, and lines of distant trees."""

from ..chance import Chance
from ..colour import lighter, mix
from ..marks import Drawing, Mark, Role, Tone, flat
from ..outlines import box, limb, polyline, smooth
from ..stage import Stage
from .country import draw_ground_cover
from .foliage import leaf_colours
from .relief import bands, draw_band, height_on


def draw_forest(stage: Stage, drawing: Drawing) -> None:
    """Inside the wood: pale trunks far off, dark ones near, and a clearing where the focus is."""
    p = stage.palette
    haze = mix(p.haze, p.leaf_light, 0.35)
    drawing.add(
        Mark(
            box(0, 0, stage.width, stage.height),
            Tone(
                (
                    (0.0, mix(p.leaf, p.sky[1], 0.3), 0.9),
                    (0.6, mix(haze, p.sun, 0.25), 0.95),
                    (1.0, haze, 0.9),
                ),
                (0, 0),
                (0, stage.horizon),
            ),
            "wood-air",
            Role.GROUND,
            0.02,
        )
    )
    lines = bands(stage)
    for i in range(len(lines)):
        draw_band(stage, drawing, lines, i)
        near = lines[i][1]
        for k in range(13 - 3 * min(3, i)):
            chance = stage.chance("trunk", i, k)
            x = stage.width * (k + chance.between(0.1, 0.9)) / (13 - 3 * min(3, i))
            if abs(x - stage.focus[0]) < stage.reach * (0.2 + 0.35 * near):
                continue
            _tall_trunk(stage, drawing, chance, x, height_on(lines[i][0], x) + 14, near, f"trunk-{i}-{k}")
        if i == 0:
            shafts = Tone(
                ((0.0, p.light, 0.5), (1.0, p.light, 0.0)), (stage.sun[0], 0), (stage.focus[0], stage.height)
            )
            for k in range(5):
                x = stage.sun[0] + (k - 2) * 90
                drift = (stage.focus[0] - stage.sun[0]) * 0.8
                beam = smooth(
                    [
                        (x, -10),
                        (x + 34, -10),
                        (x + drift + 120, stage.height * 0.9),
                        (x + drift, stage.height * 0.9),
                    ],
                    tension=0,
                )
                drawing.add(Mark(beam, shafts, f"beam-{k}", Role.GLOW, 0.2, blur=9, opacity=0.6))
    _canopy(stage, drawing, stage.chance("canopy"), rows=3)
    draw_ground_cover(stage, drawing)


def _tall_trunk(
    stage: Stage, drawing: Drawing, chance: Chance, x: float, y: float, near: float, key: str
) -> None:
    p = stage.palette
    thick = stage.width * (0.012 + 0.045 * near) * chance.between(0.6, 1.3)
    c = mix(p.bark, mix(p.haze, p.leaf, 0.35), 0.85 * (1 - near) ** 1.2)
    lean = chance.around(0, 26)
    trunk = limb([(x, y), (x + lean * 0.4, y * 0.5), (x + lean, -40)], [thick * 1.5, thick, thick * 0.8])
    tone = Tone(
        ((0.0, mix(lighter(c, 0.09), p.light, 0.2), 1.0), (0.45, c, 1.0), (1.0, lighter(c, -0.10), 1.0)),
        (x + stage.side * thick, 0),
        (x - stage.side * thick, 0),
    )
    drawing.add(Mark(trunk, tone, key, Role.BODY, 0.2 + 0.5 * near))
    if near > 0.2:
        for _ in range(5):
            cy = chance.between(0, y)
            mark = polyline([(x - thick * 0.3, cy), (x + chance.around(0, 4), cy + chance.between(20, 60))])
            drawing.add(
                Mark(
                    mark,
                    flat(lighter(c, -0.14), 0.5),
                    key,
                    Role.LINE,
                    0.22 + 0.5 * near,
                    width=1 + 2 * near,
                    clip=trunk,
                )
            )


def _canopy(stage: Stage, drawing: Drawing, chance: Chance, *, rows: int) -> None:
    """Foliage hanging in from above."""
    for row in range(rows):
        near = row / max(1, rows - 1)
        middle, light, dark = leaf_colours(stage, chance, 0.3 + 0.7 * near)
        for i in range(26):
            x = stage.width * chance.between(-0.05, 1.05)
            hang = abs(x - stage.focus[0]) / stage.width
            y = stage.height * (0.02 + (0.05 + 0.16 * hang) * chance.unit()) + 30 * row
            size = stage.width * chance.between(0.02, 0.05)
            c = (dark, middle, light)[chance.whole(0, 2)]
            clump = smooth(
                [
                    (x - size, y),
                    (x - size * 0.3, y - size),
                    (x + size * 0.6, y - size * 0.7),
                    (x + size, y + size * 0.2),
                    (x + size * 0.2, y + size * 0.8),
                    (x - size * 0.7, y + size * 0.6),
                ]
            )
            drawing.add(
                Mark(
                    clump,
                    flat(c, 0.85),
                    f"canopy-{row}",
                    Role.BODY if i % 3 == 0 else Role.SHADE,
                    0.4 + 0.3 * near,
                )
            )
