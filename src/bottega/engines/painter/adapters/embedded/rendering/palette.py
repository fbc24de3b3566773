"""The palette of a picture: hand-mixed colours per hour, moved by season, weather, setting and wish.

Owns every colour that is not a thing's own. Each hour has three skies, of which the seed picks one, so that
two sunsets are not the same sunset. Hours also carry the colour of their light, with which a thing's own
colour is glazed: a red fox at night stays red, but lies in the night.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..scene import Hour, Scene, Season, Setting, Weather
from .chance import Chance
from .colour import Colour, chroma_of, colour, hued_like, lighter, mix, stronger


@dataclass(frozen=True, slots=True)
class Palette:
    """What each kind of surface is painted with, already in the hour's light."""

    sky: tuple[Colour, Colour, Colour]  # zenith, middle, above the horizon
    cloud: Colour
    cloud_shade: Colour
    sun: Colour
    haze: Colour
    light: Colour  # what the lit side is glazed with
    shade: Colour  # what the shadow side is glazed with
    glaze: float  # how much of the hour lies on every colour
    dark: float  # 0 day to 1 night: lamps and windows shine by it
    far: Colour
    ground: Colour
    ground_light: Colour
    ground_dark: Colour
    leaf: Colour
    leaf_light: Colour
    leaf_dark: Colour
    bark: Colour
    water: Colour
    water_light: Colour
    stone: Colour
    path: Colour
    wall: Colour
    roof: Colour
    bloom: tuple[Colour, ...]
    accent: Colour
    ink: Colour
    paper: Colour

    def lit(self, c: Colour, *, keep: float = 0.0) -> Colour:
        """A thing's own colour in this hour; `keep` 1 leaves it untouched."""
        share = self.glaze * (1.0 - keep)
        shaded = mix(c, (c[0] * 0.55, self.shade[1], self.shade[2]), share * self.dark)
        return mix(shaded, (shaded[0], self.light[1], self.light[2]), share * 0.35 * (1.0 - self.dark))

    def air(self, c: Colour, distance: float) -> Colour:
        """The colour seen through air: distance 0 is here, 1 is the horizon."""
        return mix(c, self.haze, 0.82 * distance**0.8)


