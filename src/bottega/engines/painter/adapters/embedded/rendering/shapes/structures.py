"""What stands in a landscape: plants, buildings, boats and other vehicles, and things of the sky."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from math import cos, radians, sin

import skia

from ..chance import Chance
from ..outlines import box, common, joined, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line
from .forms import (
    build_circle,
    build_cloud,
    build_cone,
    build_cube,
    build_cylinder,
    build_moon,
    build_mountain,
    build_planet,
    build_rainbow,
    build_ring,
    build_rock,
    build_scale_form,
    build_sphere,
    build_spiral,
    build_star,
    build_sun,
    build_volcano,
)
from .plants import (
    build_bush,
    build_cactus,
    build_daisy,
    build_flower,
    build_leaf,
    build_lotus,
    build_mushroom,
    build_palm,
    build_pine,
    build_rose,
    build_sunflower,
    build_tree,
    build_tulip,
)
from .turning import turned


def build_house(chance: Chance, traits: frozenset[str]) -> list[Part]:
    wide = chance.between(30, 36)
    walls = box(-wide, -52, wide, 0)
    roof = polygon([(-wide - 8, -50), (-wide * 0.5, -92), (wide * 0.5, -92), (wide + 8, -50)])
    panes = [detail(box(x - 7, -38, x + 7, -22), "glass") for x in (-wide * 0.58, wide * 0.58)]
    bars = [line(joined(box(x - 7, -38, x + 7, -22)), "light", 1.4) for x in (-wide * 0.58, wide * 0.58)]
    tiles = [line(polyline([(-wide - 4, y), (wide + 4, y)]), "third", 0.7) for y in (-60, -70, -80)]
    smoke = [body(oval(wide * 0.6 + 2 * k, -112 - 7 * k, 3.4 + k, 3 + k),
        "#e6e2da") for k in range(3)] if "smoking" in traits else []
    return [far(box(wide * 0.4, -104, wide * 0.4 + 11, -76), "second"), *smoke, body(walls),
        body(roof, "second"), *(Part(common(roof, _bar(t.path)), "third", "detail") for t in tiles),
        body(box(-8, -30, 8, 0, 1), "third"), detail(oval(5, -14, 1.2, 1.2), "#e9c85a"), *panes, *bars]


def _bar(path: skia.Path) -> skia.Path:
    return box(-80, path.getPoint(0).fY, 80, path.getPoint(0).fY + 0.9)


def build_castle(chance: Chance, traits: frozenset[str]) -> list[Part]:
    def crenels(left: float, right: float, y: float, count: int) -> list[Part]:
        step = (right - left) / count
        return [body(box(left + i * step, y - 5, left + i * step + step * 0.56, y + 1)) for i in range(count)]

    parts: list[Part] = [far(box(-12, -92, 12, -40)), far(polygon([(-16, -90), (0, -122), (16, -90)]),
        "second")]
    parts += [body(box(-40, -48, 40, 0)), *crenels(-40, 40, -48, 9)]
    for d in (-1, 1):
        x = d * 42
        parts += [body(box(x - 11, -72, x + 11, 0)), *crenels(x - 13, x + 13, -72, 4),
            body(polygon([(x - 13, -76), (x, -104), (x + 13, -76)]), "second"),
            detail(box(x - 2.4, -58, x + 2.4, -46, 2.4), "dark"), line(polyline([(x, -104), (x, -114)]),
            "dark", 0.9), body(polygon([(x, -114), (x + 11, -111), (x, -107)]), "#c8303a")]
    stones = [detail(box(x, y, x + 7, y + 3, 0.5), "third") for x, y in ((chance.between(-38, 30),
        chance.between(-44, -6)) for _ in range(16))]
    return [*parts, *stones, detail(box(-3, -84, 3, -72, 3), "dark"),
        body(joined(oval(0, -22, 12, 12), box(-12, -22, 12, 0)), "dark"),
        *(line(polyline([(x, -32), (x, 0)]), "wood", 1.1) for x in (-7, 0, 7)),
        line(polyline([(0, -122), (0, -134)]), "dark", 0.9), body(polygon([(0, -134), (13, -130), (0, -126)]),
        "#c8303a")]


def build_tower(chance: Chance, traits: frozenset[str]) -> list[Part]:
    shaft = polygon([(-15, 0), (-12, -72), (12, -72), (15, 0)])
    stones = [detail(box(x, y, x + 6, y + 2.4, 0.5), "third") for x, y in ((chance.between(-12, 7),
        chance.between(-66, -4)) for _ in range(14))]
    return [body(shaft), *stones, body(box(-16, -77, 16, -70, 1)), body(polygon([(-18, -76), (0, -102),
        (18, -76)]), "second"), *(detail(box(-2.6, y, 2.6, y + 8, 2.6), "dark") for y in (-62, -40)),
        detail(box(-5, -14, 5, 0, 4), "dark")]


def build_lighthouse(chance: Chance, traits: frozenset[str]) -> list[Part]:
    shaft = polygon([(-14, 0), (-8.4, -76), (8.4, -76), (14, 0)])
    bands = [detail(common(shaft, box(-30, y, 30, y + 13)), "second") for y in (-70, -44, -18)]
    return [body(shaft), *bands, body(box(-12, -80, 12, -75, 1), "dark"), body(box(-6, -90, 6, -79), "third"),
        *(line(polyline([(x, -90), (x, -79)]), "dark", 0.7) for x in (-2.4, 2.4)),
        body(polygon([(-8.6, -89), (0, -99), (8.6, -89)]), "second"), detail(box(-2, -60, 2, -52, 2), "dark"),
        detail(box(-4, -9, 4, 0, 3), "dark")]


def build_windmill(chance: Chance, traits: frozenset[str]) -> list[Part]:
    turn = chance.between(0, 90)
    body_ = polygon([(-19, 0), (-12, -58), (12, -58), (19, 0)])
    parts: list[Part] = [body(body_), body(smooth([(-14, -56), (-10, -70), (0, -76), (10, -70), (14, -56)],
        tension=0.4), "second"), detail(box(-5, -15, 5, 0, 4), "second"),
        detail(box(-3, -42, 3, -33, 1), "glass")]
    for k in range(4):
        a = radians(turn + 90 * k)
        tip = (44 * cos(a), -62 + 44 * sin(a))
        side = (-sin(a), cos(a))
        sail = polygon([(10 * cos(a), -62 + 10 * sin(a)), tip, (tip[0] + 10 * side[0], tip[1] + 10 * side[1]),
            (10 * cos(a) + 10 * side[0], -62 + 10 * sin(a) + 10 * side[1])])
        parts += [body(sail, "third"), line(polyline([(0, -62), tip]), "dark", 1.4)]
        parts += [line(polyline([(s * 44 * cos(a), -62 + s * 44 * sin(a)),
            (s * 44 * cos(a) + 10 * side[0], -62 + s * 44 * sin(a) + 10 * side[1])]), "dark",
            0.6) for s in (0.4, 0.6, 0.8)]
    return [*parts, body(oval(0, -62, 3.4, 3.4), "dark")]


def build_church(chance: Chance, traits: frozenset[str]) -> list[Part]:
    nave, roof = box(-6, -40, 44, 0), polygon([(-8, -39), (0, -60), (42, -60), (48, -39)])
    tower, spire = box(-34, -62, -6, 0), polygon([(-37, -61), (-20, -98), (-3, -61)])
    windows = [detail(joined(oval(x, -24, 4, 5), box(x - 4, -24, x + 4, -12)), "glass") for x in (8, 22, 36)]
    cross = [line(polyline([(-20, -98), (-20, -110)]), "dark", 1.2), line(polyline([(-24, -106),
        (-16, -106)]), "dark", 1.2)]
    return [body(nave), body(roof, "second"), body(tower), body(spire, "second"), *windows, *cross,
        detail(oval(-20, -50, 5, 5), "third"), detail(joined(oval(-20, -12, 6, 6), box(-26, -12, -14, 0)),
        "third")]


def build_sail_boat(chance: Chance, traits: frozenset[str]) -> list[Part]:
    lean = chance.between(0, 5)
    hull = smooth([(-46, -20), (48, -24), (36, -2), (-34, -1)], tension=0.22)
    main = smooth([(2, -96), (2 - lean, -30), (44, -32), (30, -62)], tension=0.25)
    jib = smooth([(-2, -88), (-34 - lean, -30), (-4, -29), (-8, -58)], tension=0.25)
    seams = [Part(common(main, box(-60, y, 60, y + 1.0)), "third", "detail") for y in (-80, -66, -52, -40)]
    return [far(limb([(0, -20), (0, -99)], [2.2, 1.6]), "third"), body(main, "second"), *seams,
        body(jib, "second"), body(polygon([(0, -99), (12, -96), (0, -92)]), "main"), body(hull),
        detail(common(hull, box(-60, -20, 60, -15)), "second"), line(polyline([(-44, -20), (46, -24)]),
        "third", 1.6)]


def build_ship(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A galleon under full sail."""
    hull = smooth([(-58, -38), (-52, -22), (-28, -20), (26, -20), (46, -24), (60, -36), (48, -6), (36, 0),
        (-38, 0), (-50, -8)], tension=0.25)
    parts: list[Part] = []
    for x, tall in ((-32, 72), (2, 92), (32, 70)):
        parts.append(far(limb([(x, -20), (x, -tall - 10)], [2.6, 1.8]), "dark"))
        for k in range(2):
            low, high, half = -26 - k * tall * 0.42, -26 - (k + 1) * tall * 0.40, 17 - 4 * k
            parts.append(body(smooth([(x - half, high), (x + half, high), (x + half + 7, (low + high) / 2),
                (x + half, low), (x - half, low), (x - half + 7, (low + high) / 2)], tension=0.4), "second"))
        parts.append(body(polygon([(x, -tall - 10), (x + 11, -tall - 7), (x, -tall - 3)]), "third"))
    ports = [detail(box(x - 2, -15, x + 2, -11), "dark") for x in range(-34, 42, 12)]
    return [*parts, line(polyline([(48, -28), (76, -46)]), "dark", 1.8), body(hull),
        detail(common(hull, box(-80, -19.5, 80, -17)), "#d9b25a"), detail(common(hull, box(-80, -7, 80, -5)),
        "#d9b25a"), *ports]


