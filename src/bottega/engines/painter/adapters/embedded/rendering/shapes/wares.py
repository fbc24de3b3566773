"""Made things: vessels, food, fruit, furniture, instruments, and what people carry."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from math import cos, pi, sin

import skia

from ..chance import Chance
from ..marks import Point
from ..outlines import box, common, cut, joined, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line


def turned(profile: list[Point], *, tension: float = 0.3) -> skia.Path:
    """A vessel from half its outline: points (radius, height), from the foot up."""
    right = [(r, -h) for r, h in profile]
    left = [(-r, -h) for r, h in reversed(profile)]
    return smooth([*right, *left], tension=tension)


def _mouth(radius: float, height: float, ink: str = "second") -> list[Part]:
    """The open rim of a vessel, seen a little from above."""
    return [body(oval(0, -height, radius, radius * 0.20)), detail(oval(0, -height + radius * 0.03,
        radius * 0.88, radius * 0.155), ink)]


def _shine(x: float, top: float, low: float, width: float = 2.4) -> Part:
    return line(smooth([(x, -top), (x - width * 0.4, -(top + low) / 2), (x, -low)], closed=False), "light",
        width)


def build_bottle(chance: Chance, traits: frozenset[str]) -> list[Part]:
    glass = turned([(15, 0), (16, 3), (16, 54), (13, 64), (6, 74), (5.4, 92), (6.4, 94), (6.4, 98)])
    label = common(glass, box(-40, -46, 40, -20))
    return [body(glass), detail(label, "second"), detail(box(-10, -40, 10, -37.6), "third"),
        detail(box(-7, -33, 7, -31.6), "third"), detail(box(-8, -28, 8, -26.6), "third"),
        body(box(-6.4, -100, 6.4, -90, 1), "third"), _shine(-11, 60, 8)]


def build_wine_glass(chance: Chance, traits: frozenset[str]) -> list[Part]:
    bowl = turned([(2, 42), (12, 47), (18, 62), (17, 84), (14, 98), (14, 99)])
    wine = common(bowl, box(-40, -70, 40, -30))
    stem = turned([(16, 0), (14, 2.4), (3, 6), (1.7, 14), (1.7, 42), (3, 44)])
    return [body(stem, "glass"), body(bowl, "glass"), detail(wine, "main"),
        detail(oval(0, -70, 17.6, 3), "third"), line(oval(0, -98.6, 14, 2.4), "light", 1.0),
        _shine(-12, 92, 56)]


def build_beer(chance: Chance, traits: frozenset[str]) -> list[Part]:
    glass = turned([(19, 0), (20, 3), (21, 84), (21, 86)], tension=0.15)
    handle = cut(oval(26, -44, 17, 24), oval(26, -44, 10, 16))
    foam = joined(*(oval(x, -88 + y, 9, 8) for x, y in ((-14, 2), (-4, -3), (7, -2), (15, 2))),
        box(-20, -88, 20, -78))
    bubbles = [detail(oval(chance.between(-15, 15), chance.between(-70, -10), 1.2, 1.2),
        "second") for _ in range(14)]
    return [far(handle, "glass"), body(glass), *bubbles, body(foam, "second"), _shine(-15, 74, 10, 3)]


def _steam(x: float, y: float) -> list[Part]:
    return [line(smooth([(x + d * 9, y), (x + d * 9 + 4, y - 8), (x + d * 9 - 4, y - 16),
        (x + d * 9 + 3, y - 26)], closed=False), "#f2efe8", 1.8) for d in (-1, 0, 1)]


def build_cup(chance: Chance, traits: frozenset[str]) -> list[Part]:
    handle = cut(oval(31, -36, 16, 17), oval(31, -36, 9.5, 10.5))
    cup = turned([(14, 4), (22, 8), (28, 26), (31, 56), (31, 58)])
    saucer = smooth([(-44, -5), (0, -1), (44, -5), (30, 2), (0, 4), (-30, 2)], tension=0.5)
    band = detail(common(cup, box(-60, -46, 60, -40)), "third")
    return [far(saucer), far(handle), body(cup), band, *_mouth(31, 57), *_steam(0, -64)]


def build_mug(chance: Chance, traits: frozenset[str]) -> list[Part]:
    handle = cut(oval(30, -32, 17, 21), oval(30, -32, 10, 13.5))
    mug = turned([(25, 0), (27, 3), (28, 62), (28, 64)], tension=0.15)
    stripe = [detail(common(mug, box(-60, -y - 5, 60, -y)), "third") for y in (18, 30)]
    return [far(handle), body(mug), *stripe, *_mouth(28, 63), *_steam(0, -70)]


def build_teapot(chance: Chance, traits: frozenset[str]) -> list[Part]:
    handle = cut(oval(34, -36, 20, 23), oval(33, -36, 12.5, 15.5))
    spout = smooth([(-24, -22), (-44, -36), (-52, -62), (-44, -64), (-36, -48), (-22, -44)], tension=0.4)
    pot = turned([(18, 0), (28, 8), (34, 28), (30, 48), (18, 60), (12, 62)])
    lid = turned([(17, 60), (15, 64), (6, 69), (2.6, 71), (4, 75), (3, 79), (0, 80)])
    return [far(handle), body(spout), body(pot), detail(common(pot, box(-60, -34, 60, -28)), "second"),
        body(lid), line(oval(0, -60, 17, 2.4), "third", 1.2), *(detail(oval(x, -31, 2.2, 2.2),
        "third") for x in (-22, -11, 0, 11, 22))]


def build_vase(chance: Chance, traits: frozenset[str]) -> list[Part]:
    belly, neck = chance.between(23, 31), chance.between(9, 14)
    vase = turned([(14, 0), (16, 3), (belly, 34), (belly * 0.8, 58), (neck, 74), (neck * 1.4, 88),
        (neck * 1.45, 90)], tension=0.45)
    bands = [detail(common(vase, box(-60, -y - 4, 60, -y)), "second") for y in (22, 50)]
    zig = [(x, -36 + (5 if i % 2 else -5)) for i, x in enumerate(range(-36, 40, 6))]
    pattern = line(polyline(zig), "second", 1.6)
    leaves: list[Part] = []
    if not traits & {"empty"}:
        leaves = _bouquet(chance, -88)
    return [*leaves, body(vase), *bands, Part(common(vase, pattern.path), "second", "detail"),
        *_mouth(neck * 1.45, 89, "dark"), _shine(-belly * 0.62, 60, 16)]


def _bouquet(chance: Chance, base: float) -> list[Part]:
    parts: list[Part] = []
    for i in range(7):
        x, y = (i - 3) * 9 + chance.around(0, 2), base - chance.between(22, 44) + abs(i - 3) * 5
        parts.append(line(smooth([(0, base + 6), (x * 0.4, base - 12), (x, y)], closed=False), "leaf", 1.5))
        parts.append(far(smooth([(x * 0.4, base - 8), (x * 0.8 + 6, base - 16), (x * 0.9, base - 26)]),
            "leaf"))
        parts += [body(bloom_path(x, y, chance.between(7, 10), 6), ("third", "#f0c23c", "#e890a0")[i % 3]),
            detail(oval(x, y, 2.6, 2.6), "#f7e6a8")]
    return parts


def bloom_path(x: float, y: float, radius: float, petals: int) -> skia.Path:
    """A flower face of rounded petals."""
    return joined(*(oval(x + radius * 0.55 * cos(2 * pi * i / petals),
        y + radius * 0.55 * sin(2 * pi * i / petals), radius * 0.46, radius * 0.46) for i in range(petals)),
        oval(x, y, radius * 0.5, radius * 0.5))


def build_bowl(chance: Chance, traits: frozenset[str]) -> list[Part]:
    bowl = turned([(14, 0), (15, 4), (32, 20), (40, 40), (40, 42)])
    return [body(bowl), detail(common(bowl, box(-60, -34, 60, -30)), "third"), *_mouth(40, 41)]


def build_fruit_bowl(chance: Chance, traits: frozenset[str]) -> list[Part]:
    fruit = [body(oval(x, y, 13, 13), ink) for x, y, ink in ((-22, -48, "#c8302f"), (22, -48, "#f08a24"),
        (0, -56, "#8fb03f"), (-8, -46, "#f2cb3c"), (12, -44, "#c8302f"))]
    bowl = turned([(14, 0), (15, 4), (34, 18), (44, 40), (44, 42)])
    return [far(oval(0, -41, 44, 8), "second"), *fruit, body(bowl), detail(common(bowl,
        box(-60, -32, 60, -28)), "third")]


def build_candle(chance: Chance, traits: frozenset[str]) -> list[Part]:
    flame = smooth([(0, -100), (6, -86), (4, -77), (-4, -77), (-6, -86)], tension=0.5)
    drip = smooth([(-10, -70), (10, -70), (11, -52), (7, -58), (3, -48), (-4, -60), (-10, -54)], tension=0.4)
    holder = turned([(24, 0), (26, 4), (13, 6), (13, 10)], tension=0.2)
    return [body(holder, "third"), body(box(-10, -70, 10, -6, 2)), detail(drip, "light"),
        line(polyline([(0, -70), (0, -78)]), "dark", 1.2), body(flame, "second"),
        detail(oval(0, -83, 2.2, 4.4), "light")]


def build_apple(chance: Chance, traits: frozenset[str]) -> list[Part]:
    flesh = smooth([(0, -78), (18, -84), (36, -72), (40, -44), (28, -12), (10, -2), (0, -5), (-10, -2),
        (-28, -12), (-40, -44), (-36, -72), (-18, -84)], tension=0.5)
    stem = limb([(0, -74), (2, -88), (7, -98)], [3, 3, 3.6])
    leaf = smooth([(4, -86), (18, -100), (34, -96), (22, -84)])
    return [body(flesh), detail(oval(0, -77, 10, 3.4), "dark"), body(stem, "second"), body(leaf, "third"),
        detail(oval(-19, -60, 5.5, 10, 20), "light")]


def build_round_fruit(chance: Chance, traits: frozenset[str]) -> list[Part]:
    pores = [detail(oval(x, y, 0.9, 0.9), "third") for x, y in ((chance.between(-26, 26),
        chance.between(-70, -12)) for _ in range(22))]
    leaf = smooth([(0, -80), (14, -96), (32, -92), (18, -80)])
    return [body(oval(0, -41, 41, 41)), *pores, detail(oval(0, -80, 4, 2), "dark"), body(leaf, "second"),
        detail(oval(-16, -58, 6, 10, 28), "light")]


def build_lemon(chance: Chance, traits: frozenset[str]) -> list[Part]:
    flesh = smooth([(54, -28), (44, -36), (26, -54), (-8, -58), (-34, -46), (-52, -32), (-52, -26),
        (-34, -10), (-8, 0), (26, -4), (44, -20)])
    return [body(flesh), body(smooth([(-48, -32), (-62, -46), (-74, -42), (-60, -30)]), "second"),
        detail(oval(4, -42, 14, 6, -10), "third")]


def build_pear(chance: Chance, traits: frozenset[str]) -> list[Part]:
    flesh = smooth([(0, -90), (11, -84), (15, -66), (30, -44), (32, -20), (16, -2), (-16, -2), (-32, -20),
        (-30, -44), (-15, -66), (-11, -84)])
    return [body(flesh), body(limb([(0, -88), (3, -100)], [2.6, 3.2]), "second"),
        body(smooth([(2, -92), (16, -102), (28, -96), (14, -90)]), "#6fa04a"),
        detail(oval(14, -24, 12, 15), "third"), detail(oval(-13, -34, 4.6, 10, 14), "light")]


def build_banana(chance: Chance, traits: frozenset[str]) -> list[Part]:
    parts: list[Part] = []
    for i, turn in enumerate((-16.0, 0.0, 15.0)):
        curve = smooth([(-46, -50), (-38, -24), (-12, -4), (22, -2), (48, -16), (52, -24), (26, -20),
            (-2, -24), (-24, -40), (-36, -56)], tension=0.5)
        curve.transform(skia.Matrix.RotateDeg(turn, skia.Point(-42, -54)))
        parts += [body(curve), line(curve, "second", 0.8)]
        if i == 2:
            parts.append(detail(common(curve, oval(52, -22, 9, 9)), "second"))
    return [*parts, body(box(-50, -66, -34, -48, 3), "second")]


def build_strawberry(chance: Chance, traits: frozenset[str]) -> list[Part]:
    flesh = smooth([(0, -74), (24, -78), (36, -62), (30, -34), (10, -4), (0, 0), (-10, -4), (-30, -34),
        (-36, -62), (-24, -78)])
    seeds = [detail(oval(x, y, 1.3, 2.1), "third") for x, y in ((-20, -60), (0, -62), (20, -60), (-12, -46),
        (10, -46), (-22, -42), (22, -40), (0, -30), (-10, -24), (10, -22), (0, -12))]
    leaves = joined(*(smooth([(0, -74), (30 * cos(a) - 5, -76 + 14 * sin(a)),
        (38 * cos(a), -78 + 22 * sin(a)), (30 * cos(a) + 5, -72 + 14 * sin(a))]) for a in (0.2, 0.9, 1.6, 2.3,
        2.95)))
    return [body(flesh), *seeds, body(leaves, "second"), body(limb([(0, -74), (4, -94)], [3, 3]), "second")]


def build_cherry(chance: Chance, traits: frozenset[str]) -> list[Part]:
    stems = [line(smooth([(x, -34), (x * 0.6, -62), (6, -92)], closed=False), "second", 2.0) for x in (-20,
        22)]
    return [*stems, body(smooth([(6, -92), (26, -100), (44, -90), (24, -82)]), "second"),
        body(oval(-20, -19, 20, 19)), body(oval(22, -17, 19, 17)), detail(oval(-27, -26, 4, 6, 24), "light"),
        detail(oval(15, -24, 4, 5.4, 24), "light")]


def build_grapes(chance: Chance, traits: frozenset[str]) -> list[Part]:
    berries: list[Part] = []
    for row, count in enumerate((5, 6, 5, 4, 3, 2, 1)):
        for i in range(count):
            x, y = (i - (count - 1) / 2) * 12.5, -72 + row * 11
            berries += [body(oval(x, y, 7.6, 7.8)), detail(oval(x - 2.4, y - 2.8, 1.7, 2.0), "third")]
    leaf = smooth([(0, -80), (-10, -98), (-30, -98), (-40, -84), (-24, -82), (-22, -72), (-6, -76)],
        tension=0.3)
    return [body(limb([(0, -74), (3, -100)], [3, 3.4]), "wood"), body(leaf, "second"), *berries]


def build_watermelon(chance: Chance, traits: frozenset[str]) -> list[Part]:
    rind = smooth([(-60, -44), (-44, -12), (0, 0), (44, -12), (60, -44)], tension=0.5)
    flesh = smooth([(-53, -44), (-38, -17), (0, -7), (38, -17), (53, -44)], tension=0.5)
    seeds = [detail(oval(x, y, 1.5, 2.4), "third") for x, y in ((-34, -34), (-16, -30), (2, -34), (20, -30),
        (36, -34), (-8, -20), (12, -20), (-24, -22), (26, -22))]
    return [body(rind, "second"), detail(smooth([(-57, -44), (-41, -14), (0, -3.4), (41, -14), (57, -44)],
        tension=0.5), "#e9f0c8"), detail(flesh, "main"), *seeds]


def build_pineapple(chance: Chance, traits: frozenset[str]) -> list[Part]:
    flesh = oval(0, -34, 25, 34)
    net = [line(polyline([(x, -70), (x + d * 60, 0)]), "third", 0.9) for d in (-1, 1) for x in range(-60, 70,
        11)]
    eyes = [Part(common(flesh, joined(*(oval(x, y, 1.6, 1.6) for x in range(-20, 24, 10) for y in range(-60,
        -6, 10)))), "third", "detail")]
    leaves = [body(smooth([(x * 0.4 - 4, -62), (x - 2, -86 - h), (x + 2, -90 - h), (x * 0.4 + 4, -62)],
        tension=0.3), "second") for x, h in ((-24, -8), (24, -8), (-13, 2), (13, 2), (0, 12))]
    crossing = [Part(common(flesh, _thick(part.path)), "third", "detail") for part in net]
    return [*leaves, body(flesh), *crossing, *eyes]


def _thick(path: skia.Path) -> skia.Path:
    a, z = path.getPoint(0), path.getPoint(1)
    return polygon([(a.fX, a.fY), (a.fX + 1.1, a.fY), (z.fX + 1.1, z.fY), (z.fX, z.fY)])


def build_pumpkin(chance: Chance, traits: frozenset[str]) -> list[Part]:
    ribs = [body(oval(x, -33, 19, 33)) for x in (-34, 34, -18, 18, 0)]
    creases = [line(smooth([(x * 0.3, -62), (x, -34), (x * 0.35, -3)], closed=False), "third",
        1.3) for x in (-38, -18, 18, 38)]
    parts = [*ribs, *creases, body(limb([(0, -62), (2, -74), (9, -82)], [9, 7, 6]), "second")]
    if traits & {"carved", "scary", "halloween", "smiling", "glowing"}:
        cuts = [polygon([(d * 8, -38), (d * 24, -38), (d * 16, -52)]) for d in (-1, 1)]
        grin = polygon([(-28, -26), (-16, -22), (-12, -27), (-4, -20), (4, -26), (12, -20), (16, -26),
            (28, -26), (16, -10), (-16, -10)])
        parts += [detail(path, "#ffcf4a") for path in (*cuts, grin)]
    return parts


def build_carrot(chance: Chance, traits: frozenset[str]) -> list[Part]:
    root = smooth([(0, 0), (-4, -12), (-14, -56), (-12, -66), (0, -69), (12, -66), (14, -56), (4, -12)],
        tension=0.4)
    rings = [line(smooth([(x - 4, y), (x + 3, y + 1.4)], closed=False), "third", 1.1) for x,
        y in ((-6, -54), (6, -46), (-4, -38), (4, -28), (-1, -18))]
    tops = [body(smooth([(0, -64), (x - 4, -86), (x, -100 + abs(x) * 0.4), (x + 4, -86)], tension=0.4),
        "second") for x in (-18, 18, -8, 8, 0)]
    return [*tops, body(root), *rings]


def build_avocado(chance: Chance, traits: frozenset[str]) -> list[Part]:
    skin = smooth([(0, -96), (13, -90), (19, -68), (33, -44), (33, -20), (16, -2), (-16, -2), (-33, -20),
        (-33, -44), (-19, -68), (-13, -90)])
    flesh = smooth([(0, -90), (9, -84), (15, -64), (27, -42), (27, -21), (13, -8), (-13, -8), (-27, -21),
        (-27, -42), (-15, -64), (-9, -84)])
    return [body(skin), detail(flesh, "second"), detail(oval(0, -28, 15, 16), "third"),
        detail(oval(-5, -33, 4, 5), "#a8714c")]


def build_egg(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(smooth([(0, -92), (22, -76), (34, -44), (26, -12), (0, 0), (-26, -12), (-34, -44),
        (-22, -76)])), detail(oval(-12, -58, 5, 12, 18), "light")]


def build_burger(chance: Chance, traits: frozenset[str]) -> list[Part]:
    crown = smooth([(-46, -42), (-40, -66), (-16, -80), (16, -80), (40, -66), (46, -42)], tension=0.42)
    leaf = smooth([(48 - 96 * i / 12, -36 + (4 if i % 2 else -4)) for i in range(13)] + [(-46, -42),
        (46, -42)], tension=0.5)
    cheese = polygon([(-46, -33), (46, -33), (30, -24), (22, -33), (4, -33), (-8, -20), (-20, -33)])
    seeds = [detail(oval(x, y, 2.4, 1.5, t), "light") for x, y, t in ((-24, -64, 20), (-6, -72, -10),
        (14, -68, 20), (28, -58, -20), (2, -60, 0), (-32, -52, 10))]
    return [body(box(-44, -18, 44, 0, 9)), body(box(-46, -32, 46, -15, 7), "third"), body(cheese, "#f2bb3c"),
        body(box(-44, -38, 44, -33, 2), "#c83a2f"), body(leaf, "second"), body(crown), *seeds]


def build_cake(chance: Chance, traits: frozenset[str]) -> list[Part]:
    parts: list[Part] = [far(turned([(16, 0), (16, 2), (5, 6), (5, 10), (46, 13), (46, 15)], tension=0.1),
        "glass")]
    for low, high, half in ((15, 45, 40), (45, 70, 28)):
        drip = smooth([(half - half * 2 * i / 8,
            -(high - 7 - (6 if i % 2 else 0))) for i in range(9)] + [(-half, -high), (half, -high)],
            tension=0.5)
        parts += [body(box(-half, -high, half, -low, 4)), detail(box(-half, -(low + high) / 2 - 1, half,
            -(low + high) / 2 + 2), "third"), detail(drip, "second")]
    for x in (-16, -5, 6, 17):
        parts += [body(box(x - 1.6, -86, x + 1.6, -70, 1), "#5a9ad0" if x % 2 else "#f2c23c"),
            body(smooth([(x, -97), (x + 3, -90), (x, -86), (x - 3, -90)]), "fire")]
    return parts


def build_bread(chance: Chance, traits: frozenset[str]) -> list[Part]:
    loaf = smooth([(-58, -20), (-46, -42), (-10, -50), (30, -48), (56, -34), (58, -12), (40, 0), (-42, 0),
        (-56, -8)])
    cuts = [detail(smooth([(x, -46), (x + 9, -38), (x + 12, -22), (x + 5, -24), (x - 1, -36)]),
        "second") for x in (-38, -16, 6, 28)]
    return [body(loaf), *cuts]


def build_pizza(chance: Chance, traits: frozenset[str]) -> list[Part]:
    crust = smooth([(-44, -84), (0, -96), (44, -84), (42, -72), (0, -82), (-42, -72)], tension=0.5)
    slice_ = polygon([(-41, -76), (0, -86), (41, -76), (0, 0)])
    drips = [body(oval(x, y, 3, 8)) for x, y in ((-18, -34), (14, -26))]
    salami = [detail(common(slice_, oval(x, y, 8.6, 8)), "second") for x,
        y in ((-18, -66), (16, -62), (-2, -42), (4, -80))]
    basil = [detail(oval(x, y, 4.4, 2.2, t), "#4f8a3c") for x, y, t in ((2, -60, 30), (-10, -52, -30),
        (8, -32, 20))]
    return [*drips, body(slice_), *salami, *basil, body(crust, "third")]


def build_book(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Open, pages fanned."""
    cover = polygon([(-66, -6), (0, 0), (66, -6), (66, -50), (0, -42), (-66, -50)])
    pages = [body(smooth([(0, -6), (d * 20, -12), (d * 60, -10), (d * 60, -54), (d * 24, -56), (0, -46)],
        tension=0.35), "second") for d in (-1, 1)]
    rows = [line(smooth([(d * 10, -42 + 6.5 * i), (d * 28, -48 + 6.5 * i), (d * 52, -46 + 6.5 * i)],
        closed=False), "#8a8072", 0.9) for d in (-1, 1) for i in range(5)]
    return [body(cover), *pages, *rows, line(polyline([(0, -46), (0, -5)]), "dark", 1.0)]


