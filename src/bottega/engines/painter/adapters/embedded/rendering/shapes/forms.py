"""Things of the sky, heights of the earth, and plain geometric forms."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from math import cos, pi, sin

from ..chance import Chance
from ..outlines import box, common, cut, joined, limb, oval, polygon, smooth
from .figure import Builder, Part, body, detail, far, line
from .turning import star_path, turned


def build_planet(chance: Chance, traits: frozenset[str]) -> list[Part]:
    disc = oval(0, -50, 36, 36)
    bands = [detail(common(disc, oval(chance.around(0, 6), y, 44, h)), ink) for y, h,
        ink in ((-74, 4, "second"), (-60, 5, "third"), (-46, 4, "second"), (-32, 5, "third"))]
    ring = smooth([(62 * cos(a) * 0.97 + 10 * sin(a),
        -50 + 13 * sin(a) - 18 * cos(a)) for a in (0.15 + (pi - 0.3) * i / 10 for i in range(11))],
        closed=False)
    back = smooth([(62 * cos(a) * 0.97 + 10 * sin(a),
        -50 + 13 * sin(a) - 18 * cos(a)) for a in (pi + 0.1 + (pi - 0.2) * i / 10 for i in range(11))],
        closed=False)
    return [line(back, "second", 4.4), body(disc), *bands, line(ring, "second", 4.4)]


def build_moon(chance: Chance, traits: frozenset[str]) -> list[Part]:
    disc = oval(0, -46, 46, 46)
    if traits & {"crescent", "half", "new"}:
        disc = common(disc, smooth([(-60, -100), (2, -96), (-16, -46), (2, 4), (-60, 10)]))
    craters = [detail(common(disc, oval(x, y, r, r * 0.9)), "second") for x, y,
        r in ((-18, -60, 9), (14, -36, 11), (-8, -28, 6), (22, -66, 6), (-28, -36, 5), (4, -74, 4))]
    return [body(disc), *craters]


def build_sun(chance: Chance, traits: frozenset[str]) -> list[Part]:
    rays = [body(polygon([(33 * cos(a - 0.13), -50 + 33 * sin(a - 0.13)), (50 * cos(a), -50 + 50 * sin(a)),
        (33 * cos(a + 0.13), -50 + 33 * sin(a + 0.13))]),
        "second") for a in (2 * pi * i / 14 for i in range(14))]
    return [*rays, body(oval(0, -50, 30, 30))]


def build_star(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(star_path(0, -50, 50, 5)), detail(star_path(0, -50, 24, 5), "second")]


def build_cloud(chance: Chance, traits: frozenset[str]) -> list[Part]:
    puffs = [oval(-34 + 17 * i, -22 - 18 * sin(pi * (i + 0.5) / 5) + chance.around(0, 2), 18,
        17) for i in range(5)]
    mass = joined(*puffs, box(-48, -22, 48, -2, 10))
    return [body(mass), *(detail(common(mass, oval(x, -8, 22, 8)), "second") for x in (-24, 10, 34))]


def build_rainbow(chance: Chance, traits: frozenset[str]) -> list[Part]:
    inks = ("#d9403c", "#f0852c", "#f2cc3c", "#5fae54", "#4a8fd0", "#7a5ab0")
    arcs = [body(common(oval(0, 0, 60 - 6 * i, 60 - 6 * i), box(-70, -70, 70, 0)), ink) for i,
        ink in enumerate(inks)]
    return [*arcs, detail(common(oval(0, 0, 24, 24), box(-70, -70, 70, 0)), "#eef2f2"),
        *(body(joined(oval(d * 48, -6, 14, 8), oval(d * 38, -9, 10, 8), oval(d * 57, -4, 9, 6)),
        "light") for d in (-1, 1))]


def build_mountain(chance: Chance, traits: frozenset[str]) -> list[Part]:
    mass = polygon([(-70, 0), (-44, -40), (-30, -34), (-4, -96), (10, -80), (20, -84), (44, -36), (52, -40),
        (72, 0)])
    cap = common(mass, polygon([(-30, -100), (40, -100), (32, -58), (20, -66), (10, -54), (0, -64),
        (-10, -56), (-24, -60)]))
    return [body(mass), detail(cap, "second"), detail(common(mass, polygon([(-4, -60), (2, -54), (-10, 0),
        (-50, 0), (-24, -40)])), "third")]


def build_volcano(chance: Chance, traits: frozenset[str]) -> list[Part]:
    cone = smooth([(-66, 0), (-38, -28), (-18, -70), (18, -70), (38, -28), (66, 0)], tension=0.3)
    lava = common(cone, smooth([(-18, -72), (18, -72), (14, -52), (20, -30), (8, -38), (2, -14), (-6, -40),
        (-14, -24), (-12, -52)]))
    plume = joined(*(oval(x, y, r, r * 0.9) for x, y, r in ((0, -84, 11), (-10, -96, 13), (10, -100, 15),
        (-4, -114, 16))))
    return [far(plume, "#8a8284"), body(cone), detail(lava, "second"), detail(oval(0, -70, 18, 4), "second")]


def build_rock(chance: Chance, traits: frozenset[str]) -> list[Part]:
    mass = polygon([(-46, 0), (-50, -22), (-34, -50), (-8, -66), (22, -60), (44, -34), (52, -10), (46, 0)])
    return [body(mass), detail(polygon([(-8, -66), (22, -60), (10, -36), (-18, -34)]), "second"),
        detail(polygon([(10, -36), (22, -60), (44, -34), (52, -10), (46, 0), (20, 0)]), "third")]


def build_scale_form(sides: int) -> Builder:
    """A regular polygon."""

    def build(chance: Chance, traits: frozenset[str]) -> list[Part]:
        start = -pi / 2 + (pi / sides if sides % 2 == 0 else 0)
        return [body(polygon([(50 * cos(start + 2 * pi * i / sides),
            -50 + 50 * sin(start + 2 * pi * i / sides)) for i in range(sides)]))]

    return build


def build_circle(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(oval(0, -50, 50, 50))]


def build_sphere(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(oval(0, -50, 50, 50)), detail(oval(-18, -70, 8, 11, 34), "light")]


def build_cube(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(polygon([(-44, -22), (-44, -72), (0, -96), (44, -72), (44, -22), (0, 0)])),
        detail(polygon([(-44, -72), (0, -96), (44, -72), (0, -50)]), "second"),
        detail(polygon([(0, -50), (44, -72), (44, -22), (0, 0)]), "third")]


def build_cone(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(smooth([(0, -100), (34, -10), (24, -3), (0, 0), (-24, -3), (-34, -10)], tension=0.16))]


def build_cylinder(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(turned([(32, 4), (32, 90)], tension=0.12)), body(oval(0, -90, 32, 8), "second"),
        body(oval(0, -5, 32, 6))]


def build_ring(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(cut(oval(0, -50, 50, 50), oval(0, -50, 32, 32)))]


def build_spiral(chance: Chance, traits: frozenset[str]) -> list[Part]:
    path = [(4.3 * t * cos(t * 1.05), -50 + 4.3 * t * sin(t * 1.05)) for t in (0.4 * i for i in range(29))]
    return [body(limb(path, [3.0 + 0.22 * i for i in range(len(path))]))]
