"""Birds in side view, standing or on the wing, grown from one skeleton."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, radians, sin

import skia

from ..chance import Chance
from ..marks import Point
from ..outlines import common, joined, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line


@dataclass(frozen=True, slots=True)
class Bird:
    """Proportions in units in which a body is about 50 long. tilt: how far the body leans up, in degrees."""

    length: float = 50
    depth: float = 30
    tilt: float = 24
    neck: float = 6
    neck_width: float = 15
    head: float = 10.5
    beak: float = 11
    beak_deep: float = 6
    hook: bool = False
    leg: float = 14
    leg_width: float = 1.8
    tail: str = "plain"
    tail_long: float = 24
    crest: str = ""
    beak_ink: str = "#e8a53c"
    leg_ink: str = "#b8803c"
    head_ink: str = ""
    belly: bool = True
    web: bool = False


_BIRDS: dict[str, Bird] = {
    "bird": Bird(),
    "robin": Bird(length=44, depth=33, tail_long=20),
    "crow": Bird(length=54, depth=29, tail_long=30, beak=15, beak_ink="dark", leg_ink="dark", belly=False),
    "eagle": Bird(length=60, depth=32, tilt=52, head=11.5, beak=13, beak_deep=8, hook=True, tail_long=34,
        head_ink="second", belly=False, leg=12, leg_width=3),
    "parrot": Bird(length=50, depth=27, tilt=58, head=13, beak=11, beak_deep=13, hook=True, tail="long",
        tail_long=58, leg=6, beak_ink="#3a3630", belly=False),
    "toucan": Bird(length=48, depth=28, tilt=50, head=12.5, beak=34, beak_deep=13, tail_long=30, leg=7,
        beak_ink="third"),
    "duck": Bird(length=58, depth=29, tilt=8, neck=14, neck_width=14, head=11, beak=13, beak_deep=5,
        tail="up", tail_long=12, leg=8, leg_width=2.6, head_ink="third", web=True, belly=False),
    "goose": Bird(length=62, depth=32, tilt=10, neck=34, neck_width=11, head=9, beak=12, beak_deep=6,
        tail="up", tail_long=12, leg=14, leg_width=2.8, web=True, belly=False),
    "swan": Bird(length=68, depth=31, tilt=6, neck=54, neck_width=9.5, head=8.5, beak=12, beak_deep=5,
        tail="up", tail_long=16, leg=0, beak_ink="second", belly=False),
    "flamingo": Bird(length=46, depth=27, tilt=18, neck=58, neck_width=6.5, head=7, beak=12, beak_deep=6,
        hook=True, tail_long=12, leg=62, leg_width=2.4, leg_ink="main", beak_ink="third", belly=False),
    "heron": Bird(length=48, depth=24, tilt=26, neck=46, neck_width=7, head=7, beak=22, beak_deep=4,
        tail_long=16, leg=48, leg_width=2.0, crest="plume"),
    "ostrich": Bird(length=58, depth=40, tilt=8, neck=66, neck_width=8, head=8.5, beak=11, beak_deep=5.5,
        tail="fluff", tail_long=18, leg=58, leg_width=4.2, leg_ink="third", head_ink="third", belly=False),
    "chicken": Bird(length=50, depth=37, tilt=20, neck=15, neck_width=19, head=9.5, beak=8, beak_deep=5,
        tail="fan", tail_long=24, leg=14, leg_width=2.4, crest="comb", belly=False),
    "rooster": Bird(length=50, depth=35, tilt=28, neck=22, neck_width=19, head=9.5, beak=9, beak_deep=5.5,
        tail="sickle", tail_long=42, leg=20, leg_width=2.6, crest="comb", belly=False),
    "turkey": Bird(length=52, depth=42, tilt=22, neck=20, neck_width=12, head=8, beak=7, beak_deep=4.5,
        tail="wheel", tail_long=40, leg=14, leg_width=2.8, head_ink="second", belly=False),
    "peacock": Bird(length=46, depth=28, tilt=30, neck=34, neck_width=10, head=7.5, beak=8, beak_deep=4,
        tail="wheel", tail_long=66, leg=22, crest="dots", belly=False),
    "pigeon": Bird(length=52, depth=30, tilt=18, neck=9, neck_width=15, head=9, beak=8, beak_deep=4,
        tail_long=24, leg=10, head_ink="third"),
    "seagull": Bird(length=54, depth=27, tilt=12, neck=7, neck_width=14, head=9.5, beak=13, beak_deep=5,
        tail_long=20, leg=14),
    "hummingbird": Bird(length=34, depth=17, tilt=44, neck=4, neck_width=11, head=8.5, beak=24, beak_deep=2.2,
        tail_long=20, leg=3, beak_ink="dark"),
    "kiwi-bird": Bird(length=46, depth=38, tilt=2, neck=9, neck_width=15, head=9.5, beak=30, beak_deep=3,
        tail="none", leg=14, leg_width=3, belly=False),
    "phoenix": Bird(length=54, depth=28, tilt=44, neck=20, neck_width=12, head=9.5, beak=11, beak_deep=6,
        hook=True, tail="flame", tail_long=74, leg=10, crest="plume", belly=False),
}
_ON_THE_WING = frozenset({"hummingbird", "phoenix"})


def _bird_builder(name: str, spec: Bird) -> Builder:
    def build(chance: Chance, traits: frozenset[str]) -> list[Part]:
        flying = bool(traits & {"flying", "soaring", "swooping"}) or name in _ON_THE_WING
        return _bird(spec, chance, traits, flying)

    return build


BIRDS: dict[str, Builder] = {name: _bird_builder(name, spec) for name, spec in _BIRDS.items()}


def _bird(s: Bird, chance: Chance, traits: frozenset[str], flying: bool) -> list[Part]:
    tilt = radians(s.tilt * (0.35 if flying else 1.0) + chance.around(0, 4))
    half = s.length / 2
    cy = -(s.leg + s.depth * 0.55 + half * abs(sin(tilt)) * 0.55)

    def at(along: float, up: float) -> Point:
        """A point of the body: `along` from tail to breast, `up` from belly to back, both -1 to 1."""
        across, lift = up * s.depth * 0.5 * sin(tilt), up * s.depth * 0.5 * cos(tilt)
        return along * half * cos(tilt) - across, cy - along * half * sin(tilt) - lift

    chest, rump = at(0.78, 0.25), at(-0.9, 0.30)
    trunk = smooth([at(-1.0, 0.30), at(-0.4, 0.85), at(0.3, 0.98), at(0.85, 0.72), at(1.04, 0.0),
        at(0.66, -0.80), at(0.0, -1.0), at(-0.62, -0.62)])
    head, neck = _neck(s, chest, chance, flying)
    hull = joined(trunk, neck, oval(*head, s.head, s.head * 0.96))
    parts = _tail(s, rump, tilt, chance)
    if flying:
        parts.append(far(_spread(at(0.25, 0.6), s, 0.82, 30)))
    else:
        parts += _legs(s, at(-0.06, -0.7), chance)
    parts += _crest(s, head) + _beak(s, head, traits)
    parts.append(body(hull))
    if s.head_ink:
        collar = head[1] + s.head * (0.9 if s.neck < 20 else 1.6)
        parts.append(detail(common(hull, polygon([(head[0] - 40, head[1] - 40), (head[0] + 40, head[1] - 40),
            (head[0] + 40, collar), (head[0] - 16, collar)])), s.head_ink))
    if s.belly:
        parts.append(detail(common(hull, oval(*at(0.45, -0.62), half * 0.72, s.depth * 0.42, -s.tilt)),
            "second"))
    parts += _wing(s, at, flying)
    parts += [detail(oval(head[0] + s.head * 0.30, head[1] - s.head * 0.16, s.head * 0.17, s.head * 0.19),
        "eye"), detail(oval(head[0] + s.head * 0.36, head[1] - s.head * 0.23, s.head * 0.06, s.head * 0.06),
        "light")]
    return parts


def _neck(s: Bird, chest: Point, chance: Chance, flying: bool) -> tuple[Point, skia.Path]:
    if s.neck < 20:
        head = (chest[0] + s.head * 0.55, chest[1] - s.head * 0.72 - s.neck)
        return head, limb([(chest[0] - s.neck_width * 0.5, chest[1] + s.neck_width * 0.2),
            (chest[0], chest[1] - s.neck * 0.4), head], [s.neck_width * 1.7, s.neck_width * 1.3,
            s.head * 1.7])
    if flying:
        head = (chest[0] + s.neck * 0.95, chest[1] - s.neck * 0.22)
        return head, limb([(chest[0] - 6, chest[1] + 2), (chest[0] + s.neck * 0.5, chest[1] - s.neck * 0.02),
            head], [s.neck_width * 1.5, s.neck_width, s.neck_width * 0.9])
    bow = 0.22 + chance.around(0, 0.05)
    head = (chest[0] + s.neck * 0.30, chest[1] - s.neck * 0.95)
    curve = [(chest[0] - s.neck_width * 0.6, chest[1] + s.neck_width * 0.7),
        (chest[0] + s.neck * bow, chest[1] - s.neck * 0.24), (chest[0] + s.neck * 0.02,
        chest[1] - s.neck * 0.62), (chest[0] + s.neck * 0.10, chest[1] - s.neck * 0.95), head]
    return head, limb(curve, [s.neck_width * 1.9, s.neck_width * 1.15, s.neck_width * 0.95,
        s.neck_width * 0.9, s.head * 1.1])


def _beak(s: Bird, head: Point, traits: frozenset[str]) -> list[Part]:
    x, y, d = head[0] + s.head * 0.72, head[1] + s.head * 0.08, s.beak_deep
    if s.hook:
        upper = smooth([(x - 2, y - d * 0.62), (x + s.beak * 0.6, y - d * 0.5), (x + s.beak, y + d * 0.28),
            (x + s.beak * 0.9, y + d * 0.85), (x + s.beak * 0.55, y + d * 0.28), (x - 2, y + d * 0.30)],
            tension=0.42)
    else:
        upper = smooth([(x - 2, y - d * 0.55), (x + s.beak * 0.5, y - d * 0.42), (x + s.beak, y + d * 0.15),
            (x + s.beak * 0.5, y + d * 0.42), (x - 2, y + d * 0.5)], tension=0.3)
    seam = line(polyline([(x, y + d * 0.1), (x + s.beak * 0.85, y + d * 0.16)]), "dark", 0.7)
    return [body(upper, s.beak_ink), seam]


def _legs(s: Bird, hip: Point, chance: Chance) -> list[Part]:
    if s.leg < 1:
        return []
    parts: list[Part] = []
    lifted = s.leg > 55 and s.leg_width < 3
    for i, shift in enumerate((4.0, -3.0)):
        x = hip[0] + shift
        foot = (x + 1.5, -s.leg_width * 0.4)
        knee = (x - s.leg * 0.06, -s.leg * 0.52)
        if lifted and i:
            knee, foot = (x + s.leg * 0.20, -s.leg * 0.60), (x - s.leg * 0.06, -s.leg * 0.48)
        kind = body if i else far
        parts.append(kind(limb([(x, hip[1] + 2), knee, foot], [s.leg_width * 2.0, s.leg_width * 1.15,
            s.leg_width]), s.leg_ink))
        toe = 3.2 * s.leg_width**0.6 + 1.5
        if s.web:
            parts.append(kind(polygon([(foot[0] - 1, foot[1] - 1), (foot[0] + toe, foot[1] + 0.8),
                (foot[0] - 2, foot[1] + 0.8)]), s.leg_ink))
        elif not (lifted and i):
            parts += [line(polyline([foot, (foot[0] + toe * dx, 0.0)]), s.leg_ink,
                s.leg_width * 0.7) for dx in (1.1, 0.5, -0.7)]
    return parts


def _wing(s: Bird, point: Callable[[float, float], Point], flying: bool) -> list[Part]:
    if flying:
        wing = _spread(point(0.2, 0.5), s, 1.0, 0)
        return [body(wing), *_quills(wing, point(0.2, 0.5), s)]
    folded = smooth([point(0.52, 0.42), point(0.1, 0.62), point(-0.6, 0.45), point(-1.16, 0.20),
        point(-0.7, -0.12), point(-0.1, -0.42), point(0.42, -0.20)], tension=0.5)
    rows = [line(smooth([point(0.3 - 0.24 * i, -0.18 + 0.04 * i), point(-0.1 - 0.22 * i, -0.10 + 0.05 * i),
        point(-0.5 - 0.2 * i, 0.12)], closed=False), "dark", 0.7) for i in range(3)]
    return [far(folded), *rows]


def _spread(root: Point, s: Bird, size: float, turn: float) -> skia.Path:
    """A raised wing with fingered tips."""
    long = s.length * 1.15 * size
    points = [(0.30, 0.06), (0.16, -0.40), (-0.10, -0.86), (-0.34, -1.06), (-0.42, -0.84), (-0.56, -0.90),
        (-0.56, -0.68), (-0.70, -0.68), (-0.64, -0.46), (-0.76, -0.40), (-0.60, -0.18), (-0.34, 0.05)]
    wing = smooth([(root[0] + x * long, root[1] + y * long) for x, y in points], tension=0.35)
    if turn:
        wing.transform(skia.Matrix.RotateDeg(turn, skia.Point(*root)))
    return wing


def _quills(wing: skia.Path, root: Point, s: Bird) -> list[Part]:
    long = s.length * 1.15
    return [line(polyline([(root[0] - 0.1 * long, root[1] - 0.12 * long),
        (root[0] + x * long, root[1] + y * long)]), "dark", 0.7) for x,
        y in ((-0.36, -0.8), (-0.5, -0.62), (-0.58, -0.42))]


def _tail(s: Bird, rump: Point, tilt: float, chance: Chance) -> list[Part]:
    (x, y), long = rump, s.tail_long
    if s.tail == "none":
        return []
    if s.tail == "wheel":
        return _wheel(s, (x + s.length * 0.3, y - s.depth * 0.2), long)
    if s.tail == "sickle":
        plumes = []
        for i in range(5):
            up = long * (1.0 - 0.13 * i)
            plumes.append(far(smooth([(x + 6, y + 2 * i), (x - up * 0.35, y - up * (0.85 - 0.22 * i)),
                (x - up * 0.85, y - up * (0.62 - 0.26 * i)), (x - up * 0.95, y - up * (0.2 - 0.24 * i)),
                (x - up * 0.45, y - up * (0.4 - 0.2 * i)), (x, y + 8)], tension=0.5),
                "third" if i % 2 else "main"))
        return plumes
    if s.tail == "flame":
        inks = ("second", "main", "third", "second", "main")
        return [far(smooth([(x + 8, y), (x - long * 0.4, y + 10 + 9 * (i - 2)),
            (x - long * (0.85 + 0.08 * (i % 2)), y + 16 + 17 * (i - 2)),
            (x - long * 0.4, y + 17 + 9 * (i - 2)), (x + 2, y + 9)], tension=0.5), inks[i]) for i in range(5)]
    rise = {"up": 0.55, "fan": 0.75, "fluff": 0.3}.get(s.tail, -sin(tilt) * 0.92)
    tip = (x - long * (1 if s.tail != "fan" else 0.8), y - long * rise)
    wide = s.depth * (0.30 if s.tail in ("plain", "long") else 0.55)
    feathers = smooth([(x + s.length * 0.2, y - wide * 0.4), (tip[0], tip[1] - wide * 0.45),
        (tip[0] - 3, tip[1] + wide * 0.1), (tip[0] + 2, tip[1] + wide * 0.6),
        (x + s.length * 0.2, y + wide * 0.6)], tension=0.25)
    return [far(feathers, "second" if s.tail == "fluff" else "main")]


def _wheel(s: Bird, centre: Point, long: float) -> list[Part]:
    parts: list[Part] = []
    for i in range(15):
        bend = radians(200 + 140 * i / 14 - 20)
        tip = (centre[0] + long * cos(bend), centre[1] + long * sin(bend))
        plume = limb([centre, ((centre[0] + tip[0]) / 2, (centre[1] + tip[1]) / 2), tip],
            [5, long * 0.15, long * 0.20])
        parts.append(far(plume, "second" if i % 2 else "main"))
    for i in range(15):
        bend = radians(200 + 140 * i / 14 - 20)
        for share, size, ink in ((0.93, 0.088, "third"), (0.93, 0.045, "#1d3f7a")):
            parts.append(detail(oval(centre[0] + long * share * cos(bend),
                centre[1] + long * share * sin(bend), long * size, long * size), ink))
    return parts


def _crest(s: Bird, head: Point) -> list[Part]:
    (x, y), r = head, s.head
    if s.crest == "comb":
        comb = smooth([(x - r * 0.7, y - r * 0.6), (x - r * 0.8, y - r * 1.5), (x - r * 0.3, y - r * 1.2),
            (x, y - r * 1.8), (x + r * 0.3, y - r * 1.2), (x + r * 0.8, y - r * 1.4),
            (x + r * 0.6, y - r * 0.6)], tension=0.45)
        return [body(comb, "#cf3328"), body(oval(x + r * 0.7, y + r * 1.0, r * 0.28, r * 0.55), "#cf3328")]
    if s.crest == "plume":
        return [body(smooth([(x - r * 0.2, y - r * 0.8), (x - r * 1.6, y - r * 1.3),
            (x - r * 2.6, y - r * 0.9), (x - r * 1.4, y - r * 0.8), (x - r * 0.6, y - r * 0.3)]), "third")]
    if s.crest == "dots":
        return [line(polyline([(x, y - r * 0.8), (x + dx * r, y - r * 2.0)]), "third", 0.8) for dx in (-0.7,
            -0.1, 0.5)] + [body(oval(x + dx * r, y - r * 2.1, 1.5, 1.5), "third") for dx in (-0.7, -0.1, 0.5)]
    return []


def build_owl(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Face on, great eyes, folded wings, ear tufts."""
    wings = [body(smooth([(s * 19, -66), (s * 33, -44), (s * 29, -14), (s * 18, -6),
        (s * 17, -36)])) for s in (-1, 1)]
    if traits & {"flying", "swooping", "spread"}:
        wings = [far(smooth([(s * 14, -60), (s * 50, -84), (s * 78, -78), (s * 74, -56), (s * 60, -40),
            (s * 40, -26), (s * 18, -24)], tension=0.4)) for s in (-1, 1)]
    trunk = smooth([(0, -98), (19, -94), (28, -78), (27, -50), (24, -22), (12, -4), (-12, -4), (-24, -22),
        (-27, -50), (-28, -78), (-19, -94)], tension=0.5)
    tufts = [body(polygon([(s * 10, -95), (s * 25, -106), (s * 24, -86)])) for s in (-1, 1)]
    breast = oval(0, -30, 17, 26)
    parts = [*wings, *tufts, body(trunk), detail(common(trunk, breast), "second")]
    for row in range(4):
        for column in range(5 - row % 2):
            x, y = -11 + 5.6 * column + 2.8 * (row % 2), -46 + 9 * row
            parts.append(line(smooth([(x - 2.4, y - 1.4), (x, y + 1.8), (x + 2.4, y - 1.4)], closed=False),
                "main", 1.3))
    closed = bool(traits & {"sleeping", "asleep"})
    for s in (-1, 1):
        parts += [detail(oval(s * 11.5, -78, 12.5, 13.5), "second"), detail(oval(s * 10.5, -78, 8.4, 8.8),
            "third" if not closed else "second")]
        parts += [line(smooth([(s * 10.5 - 6, -78), (s * 10.5, -75), (s * 10.5 + 6, -78)], closed=False),
            "eye", 1.4)] if closed else [detail(oval(s * 10, -78, 5.0, 5.4), "eye"),
            detail(oval(s * 10 + 1.6, -80, 1.6, 1.6), "light")]
    parts.append(body(smooth([(-3.6, -73), (3.6, -73), (0, -62)], tension=0.3), "#d9962c"))
    parts += [body(joined(*(oval(s * 9 + d, -3, 2.0, 3.2) for d in (-3.4, 0, 3.4))), "#d9962c") for s in (-1,
        1)]
    return parts