def build_books(chance: Chance, traits: frozenset[str]) -> list[Part]:
    parts, y = [], 0.0
    inks = ("main", "third", "#d9a94a", "#5a7a5a", "main", "#7a4a6a")
    for ink in inks[: chance.whole(4, 6)]:
        tall, half, shift = chance.between(11, 17), chance.between(38, 52), chance.around(0, 4)
        parts += [body(box(shift - half, y - tall, shift + half, y, 2), ink),
            detail(box(shift - half + 4, y - tall + 2.4, shift + half, y - 2.4), "second"),
            detail(box(shift - half, y - tall, shift - half + 7, y, 2), ink),
            detail(box(shift - half + 9, y - tall + 3, shift - half + 10.5, y - 3), "dark")]
        y -= tall
    return parts


def build_guitar(chance: Chance, traits: frozenset[str]) -> list[Part]:
    wood = smooth([(0, 0), (22, -6), (24, -20), (15, -30), (18, -42), (10, -50), (-10, -50), (-18, -42),
        (-15, -30), (-24, -20), (-22, -6)])
    neck = box(-2.8, -92, 2.8, -34, 0.6)
    head = polygon([(-4.6, -101), (4.6, -101), (3.4, -91), (-3.4, -91)])
    strings = [line(polyline([(x, -12), (x * 0.8, -92)]), "light", 0.35) for x in (-1.8, -0.6, 0.6, 1.8)]
    pegs = [detail(oval(d * 5.4, y, 1.4, 1.1), "metal") for d in (-1, 1) for y in (-99, -96, -93)]
    return [body(wood), line(wood, "second", 1.0), detail(oval(0, -34, 6.4, 6.4), "second"),
        detail(box(-8, -14, 8, -11, 0.6), "second"), body(neck, "second"), body(head, "second"), *pegs,
        *strings]


