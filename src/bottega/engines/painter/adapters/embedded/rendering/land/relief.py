"""Ridges, hills and slopes: the shapes of land, and the line on which things upon it stand."""

from collections.abc import Sequence
from itertools import pairwise
from math import pi, sin

import skia

from ..chance import Chance
from ..colour import Colour, lighter, mix
from ..marks import Drawing, Mark, Point, Role, Tone, dissolve, fade, flat
from ..outlines import polygon, smooth
from ..stage import Plan, Stage


def jagged(
    chance: Chance, left: float, right: float, base: float, rise: float, depth: int = 6
) -> list[Point]:
    """A mountain line by halving: peaks above `base`, up to about `rise` tall."""
    heights = [chance.between(0.05, 0.5), chance.between(0.05, 0.5)]
    middle = [heights[0], chance.between(0.7, 1.0), heights[1]]
    spread, line = 0.34, middle
    for _ in range(depth):
        denser: list[float] = []
        for a, b in pairwise(line):
            denser += [a, (a + b) / 2 + chance.around(0, spread * 0.4)]
        line, spread = [*denser, line[-1]], spread * 0.52
    step = (right - left) / (len(line) - 1)
    return [(left + i * step, base - rise * max(0.02, value)) for i, value in enumerate(line)]


def rolling(chance: Chance, width: float, base: float, rise: float) -> list[Point]:
    """A soft line of hills across the sheet."""
    waves = [
        (chance.between(0.5, 1.4), chance.between(0, 2 * pi), 1.0),
        (chance.between(1.6, 2.8), chance.between(0, 2 * pi), 0.4),
    ]
    line: list[Point] = []
    for i in range(15):
        t = i / 14
        lift = sum(size * sin(2 * pi * pace * t + shift) for pace, shift, size in waves)
        line.append((width * (t * 1.1 - 0.05), base - rise * (0.5 + 0.36 * lift)))
    return line


def land_under(line: Sequence[Point], bottom: float) -> skia.Path:
    """The closed outline of the land below a soft line."""
    path = smooth(list(line), closed=False)
    path.lineTo(line[-1][0], bottom)
    path.lineTo(line[0][0], bottom)
    path.close()
    return path


def height_on(line: Sequence[Point], x: float) -> float:
    """The y of the line at x."""
    for (x0, y0), (x1, y1) in pairwise(line):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / max(1e-6, x1 - x0)
    return line[0][1] if x < line[0][0] else line[-1][1]


def draw_mountains(stage: Stage, drawing: Drawing, *, ranges: int = 3, snow: bool = True) -> None:
    """Ranges in aerial perspective, each paler than the one before it."""
    p = stage.palette
    tallest = min(stage.horizon * 0.72, stage.height * 0.46)
    for i in range(ranges):
        chance = stage.chance("range", i)
        near = i / max(1, ranges - 1)
        base = stage.horizon + 4 + 12 * near
        rise = tallest * (1.0 - 0.48 * near) * chance.between(0.85, 1.05)
        shift = stage.width * chance.around(0.0, 0.18)
        line = jagged(chance, -0.35 * stage.width + shift, 1.35 * stage.width + shift, base, rise)
        c = p.air(mix(mix(p.far, p.shade, 0.35), p.leaf_dark, 0.25 * near), 0.86 - 0.52 * near)
        _massif(stage, drawing, line, base, c, f"range-{i}", 0.10 + 0.06 * i)
        if snow and i < 2:
            _snow_caps(stage, drawing, chance, line, rise, base, f"range-{i}")


def _massif(
    stage: Stage, drawing: Drawing, line: list[Point], base: float, c: Colour, key: str, depth: float
) -> None:
    p = stage.palette
    top = min(y for _, y in line)
    body = polygon([(line[0][0], base + 60), *line, (line[-1][0], base + 60)])
    drawing.add(
        Mark(
            body,
            fade((0, top), (0, base + 20), lighter(c, -0.02), mix(c, p.haze, 0.55)),
            key,
            Role.GROUND,
            depth,
        )
    )
    for i in range(2, len(line) - 2):
        (x, y), before, after = line[i], line[i - 2], line[i + 2]
        if y < before[1] and y < after[1]:  # a peak: its side away from the light lies in shade
            foot = base - (base - y) * 0.25
            lean = -stage.side
            facet = [
                (x, y),
                (x + lean * (foot - y) * 0.62, foot),
                (x + lean * (foot - y) * 0.10, foot),
                (x - lean * 6, y + (foot - y) * 0.45),
            ]
            drawing.add(
                Mark(
                    polygon(facet),
                    dissolve((0, y), (0, foot), lighter(c, -0.10), 0.55, 0.0),
                    key,
                    Role.SHADE,
                    depth,
                    clip=body,
                )
            )