# zenith, middle, low, cloud, cloud shade, sun, haze, light, shade
_SKIES: Mapping[Hour, tuple[str, ...]] = {
    Hour.DAWN: (
        "#6f8fc0 #c9c0d8 #fbdcc4 #fdeee2 #b9a9c6 #fff1d0 #e8d3d0 #ffe6c8 #6a6a9a",
        "#5a7fa8 #a9c7cf #f7e3b9 #fff3df #9fb2bf #fff6d8 #d9dcc8 #fff0cf #56708c",
        "#7a78b4 #d8a9bd #ffd9a8 #ffe7d6 #a98bb0 #ffe9c0 #e9c3bd #ffdcc0 #6b5f94",
    ),
    Hour.DAY: (
        "#3f86c8 #86bde0 #d9ecef #ffffff #b7cbdc #fff8dc #cfe3ea #fff6e0 #4a6a94",
        "#2f7f9f #7fc0c4 #eaf1dc #fffdf4 #a9c6c6 #fff6d0 #d8e8dc #fff4d8 #3f6878",
        "#5a93cf #a8cbe8 #f3ead8 #fffaf0 #c0c4d2 #fff3cf #e2e2dc #fff2dc #566a98",
    ),
    Hour.GOLDEN: (
        "#5f93b8 #d8cfa8 #fbd488 #fff0cc #d3a77c #fff0b8 #efcf98 #ffdf9a #6f6480",
        "#7f9fa8 #ecc98c #f9b765 #ffe6b4 #c28a68 #ffeaa6 #efbf84 #ffd488 #6e5a6c",
        "#8aa0ae #e6d3a6 #f7c97c #fff2d2 #b99a80 #fff2bf #e6cfa2 #ffe0a0 #6a6a72",
    ),
    Hour.SUNSET: (
        "#3c4a86 #c9688c #ffb26b #ffc59a #7d4f80 #ffe08a #e59a86 #ffb070 #4a3a70",
        "#25566e #d9825f #ffd07a #ffb98a #5a5f78 #fff0a8 #e6a878 #ffbe78 #2f4a64",
        "#5b3a72 #e0565e #ff9e4f #ff9c84 #632f63 #ffd878 #e2735f #ff9a62 #4f2a5e",
    ),
    Hour.DUSK: (
        "#1f2f5c #5a639e #d7a6a8 #b48fb0 #3f447a #ffe2b0 #7f7fa8 #b9a6d0 #26305c",
        "#173a4f #3f7a8c #e8c39c #7fa3ad #24505f #ffe4a8 #6f9aa0 #a8c8c8 #173848",
        "#2c2450 #7a4a86 #e58f7c #a66a94 #3d2f62 #ffd49a #8a5f86 #c99ac0 #2c2250",
    ),
    Hour.NIGHT: (
        "#0b1433 #1c2f5e #3f5f8c #4a628f #1a2a52 #fdf6d8 #2c4470 #9fb8e6 #0d1738",
        "#071c2c #11394a #2f6a6e #3d6a72 #10303e #f6f8dc #1f4c58 #9fd0cc #06202e",
        "#150f33 #33235e #6a4a86 #5c4a86 #241a4a #fff0d0 #40306a #bda8e6 #160f36",
    ),
}
_HOUR_WEIGHT: Mapping[Hour, tuple[float, float]] = {  # glaze, dark
    Hour.DAWN: (0.30, 0.15),
    Hour.DAY: (0.10, 0.0),
    Hour.GOLDEN: (0.42, 0.05),
    Hour.SUNSET: (0.46, 0.30),
    Hour.DUSK: (0.55, 0.65),
    Hour.NIGHT: (0.62, 0.92),
}
# ground, ground light, ground dark, leaf, leaf light, leaf dark, path
_SEASONS: Mapping[Season, tuple[str, ...]] = {
    Season.SPRING: (
        "#8fb65f #c3d77f #557f4a #86b45c #c0d982 #4a7a4a #d9c39a",
        "#7fae6c #b8d68f #4a7858 #9cc06a #d3e08f #527d4a #cdb48f",
    ),
    Season.SUMMER: (
        "#6f9a4c #a9bd62 #3f6b45 #4f8049 #93ad55 #2c5540 #d2b684",
        "#8c9c4c #c9b964 #54703f #5d8a52 #a6b860 #31593f #dcc398",
    ),
    Season.AUTUMN: (
        "#b58a45 #dcb160 #7d5a38 #c9692e #eda83f #84402c #cfae80",
        "#a67c48 #d3a35c #6a5038 #b9492f #e08a3a #6f2f30 #d5b88c",
    ),
    Season.WINTER: (
        "#dfe7ee #fbfcfb #a9bccf #5d7a78 #dfe8ea #3a5560 #c5cbd0",
        "#e3e4ee #fdfbf6 #b0b4cf #6b7f86 #e6eaee #43566b #cfccd0",
    ),
}
_GROUNDS: Mapping[Setting, str] = {  # ground, light, dark where the setting decides instead of the season
    Setting.DESERT: "#dca865 #f4d199 #a8683f",
    Setting.BEACH: "#e3c996 #f7e6c3 #b8965f",
    Setting.SNOWFIELD: "#e2eaf1 #fdfdfb #a8bdd3",
    Setting.UNDERWATER: "#c9b98a #e6dcae #7f8a6c",
    Setting.SPACE: "#5a5a72 #8d8aa0 #2d2c44",
    Setting.CITY: "#8a8a90 #b8b4ae #55586a",
    Setting.STREET: "#8c8680 #bcb1a4 #575260",
}
_BLOOMS: Mapping[Season, str] = {
    Season.SPRING: "#f2a7bd #fff0a8 #e8e4f6 #f7c7d2",
    Season.SUMMER: "#e4572e #f6c945 #f2efe6 #7f6fb8",
    Season.AUTUMN: "#d8742f #a83f3f #e5b548 #8a5a83",
    Season.WINTER: "#ffffff #cf3f3f #dfe9f4 #b8c6da",
}
# wall, roof, accent
_HOUSES = (
    "#efe2c8 #b4523a #d1493f",
    "#e6d3c0 #54627a #e0a13a",
    "#f3ebdc #8a3f3c #2f7f86",
    "#dcc7a4 #6a5a48 #c4512f",
)


def palette_of(scene: Scene, chance: Chance) -> Palette:
    """The palette of a scene; `chance` picks among the equally right ones."""
    if scene.setting is Setting.SPACE:
        scene = replace(scene, hour=Hour.NIGHT)
    mixed = _mixed(scene, chance)
    weathered = _weathered(mixed, scene)
    wished = _tinted(weathered, scene) if scene.tint else weathered
    return _each(wished, lambda c: _nudged(c, scene.warmth, scene.light))


def _mixed(scene: Scene, chance: Chance) -> Palette:
    sky = [colour(code) for code in chance.pick(_SKIES[scene.hour]).split()]
    season = [colour(code) for code in chance.pick(_SEASONS[scene.season]).split()]
    glaze, dark = _HOUR_WEIGHT[scene.hour]
    glaze = 0.25 if scene.setting is Setting.SPACE else glaze  # no air: the light is hard and white
    grounds = _GROUNDS.get(scene.setting)
    if grounds and not (scene.season is Season.WINTER and scene.setting in (Setting.CITY, Setting.STREET)):
        season[:3] = [colour(code) for code in grounds.split()]
    wall, roof, accent = (colour(code) for code in chance.pick(_HOUSES).split())
    water = mix(mix(sky[0], sky[2], 0.35), colour("#2f6f7f"), 0.4 if dark < 0.3 else 0.15)
    base = Palette(
        sky=(sky[0], sky[1], sky[2]),
        cloud=sky[3],
        cloud_shade=sky[4],
        sun=sky[5],
        haze=sky[6],
        light=sky[7],
        shade=sky[8],
        glaze=glaze,
        dark=dark,
        far=mix(sky[8], sky[6], 0.35),
        ground=season[0],
        ground_light=season[1],
        ground_dark=season[2],
        leaf=season[3],
        leaf_light=season[4],
        leaf_dark=season[5],
        bark=colour("#6a4a38") if scene.season is not Season.WINTER else colour("#54464a"),
        water=water,
        water_light=mix(sky[2], sky[5], 0.35),
        stone=colour("#9a948c"),
        path=season[6],
        wall=wall,
        roof=roof,
        bloom=tuple(colour(code) for code in _BLOOMS[scene.season].split()),
        accent=accent,
        ink=mix(sky[8], colour("#141420"), 0.72),
        paper=colour("#f7f1e4"),
    )
    return _under_light(base)