def build_violin(chance: Chance, traits: frozenset[str]) -> list[Part]:
    wood = smooth([(0, 0), (17, -5), (19, -18), (10, -27), (14, -38), (8, -46), (-8, -46), (-14, -38),
        (-10, -27), (-19, -18), (-17, -5)])
    holes = [line(smooth([(d * 7, -30), (d * 5.4, -25), (d * 8, -19)], closed=False), "second",
        1.1) for d in (-1, 1)]
    bow = [line(polyline([(26, -2), (44, -92)]), "wood", 1.4), line(polyline([(29, -3), (46, -90)]), "light",
        0.5)]
    return [*bow, body(wood), line(wood, "second", 0.9), *holes, detail(polygon([(-2.4, -34), (2.4, -34),
        (1.6, -66), (-1.6, -66)]), "second"), body(box(-1.8, -94, 1.8, -44), "second"),
        body(oval(0, -97, 3.6, 3.6), "second"), detail(box(-5, -21, 5, -19.6), "third"),
        *(line(polyline([(x, -8), (x * 0.6, -92)]), "light", 0.3) for x in (-1.4, 0, 1.4))]


def build_umbrella(chance: Chance, traits: frozenset[str]) -> list[Part]:
    canopy = smooth([(0, -98), (30, -88), (54, -62), (36, -56), (18, -62), (0, -56), (-18, -62), (-36, -56),
        (-54, -62), (-30, -88)], tension=0.42)
    panels = [detail(common(canopy, smooth([(0, -100), (d * 18, -80), (d * 19, -58), (d * 37, -54),
        (d * 36, -74)])), "second") for d in (-1, 1)]
    crook = line(smooth([(0, -96), (0, -30), (0, -8), (6, -1), (13, -4), (13, -11)], closed=False,
        tension=0.4), "third", 2.6)
    return [crook, body(canopy), *panels, body(oval(0, -99, 1.6, 3), "third"),
        far(box(-1.2, -60, 1.2, 0), "third")]


