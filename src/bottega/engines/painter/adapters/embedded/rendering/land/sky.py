"""What is overhead: the gradient, sun or moon, clouds, stars and the rarer lights."""

from math import cos, pi, sin

from ...scene import Hour, Setting, Weather
from ..chance import Chance
from ..colour import colour, from_lch, lighter, mix
from ..marks import Drawing, Mark, Role, Tone, dissolve, fade, flat, halo
from ..outlines import box, common, cut, joined, oval, polyline, smooth
from ..stage import Plan, Stage
from .lights import (
    draw_aurora,
    draw_comet,
    draw_fireworks,
    draw_galaxy,
    draw_lightning,
    draw_planet,
    draw_rainbow,
)

_SUNLESS = (Weather.RAIN, Weather.STORM, Weather.FOG, Weather.SNOW, Weather.CLOUDY)


def draw_sky(stage: Stage, drawing: Drawing) -> None:
    """Everything above the horizon, far to near."""
    features = stage.scene.features
    _backdrop(stage, drawing)
    dark = stage.palette.dark > 0.6
    if (dark and stage.scene.weather not in _SUNLESS) or "stars" in features:
        _stars(stage, drawing)
    if "aurora" in features:
        draw_aurora(stage, drawing)
    if "galaxy" in features:
        draw_galaxy(stage, drawing)
    _disc(stage, drawing)
    if "planet" in features:
        draw_planet(stage, drawing, stage.chance("planet"))
    if "rainbow" in features:
        draw_rainbow(stage, drawing)
    _clouds(stage, drawing)
    for name, draw in (("fireworks", draw_fireworks), ("comet", draw_comet), ("lightning", draw_lightning)):
        if name in features or (name == "lightning" and stage.scene.weather is Weather.STORM):
            draw(stage, drawing)
    if "birds" in features:
        _far_birds(stage, drawing)


def _backdrop(stage: Stage, drawing: Drawing) -> None:
    top, middle, low = stage.palette.sky
    end = stage.height if stage.scene.setting is Setting.SKY else stage.horizon + 40
    tone = Tone(((0.0, top, 1.0), (0.55, middle, 1.0), (1.0, low, 1.0)), (0, 0), (0, end))
    drawing.add(Mark(box(0, 0, stage.width, stage.height), tone, "sky", Role.GROUND, 0.0))


def _disc(stage: Stage, drawing: Drawing) -> None:
    """The sun by day, the moon by night; always the great disc of the HALO plan."""
    scene, p = stage.scene, stage.palette
    moon = "moon" in scene.features or (p.dark > 0.6 and "sun" not in scene.features)
    asked = "moon" in scene.features or "sun" in scene.features
    if scene.weather in _SUNLESS and not asked and stage.plan is not Plan.HALO:
        return
    if not asked and not moon and stage.plan not in (Plan.HALO, Plan.OPEN, Plan.VALLEY) and p.glaze < 0.2:
        return
    (x, y), radius = stage.sun, stage.sun_radius * (1.25 if asked and stage.plan is not Plan.HALO else 1.0)
    glow = mix(p.sun, p.light, 0.4)
    reach = radius * (5.0 if stage.plan is not Plan.HALO else 2.2)
    opacity = 0.40 if moon else 0.55
    drawing.add(
        Mark(oval(x, y, reach, reach), halo((x, y), reach, glow, opacity), "sun-glow", Role.GLOW, 0.02)
    )
    if moon:
        _moon(stage, drawing, x, y, radius)
    else:
        face = fade((x, y - radius), (x, y + radius), p.sun, mix(p.sun, p.sky[2], 0.35))
        drawing.add(Mark(oval(x, y, radius, radius), face, "sun", Role.BODY, 0.03))