def build_rowboat(chance: Chance, traits: frozenset[str]) -> list[Part]:
    hull = smooth([(-58, -26), (0, -19), (58, -27), (42, -3), (0, 0), (-42, -3)], tension=0.35)
    inner = smooth([(-54, -26), (0, -20), (54, -27), (0, -31)], tension=0.5)
    oars = [line(polyline([(d * 6, -30), (d * 46, -4)]), "third", 1.8) for d in (-1, 1)]
    return [body(hull), detail(inner, "third"), *(detail(box(x - 4, -28, x + 4, -21), "second") for x in (-18,
        16)), line(smooth([(-52, -17), (0, -11), (50, -18)], closed=False), "second", 1.4), *oars]


def build_car(chance: Chance, traits: frozenset[str]) -> list[Part]:
    shell = smooth([(-60, -14), (-60, -28), (-48, -35), (-36, -38), (-22, -56), (14, -57), (32, -38),
        (56, -32), (61, -22), (60, -12)], tension=0.28)
    cabin = [detail(smooth([(-30, -38), (-19, -52), (-4, -53), (-4, -38)], tension=0.2), "second"),
        detail(smooth([(0, -38), (0, -53), (12, -53), (25, -38)], tension=0.2), "second")]
    wheels: list[Part] = []
    for x in (-36, 36):
        wheels += [body(oval(x, -11, 12, 12), "third"), detail(oval(x, -11, 6, 6), "metal"),
            detail(oval(x, -11, 2, 2), "dark")]
    return [body(shell), *cabin, line(polyline([(-2, -38), (-2, -16)]), "third", 0.9),
        detail(oval(56, -25, 3.4, 3), "#fbe6a0"), detail(box(-60, -27, -56, -21, 1), "#d9302a"),
        detail(box(4, -32, 11, -30.4, 0.8), "metal"), line(polyline([(-60, -15), (60, -13)]), "third", 1.6),
        *wheels]