def build_chair(chance: Chance, traits: frozenset[str]) -> list[Part]:
    legs = [body(limb([(x, -44), (x + d, 0)], [5, 4])) for x, d in ((-21, -3), (21, 3))]
    back_legs = [far(limb([(x, -44), (x + d, -7)], [4.6, 3.6])) for x, d in ((-14, -1), (14, 1))]
    seat = polygon([(-25, -42), (25, -42), (19, -52), (-19, -52)])
    posts = [body(limb([(x, -48), (x * 0.96, -100)], [4.4, 4.4])) for x in (-17, 17)]
    rails = [body(box(-17, y, 17, y + 7, 2)) for y in (-98, -84, -70)]
    return [*back_legs, *posts, *rails, *legs, body(seat, "second"), body(box(-25, -43, 25, -38, 1))]


def build_table(chance: Chance, traits: frozenset[str]) -> list[Part]:
    legs = [body(limb([(x, -44), (x * 1.04, 0)], [6, 4.6])) for x in (-46, 46)]
    back_legs = [far(limb([(x, -44), (x, -8)], [5, 4])) for x in (-32, 32)]
    return [*back_legs, *legs, body(box(-50, -48, 50, -38, 1)), body(polygon([(-54, -47), (54, -47),
        (40, -58), (-40, -58)]), "second"), body(box(-54, -49, 54, -45, 1))]


