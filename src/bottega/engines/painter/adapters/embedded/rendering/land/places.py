"""Which land each setting is made of, in painting order, and the features that words add to it.

`draw_place` paints everything behind the subjects; `draw_foreground` what stands before them.
"""

from collections.abc import Callable
from dataclasses import replace

import skia

from ...scene import Setting, Weather
from ..chance import Chance
from ..colour import colour, lighter, mix
from ..marks import Drawing, Mark, Role, Tone, dissolve, flat, moved
from ..outlines import box, joined, limb, oval, polyline, smooth
from ..stage import Plan, Stage
from .deep import draw_cloud_sea, draw_moon_ground, draw_space, draw_underwater
from .flora import draw_flowers, draw_grass, draw_rock, draw_tree, leaf_colours
from .indoors import draw_abstract, draw_plain, draw_room, draw_table
from .masonry import (
    draw_bridge,
    draw_fence,
    draw_lanterns,
    draw_lighthouse,
    draw_skyline,
    draw_street,
    draw_village,
)
from .relief import bands, draw_band, draw_mountains, height_on
from .sky import draw_sky
from .water import draw_falls, draw_path, draw_river, draw_sea, draw_shore

INDOORS = (Setting.ROOM, Setting.TABLE, Setting.PLAIN)
FEATURES = frozenset(
    """
    mountains hills trees forest river lake sea waves clouds sun moon stars rainbow flowers aurora
    fireworks buildings village fence path road bridge waterfall lighthouse grass rocks birds lightning
    planet galaxy comet island snow fog rain lanterns
    """.split()  # noqa: SIM905 (a wall of quotes reads worse)
)


def draw_place(stage: Stage, drawing: Drawing) -> None:
    """The whole world behind the subjects."""
    setting = stage.scene.setting
    if setting not in INDOORS and setting is not Setting.UNDERWATER:
        draw_sky(stage, drawing)
    _PLACES[setting](stage, drawing)


def _country(stage: Stage, drawing: Drawing, *, trees: int, mountains: int = 0, town: bool = False) -> None:
    """Open land: distance, then bands of ground with what grows between them."""
    features = stage.scene.features
    if mountains or "mountains" in features:
        draw_mountains(stage, drawing, ranges=mountains or 2)
    if "buildings" in features:
        draw_skyline(stage, drawing, rows=2)
    if "waterfall" in features:
        draw_falls(stage, drawing)
    if {"lake", "sea", "island"} & set(features):
        _inlet(stage, drawing)
    if "island" in features:
        _island(stage, drawing, lift=44.0)
    lines = bands(stage)
    more = 8 if "trees" in features or "forest" in features else 0
    for i in range(len(lines)):
        draw_band(stage, drawing, lines, i)
        if (town and i == (1 if len(lines) > 3 else 0)) or ("village" in features and i == 1):
            x = stage.width * (0.72 if stage.focus[0] < stage.width / 2 else 0.28)
            draw_village(stage, drawing, height_on(lines[i][0], x) + 26, size=1.0 if town else 0.7)
        if i < len(lines) - 1:
            _grove(stage, drawing, lines[i], i, trees + more)
    _on_the_ground(stage, drawing)


def _grove(
    stage: Stage, drawing: Drawing, band: tuple[list[tuple[float, float]], float], i: int, count: int
) -> None:
    """Trees along one band: a far wood is a soft line, near trees stand apart from the focus."""
    line, near = band
    if near < 0.12:
        _treeline(stage, drawing, line, stage.chance("treeline", i), i)
    rhythm = stage.plan is Plan.FRIEZE and i == 1
    for k in range(9 if rhythm else count):
        chance = stage.chance("tree", i, k)
        x = (
            stage.width * (k + 0.5) / 9 + chance.around(0, 8)
            if rhythm
            else stage.width * chance.between(-0.02, 1.02)
        )
        air = 0.25 + 0.75 * near
        if abs(x - stage.focus[0]) < stage.reach * 0.42 * air and not rhythm:
            continue
        tall = stage.height * (0.09 + 0.24 * near) * chance.between(0.75, 1.3) * (1.2 if rhythm else 1.0)
        y = height_on(line, x) + chance.between(2, 26) * air
        kind = (
            stage.chance("rhythm").pick(("cypress", "poplar", "birch"))
            if rhythm and stage.scene.season != "winter"
            else ""
        )
        draw_tree(stage, drawing, chance, (x, y), tall, f"tree-{i}-{k}", 0.15 + 0.75 * near, kind)


