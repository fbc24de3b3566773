"""What swims and creeps: fish, whales, and the many-legged."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from math import cos, pi, sin

from ..chance import Chance
from ..outlines import common, joined, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line


def build_fish(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A round reef fish with bands and a fan for a tail."""
    swish = chance.around(0, 3)
    hull = smooth([(44, -26), (30, -42), (6, -48), (-18, -38), (-32, -28), (-18, -16), (6, -6), (30, -12)])
    tail = smooth([(-26, -27), (-52, -46 + swish), (-47, -27), (-52, -8 + swish)], tension=0.4)
    fins = [far(smooth([(10, -44), (-4, -62), (-20, -56), (-14, -38)], tension=0.4), "second"),
        far(smooth([(4, -10), (-6, 4), (-16, 0), (-10, -14)], tension=0.4), "second")]
    bands = [detail(common(hull, smooth([(x, -60), (x + 7, -60), (x + 11, -26), (x + 7, 6), (x, 6),
        (x + 4, -26)])), "second") for x in (14, -12)]
    scales = [line(smooth([(x, y - 4), (x - 3, y), (x, y + 4)], closed=False), "third", 0.7) for x in (8, -2,
        -20) for y in (-36, -27, -18)]
    pectoral = body(smooth([(14, -24), (2, -16), (0, -26), (8, -30)]), "second")
    return [far(tail, "second"), *fins, body(hull), *bands, *scales, pectoral,
        detail(oval(31, -32, 4, 4.2), "light"), detail(oval(32, -32, 2.3, 2.5), "eye"),
        line(smooth([(42, -24), (38, -21), (34, -21)], closed=False), "third", 1.2)]