def build_armchair(chance: Chance, traits: frozenset[str]) -> list[Part]:
    back = smooth([(-34, -30), (-36, -78), (-22, -94), (22, -94), (36, -78), (34, -30)], tension=0.45)
    arms = [body(smooth([(d * 28, -50), (d * 46, -52), (d * 50, -40), (d * 46, -8), (d * 28, -8)],
        tension=0.4)) for d in (-1, 1)]
    buttons = [detail(oval(x, y, 1.7, 1.7), "third") for x, y in ((-14, -76), (0, -76), (14, -76), (-7, -62),
        (7, -62))]
    feet = [body(polygon([(d * 32, -9), (d * 42, -9), (d * 39, 0), (d * 35, 0)]), "wood") for d in (-1, 1)]
    return [*feet, body(back), *buttons, body(box(-30, -24, 30, -8, 2)),
        body(box(-29, -38, 29, -22, 6), "second"), *arms]


def build_lamp(chance: Chance, traits: frozenset[str]) -> list[Part]:
    shade = polygon([(-17, -98), (17, -98), (33, -58), (-33, -58)])
    return [body(turned([(19, 0), (20, 3), (6, 7), (3, 14), (8, 30), (3, 46), (2.4, 60)], tension=0.45),
        "second"), body(shade), detail(oval(0, -58, 33, 4), "third"),
        line(polyline([(18, -58), (18, -46)]), "dark", 0.7), detail(oval(18, -45, 1.7, 1.7), "dark")]