def _treeline(
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


def _inlet(stage: Stage, drawing: Drawing) -> None:
    """A strip of water behind the land."""
    p = stage.palette
    top, low = stage.horizon - 2, stage.horizon + (stage.height - stage.horizon) * 0.22
    drawing.add(
        Mark(
            box(-5, top, stage.width + 5, low),
            Tone(((0.0, mix(p.water, p.sky[2], 0.6), 1.0), (1.0, p.water, 1.0)), (0, top), (0, low)),
            "inlet",
            Role.GROUND,
            0.15,
        )
    )


def _on_the_ground(stage: Stage, drawing: Drawing) -> None:
    """What lies on the land itself: water courses, ways, grass, flowers."""
    features, setting = stage.scene.features, stage.scene.setting
    if "river" in features or setting is Setting.RIVER:
        draw_river(stage, drawing)
    if "bridge" in features:
        draw_bridge(stage, drawing, stage.horizon + (stage.height - stage.horizon) * 0.42)
    wanted = "path" in features or "road" in features
    if (
        wanted
        or setting in (Setting.GARDEN, Setting.VILLAGE)
        or (stage.plan is Plan.HIGH and setting is not Setting.RIVER)
    ):
        draw_path(stage, drawing)
    if "rocks" in features or setting is Setting.MOUNTAINS:
        _boulders(stage, drawing)
    snowy = stage.palette.ground[0] > 0.88
    if setting not in (Setting.DESERT, Setting.BEACH, Setting.SPACE) and not snowy:
        draw_grass(stage, drawing, stage.chance("grass"), top=stage.horizon + 30, count=420)
    flowering = "flowers" in features or setting in (Setting.GARDEN, Setting.MEADOW)
    if flowering and not snowy:
        rich = "flowers" in features or setting is Setting.GARDEN
        draw_flowers(
            stage, drawing, stage.chance("flowers"), top=stage.horizon + 40, count=230 if rich else 90
        )
    if "fence" in features:
        draw_fence(stage, drawing, stage.horizon + (stage.height - stage.horizon) * 0.42)


def _boulders(stage: Stage, drawing: Drawing) -> None:
    """Five stones that keep out of the focus: what would lie there is pushed aside."""
    for i in range(5):
        chance = stage.chance("rock", i)
        x = stage.width * chance.unit()
        y = stage.horizon + (stage.height - stage.horizon) * chance.between(0.3, 0.95)
        away = 1 if x >= stage.focus[0] else -1
        x = stage.focus[0] + away * max(abs(x - stage.focus[0]), stage.reach * 0.4)
        wide = 90 * stage.scale_at(y) * chance.between(0.5, 1.2)
        draw_rock(stage, drawing, chance, (x, y), wide, f"rock-{i}", 0.4)


def _sea(stage: Stage, drawing: Drawing) -> None:
    if "mountains" in stage.scene.features:
        draw_mountains(stage, drawing, ranges=2, snow=False)
    else:
        _headland(stage, drawing)
    if "buildings" in stage.scene.features:
        draw_skyline(stage, drawing, rows=2)
    draw_sea(stage, drawing)
    if "island" in stage.scene.features:
        _island(stage, drawing)


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


def _island(stage: Stage, drawing: Drawing, *, lift: float = 0.0) -> None:
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


def _beach(stage: Stage, drawing: Drawing) -> None:
    _sea(stage, drawing)
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


def _lake(stage: Stage, drawing: Drawing) -> None:
    """Mountains, their shore, and the lake that mirrors them."""
    behind = Drawing()
    draw_mountains(stage, behind, ranges=3)
    _treeline(
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


def _desert(stage: Stage, drawing: Drawing) -> None:
    """Dunes with a sharp crest: one side in light, one in shade."""
    p = stage.palette
    if "mountains" in stage.scene.features:
        draw_mountains(stage, drawing, ranges=2, snow=False)
    for i, (line, near) in enumerate(bands(stage)):
        draw_band(stage, drawing, [(line, near)] * (i + 1), i)
        chance = stage.chance("dune", i)
        x = stage.width * chance.between(0.2, 0.8)
        top = height_on(line, x) - 40 * (0.5 + near)
        w, h = (
            stage.width * chance.between(0.3, 0.6),
            (stage.height - stage.horizon) * chance.between(0.14, 0.3) * (0.4 + near),
        )
        crest = smooth([(x, top), (x + w * 0.10, top + h * 0.4), (x + w * 0.02, top + h)], closed=False)
        lee = smooth(
            [
                (x, top),
                (x + w * 0.10, top + h * 0.4),
                (x + w * 0.02, top + h),
                (x - stage.side * w, top + h * 0.9),
            ],
            tension=0.35,
        )
        sun = smooth(
            [
                (x, top),
                (x + w * 0.10, top + h * 0.4),
                (x + w * 0.02, top + h),
                (x + stage.side * w, top + h * 0.9),
            ],
            tension=0.35,
        )
        drawing.add(
            Mark(
                sun,
                flat(p.air(p.ground_light, 0.4 * (1 - near)), 0.7),
                f"dune-{i}",
                Role.SHADE,
                0.3 + 0.4 * near,
            )
        )
        drawing.add(
            Mark(
                lee,
                dissolve((x, top), (x - stage.side * w, top + h), p.ground_dark, 0.85, 0.1),
                f"dune-{i}",
                Role.SHADE,
                0.3 + 0.4 * near,
            )
        )
        drawing.add(Mark(crest, flat(p.ground_light), f"dune-{i}", Role.LINE, 0.3 + 0.4 * near, width=2))
    _on_the_ground(stage, drawing)


def _forest(stage: Stage, drawing: Drawing) -> None:
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
    _on_the_ground(stage, drawing)


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


def _city(stage: Stage, drawing: Drawing) -> None:
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


def _space(stage: Stage, drawing: Drawing) -> None:
    draw_space(stage, drawing)
    if stage.plan in (Plan.OPEN, Plan.HIGH, Plan.DIAGONAL):
        draw_moon_ground(stage, drawing)


def _plain(stage: Stage, drawing: Drawing) -> None:
    if not stage.scene.things and not stage.scene.lettering:
        if stage.scene.features:
            draw_sky(stage, drawing)
            _country(stage, drawing, trees=2)
            return
        draw_plain(stage, drawing)
        draw_abstract(stage, drawing)
        return
    draw_plain(stage, drawing)


_PLACES: dict[Setting, Callable[[Stage, Drawing], None]] = {
    Setting.MEADOW: lambda s, d: _country(s, d, trees=2),
    Setting.HILLS: lambda s, d: _country(s, d, trees=4),
    Setting.MOUNTAINS: lambda s, d: _country(s, d, trees=7, mountains=3),
    Setting.FOREST: _forest,
    Setting.SEA: _sea,
    Setting.BEACH: _beach,
    Setting.LAKE: _lake,
    Setting.RIVER: lambda s, d: _country(s, d, trees=4, mountains=1),
    Setting.DESERT: _desert,
    Setting.CITY: _city,
    Setting.VILLAGE: lambda s, d: _country(s, d, trees=4, town=True),
    Setting.STREET: draw_street,
    Setting.GARDEN: lambda s, d: _country(s, d, trees=5),
    Setting.SNOWFIELD: lambda s, d: _country(s, d, trees=4, mountains=2),
    Setting.SKY: draw_cloud_sea,
    Setting.SPACE: _space,
    Setting.UNDERWATER: draw_underwater,
    Setting.ROOM: draw_room,
    Setting.TABLE: draw_table,
    Setting.PLAIN: _plain,
}


def draw_features_above(stage: Stage, drawing: Drawing) -> None:
    """Named features that stand beside the subjects whatever the setting is."""
    features, setting = stage.scene.features, stage.scene.setting
    if "lighthouse" in features:
        side = 1 if stage.focus[0] < stage.width / 2 else -1
        x, y = stage.width * (0.5 + side * 0.30), stage.horizon + (stage.height - stage.horizon) * 0.16
        draw_rock(
            stage,
            drawing,
            stage.chance("lighthouse-rock"),
            (x, y + 22),
            stage.height * 0.26,
            "lighthouse",
            0.4,
        )
        draw_lighthouse(stage, drawing, (x, y - stage.height * 0.06), stage.height * 0.34)
    if "lanterns" in features:
        draw_lanterns(stage, drawing)
    if "waterfall" in features and setting in (Setting.SEA, Setting.LAKE, Setting.BEACH, Setting.FOREST):
        draw_falls(stage, drawing)


def draw_foreground(stage: Stage, drawing: Drawing) -> None:
    """What is nearer than the subjects: framing boughs, tall grass, weather in the air."""
    setting = stage.scene.setting
    if stage.plan is Plan.FRAMED and setting not in (
        *INDOORS,
        Setting.SKY,
        Setting.SPACE,
        Setting.UNDERWATER,
        Setting.STREET,
        Setting.CITY,
    ):
        _frame(stage, drawing)
    if stage.plan is Plan.CLOSE and setting in (
        Setting.MEADOW,
        Setting.HILLS,
        Setting.FOREST,
        Setting.GARDEN,
        Setting.RIVER,
        Setting.MOUNTAINS,
    ):
        _near_blades(stage, drawing)
    if setting not in (*INDOORS, Setting.UNDERWATER, Setting.SPACE):
        draw_weather(stage, drawing)


def _frame(stage: Stage, drawing: Drawing) -> None:
    """A dark tree at one edge whose boughs reach over the scene."""
    chance, p = stage.chance("frame"), stage.palette
    side = 1 if stage.focus[0] < stage.width / 2 else -1
    edge = stage.width * (0.5 + 0.46 * side)
    dark = mix(mix(p.bark, p.ink, 0.55), p.shade, 0.3)
    trunk = limb(
        [(edge + side * 30, stage.height + 40), (edge, stage.height * 0.5), (edge + side * 20, -40)],
        [120, 74, 60],
    )
    bough = limb(
        [
            (edge, stage.height * 0.36),
            (edge - side * 160, stage.height * 0.22),
            (edge - side * 360, stage.height * 0.16),
        ],
        [34, 20, 7],
    )
    tone = Tone(
        ((0.0, lighter(dark, 0.07), 1.0), (1.0, lighter(dark, -0.05), 1.0)),
        (edge - side * 50, 0),
        (edge + side * 60, 0),
    )
    drawing.add(Mark(joined(trunk, bough), tone, "frame", Role.BODY, 0.95))
    leaf = mix(p.leaf_dark, p.ink, 0.35)
    bare = stage.palette.ground[0] > 0.88
    for i in range(16 if bare else 60):
        t = chance.unit()
        x = edge - side * (stage.width * 0.62 * t - 60)
        y = stage.height * (0.13 - 0.10 * t) + chance.around(0, 52)
        size = stage.width * chance.between(0.014, 0.036)
        clump = smooth(
            [
                (x - size, y),
                (x - size * 0.2, y - size * 0.8),
                (x + size, y - size * 0.1),
                (x + size * 0.2, y + size * 0.7),
            ]
        )
        c = mix(leaf, p.leaf_light if chance.yes(0.25) else p.ink, 0.25) if not bare else p.cloud
        drawing.add(Mark(clump, flat(c, 0.95), "frame", Role.BODY if i < 12 else Role.SHADE, 0.96))


def _near_blades(stage: Stage, drawing: Drawing) -> None:
    """Blurred blades and blossoms right before the eye."""
    chance, p = stage.chance("near-blades"), stage.palette
    for i in range(34):
        t = chance.unit() ** 0.6 * 0.42
        x = stage.width * (t if i % 2 else 1 - t)
        tall, lean = stage.height * chance.between(0.06, 0.20) * (1 - t), chance.around(0, 60)
        blade = smooth(
            [
                (x - 7, stage.height + 10),
                (x + lean * 0.4 - 3, stage.height - tall * 0.6),
                (x + lean, stage.height - tall),
                (x + lean * 0.4 + 5, stage.height - tall * 0.55),
                (x + 8, stage.height + 10),
            ],
            tension=0.5,
        )
        c = mix(p.leaf_dark, p.leaf if chance.yes(0.4) else p.ink, 0.3)
        drawing.add(Mark(blade, flat(c), "near-blades", Role.BODY, 0.97))


def draw_weather(stage: Stage, drawing: Drawing) -> None:
    """What falls or hangs between the scene and the eye."""
    scene, p, chance = stage.scene, stage.palette, stage.chance("weather")
    weather = scene.weather
    if weather in (Weather.RAIN, Weather.STORM) or "rain" in scene.features:
        slant = -stage.side * (60 if weather is Weather.STORM else 26)
        c = mix(p.cloud, p.water_light, 0.4)
        for _ in range(330):
            x, y, size = (
                chance.between(-60, stage.width + 60),
                chance.between(-40, stage.height),
                chance.between(24, 74),
            )
            drop = polyline([(x, y), (x + slant * size / 70, y + size)])
            drawing.add(
                Mark(
                    drop,
                    flat(c, chance.between(0.14, 0.42)),
                    "rain",
                    Role.LINE,
                    0.98,
                    width=chance.between(0.8, 2.0),
                )
            )
    if weather is Weather.SNOW or "snow" in scene.features:
        for _ in range(300):
            size = 1.4 + 6.5 * chance.unit() ** 3
            flake = oval(chance.between(0, stage.width), chance.between(0, stage.height), size, size)
            drawing.add(
                Mark(
                    flake, flat(lighter(p.cloud, 0.06), chance.between(0.55, 0.95)), "snow", Role.DETAIL, 0.98
                )
            )
    if weather is Weather.FOG or "fog" in scene.features:
        for i in range(4):
            y = stage.horizon + (stage.height - stage.horizon) * (0.05 + 0.2 * i)
            bank = oval(stage.width * chance.unit(), y, stage.width * 0.7, 70 + 20 * i)
            drawing.add(Mark(bank, flat(p.haze, 0.42 - 0.07 * i), f"fog-{i}", Role.VEIL, 0.9, blur=40))
    if weather is Weather.WIND:
        for _ in range(26):
            x, y = chance.between(0, stage.width), chance.between(0, stage.height)
            leaf = oval(x, y, chance.between(4, 9), 3, chance.between(-50, 50))
            drawing.add(
                Mark(leaf, flat(p.leaf_light if chance.yes(0.5) else p.accent), "blown", Role.DETAIL, 0.97)
            )
