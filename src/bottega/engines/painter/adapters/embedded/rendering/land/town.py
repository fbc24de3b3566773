"""A city: its skyline over water or a square."""

from ..colour import colour, lighter, mix
from ..marks import Drawing, Mark, Role, Tone, dissolve, flat
from ..outlines import box, polyline, smooth
from ..stage import Stage
from .landmarks import draw_bridge
from .relief import draw_mountains
from .skyline import draw_skyline
from .water import draw_sea


def draw_city(stage: Stage, drawing: Drawing) -> None:
    """A skyline behind water or a square."""
    if "mountains" in stage.scene.features:
        draw_mountains(stage, drawing, ranges=2)
    draw_skyline(stage, drawing)
    if stage.chance("city").yes(0.5) or {"river", "sea", "lake"} & set(stage.scene.features):
        draw_sea(stage, drawing, rough=0.6)
        _mirror_lights(stage, drawing)
        p, top = stage.palette, stage.focus[1] - 40
        quay = box(-5, top, stage.width + 5, stage.height + 5)
        drawing.add(
            Mark(
                quay,
                Tone(
                    ((0.0, lighter(p.ground, 0.04), 1.0), (1.0, p.ground_dark, 1.0)),
                    (0, top),
                    (0, stage.height),
                ),
                "quay",
                Role.GROUND,
                0.55,
            )
        )
        drawing.add(
            Mark(
                box(-5, top, stage.width + 5, top + 12),
                flat(lighter(p.ground_light, 0.03)),
                "quay",
                Role.DETAIL,
                0.56,
            )
        )
    else:
        _square(stage, drawing)
    if "bridge" in stage.scene.features:
        draw_bridge(stage, drawing, stage.horizon + (stage.height - stage.horizon) * 0.35)


def _square(stage: Stage, drawing: Drawing) -> None:
    p, top = stage.palette, stage.horizon
    ground = box(-5, top, stage.width + 5, stage.height + 5)
    drawing.add(
        Mark(
            ground,
            Tone(((0.0, p.air(p.ground, 0.5), 1.0), (1.0, p.ground_dark, 1.0)), (0, top), (0, stage.height)),
            "square",
            Role.GROUND,
            0.3,
        )
    )
    for i in range(-12, 13):
        x = stage.focus[0] + i * 150
        seam = polyline([(stage.focus[0] + i * 34, top), (x * 1.0 + i * 60, stage.height)])
        drawing.add(Mark(seam, flat(p.ground_light, 0.4), "square", Role.LINE, 0.31, width=1.6))
    for i in range(8):
        y = top + (stage.height - top) * (i / 8) ** 1.7
        drawing.add(
            Mark(
                polyline([(0, y), (stage.width, y)]),
                flat(p.ground_light, 0.35),
                "square",
                Role.LINE,
                0.31,
                width=1.5,
            )
        )


def _mirror_lights(stage: Stage, drawing: Drawing) -> None:
    chance, p = stage.chance("mirror-lights"), stage.palette
    for i in range(24):
        x, long = stage.width * chance.unit(), (stage.height - stage.horizon) * chance.between(0.2, 0.6)
        column = smooth(
            [
                (x - 5, stage.horizon),
                (x + 5, stage.horizon),
                (x + 9, stage.horizon + long * 0.6),
                (x, stage.horizon + long),
                (x - 8, stage.horizon + long * 0.5),
            ],
            tension=0.4,
        )
        c = mix(colour("#ffd98a"), p.sky[2], chance.between(0, 0.6))
        drawing.add(
            Mark(
                column,
                dissolve((0, stage.horizon), (0, stage.horizon + long), c, 0.15 + 0.4 * p.dark, 0.0),
                f"mirror-light-{i}",
                Role.SHADE,
                0.3,
                blur=3,
            )
        )