def build_clock(chance: Chance, traits: frozenset[str]) -> list[Part]:
    hour, minute = chance.between(0, 2 * pi), chance.between(0, 2 * pi)
    marks = [detail(oval(31 * sin(pi * i / 6), -50 - 31 * cos(pi * i / 6), 1.9, 1.9),
        "third") for i in range(12)]
    hands = [line(polyline([(0, -50), (r * sin(a), -50 - r * cos(a))]), "third", w) for a, r,
        w in ((hour, 18, 3.0), (minute, 27, 2.0))]
    bells = [body(oval(d * 26, -92, 13, 10, d * 28), "second") for d in (-1, 1)]
    feet = [body(limb([(d * 22, -18), (d * 32, 0)], [5, 4]), "second") for d in (-1, 1)]
    return [*feet, *bells, body(oval(0, -50, 46, 46), "second"), body(oval(0, -50, 38, 38)), *marks, *hands,
        detail(oval(0, -50, 2.8, 2.8), "third")]


def build_sword(chance: Chance, traits: frozenset[str]) -> list[Part]:
    blade = polygon([(0, -100), (5, -92), (5, -28), (-5, -28), (-5, -92)])
    return [body(blade), line(polyline([(0, -92), (0, -30)]), "third", 1.0),
        body(smooth([(-19, -31), (0, -28), (19, -31), (17, -24), (0, -22), (-17, -24)], tension=0.3),
        "second"), body(box(-2.8, -24, 2.8, -8, 1), "third"), body(oval(0, -5, 5, 5), "second")]


