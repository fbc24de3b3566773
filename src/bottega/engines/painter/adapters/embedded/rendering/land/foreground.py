"""What is nearer than the subjects: framing boughs, tall grass, weather in the air."""

from ...scene import Setting, Weather
from ..colour import lighter, mix
from ..marks import Drawing, Mark, Role, Tone, flat
from ..outlines import joined, limb, oval, polyline, smooth
from ..stage import Plan, Stage

INDOORS = (Setting.ROOM, Setting.TABLE, Setting.PLAIN)


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