def build_penguin(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Upright, white in front, flippers out a little."""
    out = chance.between(0, 9)
    flippers = [far(smooth([(s * 18, -66), (s * (29 + out), -44), (s * (31 + out), -27),
        (s * 22, -36)])) for s in (-1, 1)]
    trunk = smooth([(0, -98), (13, -94), (17, -80), (23, -58), (25, -28), (17, -5), (-17, -5), (-25, -28),
        (-23, -58), (-17, -80), (-13, -94)], tension=0.5)
    front = smooth([(0, -68), (14, -60), (18, -30), (10, -7), (-10, -7), (-18, -30), (-14, -60)])
    cheeks = [oval(s * 8, -80, 6.4, 8, s * 10) for s in (-1, 1)]
    feet = [body(smooth([(s * 4, -6), (s * 17, -5), (s * 20, 0), (s * 5, 0)], tension=0.4),
        "third") for s in (-1, 1)]
    parts = [*feet, *flippers, body(trunk), detail(common(trunk, front), "second"),
        *(detail(c, "second") for c in cheeks)]
    parts += [detail(oval(0, -67, 9, 4.5), "#f2c65a")]
    for s in (-1, 1):
        parts += [detail(oval(s * 6.6, -83, 2.1, 2.5), "eye"), detail(oval(s * 6.6 + 0.7, -83.8, 0.7, 0.7),
            "light")]
    parts.append(body(smooth([(-4.4, -78), (4.4, -78), (0, -71)], tension=0.35), "third"))
    return parts


SPECIAL_BIRDS: dict[str, Builder] = {"owl": build_owl, "penguin": build_penguin}
