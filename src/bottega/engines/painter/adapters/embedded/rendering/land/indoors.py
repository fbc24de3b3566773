"""Rooms, table tops and bare backdrops: the places without weather."""

from ..colour import Colour, colour, lighter, mix
from ..marks import Drawing, Mark, Role, Tone, dissolve, fade, flat
from ..outlines import box, oval, polygon, smooth
from ..stage import Plan, Stage

_WALLS = ("#c9b79c", "#8fa3a0", "#b8897a", "#6f7f93", "#a9a78a", "#d8cdb8", "#7d6a70", "#c7a86a")


_BOARDS = ("#8a5a3c", "#b98a5a", "#6d4a3a", "#d3b184", "#4f4038")


def room_colours(stage: Stage) -> tuple[Colour, Colour]:
    """Wall and board, in the hour's light; a wish for tints turns them too."""
    chance, p = stage.chance("room-colours", stage.light_seed), stage.palette
    wall, board = colour(chance.pick(_WALLS)), colour(chance.pick(_BOARDS))
    if stage.scene.tint:
        wall, board = mix(p.sky[1], p.wall, 0.3), mix(p.ground_dark, p.bark, 0.4)
    drop = -0.34 * p.dark
    return lighter(p.lit(wall), drop), lighter(p.lit(board), drop * 0.8)


def draw_room(stage: Stage, drawing: Drawing) -> None:
    """A wall with a window, boards, a rug; light falls in from the light's side."""
    p, chance, (wall, board) = stage.palette, stage.chance("room"), room_colours(stage)
    lit, dark = mix(lighter(wall, 0.10), p.light, 0.25), lighter(wall, -0.16)
    bright, dim = (stage.width, 0.0) if stage.side > 0 else (0.0, stage.width)
    drawing.add(
        Mark(
            box(0, 0, stage.width, stage.height),
            fade((bright, 0), (dim, stage.horizon), lit, wall, dark),
            "wall",
            Role.GROUND,
            0.0,
        )
    )
    _floor(stage, drawing, board)
    base = box(-5, stage.horizon - 26, stage.width + 5, stage.horizon)
    drawing.add(
        Mark(
            base,
            fade((bright, 0), (dim, 0), lighter(lit, 0.05), lighter(wall, -0.05)),
            "skirting",
            Role.BODY,
            0.1,
        )
    )
    _window(stage, drawing)
    if "curtain" not in stage.scene.features:
        _picture(stage, drawing)
    if chance.yes(0.6):
        _rug(stage, drawing)
    _sunbeam(stage, drawing)


def _floor(stage: Stage, drawing: Drawing, board: Colour) -> None:
    top, van = stage.horizon, stage.width * (0.5 - 0.2 * stage.weight)
    tone = Tone(
        ((0.0, lighter(board, 0.05), 1.0), (1.0, lighter(board, -0.12), 1.0)), (0, top), (0, stage.height)
    )
    floor = box(-5, top, stage.width + 5, stage.height + 5)
    drawing.add(Mark(floor, tone, "floor", Role.GROUND, 0.1))
    for i in range(-9, 20):
        x = stage.width * i / 10
        plank = polygon(
            [
                (van + (x - van) * 0.42, top),
                (van + (x - van) * 0.42 + 1.5, top),
                (x + 4, stage.height),
                (x, stage.height),
            ]
        )
        drawing.add(Mark(plank, flat(lighter(board, -0.14), 0.55), "floor", Role.SHADE, 0.11, clip=floor))