def build_crown(chance: Chance, traits: frozenset[str]) -> list[Part]:
    ring = polygon([(-46, -6), (-54, -62), (-26, -36), (0, -74), (26, -36), (54, -62), (46, -6)])
    gems = [detail(oval(x, -17, 5, 5), c) for x, c in ((-30, "third"), (-10, "second"), (10, "third"),
        (30, "second"))]
    return [far(oval(0, -8, 46, 8), "second"), body(ring), body(box(-47, -10, 47, 0, 3)), *gems,
        *(body(oval(x, y, 5, 5)) for x, y in ((-54, -65), (0, -78), (54, -65)))]


def build_hat(chance: Chance, traits: frozenset[str]) -> list[Part]:
    crown = smooth([(-26, -12), (-25, -44), (-14, -54), (0, -49), (14, -54), (25, -44), (26, -12)],
        tension=0.35)
    return [body(crown), detail(common(crown, box(-40, -24, 40, -12)), "second"),
        body(smooth([(-54, -14), (-20, -12), (20, -12), (54, -14), (40, -2), (0, 2), (-40, -2)],
        tension=0.5))]


def build_top_hat(chance: Chance, traits: frozenset[str]) -> list[Part]:
    crown = smooth([(-24, -10), (-27, -70), (27, -70), (24, -10)], tension=0.15)
    return [body(crown), detail(common(crown, box(-40, -26, 40, -12)), "third"), body(oval(0, -70, 27, 5)),
        body(smooth([(-46, -16), (-22, -10), (22, -10), (46, -16), (30, 0), (-30, 0)], tension=0.5))]


