"""Trees, grass, flowers and rocks, each grown from its own chance."""

from collections.abc import Callable
from math import cos, pi, sin

import skia

from ...scene import Season, Setting
from ..chance import Chance
from ..colour import Colour, lighter, mix
from ..marks import Drawing, Mark, Point, Role, Tone, fade, flat
from ..outlines import joined, limb, oval, polyline, smooth
from ..stage import Stage
from .foliage import clump_at, draw_leaf_masses, draw_trunk, ground_shadow, leaf_colours
from .relief import height_on

Grow = Callable[[Stage, Drawing, Chance, Point, float, str, float], None]


def draw_tree(
    stage: Stage,
    drawing: Drawing,
    chance: Chance,
    foot: Point,
    tall: float,
    key: str,
    near: float,
    kind: str = "",
) -> None:
    """One tree standing at `foot`, `tall` units high; `near` 0 to 1 sets how much air lies before it."""
    _KINDS[kind or tree_kind(stage, chance)](stage, drawing, chance, foot, tall, key, near)


def tree_kind(stage: Stage, chance: Chance) -> str:
    """Which tree grows here."""
    scene = stage.scene
    if scene.setting in (Setting.BEACH, Setting.DESERT):
        return "palm"
    if scene.setting in (Setting.MOUNTAINS, Setting.SNOWFIELD):
        return "conifer"
    if scene.season is Season.WINTER:
        return chance.pick(("bare", "conifer", "conifer"))
    if scene.setting in (Setting.VILLAGE, Setting.HILLS) and scene.season is Season.SUMMER:
        return chance.pick(("broadleaf", "cypress", "broadleaf"))
    return chance.pick(("broadleaf", "broadleaf", "poplar", "birch"))


