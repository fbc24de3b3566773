"""Made things: vessels, food, fruit, furniture, instruments, and what people carry."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from math import cos, pi, sin

from ..chance import Chance
from ..outlines import box, common, cut, joined, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line
from .fruit import (
    build_apple,
    build_avocado,
    build_banana,
    build_bread,
    build_burger,
    build_cake,
    build_carrot,
    build_cherry,
    build_egg,
    build_grapes,
    build_lemon,
    build_pear,
    build_pineapple,
    build_pizza,
    build_pumpkin,
    build_round_fruit,
    build_strawberry,
    build_watermelon,
)
from .turning import bloom_path, star_path, turned


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