def build_wizard_hat(chance: Chance, traits: frozenset[str]) -> list[Part]:
    cone = smooth([(-28, -10), (-16, -56), (2, -86), (26, -100), (14, -72), (18, -50), (28, -10)],
        tension=0.3)
    stars = [detail(star_path(x, y, 5, 5), "second") for x, y in ((-6, -28), (8, -46), (0, -66), (14, -22))]
    return [body(cone), *stars, detail(common(cone, box(-50, -20, 50, -11)), "second"),
        body(smooth([(-58, -12), (0, -6), (58, -12), (36, 2), (-36, 2)], tension=0.5))]


def star_path(x: float, y: float, radius: float, points: int) -> skia.Path:
    """A star with its point up."""
    corners = [((radius if i % 2 == 0 else radius * 0.42) * sin(pi * i / points),
        -(radius if i % 2 == 0 else radius * 0.42) * cos(pi * i / points)) for i in range(points * 2)]
    return polygon([(x + dx, y + dy) for dx, dy in corners])


def build_gift(chance: Chance, traits: frozenset[str]) -> list[Part]:
    bows = [body(smooth([(0, -66), (d * 14, -90), (d * 32, -88), (d * 28, -70)], tension=0.5),
        "second") for d in (-1, 1)]
    return [body(box(-36, -50, 36, 0, 2)), *bows, body(box(-41, -66, 41, -48, 2)),
        detail(box(-7, -66, 7, 0), "second"), body(oval(0, -67, 6, 5), "second")]


def build_fire(chance: Chance, traits: frozenset[str]) -> list[Part]:
    sway = chance.around(0, 4)
    outer = smooth([(0, 0), (-30, -8), (-36, -34), (-24, -52), (-22, -68), (-8, -60), (sway, -100), (14, -66),
        (24, -74), (28, -50), (36, -30), (28, -8)], tension=0.5)
    middle = smooth([(0, -2), (-20, -12), (-22, -34), (-10, -48), (sway * 0.6, -72), (12, -46), (22, -30),
        (18, -10)])
    return [body(outer), detail(middle, "second"), detail(smooth([(0, -3), (-9, -12), (-8, -28), (0, -44),
        (9, -26), (9, -10)]), "light")]


def build_campfire(chance: Chance, traits: frozenset[str]) -> list[Part]:
    flames = build_fire(chance, traits)
    for part in flames:
        part.path.offset(0, -12)
    logs = [body(limb([(d * -44, -4), (d * 40, -15)], [11, 10]), "third") for d in (-1, 1)]
    return [*logs, *flames, *(body(oval(x, -4, 9, 6), "#8a8680") for x in (-50, -30, 30, 50))]


def build_heart(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(smooth([(0, -72), (14, -88), (36, -88), (48, -68), (40, -42), (0, 0), (-40, -42), (-48, -68),
        (-36, -88), (-14, -88)], tension=0.48)), detail(oval(-26, -70, 6, 9, 30), "second")]


def build_balloon(chance: Chance, traits: frozenset[str]) -> list[Part]:
    skin = smooth([(0, -100), (24, -92), (32, -70), (22, -46), (4, -34), (-4, -34), (-22, -46), (-32, -70),
        (-24, -92)])
    return [body(skin), body(polygon([(-4, -29), (4, -29), (0, -36)])),
        line(smooth([(0, -29), (4, -18), (-3, -9), (2, 0)], closed=False), "dark", 0.9),
        far(limb([(0, -30), (0, -1)], [0.6, 0.6]), "dark"), detail(oval(-13, -78, 5, 10, 22), "second")]


WARES: dict[str, Builder] = {
    "bottle": build_bottle, "wine-glass": build_wine_glass, "beer": build_beer, "cup": build_cup,
    "teacup": build_cup,
    "mug": build_mug, "teapot": build_teapot, "vase": build_vase, "bowl": build_bowl,
    "fruit-bowl": build_fruit_bowl,
    "candle": build_candle, "apple": build_apple, "orange": build_round_fruit, "tomato": build_round_fruit,
    "lemon": build_lemon,
    "pear": build_pear, "banana": build_banana, "strawberry": build_strawberry, "cherry": build_cherry,
    "grapes": build_grapes,
    "watermelon": build_watermelon, "pineapple": build_pineapple, "pumpkin": build_pumpkin,
    "carrot": build_carrot,
    "avocado": build_avocado, "egg": build_egg, "burger": build_burger, "hamburger": build_burger,
    "cake": build_cake,
    "bread": build_bread, "pizza": build_pizza, "book": build_book, "books": build_books,
    "guitar": build_guitar,
    "violin": build_violin, "cello": build_violin, "umbrella": build_umbrella, "chair": build_chair,
    "table": build_table,
    "armchair": build_armchair, "lamp": build_lamp, "clock": build_clock, "sword": build_sword,
    "crown": build_crown,
    "hat": build_hat, "cowboy-hat": build_hat, "top-hat": build_top_hat, "wizard-hat": build_wizard_hat,
    "gift": build_gift,
    "fire": build_fire, "campfire": build_campfire, "heart": build_heart, "balloon": build_balloon,
}