def _moon(stage: Stage, drawing: Drawing, x: float, y: float, radius: float) -> None:
    chance, face = stage.chance("moon"), stage.palette.sun
    disc = oval(x, y, radius, radius)
    if stage.plan is not Plan.HALO and "full moon" not in stage.scene.features and chance.yes(0.4):
        disc = cut(
            disc, oval(x + radius * 0.45 * stage.side, y - radius * 0.18, radius * 0.92, radius * 0.92)
        )
    drawing.add(
        Mark(
            disc, fade((x - radius, y), (x + radius, y), face, lighter(face, -0.07)), "moon", Role.BODY, 0.03
        )
    )
    for _ in range(6):
        bend, out = chance.between(0, 2 * pi), chance.between(0.1, 0.7) * radius
        crater = oval(
            x + out * cos(bend),
            y + out * sin(bend),
            radius * chance.between(0.08, 0.24),
            radius * chance.between(0.07, 0.2),
        )
        drawing.add(Mark(crater, flat(lighter(face, -0.10), 0.5), "moon", Role.SHADE, 0.03, clip=disc))


def _stars(stage: Stage, drawing: Drawing) -> None:
    chance = stage.chance("stars")
    low = stage.horizon if stage.scene.setting is not Setting.SPACE else stage.height
    for i in range(int(0.00021 * stage.width * low)):
        x, y = chance.between(0, stage.width), chance.unit() ** 1.3 * low
        size = 0.8 + 2.6 * chance.unit() ** 5
        c = mix(colour("#ffffff"), from_lch(0.9, 0.09, chance.between(40, 280)), 0.7)
        drawing.add(
            Mark(oval(x, y, size, size), flat(c, chance.between(0.35, 1.0)), f"star-{i}", Role.GLOW, 0.01)
        )
        if size > 2.6:
            for dx, dy in ((size * 4, 0.0), (0.0, size * 4)):
                ray = polyline([(x - dx, y - dy), (x + dx, y + dy)])
                drawing.add(Mark(ray, flat(c, 0.5), f"star-{i}", Role.GLOW, 0.01, width=0.9))


def _clouds(stage: Stage, drawing: Drawing) -> None:
    """How many and which kind follow weather, plan and seed."""
    scene, chance = stage.scene, stage.chance("clouds")
    if scene.weather in (Weather.RAIN, Weather.STORM, Weather.CLOUDY, Weather.SNOW):
        _overcast(stage, drawing, chance)
        return
    asked = "clouds" in scene.features or scene.setting is Setting.SKY
    count = {Plan.OPEN: 5, Plan.HIGH: 1, Plan.CLOSE: 2, Plan.HALO: 2}.get(stage.plan, 3)
    count = count + 3 if asked else count
    if stage.palette.dark > 0.6 and not asked:
        count = count // 2
    streaks = scene.hour in (Hour.SUNSET, Hour.DAWN, Hour.DUSK) or chance.yes(0.35)
    for i in range(count):
        one = stage.chance("cloud", i)
        y = stage.horizon * (0.10 + 0.72 * (i + one.between(0.1, 0.9)) / count)
        far = y / max(1.0, stage.horizon)
        wide = (
            stage.width
            * one.between(0.20, 0.42)
            * (1.25 - 0.75 * far)
            * (1.3 if stage.plan is Plan.OPEN else 1.0)
        )
        x = one.between(-0.05, 1.05) * stage.width
        if streaks and not (asked and i % 2):
            _streak(stage, drawing, one, (x, y), wide * 1.3, f"cloud-{i}")
        else:
            _cumulus(stage, drawing, one, (x, y), wide, f"cloud-{i}")