def _window(stage: Stage, drawing: Drawing) -> None:
    p, chance = stage.palette, stage.chance("window")
    x = stage.width * (0.5 + stage.side * chance.between(0.24, 0.30))
    wide, tall = stage.width * chance.between(0.24, 0.30), stage.horizon * chance.between(0.52, 0.64)
    y = stage.horizon * 0.12
    left, right = x - wide / 2, x + wide / 2
    view = box(left, y, right, y + tall)
    drawing.add(
        Mark(
            box(left - 14, y - 14, right + 14, y + tall + 14),
            flat(p.lit(colour("#efe8da"))),
            "window",
            Role.BODY,
            0.1,
        )
    )
    drawing.add(Mark(view, fade((0, y), (0, y + tall), *p.sky), "window", Role.BODY, 0.1))
    hill = smooth(
        [
            (left - 20, y + tall),
            (left - 20, y + tall * 0.75),
            (x, y + tall * 0.62),
            (right + 20, y + tall * 0.8),
            (right + 20, y + tall),
        ],
        tension=0.4,
    )
    drawing.add(Mark(hill, flat(p.air(p.leaf, 0.4)), "window", Role.DETAIL, 0.1, clip=view))
    if p.dark > 0.6:
        drawing.add(
            Mark(oval(x + wide * 0.2, y + tall * 0.25, 20, 20), flat(p.sun), "window", Role.DETAIL, 0.1)
        )
    frame = flat(p.lit(colour("#efe8da")))
    drawing.add(Mark(box(x - 5, y, x + 5, y + tall), frame, "window", Role.DETAIL, 0.11))
    drawing.add(
        Mark(box(left, y + tall * 0.42, right, y + tall * 0.42 + 9), frame, "window", Role.DETAIL, 0.11)
    )
    drawing.add(
        Mark(box(left - 30, y + tall + 12, right + 30, y + tall + 28, 4), frame, "window", Role.BODY, 0.12)
    )
    _curtains(stage, drawing, x, y, wide, tall)


def _curtains(stage: Stage, drawing: Drawing, x: float, y: float, wide: float, tall: float) -> None:
    p = stage.palette
    cloth = mix(p.accent, p.wall, 0.25)
    for way in (-1, 1):
        edge = x + way * (wide / 2 + 18)
        inner = edge - way * wide * 0.24
        drape = smooth(
            [
                (edge + way * 22, y - 34),
                (inner, y - 34),
                (inner - way * 6, y + tall * 0.3),
                (edge - way * 8, y + tall * 0.62),
                (edge - way * 24, y + tall + 50),
                (edge + way * 26, y + tall + 50),
            ],
            tension=0.3,
        )
        drawing.add(
            Mark(
                drape,
                fade(
                    (inner, 0),
                    (edge + way * 20, 0),
                    lighter(cloth, 0.07),
                    lighter(cloth, -0.05),
                    lighter(cloth, 0.04),
                    lighter(cloth, -0.12),
                ),
                "curtain",
                Role.BODY,
                0.13,
            )
        )


def _picture(stage: Stage, drawing: Drawing) -> None:
    p, chance = stage.palette, stage.chance("wall-picture")
    x, y = (
        stage.width * (0.5 - stage.side * chance.between(0.2, 0.3)),
        stage.horizon * chance.between(0.22, 0.3),
    )
    w, h = stage.width * 0.10, stage.width * chance.between(0.08, 0.13)
    drawing.add(
        Mark(
            box(x - w - 8, y - 8, x + w + 8, y + 2 * h + 8),
            flat(lighter(p.bark, -0.05)),
            "wall-picture",
            Role.BODY,
            0.1,
        )
    )
    drawing.add(
        Mark(
            box(x - w, y, x + w, y + 2 * h),
            fade((0, y), (0, y + 2 * h), p.sky[1], p.sky[2]),
            "wall-picture",
            Role.DETAIL,
            0.1,
        )
    )
    hill = smooth(
        [
            (x - w, y + 2 * h),
            (x - w, y + h * 1.2),
            (x - w * 0.2, y + h * 0.9),
            (x + w, y + h * 1.4),
            (x + w, y + 2 * h),
        ],
        tension=0.3,
    )
    drawing.add(Mark(hill, flat(p.leaf_dark), "wall-picture", Role.DETAIL, 0.1))


def _rug(stage: Stage, drawing: Drawing) -> None:
    p, x, y = stage.palette, stage.width / 2, (stage.horizon + stage.height) / 2 + 40
    for i, c in enumerate((p.accent, p.wall, p.roof)):
        rug = oval(x, y, stage.width * (0.40 - 0.05 * i), (stage.height - y) * (0.75 - 0.11 * i))
        drawing.add(
            Mark(
                rug,
                flat(lighter(c, -0.06 - 0.2 * p.dark), 0.95),
                "rug",
                Role.BODY if not i else Role.DETAIL,
                0.15,
            )
        )


