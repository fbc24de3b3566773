"""Which land each setting is made of, in painting order, and the features that words add to it.

`draw_place` paints everything behind the subjects; `draw_foreground` what stands before them.
"""

from collections.abc import Callable

from ...scene import Setting
from ..marks import Drawing
from ..stage import Plan, Stage
from .backdrops import draw_abstract, draw_plain
from .country import draw_country, draw_desert
from .deep import draw_cloud_sea, draw_moon_ground, draw_space, draw_underwater
from .foreground import INDOORS
from .indoors import draw_room, draw_table
from .landmarks import draw_lanterns, draw_lighthouse
from .shores import draw_beach, draw_coast, draw_lake
from .sky import draw_sky
from .street import draw_street
from .town import draw_city
from .undergrowth import draw_rock
from .water import draw_falls
from .woods import draw_forest

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


def _space(stage: Stage, drawing: Drawing) -> None:
    draw_space(stage, drawing)
    if stage.plan in (Plan.OPEN, Plan.HIGH, Plan.DIAGONAL):
        draw_moon_ground(stage, drawing)


def _plain(stage: Stage, drawing: Drawing) -> None:
    if not stage.scene.things and not stage.scene.lettering:
        if stage.scene.features:
            draw_sky(stage, drawing)
            draw_country(stage, drawing, trees=2)
            return
        draw_plain(stage, drawing)
        draw_abstract(stage, drawing)
        return
    draw_plain(stage, drawing)


_PLACES: dict[Setting, Callable[[Stage, Drawing], None]] = {
    Setting.MEADOW: lambda s, d: draw_country(s, d, trees=2),
    Setting.HILLS: lambda s, d: draw_country(s, d, trees=4),
    Setting.MOUNTAINS: lambda s, d: draw_country(s, d, trees=7, mountains=3),
    Setting.FOREST: draw_forest,
    Setting.SEA: draw_coast,
    Setting.BEACH: draw_beach,
    Setting.LAKE: draw_lake,
    Setting.RIVER: lambda s, d: draw_country(s, d, trees=4, mountains=1),
    Setting.DESERT: draw_desert,
    Setting.CITY: draw_city,
    Setting.VILLAGE: lambda s, d: draw_country(s, d, trees=4, town=True),
    Setting.STREET: draw_street,
    Setting.GARDEN: lambda s, d: draw_country(s, d, trees=5),
    Setting.SNOWFIELD: lambda s, d: draw_country(s, d, trees=4, mountains=2),
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
