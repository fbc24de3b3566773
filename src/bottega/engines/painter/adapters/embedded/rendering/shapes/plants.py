"""Trees, flowers and other plants, each as a thing of its own."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from math import cos, pi, sin

from ..chance import Chance
from ..outlines import box, common, joined, limb, oval, polyline, smooth
from .figure import Part, body, detail, far, line
from .turning import bloom_path


def build_tree(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A broad crown of leaf masses on a forked trunk."""
    trunk = joined(limb([(0, 0), (1, -20), (-1, -46)], [13, 8, 7]), limb([(0, -26), (-14, -44), (-22, -56)],
        [6, 5, 3]), limb([(0, -30), (14, -46), (20, -60)], [6, 5, 3]),
        smooth([(-13, 0), (-4, -8), (4, -8), (14, 0)]))
    blobs = [oval(27 * cos(a) + chance.around(0, 2), -68 + 19 * sin(a), chance.between(14, 19),
        chance.between(12, 16)) for a in (2 * pi * i / 8 for i in range(8))]
    crown = joined(oval(0, -68, 27, 22), *blobs)
    parts = [body(trunk, "second"), body(crown)]
    for i in range(34):
        bend, out = chance.between(0, 2 * pi), chance.unit() ** 0.6
        x, y, size = 36 * out * cos(bend), -68 + 28 * out * sin(bend), chance.between(3, 6.5)
        clump = smooth([(x + size * chance.between(0.7, 1.2) * cos(a),
            y + size * 0.7 * chance.between(0.7, 1.2) * sin(a)) for a in (0.0, 1.05, 2.1, 3.1, 4.2, 5.2)])
        parts.append(detail(common(crown, clump), "pale" if y + i * 0.3 < -62 else "deep"))
    return parts


def build_pine(chance: Chance, traits: frozenset[str]) -> list[Part]:
    parts = [body(box(-4, -16, 4, 0), "second")]
    for i in range(5):
        low, high, half = -10 - 17 * i, -46 - 13.6 * i, 31 - 5.4 * i
        tier = smooth([(0, high), (half * 0.5, (low + high) / 2), (half, low + 2), (half * 0.5, low - 3),
            (half * 0.15, low + 2), (-half * 0.3, low - 3), (-half, low + 2),
            (-half * 0.5, (low + high) / 2)], tension=0.25)
        parts += [body(tier), detail(common(tier, smooth([(half * 0.2, high), (half * 1.2, low),
            (half * 0.5, low - 4), (half * 0.2, (low + high) / 2)])), "pale")]
    return parts


def build_palm(chance: Chance, traits: frozenset[str]) -> list[Part]:
    lean = chance.side() * chance.between(6, 14)
    top = (lean, -74)
    trunk = limb([(0, 0), (lean * 0.2, -36), top], [8, 5.4, 4.6])
    rings = [line(smooth([(lean * 0.5 * (t * t) * 1.9 - 3, -74 * t), (lean * 0.5 * t * t * 1.9 + 3,
        -74 * t - 1)], closed=False), "dark", 0.7) for t in (0.15, 0.3, 0.45, 0.6, 0.75, 0.9)]
    fronds: list[Part] = []
    for i in range(9):
        bend = pi * i / 8
        tip = (top[0] - 40 * cos(bend), top[1] - 22 * sin(bend) + 18)
        crest = (top[0] - 22 * cos(bend), top[1] - 24 * sin(bend) - 6)
        fronds.append(body(smooth([top, crest, tip, (crest[0], crest[1] + 8)], tension=0.42),
            "third" if i % 2 else "main"))
    nuts = [body(oval(top[0] + d, top[1] + 4, 3.4, 3.6), "#7a5a34") for d in (-4, 3)]
    return [body(trunk, "second"), *rings, *fronds, *nuts]


def build_bush(chance: Chance, traits: frozenset[str]) -> list[Part]:
    crown = joined(*(oval(-36 + 12 * i, -18 - 14 * sin(pi * (i + 0.5) / 7), 15, 16) for i in range(7)),
        box(-40, -18, 40, 0, 8))
    leaves = [detail(common(crown, oval(chance.between(-42, 42), chance.between(-42, -4),
        chance.between(3, 6), 3)), "pale" if chance.yes(0.5) else "deep") for _ in range(22)]
    return [body(crown), *leaves]


def build_cactus(chance: Chance, traits: frozenset[str]) -> list[Part]:
    arms = [body(limb([(d * 4, y), (d * 26, y - 1), (d * 27, y - h)], [11, 11, 11])) for d, y,
        h in ((-1, -38, 28), (1, -48, 24))]
    stem = limb([(0, -2), (0, -50), (0, -92)], [20, 20, 18])
    ribs = [line(polyline([(x, -92), (x, -4)]), "second", 0.8) for x in (-5, 0, 5)]
    return [*arms, body(stem), *ribs, body(bloom_path(0, -101, 6, 5), "third")]