def _cumulus(
    stage: Stage, drawing: Drawing, chance: Chance, at: tuple[float, float], wide: float, key: str
) -> None:
    x, y = at
    tall = wide * chance.between(0.26, 0.40)
    puffs = []
    for i in range(9):
        t = i / 8
        arch = sin(pi * (0.12 + 0.76 * t)) * chance.between(0.65, 1.1)
        radius = tall * (0.22 + 0.36 * arch)
        puffs.append(oval(x + wide * (t - 0.5) * 0.9, y - tall * 0.42 * arch, radius * 1.15, radius))
    base = box(x - wide, y - tall * 2, x + wide, y + tall * 0.16)
    body = common(joined(*puffs), base)
    p = stage.palette
    tone = fade(
        (x, y - tall * 0.9), (x, y + tall * 0.25), p.cloud, mix(p.cloud, p.cloud_shade, 0.45), p.cloud_shade
    )
    drawing.add(Mark(body, tone, key, Role.BODY, 0.05, opacity=0.94))
    for i in (1, 3, 4, 6):
        bounds = puffs[i].getBounds()
        lit = oval(
            bounds.centerX() + stage.side * bounds.width() * 0.1,
            bounds.centerY() - bounds.height() * 0.06,
            bounds.width() * 0.36,
            bounds.height() * 0.33,
        )
        drawing.add(
            Mark(
                lit,
                dissolve((0, bounds.top()), (0, bounds.bottom()), lighter(p.cloud, 0.03), 0.75, 0.0),
                key,
                Role.SHADE,
                0.05,
                clip=body,
                blur=tall * 0.05,
            )
        )


def _streak(
    stage: Stage, drawing: Drawing, chance: Chance, at: tuple[float, float], wide: float, key: str
) -> None:
    p, (x, y) = stage.palette, at
    for i in range(chance.whole(2, 4)):
        w, cy = wide * chance.between(0.4, 1.0) / 2, y + (i - 1) * wide * 0.045
        cx, thick = x + chance.around(0, wide * 0.16), wide * chance.between(0.012, 0.032)
        points = [
            (cx - w, cy + 2),
            (cx - w * 0.45, cy - thick),
            (cx + w * 0.1, cy - thick * 1.5),
            (cx + w * 0.6, cy - thick * 0.5),
            (cx + w, cy - 1),
            (cx + w * 0.4, cy + thick * 0.7),
            (cx - w * 0.3, cy + thick),
        ]
        c = mix(p.cloud, p.cloud_shade, chance.between(0.0, 0.55))
        drawing.add(Mark(smooth(points), flat(c, 0.75), key, Role.BODY, 0.05, blur=0.8))


def _overcast(stage: Stage, drawing: Drawing, chance: Chance) -> None:
    p = stage.palette
    for i in range(6):
        y = stage.horizon * (0.04 + 0.15 * i)
        c = mix(p.cloud, p.cloud_shade, chance.between(0.1, 0.9))
        if stage.scene.weather is Weather.STORM:
            c = mix(c, p.ink, 0.25 - 0.03 * i)
        points = [(-60.0, y - 160), (stage.width + 60, y - 160)]
        steps = 8
        edge = [
            (stage.width * (1.06 - 1.12 * k / steps), y + chance.around(0, 26) + 20 * sin(k * 1.7 + i))
            for k in range(steps + 1)
        ]
        drawing.add(
            Mark(
                smooth(points + edge, tension=0.6),
                dissolve((0, y - 130), (0, y + 40), c, 0.25, 0.85),
                f"overcast-{i}",
                Role.SHADE,
                0.05,
                blur=9,
            )
        )


def _far_birds(stage: Stage, drawing: Drawing) -> None:
    chance = stage.chance("far-birds")
    x, y = stage.width * chance.between(0.25, 0.75), stage.horizon * chance.between(0.25, 0.6)
    for i in range(9):
        size = chance.between(9, 17)
        bx, by = x + chance.around(0, 110), y + chance.around(0, 46)
        wing = smooth(
            [
                (bx - size, by - size * 0.35),
                (bx - size * 0.4, by - size * 0.5),
                (bx, by),
                (bx + size * 0.4, by - size * 0.5),
                (bx + size, by - size * 0.3),
            ],
            closed=False,
        )
        drawing.add(
            Mark(
                wing,
                flat(mix(stage.palette.ink, stage.palette.haze, 0.25)),
                f"far-bird-{i}",
                Role.LINE,
                0.1,
                width=2.2,
            )
        )