def build_bus(chance: Chance, traits: frozenset[str]) -> list[Part]:
    panes = [detail(box(x, -52, x + 15, -34, 2), "second") for x in (-50, -32, -14, 4, 22)]
    wheels: list[Part] = []
    for x in (-34, 34):
        wheels += [body(oval(x, -8, 10, 10), "third"), detail(oval(x, -8, 4.6, 4.6), "metal")]
    return [body(box(-58, -62, 58, -8, 7)), *panes, detail(box(42, -52, 56, -26, 2), "second"),
        detail(box(-58, -26, 58, -22), "light"), detail(oval(55, -15, 2.6, 2.6), "#fbe6a0"), *wheels]


def build_balloon_ride(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A hot-air balloon in gores of two colours."""
    skin = smooth([(0, -100), (28, -92), (38, -68), (28, -42), (9, -24), (-9, -24), (-28, -42), (-38, -68),
        (-28, -92)])
    gores = [detail(common(skin, smooth([(0, -102), (x - w, -68), (x * 0.35 - w * 0.3, -22),
        (x * 0.35 + w * 0.3, -22), (x + w, -68)])), "second") for x, w in ((-25, 6), (0, 7.4), (25, 6))]
    ropes = [line(polyline([(x, -24), (x * 0.7, -12)]), "dark", 0.7) for x in (-8, -3, 3, 8)]
    return [body(skin), *gores, detail(common(skin, box(-60, -52, 60, -46)), "third"), *ropes,
        body(box(-7, -13, 7, 0, 2), "third"), line(polyline([(-7, -9), (7, -9)]), "dark", 0.7),
        line(polyline([(-7, -5), (7, -5)]), "dark", 0.7), far(box(-6, -24, 6, -12), "dark")]


def build_airplane(chance: Chance, traits: frozenset[str]) -> list[Part]:
    hull = smooth([(60, -34), (52, -43), (30, -46), (-40, -44), (-62, -50), (-56, -38), (-38, -30), (30, -26),
        (54, -28)])
    fin, tail = polygon([(-44, -43), (-62, -68), (-52, -68), (-26, -44)]), far(polygon([(-46, -40),
        (-64, -48), (-58, -50), (-34, -40)]), "third")
    near_wing, far_wing = polygon([(14, -34), (-22, -4), (-34, -4), (-12, -36)]), far(polygon([(10, -43),
        (-14, -66), (-22, -66), (-8, -43)]), "third")
    windows = [detail(oval(x, -38, 1.7, 2), "third") for x in range(-30, 36, 7)]
    return [far_wing, tail, body(fin, "second"), body(hull), detail(common(hull, box(-80, -34, 80, -31)),
        "second"), *windows, detail(smooth([(46, -41), (56, -36), (46, -35)]), "third"), body(near_wing),
        body(limb([(-8, -20), (6, -19)], [7, 6]), "third")]


def build_rocket(chance: Chance, traits: frozenset[str]) -> list[Part]:
    hull = smooth([(0, -100), (13, -80), (16, -52), (12, -20), (-12, -20), (-16, -52), (-13, -80)])
    fins = [body(smooth([(d * 12, -42), (d * 28, -22), (d * 27, -8), (d * 11, -20)], tension=0.3),
        "second") for d in (-1, 1)]
    nose = detail(common(hull, box(-30, -110, 30, -80)), "second")
    flame = [body(smooth([(-8, -18), (0, 10 + chance.between(0, 8)), (8, -18)], tension=0.4), "fire"),
        detail(smooth([(-4, -18), (0, -2), (4, -18)], tension=0.4), "light")]
    return [*flame, *fins, body(hull), nose, body(oval(0, -60, 7.4, 7.4), "third"),
        detail(oval(0, -60, 5, 5), "#bfe3f2"), line(polyline([(-13, -30), (13, -30)]), "third", 1.4),
        body(box(-9, -22, 9, -16, 1), "third")]


def build_ufo(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [far(polygon([(-20, -50), (20, -50), (46, 0), (-46, 0)]), "#e8f2b0"),
        body(smooth([(-24, -60), (-18, -82), (0, -90), (18, -82), (24, -60)]), "second"),
        body(oval(0, -56, 54, 14)), detail(oval(0, -60, 40, 7), "third"),
        *(detail(oval(x, y, 3, 2.4), "#ffe08a") for x, y in ((-40, -54), (-22, -48), (0, -46), (22, -48),
        (40, -54)))]


def build_street_lamp(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(turned([(7, 0), (7, 3), (3, 6), (1.7, 14), (1.5, 74)], tension=0.2)),
        body(polygon([(-7, -92), (7, -92), (4.6, -76), (-4.6, -76)]), "second"),
        body(polygon([(-9, -91), (0, -100), (9, -91)])), *(line(polyline([(x, -92), (x * 0.66, -76)]), "main",
        0.9) for x in (-7, 0, 7)), body(box(-6, -77, 6, -74, 0.6))]


def build_pyramid(chance: Chance, traits: frozenset[str]) -> list[Part]:
    rows = [line(polyline([(-58 + 5.8 * i, -8 * i - 8), (58 - 5.8 * i, -8 * i - 8)]), "third",
        0.6) for i in range(9)]
    return [body(polygon([(-62, 0), (0, -84), (62, 0)])), detail(polygon([(0, -84), (62, 0), (18, 0)]),
        "second"), *rows]


def build_dragon(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Side view, wings up, breathing fire when the words say so."""
    tail = limb([(-20, -30), (-46, -20), (-66, -24), (-76, -40)], [22, 13, 8, 3])
    tip = body(polygon([(-80, -38), (-84, -56), (-68, -46)]), "second")
    trunk = smooth([(-30, -40), (-10, -54), (16, -54), (28, -42), (22, -22), (-6, -16), (-28, -22)])
    neck = limb([(18, -44), (30, -62), (36, -78)], [22, 15, 12])
    head = joined(oval(40, -84, 10, 8.6), limb([(40, -84), (60, -79)], [14, 8]))
    legs = [limb([(x, -24), (x + 3, -10), (x + 1, -2)], [14, 9, 8]) for x in (-16, 16)]
    wing = smooth([(2, -50), (-4, -84), (-24, -108), (-28, -92), (-44, -96), (-42, -80), (-58, -78),
        (-44, -62), (-24, -52)], tension=0.2)
    back = [body(polygon([(x - 5, y + 3), (x, y - 8), (x + 5, y + 3)]), "second") for x,
        y in ((-22, -49), (-8, -54), (8, -55), (20, -56), (27, -66), (31, -78))]
    horns = [body(smooth([(36, -90), (26, -102), (30, -104), (42, -92)], tension=0.4), "bone")]
    fire = [body(smooth([(62, -79), (84, -92), (112, -82), (92, -80), (110, -68), (86, -70)], tension=0.4),
        "fire"), detail(smooth([(64, -78), (84, -83), (98, -78), (84, -75)], tension=0.4),
        "light")] if traits & {"breathing-fire", "fire-breathing", "fiery", "angry"} else []
    belly = common(trunk, oval(2, -18, 26, 13))
    return [*fire, far(wing, "third"), body(tail), tip, *back, *horns,
        *(far(_shifted(leg, 7)) for leg in legs), body(joined(trunk, neck, head, *legs)),
        detail(belly, "second"), body(wing, "second"), *(line(polyline([(2, -52), p]), "third",
        1.2) for p in ((-24, -106), (-43, -94), (-56, -77))), detail(oval(44, -87, 2.2, 2.4), "#f7d24a"),
        detail(oval(44.5, -87, 0.9, 2), "eye"), detail(oval(58, -82, 1.1, 0.9), "eye"),
        line(smooth([(61, -77), (52, -77), (44, -79)], closed=False), "third", 1.0)]


def _shifted(path: skia.Path, dx: float) -> skia.Path:
    copy = skia.Path(path)
    copy.offset(dx, -2)
    return copy


STRUCTURES: dict[str, Builder] = {
    "tree": build_tree, "oak": build_tree, "pine": build_pine, "palm": build_palm, "bush": build_bush,
    "cactus": build_cactus,
    "flower": build_flower, "daisy": build_daisy, "sunflower": build_sunflower, "rose": build_rose,
    "tulip": build_tulip,
    "lotus": build_lotus, "mushroom": build_mushroom, "leaf": build_leaf, "house": build_house,
    "cottage": build_house,
    "cabin": build_house, "castle": build_castle, "tower": build_tower, "lighthouse": build_lighthouse,
    "windmill": build_windmill,
    "church": build_church, "boat": build_sail_boat, "sail-boat": build_sail_boat, "ship": build_ship,
    "galleon": build_ship,
    "rowboat": build_rowboat, "canoe": build_rowboat, "gondola": build_rowboat, "car": build_car,
    "bus": build_bus,
    "hot-air-balloon": build_balloon_ride, "airplane": build_airplane, "rocket": build_rocket,
    "spaceship": build_rocket,
    "ufo": build_ufo, "planet": build_planet, "saturn": build_planet, "moon": build_moon, "sun": build_sun,
    "star": build_star,
    "cloud": build_cloud, "rainbow": build_rainbow, "mountain": build_mountain, "volcano": build_volcano,
    "rock": build_rock,
    "boulder": build_rock, "street-lamp": build_street_lamp, "pyramid": build_pyramid, "dragon": build_dragon,
    "circle": build_circle, "sphere": build_sphere, "ball": build_sphere, "square": build_scale_form(4),
    "triangle": build_scale_form(3), "pentagon": build_scale_form(5), "hexagon": build_scale_form(6),
    "octagon": build_scale_form(8), "cube": build_cube, "cone": build_cone, "cylinder": build_cylinder,
    "ring": build_ring,
    "spiral": build_spiral, "swirl": build_spiral,
}
