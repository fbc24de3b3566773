"""Open land: meadow, hills, mountains and desert, with what grows and lies upon it."""

from ...scene import Setting
from ..colour import mix
from ..marks import Drawing, Mark, Point, Role, Tone, dissolve, flat
from ..outlines import box, smooth
from ..stage import Plan, Stage
from .flora import draw_tree, draw_treeline
from .landmarks import draw_bridge, draw_fence
from .masonry import draw_village
from .relief import bands, draw_band, draw_mountains, height_on
from .shores import draw_island
from .skyline import draw_skyline
from .undergrowth import draw_flowers, draw_grass, draw_rock
from .water import draw_falls, draw_path, draw_river


def draw_country(
    stage: Stage, drawing: Drawing, *, trees: int, mountains: int = 0, town: bool = False
) -> None:
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
        draw_island(stage, drawing, lift=44.0)
    lines = bands(stage)
    more = 8 if "trees" in features or "forest" in features else 0
    for i in range(len(lines)):
        draw_band(stage, drawing, lines, i)
        if (town and i == (1 if len(lines) > 3 else 0)) or ("village" in features and i == 1):
            x = stage.width * (0.72 if stage.focus[0] < stage.width / 2 else 0.28)
            draw_village(stage, drawing, height_on(lines[i][0], x) + 26, size=1.0 if town else 0.7)
        if i < len(lines) - 1:
            _grove(stage, drawing, lines[i], i, trees + more)
    draw_ground_cover(stage, drawing)


def _grove(
    stage: Stage, drawing: Drawing, band: tuple[list[tuple[float, float]], float], i: int, count: int
) -> None:
    """Trees along one band: a far wood is a soft line, near trees stand apart from the focus."""
    line, near = band
    if near < 0.12:
        draw_treeline(stage, drawing, line, stage.chance("treeline", i), i)
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


def draw_ground_cover(stage: Stage, drawing: Drawing) -> None:
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


def draw_desert(stage: Stage, drawing: Drawing) -> None:
    """Dunes with a sharp crest: one side in light, one in shade."""
    if "mountains" in stage.scene.features:
        draw_mountains(stage, drawing, ranges=2, snow=False)
    for i, (line, near) in enumerate(bands(stage)):
        draw_band(stage, drawing, [(line, near)] * (i + 1), i)
        _dune(stage, drawing, line, near, i)
    draw_ground_cover(stage, drawing)


def _dune(stage: Stage, drawing: Drawing, line: list[Point], near: float, i: int) -> None:
    p = stage.palette
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
