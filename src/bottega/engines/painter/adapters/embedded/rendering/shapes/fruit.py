"""Fruit, vegetables and other food."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from math import cos, sin

import skia

from ..chance import Chance
from ..outlines import box, common, joined, limb, oval, polygon, polyline, smooth
from .figure import Part, body, detail, far, line
from .turning import turned


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