def build_flower(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return _stemmed(chance, [body(bloom_path(0, -78, 23, 6)), detail(oval(0, -78, 8, 8), "second")])


def build_daisy(chance: Chance, traits: frozenset[str]) -> list[Part]:
    petals = [body(oval(16 * cos(a), -76 + 16 * sin(a), 10, 4.2,
        180 * a / pi)) for a in (2 * pi * i / 13 for i in range(13))]
    return _stemmed(chance, [*petals, detail(oval(0, -76, 8.4, 8.4), "second")])


def build_sunflower(chance: Chance, traits: frozenset[str]) -> list[Part]:
    petals = [body(smooth([(13 * cos(a - 0.16), -72 + 13 * sin(a - 0.16)), (28 * cos(a), -72 + 28 * sin(a)),
        (13 * cos(a + 0.16), -72 + 13 * sin(a + 0.16))],
        tension=0.35)) for a in (2 * pi * i / 18 for i in range(18))]
    seeds = [detail(oval(1.7 * i**0.5 * cos(2.4 * i), -72 + 1.7 * i**0.5 * sin(2.4 * i), 1.0, 1.0),
        "#8a5a2c") for i in range(1, 60)]
    return _stemmed(chance, [*petals, body(oval(0, -72, 15, 15), "second"), *seeds], thick=4.4)


def build_rose(chance: Chance, traits: frozenset[str]) -> list[Part]:
    bloom = smooth([(0, -62), (-16, -66), (-22, -82), (-14, -96), (0, -101), (14, -96), (22, -82), (16, -66)])
    folds = [line(smooth([(3.0 * k**0.8 * cos(1.15 * k), -84 + 2.7 * k**0.8 * sin(1.15 * k)) for k in range(1,
        12)], closed=False), "third", 1.6), line(smooth([(-20, -84), (-8, -72), (6, -70), (20, -82)],
        closed=False), "third", 1.5)]
    return _stemmed(chance, [body(bloom), *folds], ink="second")


def build_tulip(chance: Chance, traits: frozenset[str]) -> list[Part]:
    cup = smooth([(0, -58), (-17, -64), (-19, -84), (-15, -100), (-7, -88), (0, -102), (7, -88), (15, -100),
        (19, -84), (17, -64)], tension=0.36)
    return _stemmed(chance, [body(cup), line(smooth([(-8, -88), (-9, -74), (0, -60)], closed=False), "third",
        1.1), line(smooth([(8, -88), (9, -74), (0, -60)], closed=False), "third", 1.1)], ink="second")


def _stemmed(chance: Chance, bloom: list[Part], *, thick: float = 3.0, ink: str = "leaf") -> list[Part]:
    sway = chance.around(0, 3)
    stem = limb([(0, 0), (sway, -30), (0, -64)], [thick, thick, thick])
    leaves = [body(smooth([(sway * 0.6, -18 - 8 * k), (d * 16, -36 - 8 * k), (d * 25, -34 - 6 * k),
        (d * 15, -24 - 6 * k)]), ink) for k, d in enumerate((-1, 1))]
    return [body(stem, ink), *leaves, *bloom]


def build_lotus(chance: Chance, traits: frozenset[str]) -> list[Part]:
    pads = [far(oval(x, -4, 30, 6), "third") for x in (-30, 34)]
    petals = [body(smooth([(0, -6), (x - 8, -22), (x * 1.3, -46 + abs(x) * 0.7), (x + 8, -20)], tension=0.4),
        "second" if i % 2 else "main") for i, x in enumerate((-34, 34, -24, 24, -12, 12, 0))]
    return [*pads, *petals]


def build_mushroom(chance: Chance, traits: frozenset[str]) -> list[Part]:
    cap = smooth([(-46, -46), (-34, -76), (0, -92), (34, -76), (46, -46), (20, -40), (-20, -40)],
        tension=0.45)
    spots = [detail(common(cap, oval(x, y, r, r * 0.8)), "third") for x, y,
        r in ((-22, -62, 8), (4, -76, 9), (24, -58, 7), (-4, -54, 6), (-36, -50, 5))]
    return [body(smooth([(-12, -44), (-10, -18), (-16, -2), (16, -2), (10, -18), (12, -44)], tension=0.4),
        "second"), detail(oval(0, -42, 30, 4), "#d9c8b0"), body(cap), *spots]


def build_leaf(chance: Chance, traits: frozenset[str]) -> list[Part]:
    blade = smooth([(0, -100), (24, -76), (30, -48), (16, -20), (0, -10), (-16, -20), (-30, -48), (-24, -76)])
    veins = [line(smooth([(0, y), (d * 12, y - 9), (d * 22, y - 14)], closed=False), "second",
        1.1) for d in (-1, 1) for y in (-28, -42, -56, -70)]
    return [body(blade), line(polyline([(0, -98), (0, 0)]), "second", 2.0), *veins]