def _snow_caps(
    stage: Stage, drawing: Drawing, chance: Chance, line: list[Point], rise: float, base: float, key: str
) -> None:
    """White on the heights, torn at its lower edge, tinted by the light."""
    p, limit = stage.palette, base - rise * 0.62
    white = mix(p.cloud, p.light, 0.3)
    cap: list[Point] = [(x, y) for x, y in line if y < limit]
    if len(cap) < 3:
        return
    ragged = [
        (x, min(limit, y + (limit - y) * chance.between(0.35, 0.95)) + chance.between(0, 8))
        for x, y in reversed(cap)
    ]
    body = polygon([(line[0][0], base), *line, (line[-1][0], base)])
    drawing.add(
        Mark(
            polygon(cap + ragged),
            dissolve((0, base - rise), (0, limit), white, 0.92, 0.35),
            key,
            Role.DETAIL,
            0.12,
            clip=body,
        )
    )


def bands(stage: Stage) -> list[tuple[list[Point], float]]:
    """The lines of the land from far to near, each with its nearness; the plan bends them."""
    count = {Plan.HIGH: 6, Plan.OPEN: 3, Plan.FRIEZE: 3, Plan.CLOSE: 3}.get(stage.plan, 4)
    found: list[tuple[list[Point], float]] = []
    wet = {"lake", "sea", "island"} & set(stage.scene.features)
    start = stage.horizon + (stage.height - stage.horizon) * (
        0.2 if wet else 0.0
    )  # leave the water its strip
    span = stage.height - start
    for i in range(count):
        chance = stage.chance("band", i)
        near = (i / count) ** 1.35
        rise = span * (0.05 + 0.07 * chance.unit()) * (0.8 if stage.plan is Plan.FRIEZE else 1.6)
        line = rolling(chance, stage.width, start + span * near * 0.92, min(rise, 90))
        found.append(([(x, y - _bend(stage, x, near, i)) for x, y in line], near))
    return found


def _bend(stage: Stage, x: float, near: float, i: int) -> float:
    """How far the plan lifts the land at x."""
    t, span = x / stage.width, stage.height - stage.horizon
    if stage.plan is Plan.VALLEY and i:
        side = 1 if i % 2 else -1
        wing = float(max(0.0, (t - 0.5) * side * 2) ** 1.5)
        return span * (0.85 - 0.35 * near) * wing
    if stage.plan is Plan.DIAGONAL and i:
        slope = max(0.0, (1 - t) if stage.weight < 0 else t)
        return float(span * (0.52 - 0.3 * near) * slope**1.2 - span * 0.08)
    return 0.0


def draw_bands(
    stage: Stage, drawing: Drawing, lines: list[tuple[list[Point], float]], *, soft: bool = False
) -> None:
    """Paint the land, from hazy distance to the rich ground at the feet."""
    for i in range(len(lines)):
        draw_band(stage, drawing, lines, i, soft=soft)


def draw_band(
    stage: Stage, drawing: Drawing, lines: list[tuple[list[Point], float]], i: int, *, soft: bool = False
) -> None:
    p, chance = stage.palette, stage.chance("band-paint", i)
    line, near = lines[i]
    top = min(y for _, y in line)
    swing = chance.between(0.0, 1.0)
    base = mix(mix(p.ground, p.ground_dark, 0.30 * swing), p.ground_light, 0.35 * (1 - swing))
    c = p.air(base, 0.72 * (1 - near) ** 1.3 if not soft else 0.5 * (1 - near))
    lit, deep = mix(c, p.ground_light, 0.38), mix(c, p.ground_dark, 0.25 + 0.35 * near)
    span = max(60.0, (stage.height - top) * 0.55)
    body = land_under(line, stage.height + 20)
    tone = Tone(((0.0, lit, 1.0), (0.30, c, 1.0), (1.0, deep, 1.0)), (0, top), (0, top + span))
    drawing.add(Mark(body, tone, f"band-{i}", Role.GROUND, 0.2 + 0.5 * near))
    _cloud_shadows(stage, drawing, chance, line, body, near, i)


def _cloud_shadows(
    stage: Stage, drawing: Drawing, chance: Chance, line: list[Point], body: skia.Path, near: float, i: int
) -> None:
    p = stage.palette
    for _ in range(3):
        x, y = chance.between(0, stage.width), 0.0
        y = height_on(line, x) + chance.between(20, 140) * (0.4 + near)
        w, h = chance.between(90, 260) * (0.5 + near), chance.between(8, 26) * (0.5 + near)
        c = p.ground_dark if chance.yes(0.6) else p.ground_light
        shape = smooth(
            [
                (x - w, y),
                (x - w * 0.3, y - h),
                (x + w * 0.5, y - h * 0.6),
                (x + w, y),
                (x + w * 0.2, y + h),
                (x - w * 0.5, y + h * 0.7),
            ]
        )
        drawing.add(
            Mark(shape, flat(c, 0.20), f"band-{i}", Role.SHADE, 0.2 + 0.5 * near, clip=body, blur=h * 0.3)
        )