# fmt: off
_LOCAL = (
    "ground", "ground_light", "ground_dark", "leaf", "leaf_light", "leaf_dark",
    "bark", "stone", "path", "wall", "roof", "accent",
)
# fmt: on


def _under_light(p: Palette) -> Palette:
    """The hour glazes every local colour once, so that all surfaces belong to one light."""
    changed: dict[str, Any] = {name: p.lit(getattr(p, name)) for name in _LOCAL}
    changed["ground_light"] = mix(changed["ground_light"], p.light, 0.25)
    changed["leaf_light"] = mix(changed["leaf_light"], p.light, 0.18)
    changed["bloom"] = tuple(p.lit(c, keep=0.4) for c in p.bloom)
    return replace(p, **changed)


def _weathered(p: Palette, scene: Scene) -> Palette:
    """Rain, fog and storm drain and unify; snow lightens; clear air leaves all as it is."""
    grey, share, drop = {
        Weather.CLEAR: ("#ffffff", 0.0, 0.0),
        Weather.WIND: ("#dfe6e8", 0.12, 0.0),
        Weather.CLOUDY: ("#c3ccd2", 0.30, -0.02),
        Weather.RAIN: ("#8f9fae", 0.48, -0.07),
        Weather.SNOW: ("#dce4ec", 0.40, 0.0),
        Weather.FOG: ("#dcdfdd", 0.58, 0.02),
        Weather.STORM: ("#4d586c", 0.58, -0.14),
    }[scene.weather]
    if not share:
        return p
    veil = mix(colour(grey), p.haze, 0.35 + 0.4 * p.dark)
    veil = lighter(veil, -0.25 * p.dark)
    airy: dict[str, Any] = {
        name: mix(getattr(p, name), veil, share) for name in ("cloud", "cloud_shade", "haze", "far")
    }
    muted: dict[str, Any] = {
        name: lighter(stronger(getattr(p, name), 1.0 - share * 0.45), drop) for name in _LOCAL
    }
    sky = (mix(p.sky[0], veil, share), mix(p.sky[1], veil, share), mix(p.sky[2], veil, share * 0.8))
    water = mix(p.water, veil, share * 0.6)
    return replace(p, sky=sky, water=water, **airy, **muted)


def _tinted(p: Palette, scene: Scene) -> Palette:
    """A wish such as "in blue and gold": darks and air take the first tint, lights the second."""
    tints = [colour(code) for code in scene.tint[:3]]

    def toned(c: Colour) -> Colour:
        return hued_like(c, tints[0] if c[0] < 0.72 or len(tints) == 1 else tints[1], 0.78)

    changed = _each(p, toned)
    if len(tints) == 1:
        return changed
    second = tints[1]
    lights: dict[str, Any] = {
        name: hued_like(getattr(p, name), second, 0.8) for name in ("sun", "light", "path", "wall")
    }
    bloom = tuple(hued_like(c, tints[(i + 1) % len(tints)], 0.85) for i, c in enumerate(p.bloom))
    return replace(changed, **lights, bloom=bloom, accent=tints[-1])


def _nudged(c: Colour, warmth: float, light: float) -> Colour:
    """Edits: warmer turns towards amber, brighter lifts; both leave black and white nearly alone."""
    room = min(1.0, 3.0 * c[0] * (1.02 - c[0]) + 0.1)
    lifted = c[0] + light * 0.22 * (1.0 - c[0] if light > 0 else c[0] + 0.25)
    return max(0.02, min(0.99, lifted)), c[1] + 0.035 * warmth * room, c[2] + 0.06 * warmth * room


def nudged(c: Colour, scene: Scene) -> Colour:
    """The same nudge for a thing's own colour."""
    tinted = hued_like(c, colour(scene.tint[0]), 0.3) if scene.tint and chroma_of(c) < 0.2 else c
    return _nudged(tinted, scene.warmth, scene.light)


def _each(p: Palette, change: Callable[[Colour], Colour]) -> Palette:
    changed: dict[str, Any] = {}
    for name in Palette.__dataclass_fields__:
        value = getattr(p, name)
        if name in ("glaze", "dark"):
            continue
        many = name in ("sky", "bloom")
        changed[name] = tuple(change(c) for c in value) if many else change(value)
    return replace(p, **changed)
