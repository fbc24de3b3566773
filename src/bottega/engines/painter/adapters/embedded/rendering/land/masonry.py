"""What people built: houses, towers, skylines, streets, bridges and fences."""

from math import cos, pi, sin

import skia

from ...scene import Season
from ..chance import Chance
from ..colour import Colour, colour, from_lch, hue_of, lighter, mix
from ..marks import Drawing, Mark, Point, Role, Tone, dissolve, fade, flat, halo
from ..outlines import box, polygon, smooth
from ..stage import Stage
from .flora import ground_shadow

_LAMP = colour("#ffd98a")


def draw_house(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    """A gabled house in three-quarter view: front, side, roof, door, windows, chimney."""
    x, y = foot
    p, air = stage.palette, 0.5 * (1 - near)
    wall = p.air(
        mix(p.wall, p.lit(from_lch(0.85, 0.05, chance.between(20, 110))), chance.between(0, 0.6)), air
    )
    roof = p.air(mix(p.roof, p.bark, chance.between(0, 0.4)), air)
    wide, eaves = tall * chance.between(0.75, 0.95), tall * 0.52
    side = wide * 0.62 * -stage.side
    front = [
        (x - wide / 2, y),
        (x - wide / 2, y - eaves),
        (x, y - tall),
        (x + wide / 2, y - eaves),
        (x + wide / 2, y),
    ]
    corner, ridge = (x + (wide / 2 if side > 0 else -wide / 2)), (x + side, y - tall * 0.97)
    flank = [
        (corner, y),
        (corner, y - eaves),
        (corner + side, y - eaves * 0.97),
        (corner + side, y - tall * 0.02),
    ]
    top = [
        (x, y - tall - 2),
        ridge,
        (corner + side * 1.03, y - eaves * 0.93),
        (corner + side * 0.03, y - eaves * 0.96),
    ]
    ground_shadow(stage, drawing, (x + side / 2, y), wide * 1.5, key, near)
    drawing.add(Mark(polygon(flank), flat(lighter(wall, -0.14)), key, Role.BODY, 0.3 + 0.5 * near))
    drawing.add(
        Mark(
            polygon(front),
            fade((0, y - tall), (0, y), lighter(wall, 0.02), lighter(wall, -0.06)),
            key,
            Role.BODY,
            0.31 + 0.5 * near,
        )
    )
    drawing.add(
        Mark(
            polygon(top),
            fade((x, y - tall), (x, y - eaves), lighter(roof, 0.04), lighter(roof, -0.06)),
            key,
            Role.BODY,
            0.32 + 0.5 * near,
        )
    )
    drawing.add(
        Mark(
            smooth([front[1], front[2], front[3]], closed=False, tension=0),
            flat(lighter(roof, -0.05)),
            key,
            Role.DETAIL,
            0.33 + 0.5 * near,
            width=tall * 0.05,
        )
    )
    _openings(stage, drawing, (x, y), wide, tall, eaves, key, near, wall)
    if stage.scene.season is Season.WINTER:
        snow = [top[0], top[1], (top[2][0], top[2][1] - eaves * 0.12), (top[3][0], top[3][1] - eaves * 0.1)]
        drawing.add(Mark(polygon(snow), flat(p.air(p.cloud, air), 0.92), key, Role.DETAIL, 0.33 + 0.5 * near))
    chimney = box(
        x + side * 0.55 - tall * 0.05, y - tall * 1.14, x + side * 0.55 + tall * 0.05, y - tall * 0.92
    )
    drawing.add(Mark(chimney, flat(lighter(roof, -0.09)), key, Role.BODY, 0.3 + 0.5 * near))


def _openings(
    stage: Stage,
    drawing: Drawing,
    at: Point,
    wide: float,
    tall: float,
    eaves: float,
    key: str,
    near: float,
    wall: Colour,
) -> None:
    (x, y), depth = at, 0.34 + 0.5 * near
    glass = lit_window(stage, wall)
    door = box(x - wide * 0.09, y - eaves * 0.62, x + wide * 0.09, y, wide * 0.05)
    drawing.add(Mark(door, flat(mix(stage.palette.accent, wall, 0.15)), key, Role.DETAIL, depth))
    for across in (-0.29, 0.29):
        pane = box(
            x + wide * across - wide * 0.085,
            y - eaves * 0.78,
            x + wide * across + wide * 0.085,
            y - eaves * 0.40,
        )
        drawing.add(Mark(pane, flat(glass), key, Role.DETAIL, depth))
        bar = box(
            x + wide * across - wide * 0.008,
            y - eaves * 0.78,
            x + wide * across + wide * 0.008,
            y - eaves * 0.40,
        )
        drawing.add(Mark(bar, flat(lighter(wall, 0.05)), key, Role.DETAIL, depth))
    attic = box(x - wide * 0.07, y - tall * 0.78, x + wide * 0.07, y - tall * 0.62, wide * 0.06)
    drawing.add(Mark(attic, flat(glass), key, Role.DETAIL, depth))
    if stage.palette.dark > 0.5 and tall > 40:
        glow = halo((x, y - eaves * 0.5), tall * 0.9, _LAMP, 0.28)
        drawing.add(Mark(skia.Path.Circle(x, y - eaves * 0.5, tall * 0.9), glow, key, Role.GLOW, depth))


def lit_window(stage: Stage, wall: Colour) -> Colour:
    """Dark glass by day, lamplight by night."""
    return mix(mix(stage.palette.ink, stage.palette.sky[1], 0.45), _LAMP, min(1.0, stage.palette.dark * 1.5))


def draw_tower(
    stage: Stage, drawing: Drawing, chance: Chance, foot: Point, tall: float, key: str, near: float
) -> None:
    """A church or town tower with a pointed roof."""
    (x, y), p = foot, stage.palette
    wall, roof = p.air(p.wall, 0.5 * (1 - near)), p.air(p.roof, 0.5 * (1 - near))
    wide = tall * 0.19
    start, end = (x + stage.side * wide, 0), (x - stage.side * wide, 0)
    drawing.add(
        Mark(
            box(x - wide / 2, y - tall * 0.68, x + wide / 2, y),
            fade(start, end, lighter(wall, 0.03), lighter(wall, -0.16)),
            key,
            Role.BODY,
            0.3 + 0.5 * near,
        )
    )
    drawing.add(
        Mark(
            polygon([(x - wide * 0.62, y - tall * 0.67), (x, y - tall), (x + wide * 0.62, y - tall * 0.67)]),
            fade(start, end, lighter(roof, 0.05), lighter(roof, -0.08)),
            key,
            Role.BODY,
            0.31 + 0.5 * near,
        )
    )
    drawing.add(
        Mark(
            box(x - wide * 0.14, y - tall * 0.61, x + wide * 0.14, y - tall * 0.5, wide * 0.14),
            flat(lit_window(stage, wall)),
            key,
            Role.DETAIL,
            0.32 + 0.5 * near,
        )
    )


def draw_village(
    stage: Stage, drawing: Drawing, base: float, *, key: str = "village", size: float = 1.0
) -> None:
    """A cluster of houses round a tower, the far ones first."""
    chance = stage.chance(key)
    middle = stage.width * (
        0.5 + (0.22 if stage.focus[0] < stage.width / 2 else -0.22) + chance.around(0, 0.05)
    )
    near = 0.18 + 0.5 * stage.nearness(base)
    draw_tower(
        stage,
        drawing,
        chance.child("tower"),
        (middle + chance.around(0, 24), base - 6),
        165 * size,
        f"{key}-tower",
        near,
    )
    spots = sorted((chance.around(0, 8), chance.around(0, 105 * size), i) for i in range(8))
    for dy, dx, i in spots:
        draw_house(
            stage,
            drawing,
            stage.chance(key, i),
            (middle + dx, base + dy * size),
            chance.between(46, 76) * size,
            f"{key}-{i}",
            near,
        )


def draw_skyline(stage: Stage, drawing: Drawing, *, rows: int = 3, base: float | None = None) -> None:
    """City blocks in rows, paler with distance, windows lit by the hour."""
    base = stage.horizon + 12 if base is None else base
    for row in range(rows):
        chance = stage.chance("skyline", row)
        near = row / max(1, rows - 1)
        x = -30.0
        i = 0
        while x < stage.width + 10:
            wide = chance.between(44, 96) * (0.8 + 0.5 * near)
            crest = 1.0 - 0.55 * abs((x / stage.width) - (0.5 - 0.22 * stage.weight)) * 2
            tall = stage.horizon * chance.between(0.16, 0.62) * (0.85 - 0.35 * near) * max(0.35, crest)
            _block(
                stage,
                drawing,
                stage.chance("block", row, i),
                (x, base + 14 * near),
                wide,
                tall,
                near,
                f"block-{row}-{i}",
            )
            x += wide + chance.between(-4, 16) * (1 + near)
            i += 1


def _block(
    stage: Stage,
    drawing: Drawing,
    chance: Chance,
    foot: Point,
    wide: float,
    tall: float,
    near: float,
    key: str,
) -> None:
    (x, y), p = foot, stage.palette
    local = mix(p.stone, p.wall, chance.unit() * 0.8)
    local = mix(local, p.roof, 0.35 if chance.yes(0.25) else 0.0)
    c = p.air(mix(local, p.shade, 0.25 + 0.4 * p.dark), 0.80 - 0.62 * near)
    body = skia.Path(box(x, y - tall, x + wide, y + 30))
    crown = chance.pick(("flat", "step", "spire", "flat", "slant"))
    if crown == "step":
        body.addRect(skia.Rect(x + wide * 0.2, y - tall * 1.10, x + wide * 0.8, y - tall + 2))
    elif crown == "spire":
        body.addPath(
            polygon(
                [
                    (x + wide * 0.38, y - tall + 1),
                    (x + wide * 0.5, y - tall * 1.25),
                    (x + wide * 0.62, y - tall + 1),
                ]
            )
        )
    elif crown == "slant":
        body.addPath(
            polygon([(x, y - tall + 1), (x + wide, y - tall - wide * 0.4), (x + wide, y - tall + 1)])
        )
    lit, dark = mix(lighter(c, 0.05), p.light, 0.12), lighter(c, -0.08)
    tone = fade(
        (x + (wide if stage.side > 0 else 0), 0), (x + (0 if stage.side > 0 else wide), 0), lit, c, dark
    )
    drawing.add(Mark(body, tone, key, Role.BODY, 0.12 + 0.25 * near))
    drawing.add(
        Mark(
            body,
            dissolve((0, y - tall * 0.5), (0, y + 20), p.haze, 0.0, 0.45),
            key,
            Role.VEIL,
            0.12 + 0.25 * near,
        )
    )
    if near > 0.2:
        _windows(stage, drawing, chance, (x, y - tall), wide, tall, key, near)


def _windows(
    stage: Stage,
    drawing: Drawing,
    chance: Chance,
    corner: Point,
    wide: float,
    tall: float,
    key: str,
    near: float,
) -> None:
    """All panes of a block as two outlines, lit and unlit, so that a city stays cheap."""
    lit, unlit = skia.Path(), skia.Path()
    columns, floors = max(2, int(wide / 15)), max(2, int(tall / 19))
    share = 0.12 + 0.55 * stage.palette.dark
    for column in range(columns):
        for floor in range(floors):
            px, py = corner[0] + wide * (column + 0.28) / columns, corner[1] + 8 + (tall - 8) * floor / floors
            (lit if chance.yes(share) else unlit).addRect(
                skia.Rect(px, py, px + wide * 0.46 / columns, py + tall * 0.5 / floors)
            )
    depth, p = 0.13 + 0.25 * near, stage.palette
    drawing.add(Mark(unlit, flat(mix(p.shade, p.ink, 0.3), 0.38), key, Role.DETAIL, depth))
    drawing.add(
        Mark(
            lit, flat(mix(_LAMP, p.sky[2], 0.5 * (1 - p.dark)), 0.35 + 0.6 * p.dark), key, Role.DETAIL, depth
        )
    )


def draw_street(stage: Stage, drawing: Drawing) -> None:
    """Façades running to a vanishing point, kerbs, lamps and a wet or sunny road."""
    p, chance = stage.palette, stage.chance("street")
    van = (stage.width * (0.5 - 0.14 * stage.weight), stage.horizon)
    road = [van, (stage.width * 1.15, stage.height + 10), (-stage.width * 0.15, stage.height + 10)]
    ground = box(0, stage.horizon - 2, stage.width, stage.height + 10)
    drawing.add(
        Mark(
            ground,
            Tone(
                ((0.0, p.air(p.ground, 0.6), 1.0), (1.0, p.ground_dark, 1.0)),
                (0, stage.horizon),
                (0, stage.height),
            ),
            "pavement",
            Role.GROUND,
            0.2,
        )
    )
    lanes = polygon(road)
    drawing.add(
        Mark(
            lanes,
            Tone(
                ((0.0, p.air(p.ground_dark, 0.55), 1.0), (1.0, mix(p.ground_dark, p.shade, 0.3), 1.0)),
                van,
                (van[0], stage.height),
            ),
            "road",
            Role.BODY,
            0.22,
        )
    )
    for side in (-1, 1):
        edge = 0.0 if side < 0 else stage.width
        reach = abs(edge - van[0])
        cuts = [1.0]
        while cuts[-1] > 0.12:
            cuts.append(cuts[-1] * chance.between(0.62, 0.76))
        for i in range(len(cuts) - 1, 0, -1):
            _facade(
                stage,
                drawing,
                stage.chance("facade", side, i),
                van,
                side,
                reach * cuts[i] * 1.02,
                reach * cuts[i - 1] * 1.12,
                f"facade{side}-{i}",
            )
    _cobbles(stage, drawing, chance, lanes, van)
    _lamps(stage, drawing, van)


def _facade(
    stage: Stage, drawing: Drawing, chance: Chance, van: Point, side: int, far: float, close: float, key: str
) -> None:
    p, slope = stage.palette, (stage.height - stage.horizon) / stage.width * 0.62
    rise = chance.between(0.85, 1.35) * stage.horizon / stage.width * 1.7
    x0, x1 = van[0] + side * far, van[0] + side * close
    wall = p.lit(
        from_lch(
            chance.between(0.62, 0.84),
            chance.between(0.03, 0.09),
            chance.pick((35.0, 55.0, 75.0, 95.0, 20.0, 230.0)),
        )
    )
    near = min(1.0, close / stage.width)
    wall = p.air(lighter(wall, -0.05 if side == stage.side else 0.02), 0.65 * (1 - near) ** 1.5)
    front = polygon(
        [
            (x0, van[1] - far * rise),
            (x1, van[1] - close * rise),
            (x1, van[1] + close * slope),
            (x0, van[1] + far * slope),
        ]
    )
    drawing.add(
        Mark(front, fade((x0, 0), (x1, 0), lighter(wall, -0.06), wall), key, Role.BODY, 0.2 + 0.4 * near)
    )
    dark, lamp = skia.Path(), skia.Path()
    for column in range(3):
        for floor in range(4):
            t0, t1 = (column + 0.25) / 3, (column + 0.72) / 3
            a, b = far + (close - far) * t0, far + (close - far) * t1
            high, low = -rise * (0.90 - 0.25 * floor), -rise * (0.74 - 0.25 * floor)
            if floor == 3:
                high, low = -rise * 0.16, slope
            pane = [
                (van[0] + side * a, van[1] + a * high),
                (van[0] + side * b, van[1] + b * high),
                (van[0] + side * b, van[1] + b * low),
                (van[0] + side * a, van[1] + a * low),
            ]
            (lamp if chance.yes(0.15 + 0.6 * p.dark) else dark).addPath(polygon(pane))
    drawing.add(Mark(dark, flat(mix(wall, p.ink, 0.62)), key, Role.DETAIL, 0.22 + 0.4 * near))
    drawing.add(Mark(lamp, flat(mix(_LAMP, wall, 0.45 * (1 - p.dark))), key, Role.DETAIL, 0.22 + 0.4 * near))
    crest = polygon(
        [
            (x0, van[1] - far * rise),
            (x1, van[1] - close * rise),
            (x1, van[1] - close * rise * 0.955),
            (x0, van[1] - far * rise * 0.955),
        ]
    )
    drawing.add(Mark(crest, flat(mix(p.roof, wall, 0.3)), key, Role.DETAIL, 0.22 + 0.4 * near))


def _cobbles(stage: Stage, drawing: Drawing, chance: Chance, road: skia.Path, van: Point) -> None:
    p = stage.palette
    for i in range(15):
        t = (i / 15) ** 1.8
        y = van[1] + (stage.height - van[1]) * t + 4
        sheen = box(-10, y, stage.width + 10, y + 1 + 7 * t, 1)
        drawing.add(
            Mark(
                sheen,
                flat(p.water_light if i % 2 else p.shade, 0.10 + 0.06 * p.dark),
                "road",
                Role.SHADE,
                0.3,
                clip=road,
            )
        )
    wet = polygon(
        [
            (van[0] - 6, van[1]),
            (van[0] + 6, van[1]),
            (van[0] + 150, stage.height),
            (van[0] - 150, stage.height),
        ]
    )
    drawing.add(
        Mark(
            wet,
            dissolve(van, (van[0], stage.height), p.sky[2], 0.7, 0.1),
            "road",
            Role.SHADE,
            0.3,
            clip=road,
            blur=20,
        )
    )


def _lamps(stage: Stage, drawing: Drawing, van: Point) -> None:
    p, side = stage.palette, stage.weight
    for i, far in enumerate((0.16, 0.30, 0.56)):
        x, foot = van[0] + side * stage.width * far, van[1] + stage.width * far * 0.36
        tall = stage.width * far * 1.05
        drawing.add(
            Mark(
                box(x - tall * 0.012, foot - tall, x + tall * 0.012, foot),
                flat(p.ink),
                f"lamp-{i}",
                Role.BODY,
                0.4 + 0.1 * i,
            )
        )
        drawing.add(
            Mark(
                skia.Path.Circle(x, foot - tall, tall * 0.045),
                flat(_LAMP),
                f"lamp-{i}",
                Role.DETAIL,
                0.4 + 0.1 * i,
            )
        )
        if p.dark > 0.2:
            drawing.add(
                Mark(
                    skia.Path.Circle(x, foot - tall, tall * 0.5),
                    halo((x, foot - tall), tall * 0.5, _LAMP, 0.55),
                    f"lamp-{i}",
                    Role.GLOW,
                    0.4 + 0.1 * i,
                )
            )


def draw_fence(stage: Stage, drawing: Drawing, y: float) -> None:
    """A wooden fence that dips with the ground."""
    p = stage.palette
    c = p.lit(mix(p.wall, p.bark, 0.35))
    scale = stage.scale_at(y) * stage.reach / 380
    x = -20.0
    rails: list[Point] = []
    while x < stage.width + 40:
        dip = 14 * sin(x / stage.width * 2.4 * pi + stage.weight)
        post = box(x - 6 * scale, y + dip - 74 * scale, x + 6 * scale, y + dip + 6, 3)
        drawing.add(
            Mark(
                post,
                fade((x - 6, 0), (x + 6, 0), lighter(c, 0.05), lighter(c, -0.12)),
                "fence",
                Role.BODY,
                0.62,
            )
        )
        rails.append((x, y + dip))
        x += 64 * scale
    for lift in (54, 26):
        rail = smooth([(px, py - lift * scale) for px, py in rails], closed=False)
        drawing.add(Mark(rail, flat(lighter(c, -0.03)), "fence", Role.DETAIL, 0.62, width=8 * scale))


def draw_bridge(stage: Stage, drawing: Drawing, y: float, *, key: str = "bridge") -> None:
    """A stone bridge on arches, mirrored softly where there is water below."""
    p, chance = stage.palette, stage.chance(key)
    left, right = stage.width * -0.05, stage.width * 1.05
    tall = 120 * max(0.7, stage.scale_at(y))
    deck = [(left, y - tall * 0.72), (stage.width * 0.5, y - tall), (right, y - tall * 0.72)]
    body = smooth([*deck], closed=False)
    body.lineTo(right, y)
    body.lineTo(left, y)
    body.close()
    arches = skia.Path()
    count = chance.whole(3, 5)
    for i in range(count):
        cx, half = left + (right - left) * (i + 0.5) / count, (right - left) / count * 0.39
        arches.addOval(skia.Rect(cx - half, y - tall * 0.62, cx + half, y + tall * 0.62))
    stone = p.air(p.lit(mix(p.stone, p.wall, 0.5)), 0.2)
    shape = skia.Op(body, arches, skia.kDifference_PathOp)
    drawing.add(
        Mark(
            shape,
            fade((0, y - tall), (0, y), lighter(stone, 0.06), lighter(stone, -0.12)),
            key,
            Role.BODY,
            0.45,
        )
    )
    rail = smooth([(px, py - 4) for px, py in deck], closed=False)
    drawing.add(Mark(rail, flat(lighter(stone, 0.1)), key, Role.DETAIL, 0.46, width=9))


def draw_lighthouse(
    stage: Stage,
    drawing: Drawing,
    foot: Point,
    tall: float,
    *,
    key: str = "lighthouse",
    bands: Colour | None = None,
) -> None:
    """A striped lighthouse; its beam shows when it is dark."""
    (x, y), p = foot, stage.palette
    low, high = tall * 0.13, tall * 0.075
    shaft = polygon([(x - low, y), (x - high, y - tall * 0.78), (x + high, y - tall * 0.78), (x + low, y)])
    white, red = p.lit(colour("#f4efe4")), p.lit(bands or colour("#c8413a"))
    drawing.add(Mark(shaft, flat(white), key, Role.BODY, 0.5))
    for i in range(3):
        top = y - tall * (0.70 - 0.24 * i)
        drawing.add(
            Mark(
                box(x - low * 1.1, top, x + low * 1.1, top + tall * 0.12),
                flat(red),
                key,
                Role.DETAIL,
                0.5,
                clip=shaft,
            )
        )
    drawing.add(
        Mark(
            shaft,
            Tone(
                ((0.0, p.light, 0.25), (0.45, p.light, 0.0), (0.55, p.shade, 0.0), (1.0, p.shade, 0.55)),
                (x + stage.side * low, 0),
                (x - stage.side * low, 0),
            ),
            key,
            Role.SHADE,
            0.5,
        )
    )
    drawing.add(
        Mark(
            box(x - high * 1.35, y - tall * 0.80, x + high * 1.35, y - tall * 0.77),
            flat(lighter(p.ink, 0.1)),
            key,
            Role.DETAIL,
            0.5,
        )
    )
    drawing.add(
        Mark(
            box(x - high * 0.8, y - tall * 0.90, x + high * 0.8, y - tall * 0.80),
            flat(_LAMP),
            key,
            Role.BODY,
            0.5,
        )
    )
    drawing.add(
        Mark(
            polygon([(x - high, y - tall * 0.895), (x, y - tall), (x + high, y - tall * 0.895)]),
            flat(red),
            key,
            Role.BODY,
            0.5,
        )
    )
    if p.dark > 0.4:
        lamp, far = (x, y - tall * 0.85), stage.width * 0.75
        way = -1 if x > stage.width / 2 else 1
        tip = (lamp[0] + way * far, lamp[1] - far * 0.1)
        beam = polygon([lamp, (tip[0], tip[1] - 70), (tip[0], tip[1] + 70)])
        drawing.add(Mark(beam, dissolve(lamp, tip, _LAMP, 0.6, 0.0), key, Role.GLOW, 0.51, blur=5))
        drawing.add(
            Mark(
                skia.Path.Circle(*lamp, tall * 0.3), halo(lamp, tall * 0.3, _LAMP, 0.8), key, Role.GLOW, 0.51
            )
        )


def draw_lanterns(stage: Stage, drawing: Drawing) -> None:
    """Paper lanterns that float up, or hang, in the dark."""
    for i in range(9):
        chance = stage.chance("lantern", i)
        near = chance.unit()
        size = 9 + 26 * near
        x, y = stage.width * (0.06 + 0.11 * i), stage.horizon * chance.between(0.12, 0.9)
        c = mix(_LAMP, from_lch(0.72, 0.16, hue_of(stage.palette.accent)), chance.between(0.2, 0.7))
        drawing.add(
            Mark(
                skia.Path.Circle(x, y, size * 3),
                halo((x, y), size * 3, c, 0.4),
                f"lantern-{i}",
                Role.GLOW,
                0.4,
            )
        )
        body = smooth([(x + size * 0.75 * cos(a), y + size * sin(a)) for a in (pi * k / 4 for k in range(8))])
        drawing.add(
            Mark(body, fade((x, y - size), (x, y + size), c, lighter(c, 0.1)), f"lantern-{i}", Role.BODY, 0.4)
        )