def build_whale(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A great whale with a grooved throat, spouting."""
    hull = smooth([(62, -30), (56, -52), (30, -62), (-4, -58), (-34, -42), (-58, -34), (-66, -40), (-60, -26),
        (-32, -14), (4, -4), (40, -8)])
    flukes = smooth([(-56, -36), (-82, -62), (-72, -34), (-92, -22), (-62, -27)], tension=0.45)
    throat = common(hull, smooth([(66, -26), (40, -24), (6, -16), (-20, -16), (4, 4), (50, 0)]))
    grooves = [line(smooth([(58 - 4 * i, -22 + 4 * i), (30 - 4 * i, -17 + 4 * i), (2, -12 + 3 * i)],
        closed=False), "third", 0.8) for i in range(4)]
    spout = [line(smooth([(26, -62), (26, -78), (26 + d * 12, -90), (26 + d * 20, -82)], closed=False),
        "water", 2.4) for d in (-1, 1)]
    fin = body(smooth([(18, -18), (4, 6), (-8, 8), (0, -16)]))
    return [far(flukes), *spout, body(hull), detail(throat, "second"), *grooves, fin,
        detail(oval(42, -30, 1.9, 1.9), "eye"), line(smooth([(62, -28), (50, -27), (42, -24)], closed=False),
        "third", 1.0)]


def build_dolphin(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Leaping, curved like a bow."""
    hull = smooth([(60, -18), (48, -26), (40, -40), (18, -54), (-10, -52), (-36, -32), (-52, -12), (-40, -16),
        (-14, -30), (14, -30), (36, -20), (46, -16)])
    fin = smooth([(2, -53), (-10, -70), (-16, -68), (-12, -50)], tension=0.4)
    flukes = smooth([(-48, -16), (-70, -16), (-58, -6), (-60, 8), (-46, -8)], tension=0.4)
    flipper = smooth([(20, -32), (12, -14), (6, -14), (10, -32)])
    return [far(fin), far(flukes), body(hull), detail(common(hull, smooth([(60, -17), (30, -26), (-8, -36),
        (-30, -24), (10, -20), (40, -12)])), "second"), body(flipper), detail(oval(37, -31, 1.7, 1.9), "eye"),
        line(smooth([(58, -18), (46, -21), (40, -25)], closed=False), "third", 0.9)]


def build_shark(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Lean, with gills, a high fin and teeth."""
    hull = smooth([(64, -30), (46, -42), (16, -48), (-22, -38), (-54, -28), (-22, -20), (16, -12), (44, -16)])
    fins = [far(smooth([(14, -46), (-2, -72), (-10, -72), (-8, -42)], tension=0.3)),
        far(smooth([(-48, -28), (-74, -56), (-66, -28), (-72, -10)], tension=0.3)),
        far(smooth([(10, -16), (-10, 6), (-18, 4), (-6, -18)], tension=0.3))]
    mouth = line(smooth([(56, -22), (44, -20), (36, -24)], closed=False), "third", 1.4)
    teeth = [detail(polygon([(39 + 4 * i, -22.4), (42 + 4 * i, -22), (40.6 + 4 * i, -18.6)]),
        "light") for i in range(4)]
    gills = [line(smooth([(22 - 5 * i, -38), (20 - 5 * i, -30), (22 - 5 * i, -24)], closed=False), "third",
        1.0) for i in range(3)]
    return [*fins, body(hull), detail(common(hull, smooth([(70, -24), (20, -24), (-50, -24), (-20, 0),
        (50, 0)])), "second"), *gills, mouth, *teeth, detail(oval(44, -34, 2, 2), "eye")]


def build_octopus(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A domed head and eight arms that curl each its own way."""
    parts: list[Part] = []
    for i in range(8):
        t = i / 7 - 0.5
        curl, drop = chance.between(8, 18) * (1 if t > 0 else -1), chance.between(-4, 4)
        arm = limb([(t * 26, -42), (t * 62, -22 + drop), (t * 92, -12 + drop), (t * 98 + curl, -22 + drop),
            (t * 90 + curl * 0.8, -28 + drop)], [12, 11, 8, 5, 3])
        parts.append(body(arm) if i % 2 else far(arm))
        parts += [detail(oval(t * (50 + 14 * k), -27 + 6 * k + drop, 2.2 - 0.4 * k, 2.0 - 0.4 * k),
            "second") for k in range(3)]
    dome = smooth([(0, -104), (24, -94), (28, -72), (19, -48), (0, -38), (-19, -48), (-28, -72), (-24, -94)])
    spots = [detail(oval(x, y, 2.6, 2.2), "second") for x, y in ((-10, -90), (6, -94), (14, -82), (-16, -78))]
    eyes: list[Part] = []
    for d in (-1, 1):
        eyes += [detail(oval(d * 9, -60, 5, 5.4), "light"), detail(oval(d * 8.4, -59.4, 2.6, 3), "eye")]
    return [*parts, body(dome), *spots, *eyes, line(smooth([(-4, -49), (0, -46.5), (4, -49)], closed=False),
        "third", 1.2)]


def build_jellyfish(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A bell with a frilled rim and long trailing threads."""
    threads = []
    for i in range(9):
        x, sway = -24 + 6 * i, chance.between(0, 6.0)
        threads.append(line(smooth([(x + 4 * sin(k * 1.3 + sway), -50 + 12 * k) for k in range(5)],
            closed=False), "second" if i % 2 else "main", 1.6))
    arms = [far(limb([(x, -52), (x + chance.around(0, 5), -30), (x + chance.around(0, 7), -12)], [9, 7, 2]),
        "second") for x in (-8, 0, 8)]
    hem = [(32 - 64 * i / 8, -50 + 4 * (i % 2)) for i in range(9)]
    bell = smooth([(0, -96), (22, -88), (33, -66), *hem, (-33, -66), (-22, -88)], tension=0.5)
    glow = detail(oval(-8, -78, 12, 9, -20), "second")
    return [*threads, *arms, body(bell), glow, *(detail(oval(x, -64, 3.4, 5), "third") for x in (-12, 0, 12))]


def build_crab(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Wide shell, raised claws, eyes on stalks."""
    legs: list[Part] = []
    for d in (-1, 1):
        joints = [[(d * 24, -24 + 4 * i), (d * (44 - 2 * i), -30 + 10 * i), (d * (50 - 3 * i), -8 + 3 * i)]
            for i in range(3)]
        legs += [far(limb(points, [5.5, 4.4, 2])) for points in joints]
        claw = joined(oval(d * 42, -56, 12, 9, d * -38), limb([(d * 24, -34), (d * 38, -42), (d * 40, -52)],
            [7, 6, 8]))
        notch = polygon([(d * 40, -58), (d * 54, -74), (d * 46, -54)])
        legs += [body(claw), detail(common(claw, notch), "third"), line(polyline([(d * 7, -38),
            (d * 8, -50)]), "main", 2.2), body(oval(d * 8, -52, 3.4, 3.6), "light"),
            detail(oval(d * 8, -52, 1.8, 2), "eye")]
    shell = smooth([(0, -44), (22, -40), (33, -27), (22, -11), (0, -7), (-22, -11), (-33, -27), (-22, -40)])
    dots = [detail(oval(x, y, 2.4, 1.8), "second") for x, y in ((-14, -32), (0, -36), (14, -32), (-7, -26),
        (8, -26))]
    return [*legs, body(shell), *dots, line(smooth([(-8, -18), (0, -14.5), (8, -18)], closed=False), "third",
        1.4)]


def build_lobster(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Seen from above, claws forward."""
    parts: list[Part] = []
    for d in (-1, 1):
        parts += [far(limb([(d * 9, -50 + 6 * i), (d * 22, -52 + 8 * i), (d * 26, -44 + 9 * i)],
            [3.4, 2.6, 1.4])) for i in range(4)]
        parts += [line(smooth([(d * 4, -76), (d * 12, -98), (d * 22, -112)], closed=False), "main", 1.0),
            body(limb([(d * 8, -66), (d * 20, -74), (d * 19, -86)], [6, 5, 6])),
            body(smooth([(d * 14, -84), (d * 11, -102), (d * 18, -110), (d * 20, -97), (d * 27, -107),
            (d * 29, -94), (d * 23, -82)]))]
    for i in range(6):
        parts.append(body(oval(0, -44 + 7 * i, 12 - 0.9 * i, 5.4)))
    parts += [body(smooth([(0, -84), (11, -70), (12, -48), (-12, -48), (-11, -70)])),
        body(joined(*(oval(d * 7, -2, 6, 4.4, d * 30) for d in (-1, 0, 1))))]
    return [*parts, *(detail(oval(d * 4.6, -74, 1.7, 1.7), "eye") for d in (-1, 1)),
        line(polyline([(0, -80), (0, -50)]), "third", 1.0)]


def build_starfish(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Five soft arms."""
    turn = chance.between(0, 0.6)
    points = [((42 if i % 2 == 0 else 19) * cos(turn + pi * i / 5),
        -42 + (42 if i % 2 == 0 else 19) * sin(turn + pi * i / 5)) for i in range(10)]
    star = smooth(points, tension=0.55)
    dots = [detail(oval(r * cos(turn + 2 * pi * i / 5), -42 + r * sin(turn + 2 * pi * i / 5), 2.6 - r * 0.03,
        2.6 - r * 0.03), "second") for i in range(5) for r in (8, 17, 25, 32)]
    return [body(star), *dots]


def build_seahorse(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """An S with a crown, a snout and a rolled tail."""
    spine = limb([(6, -84), (-2, -70), (6, -50), (4, -30), (-6, -16), (-2, -4), (8, -6), (8, -14), (2, -13)],
        [15, 15, 22, 15, 10, 8, 7, 5, 3])
    head = joined(oval(6, -88, 10, 9), limb([(10, -86), (27, -82)], [9, 6]))
    crown = body(polygon([(-2, -92), (-4, -104), (3, -98), (8, -106), (11, -96)]))
    fin = far(smooth([(-6, -60), (-20, -66), (-22, -48), (-6, -42)], tension=0.4), "second")
    rings = [line(smooth([(-6, y), (4, y + 3), (14, y)], closed=False), "third", 0.9) for y in (-64, -57, -50,
        -43, -36)]
    return [fin, crown, body(joined(spine, head)), *rings, detail(oval(9, -90, 2.4, 2.6), "eye"),
        detail(oval(9.8, -91, 0.8, 0.8), "light")]


def build_seal(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Lying with the head up."""
    hull = smooth([(34, -58), (42, -44), (38, -22), (24, -4), (-20, -2), (-52, -8), (-64, -14), (-50, -22),
        (-10, -32), (14, -42), (20, -56)])
    flippers = [body(smooth([(22, -14), (34, 0), (18, 1), (12, -10)])),
        far(smooth([(-56, -14), (-76, -20), (-70, -8), (-78, 0), (-56, -5)], tension=0.4))]
    head = oval(30, -56, 13, 12)
    spots = [detail(oval(x, y, 3, 2), "third") for x, y in ((-20, -20), (-4, -24), (8, -30), (-34, -16),
        (2, -16))]
    whiskers = [line(polyline([(40, -53), (52, -56 + 4 * i)]), "dark", 0.6) for i in range(3)]
    return [flippers[1], body(joined(hull, head)), detail(oval(38, -53, 6, 5), "second"), *spots, flippers[0],
        *whiskers, detail(oval(32, -60, 2.2, 2.4), "eye"), detail(oval(43, -56, 2.2, 1.7), "eye")]


def build_turtle(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A domed shell with plates over short legs."""
    shell = smooth([(-38, -14), (-32, -34), (-10, -50), (14, -48), (32, -32), (38, -14), (0, -10)],
        tension=0.45)
    legs = [body(limb([(x, -16), (x + 2, -3)], [12, 10])) for x in (-24, 22)]
    head = joined(limb([(30, -18), (46, -28)], [11, 9]), oval(50, -31, 9, 8))
    tail = far(polygon([(-34, -16), (-48, -8), (-34, -9)]))
    plates = [line(smooth([(cx - 9, cy), (cx - 4, cy - 8), (cx + 5, cy - 8), (cx + 10, cy), (cx + 5, cy + 7),
        (cx - 4, cy + 7)], tension=0), "third", 1.2) for cx, cy in ((-18, -26), (2, -34), (20, -27),
        (-2, -19))]
    rim = detail(common(shell, smooth([(-44, -17), (0, -14), (44, -17), (40, -8), (-40, -8)])), "third")
    return [tail, *legs, body(head), body(shell, "second"), rim, *plates,
        detail(oval(53, -33, 1.6, 1.8), "eye"), line(smooth([(58, -28), (54, -27), (51, -28)], closed=False),
        "third", 0.9)]


def build_frog(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Face on, squatting, with bulging eyes and a wide mouth."""
    thighs = [body(smooth([(d * 12, -30), (d * 36, -30), (d * 42, -10), (d * 30, -1),
        (d * 14, -4)])) for d in (-1, 1)]
    feet = [body(joined(*(oval(d * 30 + k, -2, 5, 2.6) for k in (-7, 0, 7)))) for d in (-1, 1)]
    trunk = smooth([(0, -58), (24, -50), (28, -28), (16, -3), (-16, -3), (-28, -28), (-24, -50)])
    eyes: list[Part] = []
    for d in (-1, 1):
        eyes += [body(oval(d * 14, -58, 9, 9)), detail(oval(d * 14, -59, 6, 6), "light"),
            detail(oval(d * 14, -59, 2.6, 4), "eye")]
    arms = [body(limb([(d * 14, -26), (d * 13, -4)], [8, 6])) for d in (-1, 1)]
    return [*thighs, *feet, body(trunk), detail(common(trunk, oval(0, -18, 17, 19)), "second"), *arms, *eyes,
        line(smooth([(-20, -42), (0, -33), (20, -42)], closed=False), "third", 1.6)]


def build_snail(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A coiled shell on a long foot."""
    foot = smooth([(-44, -1), (-30, -10), (10, -12), (28, -16), (34, -36), (44, -40), (50, -30), (44, -8),
        (30, 0)], tension=0.5)
    shell = oval(-4, -34, 27, 26)
    coil = [(-4 + (24 - 2.2 * k) * cos(0.75 * k + 1.6),
        -34 + (23 - 2.1 * k) * sin(0.75 * k + 1.6)) for k in range(11)]
    horns = [line(polyline([(43, -38), (46 + 6 * d, -54)]), "second", 2.0) for d in (-1, 1)]
    return [*horns, *(body(oval(46 + 6 * d, -55, 2.6, 2.6), "second") for d in (-1, 1)), body(foot, "second"),
        body(shell), line(smooth(coil, closed=False), "third", 2.2), line(smooth([(49, -28), (46, -25),
        (42, -26)], closed=False), "third", 1.0)]


def build_dragonfly(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Four glass wings on a needle."""
    wings = [far(smooth([(d * 2, y), (d * 26, y - 9), (d * 56, y - 11 + s), (d * 58, y - 3 + s),
        (d * 30, y + 4), (d * 2, y + 4)]), "second") for d in (-1, 1) for y, s in ((-70, -6), (-60, 8))]
    veins = [line(polyline([(d * 4, y), (d * 52, y - 6 + s)]), "third", 0.6) for d in (-1, 1) for y,
        s in ((-69, -6), (-59, 8))]
    return [*wings, *veins, body(limb([(0, -74), (0, -40), (2, -4)], [9, 5, 2.6])),
        body(oval(0, -72, 6.4, 9)), body(oval(0, -84, 6, 5.4)), *(detail(oval(d * 4.4, -86, 3.4, 3.6),
        "third") for d in (-1, 1))]


def build_butterfly(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Open wings with borders and eyes."""
    parts: list[Part] = []
    for d in (-1, 1):
        upper = smooth([(d * 3, -52), (d * 16, -84), (d * 44, -96), (d * 54, -80), (d * 44, -56),
            (d * 20, -44)], tension=0.5)
        lower = smooth([(d * 3, -46), (d * 26, -44), (d * 40, -30), (d * 34, -10), (d * 18, -6),
            (d * 6, -26)], tension=0.5)
        parts += [body(upper), body(lower)]
        parts += [detail(common(upper, smooth([(d * 20, -92), (d * 60, -104), (d * 62, -70), (d * 46, -52),
            (d * 46, -78)])), "second"), detail(common(lower, smooth([(d * 44, -38), (d * 46, -8),
            (d * 16, 2), (d * 24, -14), (d * 34, -26)])), "second")]
        parts += [detail(oval(d * 30, -72, 5.6, 6.6), "third"), detail(oval(d * 22, -26, 4.6, 5), "third"),
            detail(oval(d * 48, -84, 1.8, 1.8), "light"), detail(oval(d * 50, -76, 1.6, 1.6), "light")]
        parts.append(line(smooth([(d * 1.5, -66), (d * 8, -84), (d * 13, -90)], closed=False), "dark", 1.0))
    return [*parts, body(limb([(0, -70), (0, -48), (0, -20)], [5, 5.4, 3]), "dark")]


def build_bee(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Fat and striped."""
    trunk = smooth([(34, -30), (22, -46), (-4, -50), (-30, -40), (-42, -28), (-30, -16), (-4, -8), (22, -14)])
    wings = [far(oval(2 + k, -62, 12, 20, t), "third") for k, t in ((-8, -32), (8, 12))]
    stripes = [detail(common(trunk, smooth([(x, -60), (x + 8, -60), (x + 11, -28), (x + 8, 2), (x, 2),
        (x + 3, -28)])), "second") for x in (-32, -14, 4)]
    feelers = [line(smooth([(30, -42), (38, -54), (44 + 4 * d, -58)], closed=False), "dark",
        1.2) for d in (-1, 1)]
    return [*wings, *feelers, far(polygon([(-40, -31), (-50, -27), (-40, -25)]), "second"), body(trunk),
        *stripes, detail(oval(26, -33, 3, 3.6), "eye"), detail(oval(27, -34.4, 1, 1), "light"),
        line(smooth([(32, -25), (28, -22), (24, -23)], closed=False), "dark", 1.0)]


WATERS: dict[str, Builder] = {
    "fish": build_fish, "whale": build_whale, "dolphin": build_dolphin, "shark": build_shark,
    "octopus": build_octopus,
    "jellyfish": build_jellyfish, "crab": build_crab, "lobster": build_lobster, "starfish": build_starfish,
    "seahorse": build_seahorse, "seal": build_seal, "turtle": build_turtle, "tortoise": build_turtle,
    "frog": build_frog,
    "snail": build_snail, "dragonfly": build_dragonfly, "butterfly": build_butterfly, "bee": build_bee,
}