def _sunbeam(stage: Stage, drawing: Drawing) -> None:
    if stage.palette.dark > 0.6:
        return
    x = stage.width * (0.5 + stage.side * 0.2)
    drift = -stage.side * stage.width * 0.30
    beam = polygon(
        [
            (x - 90, stage.horizon + 20),
            (x + 90, stage.horizon + 20),
            (x + drift + 190, stage.height),
            (x + drift - 190, stage.height),
        ]
    )
    drawing.add(
        Mark(
            beam,
            dissolve((x, stage.horizon), (x + drift, stage.height), stage.palette.light, 0.42, 0.12),
            "sunbeam",
            Role.SHADE,
            0.16,
            blur=14,
        )
    )


def draw_table(stage: Stage, drawing: Drawing) -> None:
    """A still life's stage: a wall split by light, and a board or cloth that ends above the lower edge."""
    p, chance, (wall, board) = stage.palette, stage.chance("table"), room_colours(stage)
    bright = stage.width if stage.side > 0 else 0.0
    lit, dark = mix(lighter(wall, 0.12), p.light, 0.2), lighter(wall, -0.2)
    drawing.add(
        Mark(
            box(0, 0, stage.width, stage.height),
            fade((bright, 0), (stage.width - bright, stage.horizon), lit, wall, dark),
            "wall",
            Role.GROUND,
            0.0,
        )
    )
    if stage.plan in (Plan.OPEN, Plan.DIAGONAL, Plan.FRAMED):
        _window(stage, drawing)
    elif stage.plan in (Plan.HALO, Plan.VALLEY):
        x, y = stage.width / 2, stage.horizon * 0.55
        drawing.add(
            Mark(
                oval(x, y, stage.width * 0.36, stage.width * 0.36),
                flat(lighter(lit, 0.03), 0.6),
                "wall-disc",
                Role.SHADE,
                0.02,
            )
        )
    else:
        split = [
            (bright, 0),
            (stage.width * (0.5 + 0.1 * stage.side), 0),
            (stage.width * (0.5 - 0.2 * stage.side), stage.horizon),
            (bright, stage.horizon),
        ]
        drawing.add(
            Mark(polygon(split), flat(mix(lit, p.light, 0.3), 0.5), "wall-light", Role.SHADE, 0.02, blur=10)
        )
    _board(stage, drawing, board, cloth=chance.yes(0.45))


def _board(stage: Stage, drawing: Drawing, board: Colour, *, cloth: bool) -> None:
    p, top = stage.palette, stage.horizon
    lip = stage.height * 0.955
    c = mix(p.wall, p.cloud, 0.4) if cloth else board
    face = box(-5, top, stage.width + 5, lip)
    drawing.add(
        Mark(
            face,
            Tone(((0.0, lighter(c, 0.06), 1.0), (1.0, lighter(c, -0.03), 1.0)), (0, top), (0, lip)),
            "table",
            Role.GROUND,
            0.15,
        )
    )
    drawing.add(
        Mark(
            box(-5, lip, stage.width + 5, stage.height + 5),
            flat(lighter(c, -0.17)),
            "table",
            Role.GROUND,
            0.6,
        )
    )
    chance = stage.chance("board")
    for _ in range(16):
        y = chance.between(top, lip)
        wave = smooth([(stage.width * k / 5, y + chance.around(0, 5)) for k in range(6)], closed=False)
        drawing.add(
            Mark(wave, flat(lighter(c, -0.10), 0.35), "table", Role.SHADE, 0.16, width=chance.between(1, 3))
        )
    if cloth:
        for i in range(5):
            x = stage.width * (0.1 + 0.2 * i)
            fold = polygon([(x, top), (x + 24, top), (x + 60 * (i - 2), lip), (x - 14 + 60 * (i - 2), lip)])
            drawing.add(Mark(fold, flat(p.shade, 0.10), "table", Role.SHADE, 0.16, blur=9, clip=face))
