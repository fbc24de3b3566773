"""Where land meets water: coasts, beaches, lakes and islands."""

from dataclasses import replace

import skia

from ..colour import mix
from ..marks import Drawing, Mark, Role, Tone, flat, moved
from ..outlines import box, smooth
from ..stage import Stage
from .flora import draw_tree, draw_treeline
from .relief import draw_mountains
from .skyline import draw_skyline
from .water import draw_sea, draw_shore


def draw_coast(stage: Stage, drawing: Drawing) -> None:
    if "mountains" in stage.scene.features:
        draw_mountains(stage, drawing, ranges=2, snow=False)
    else:
        _headland(stage, drawing)
    if "buildings" in stage.scene.features:
        draw_skyline(stage, drawing, rows=2)
    draw_sea(stage, drawing)
    if "island" in stage.scene.features:
        draw_island(stage, drawing)


def _headland(stage: Stage, drawing: Drawing) -> None:
    """A far coast on one side; some seeds keep the horizon bare."""
    chance, p = stage.chance("headland"), stage.palette
    if chance.yes(0.3):
        return
    for i in range(2):
        side, reach = -stage.weight, stage.width * (0.62 - 0.22 * i) * chance.between(0.6, 1.0)
        edge = 0.0 if side < 0 else stage.width
        tall = stage.height * chance.between(0.04, 0.10) * (0.8 + 0.5 * i)
        line = [
            (
                edge - side * -reach * t * -1 if side < 0 else edge - reach * t,
                stage.horizon + 4 - tall * (1 - t) ** 0.7 * chance.between(0.8, 1.1),
            )
            for t in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
        ]
        line = [
            (reach * t if side < 0 else stage.width - reach * t, y)
            for (_, y), t in zip(line, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0), strict=True)
        ]
        land = smooth([*line, (edge, stage.horizon + 6)], tension=0.25)
        drawing.add(
            Mark(
                land,
                flat(p.air(mix(p.far, p.leaf_dark, 0.35), 0.75 - 0.3 * i)),
                f"headland-{i}",
                Role.GROUND,
                0.1,
            )
        )


def draw_island(stage: Stage, drawing: Drawing, *, lift: float = 0.0) -> None:
    """A wooded island; `lift` raises it where land before it would hide it."""
    p, chance = stage.palette, stage.chance("island")
    side = 1 if stage.focus[0] < stage.width / 2 else -1
    x, y = stage.width * (0.5 + 0.24 * side), stage.horizon + 50 - lift
    mound = smooth(
        [(x - 170, y), (x - 90, y - 34), (x, y - 48), (x + 100, y - 26), (x + 180, y), (x, y + 14)],
        tension=0.5,
    )
    drawing.add(
        Mark(
            mound,
            Tone(((0.0, p.leaf, 1.0), (0.7, p.leaf_dark, 1.0), (1.0, p.path, 1.0)), (0, y - 50), (0, y + 14)),
            "island",
            Role.BODY,
            0.3,
        )
    )
    for i in range(4):
        draw_tree(
            stage,
            drawing,
            chance.child(i),
            (x + 50 * (i - 1.5), y - 28),
            chance.between(90, 150),
            f"island-tree-{i}",
            0.6,
            "palm",
        )


def draw_beach(stage: Stage, drawing: Drawing) -> None:
    draw_coast(stage, drawing)
    draw_shore(stage, drawing, top=stage.horizon + (stage.height - stage.horizon) * 0.44)
    chance = stage.chance("beach-palms")
    if chance.yes(0.75):
        for i in range(chance.whole(1, 3)):
            side = -1 if stage.focus[0] > stage.width / 2 else 1
            x = stage.width * (0.5 + side * chance.between(0.32, 0.5))
            y = stage.height * chance.between(0.82, 0.95)
            draw_tree(
                stage,
                drawing,
                chance.child(i),
                (x, y),
                stage.height * chance.between(0.45, 0.75),
                f"palm-{i}",
                0.95,
                "palm",
            )


def draw_lake(stage: Stage, drawing: Drawing) -> None:
    """Mountains, their shore, and the lake that mirrors them."""
    behind = Drawing()
    draw_mountains(stage, behind, ranges=3)
    draw_treeline(
        stage, behind, [(0, stage.horizon), (stage.width, stage.horizon)], stage.chance("shore-wood"), 9
    )
    drawing.add(*behind.marks)
    draw_sea(stage, drawing, rough=0.5)
    _mirror(stage, drawing, behind)
    near = stage.height * 0.9
    p = stage.palette
    side = -stage.weight
    edge = 0.0 if side < 0 else stage.width
    bank = smooth(
        [
            (edge, near - 150),
            (edge - side * 230, near - 80),
            (edge - side * 480, near + 10),
            (edge - side * 700, stage.height + 30),
            (edge, stage.height + 40),
        ],
        tension=0.4,
    )
    drawing.add(
        Mark(
            bank,
            Tone(((0.0, p.ground_light, 1.0), (1.0, p.ground_dark, 1.0)), (0, near - 150), (0, stage.height)),
            "bank",
            Role.GROUND,
            0.7,
        )
    )
    for i in range(3):
        chance = stage.chance("bank-tree", i)
        draw_tree(
            stage,
            drawing,
            chance,
            (edge - side * chance.between(10, 190), near - 60 + 30 * i),
            stage.height * chance.between(0.3, 0.5),
            f"bank-tree-{i}",
            0.9,
        )


def _mirror(stage: Stage, drawing: Drawing, above: Drawing) -> None:
    """The far land upside down in the water, drowned in its colour."""
    flip = skia.Matrix()
    flip.setScale(1.0, -0.72, 0.0, stage.horizon)
    water = box(-5, stage.horizon, stage.width + 5, stage.height)
    for mark in moved(above.marks, flip):
        if mark.clip is None:
            drawing.add(
                replace(
                    mark, clip=water, opacity=mark.opacity * 0.42, role=Role.SHADE, key="mirror", blur=3.0
                )
            )
