"""The stage: where the eye stands, where the horizon lies and where the light comes from.

One archetype of composition per seed, and inside it every measure moves with the seed, so that four seeds
are four pictures. The stage depends on seed, size and setting alone, never on what is put on it: adding a
boat must not move the hill.
"""

from dataclasses import dataclass
from enum import StrEnum

from ..scene import Scene, Setting
from .chance import Chance
from .palette import Palette, palette_of


class Plan(StrEnum):
    """The archetypes."""

    OPEN = "open"  # a low horizon and much sky
    HIGH = "high"  # a high horizon: the land is laid out like a carpet
    CLOSE = "close"  # the subject fills the sheet
    FRAMED = "framed"  # seen from between dark things nearby
    VALLEY = "valley"  # two slopes and what is between them
    DIAGONAL = "diagonal"  # one long slope across the sheet
    HALO = "halo"  # a great disc behind the subject, in the middle
    FRIEZE = "frieze"  # a level band with a rhythm of uprights


_ORDER = (Plan.OPEN, Plan.CLOSE, Plan.HIGH, Plan.HALO, Plan.FRAMED, Plan.DIAGONAL, Plan.VALLEY, Plan.FRIEZE)
# horizon as a share of the height, focus across (from the heavier side), feet, reach as a share of the height
_MEASURES: dict[Plan, tuple[tuple[float, float], float, float, float]] = {
    Plan.OPEN: ((0.64, 0.74), 0.34, 0.88, 0.36),
    Plan.HIGH: ((0.24, 0.33), 0.36, 0.76, 0.36),
    Plan.CLOSE: ((0.50, 0.60), 0.47, 0.95, 0.66),
    Plan.FRAMED: ((0.50, 0.60), 0.56, 0.84, 0.38),
    Plan.VALLEY: ((0.42, 0.52), 0.50, 0.80, 0.34),
    Plan.DIAGONAL: ((0.46, 0.58), 0.36, 0.80, 0.40),
    Plan.HALO: ((0.66, 0.74), 0.50, 0.87, 0.46),
    Plan.FRIEZE: ((0.58, 0.66), 0.40, 0.82, 0.42),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """Measures in units; the shorter side of the picture is 1000.

    side: -1 where the light comes from the left, 1 from the right.  sun: where the sun or moon stands.
    focus: where the first thing's feet stand.  reach: how tall a thing of usual size is there.
    """

    scene: Scene
    seed: int
    plan: Plan
    width: float
    height: float
    horizon: float
    focus: tuple[float, float]
    reach: float
    side: int
    weight: int
    sun: tuple[float, float]
    sun_radius: float
    palette: Palette
    light_seed: int

    def chance(self, *key: object) -> Chance:
        """The stream of one element."""
        return Chance(self.seed, *key)

    def nearness(self, y: float) -> float:
        """0 at the horizon, 1 at the lower edge."""
        return max(0.0, min(1.0, (y - self.horizon) / max(1.0, self.height - self.horizon)))

    def scale_at(self, y: float) -> float:
        """How tall a thing at y is, compared with one at the focus."""
        here, there = self.nearness(y), self.nearness(self.focus[1])
        return (0.16 + 0.84 * here) / (0.16 + 0.84 * there)


def stage_of(scene: Scene, *, seed: int, light_seed: int, width_px: int, height_px: int) -> Stage:
    """The stage of one picture. `light_seed` picks the palette alone; usually it is the seed."""
    chance = Chance(seed, "stage")
    plan = _plan(scene, seed)
    short = min(width_px, height_px)
    width, height = 1000.0 * width_px / short, 1000.0 * height_px / short
    (high, low), across, feet, reach = _MEASURES[plan]
    weight, side = chance.side(), chance.side()
    horizon = height * chance.between(high, low)
    across = across + chance.around(0.0, 0.025)
    focus_x = width * (across if weight < 0 else 1.0 - across)
    focus_y = height * min(0.97, feet + chance.around(0.0, 0.015))
    palette = palette_of(scene, Chance(light_seed, "palette"))
    sun, radius = _sun(plan, chance, (width, height, horizon), focus_x, side)
    return Stage(
        scene=scene,
        seed=seed,
        plan=plan,
        width=width,
        height=height,
        horizon=_horizon_for(scene, height, horizon),
        focus=(focus_x, focus_y),
        reach=min(height * reach, width * reach * 1.15) * chance.between(0.94, 1.06),
        side=side,
        weight=weight,
        sun=sun,
        sun_radius=radius,
        palette=palette,
        light_seed=light_seed,
    )


def _plan(scene: Scene, seed: int) -> Plan:
    """Neighbouring seeds get different archetypes; a wish for a close-up decides alone."""
    if scene.close:
        return (Plan.CLOSE, Plan.HALO)[seed % 2] if seed % 4 else Plan.CLOSE
    order: tuple[Plan, ...] = _ORDER
    if scene.setting in (Setting.SEA, Setting.UNDERWATER, Setting.SPACE, Setting.SKY):
        order = (Plan.OPEN, Plan.CLOSE, Plan.HALO, Plan.HIGH, Plan.FRAMED, Plan.DIAGONAL)
    return order[seed % len(order)]


def _horizon_for(scene: Scene, height: float, horizon: float) -> float:
    if scene.setting in (Setting.TABLE, Setting.ROOM):
        return height * (0.50 + 0.24 * (horizon / height))
    return horizon


def _sun(
    plan: Plan, chance: Chance, size: tuple[float, float, float], focus_x: float, side: int
) -> tuple[tuple[float, float], float]:
    width, height, horizon = size
    if plan is Plan.HALO:
        return (width / 2, horizon - height * 0.20), min(width, height) * chance.between(0.24, 0.29)
    low = chance.yes(0.45)
    y = horizon - height * chance.between(0.05, 0.10) if low else horizon * chance.between(0.22, 0.42)
    x = width * (0.5 + side * chance.between(0.14, 0.34))
    if abs(x - focus_x) < width * 0.14:
        x = focus_x + side * width * 0.24
    x = max(width * 0.10, min(width * 0.90, x))
    return (x, y), min(width, height) * chance.between(0.035, 0.07)