def _broadleaf(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    x, y = foot
    middle, light, dark = leaf_colours(stage, chance, near)
    ground_shadow(stage, drawing, foot, tall * 0.7, key, near)
    draw_trunk(stage, drawing, foot, tall * 0.55, tall * 0.055, key, near, chance.around(0, tall * 0.03))
    wide, blobs = tall * chance.between(0.30, 0.40), []
    for i in range(9):
        bend = 2 * pi * i / 9 + chance.around(0, 0.2)
        out = chance.between(0.5, 0.85)
        radius = wide * chance.between(0.36, 0.52)
        blobs.append(
            oval(
                x + wide * out * cos(bend),
                y - tall * 0.66 + wide * 0.72 * out * sin(bend),
                radius,
                radius * 0.9,
            )
        )
    crown = joined(oval(x, y - tall * 0.66, wide * 0.8, wide * 0.68), *blobs)
    top, low = y - tall, y - tall * 0.35
    drawing.add(
        Mark(
            crown,
            fade(
                (x + stage.side * wide, top),
                (x - stage.side * wide, low),
                mix(middle, light, 0.4),
                middle,
                dark,
            ),
            key,
            Role.BODY,
            0.32 + 0.5 * near,
        )
    )
    draw_leaf_masses(stage, drawing, chance, (x, y - tall * 0.66), wide, (light, dark), crown, key, near)


def _conifer(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    x, y = foot
    p = stage.palette
    green = (
        mix(p.leaf_dark, p.shade, 0.12)
        if stage.scene.season is not Season.AUTUMN
        else mix(p.leaf_dark, p.shade, 0.5)
    )
    green = p.air(green, 0.6 * (1 - near))
    ground_shadow(stage, drawing, foot, tall * 0.42, key, near)
    draw_trunk(stage, drawing, foot, tall * 0.2, tall * 0.05, key, near)
    tiers = 6 if tall > 120 else 4
    snowy = stage.scene.season is Season.WINTER or stage.scene.setting is Setting.SNOWFIELD
    for i in range(tiers):
        t = i / tiers
        low, high = y - tall * (0.08 + 0.72 * t), y - tall * min(1.0, 0.08 + 0.72 * t + 0.40 - 0.12 * t)
        half = tall * 0.21 * (1 - t) ** 0.85 + tall * 0.02
        tier = _tier(chance, x, low, high, half)
        tone = fade(
            (x + stage.side * half, high),
            (x - stage.side * half, low),
            lighter(mix(green, p.light, 0.14), 0.05),
            green,
            lighter(green, -0.07),
        )
        drawing.add(Mark(tier, tone, key, Role.BODY, 0.32 + 0.5 * near))
        if snowy:
            load = smooth(
                [
                    (x, high),
                    (x + half * 0.42, (low + high) / 2 + tall * 0.02),
                    (x + half * 0.12, (low + high) / 2 + tall * 0.005),
                    (x - half * 0.3, (low + high) / 2 + tall * 0.03),
                    (x - half * 0.5, (low + high) / 2 + tall * 0.02),
                ]
            )
            drawing.add(
                Mark(
                    load,
                    flat(p.air(mix(p.cloud, p.light, 0.2), 0.4 * (1 - near)), 0.88),
                    key,
                    Role.DETAIL,
                    0.33 + 0.5 * near,
                    clip=tier,
                )
            )


def _tier(chance: Chance, x: float, low: float, high: float, half: float) -> skia.Path:
    teeth = 5
    points: list[Point] = [(x, high), (x + half * 0.45, low - (low - high) * 0.42)]
    for i in range(teeth + 1):
        across = half * (1 - 2 * i / teeth)
        points.append((x + across, low + chance.between(-0.02, 0.10) * (low - high) - abs(across) * 0.10))
        if i < teeth:
            points.append((x + across - half / teeth, low - (low - high) * 0.10))
    points.append((x - half * 0.45, low - (low - high) * 0.42))
    return smooth(points, tension=0.22)


def _poplar(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    _spindle(stage, drawing, chance, foot, tall, key, near, leaf_colours(stage, chance, near), 0.13)


def _cypress(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    p = stage.palette
    deep = p.air(mix(p.leaf_dark, p.shade, 0.3), 0.5 * (1 - near))
    _spindle(
        stage,
        drawing,
        chance,
        foot,
        tall,
        key,
        near,
        (deep, mix(deep, p.leaf_light, 0.3), lighter(deep, -0.06)),
        0.085,
    )


def _spindle(
    stage: Stage,
    drawing: Drawing,
    chance: Chance,
    foot: Point,
    tall: float,
    key: str,
    near: float,
    colours: tuple[Colour, Colour, Colour],
    girth: float,
) -> None:
    x, y = foot
    middle, light, dark = colours
    half = tall * girth * chance.between(0.85, 1.15)
    ground_shadow(stage, drawing, foot, half * 3, key, near)
    draw_trunk(stage, drawing, foot, tall * 0.2, tall * 0.035, key, near)
    crown = smooth(
        [
            (x, y - tall),
            (x + half * 0.55, y - tall * 0.72),
            (x + half, y - tall * 0.34),
            (x + half * 0.6, y - tall * 0.08),
            (x - half * 0.6, y - tall * 0.08),
            (x - half, y - tall * 0.34),
            (x - half * 0.55, y - tall * 0.72),
        ]
    )
    drawing.add(
        Mark(
            crown,
            fade(
                (x + stage.side * half, 0), (x - stage.side * half, 0), mix(middle, light, 0.5), middle, dark
            ),
            key,
            Role.BODY,
            0.32 + 0.5 * near,
        )
    )
    for _ in range(12):
        cy = y - tall * chance.between(0.12, 0.9)
        cx = x + stage.side * half * chance.between(-0.2, 0.8)
        fleck = clump_at(chance, cx, cy, half * chance.between(0.18, 0.4))
        drawing.add(Mark(fleck, flat(light, 0.35), key, Role.SHADE, 0.33 + 0.5 * near, clip=crown))


def _birch(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    x, y = foot
    p = stage.palette
    pale = p.air(p.lit(mix(p.paper, p.stone, 0.15)), 0.4 * (1 - near))
    lean = chance.around(0, tall * 0.05)
    trunk = limb(
        [(x, y), (x + lean * 0.5, y - tall * 0.5), (x + lean, y - tall * 0.92)],
        [tall * 0.05, tall * 0.035, tall * 0.014],
    )
    ground_shadow(stage, drawing, foot, tall * 0.4, key, near)
    drawing.add(
        Mark(
            trunk,
            fade(
                (x + stage.side * tall * 0.03, 0),
                (x - stage.side * tall * 0.03, 0),
                pale,
                lighter(pale, -0.14),
            ),
            key,
            Role.BODY,
            0.31 + 0.5 * near,
        )
    )
    for _ in range(8):
        cy = y - tall * chance.between(0.05, 0.7)
        drawing.add(
            Mark(
                oval(
                    x + lean * (y - cy) / tall + chance.around(0, tall * 0.01), cy, tall * 0.013, tall * 0.005
                ),
                flat(p.ink, 0.7),
                key,
                Role.DETAIL,
                0.31 + 0.5 * near,
                clip=trunk,
            )
        )
    _loose_leaves(stage, drawing, chance, (x + lean, y), tall, key, near)


def _loose_leaves(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    """Leaves with air between them, as birches have."""
    x, y = foot
    middle, light, dark = leaf_colours(stage, chance, near)
    for i in range(30):
        bend, out = chance.between(0, 2 * pi), chance.unit() ** 0.5
        cx, cy = x + tall * 0.22 * out * cos(bend), y - tall * 0.72 + tall * 0.27 * out * sin(bend)
        c = (dark, middle, middle, light)[min(3, i // 8)]
        drawing.add(
            Mark(
                clump_at(chance, cx, cy, tall * chance.between(0.03, 0.07)),
                flat(c, 0.85),
                key,
                Role.BODY if i < 14 else Role.SHADE,
                0.32 + 0.5 * near,
            )
        )


def _bare(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    ground_shadow(stage, drawing, foot, tall * 0.4, key, near)
    c = stage.palette.air(stage.palette.bark, 0.5 * (1 - near))

    def branch(x: float, y: float, bend: float, long: float, thick: float, left: int) -> None:
        tip = (x + long * sin(bend), y - long * cos(bend))
        swing = (x + 0.5 * long * sin(bend + 0.12), y - 0.5 * long * cos(bend + 0.12))
        drawing.add(
            Mark(
                limb([(x, y), swing, tip], [thick, thick * 0.8, thick * 0.6])
                if thick > 4
                else polyline([(x, y), swing, tip]),
                flat(c),
                key,
                Role.BODY if thick > 4 else Role.LINE,
                0.32 + 0.5 * near,
                width=0.0 if thick > 4 else max(1.0, thick),
            )
        )
        if left:
            for turn in (-1, 1) if left < 4 else (-1, 0.2, 1):
                branch(
                    *tip,
                    bend + turn * chance.between(0.28, 0.62),
                    long * chance.between(0.62, 0.78),
                    thick * 0.62,
                    left - 1,
                )

    branch(foot[0], foot[1], chance.around(0, 0.06), tall * 0.30, tall * 0.06, 4 if tall > 150 else 3)


def _palm(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    x, y = foot
    lean = chance.side() * tall * chance.between(0.08, 0.22)
    top = (x + lean, y - tall * 0.82)
    p = stage.palette
    c = p.air(mix(p.bark, p.ground_light, 0.25), 0.5 * (1 - near))
    ground_shadow(stage, drawing, foot, tall * 0.4, key, near)
    trunk = limb([(x, y), (x + lean * 0.25, y - tall * 0.4), top], [tall * 0.055, tall * 0.036, tall * 0.03])
    drawing.add(
        Mark(
            trunk,
            fade(
                (x + stage.side * tall * 0.05, y),
                (x - stage.side * tall * 0.05, y),
                lighter(c, 0.06),
                lighter(c, -0.1),
            ),
            key,
            Role.BODY,
            0.31 + 0.5 * near,
        )
    )
    middle, light, dark = leaf_colours(stage, chance, near)
    for i in range(9):
        bend = pi * (i / 8) * 1.16 - 0.08 * pi + chance.around(0, 0.1)
        long = tall * chance.between(0.34, 0.44)
        tip = (top[0] - long * cos(bend), top[1] - long * 0.55 * sin(bend) + long * 0.34)
        crest = (top[0] - long * 0.55 * cos(bend), top[1] - long * 0.62 * sin(bend) - long * 0.10)
        low = (crest[0], crest[1] + long * 0.17)
        frond = smooth([top, crest, tip, low], tension=0.45)
        drawing.add(
            Mark(frond, fade(top, tip, middle, (light if i % 2 else dark)), key, Role.BODY, 0.32 + 0.5 * near)
        )


_KINDS: dict[str, Grow] = {
    "broadleaf": _broadleaf,
    "conifer": _conifer,
    "poplar": _poplar,
    "cypress": _cypress,
    "birch": _birch,
    "bare": _bare,
    "palm": _palm,
}


def draw_treeline(
    stage: Stage, drawing: Drawing, line: list[tuple[float, float]], chance: Chance, i: int
) -> None:
    puffs, p, x = [], stage.palette, -20.0
    start, end = stage.width * chance.between(-0.2, 0.4), stage.width * chance.between(0.6, 1.3)
    while x < stage.width + 20:
        if start < x < end:
            size = stage.height * chance.between(0.010, 0.024)
            puffs.append(oval(x, height_on(line, x) - size * 0.3, size * 1.2, size))
        x += stage.height * 0.014
    if puffs:
        c = p.air(mix(p.leaf_dark, p.leaf, 0.3), 0.55)
        wood = joined(*puffs)
        bounds = wood.getBounds()
        drawing.add(
            Mark(
                wood,
                Tone(
                    ((0.0, lighter(c, 0.05), 1.0), (1.0, lighter(c, -0.06), 1.0)),
                    (0, bounds.top()),
                    (0, bounds.bottom()),
                ),
                f"wood-{i}",
                Role.BODY,
                0.2,
            )
        )
