"""People and their kin, dressed from one figure: build, garment, hair, headgear and what the hand holds."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from dataclasses import dataclass, replace

import skia

from ..chance import Chance
from ..marks import Point
from ..outlines import box, common, joined, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line


@dataclass(frozen=True, slots=True)
class Person:
    """How somebody looks; the words in each field name a drawing function or a style below."""

    head: float = 8.0
    shoulders: float = 25.0
    tall: float = 100.0
    garment: str = "tunic"
    hair: str = "short"
    hat: str = ""
    hand: str = ""
    beard: bool = False
    cape: str = ""
    skin: str = "skin"
    legs: str = "second"
    shoes: str = "dark"


_PEOPLE: dict[str, Person] = {
    "person": Person(),
    "man": Person(shoulders=27),
    "woman": Person(garment="dress", hair="long", shoulders=22, legs="skin"),
    "child": Person(head=10.5, shoulders=24, tall=74),
    "girl": Person(head=10.5, shoulders=22, tall=74, garment="dress", hair="tails", legs="skin"),
    "boy": Person(head=10.5, shoulders=24, tall=74, hat="cap"),
    "wizard": Person(garment="robe", hair="grey", hat="pointed", hand="staff", beard=True),
    "witch": Person(garment="robe", hair="long", hat="witch", hand="broom"),
    "knight": Person(garment="armour", hair="none", hat="helmet", hand="sword", cape="cape", legs="metal",
        shoes="metal"),
    "king": Person(garment="robe", hat="crown", hand="sceptre", beard=True, cape="ermine"),
    "queen": Person(garment="gown", hair="long", hat="crown", shoulders=22),
    "princess": Person(garment="gown", hair="long", hat="tiara", shoulders=21),
    "prince": Person(hat="crown", cape="cape"),
    "warrior": Person(shoulders=29, garment="mail", hand="spear", hair="long", beard=True, shoes="wood"),
    "samurai": Person(garment="plates", hat="kabuto", hand="katana", shoulders=29),
    "astronaut": Person(head=9, shoulders=30, garment="space", hat="visor", hair="none", legs="main",
        shoes="third"),
    "angel": Person(garment="robe", hair="long", hat="halo", cape="wings", shoes="skin"),
    "dancer": Person(garment="tutu", hair="bun", shoulders=20, legs="skin", shoes="main"),
    "farmer": Person(hat="straw", garment="dungarees", hand="fork"),
    "cowboy": Person(hat="stetson", garment="waistcoat", shoulders=27, shoes="wood"),
    "pirate": Person(hat="tricorn", garment="coat", beard=True, hand="sword"),
    "monk": Person(garment="robe", hair="none", legs="skin", shoes="wood"),
    "musician": Person(garment="suit", hand="guitar"),
    "doctor": Person(garment="coat", shoulders=25),
    "chef": Person(garment="suit", hat="toque"),
    "skeleton": Person(garment="bones", hair="none", skin="main", legs="main", shoes="main"),
    "scarecrow": Person(garment="tunic", hat="straw", hair="none", skin="third", shoes="third"),
    "demon": Person(garment="robe", hair="none", hat="horns", skin="main", cape="batwings", hand="fork"),
    "elf": Person(hat="pointed", hair="long", shoulders=21, hand="staff"),
    "fairy": Person(garment="tutu", hair="long", cape="flywings", shoulders=19, legs="skin"),
    "viking": Person(shoulders=30, garment="mail", hat="horned", beard=True, hand="axe", shoes="wood"),
    "alien": Person(head=12.5, shoulders=18, garment="suit", hair="none", hat="antennae", skin="main",
        shoes="second"),
}


def _person_builder(spec: Person) -> Builder:
    def build(chance: Chance, traits: frozenset[str]) -> list[Part]:
        return _dressed(spec, chance, traits)

    return build


PEOPLE: dict[str, Builder] = {name: _person_builder(spec) for name, spec in _PEOPLE.items()}


@dataclass(frozen=True, slots=True)
class _Body:
    """The joints of one posed body."""

    spec: Person
    head: Point
    neck: Point
    left: Point  # shoulders
    right: Point
    hip: float
    hand_left: Point
    hand_right: Point


def _posed(spec: Person, chance: Chance, traits: frozenset[str]) -> _Body:
    tall, half = spec.tall, spec.shoulders / 2
    top = -(tall - spec.head * 2.35)
    head = (chance.around(0.5, 0.8), -(tall - spec.head * 1.15))
    raised = spec.hand in ("staff", "spear", "sceptre", "fork", "sword", "katana", "axe", "broom")
    right = (half + (8 if raised else 4) + chance.around(0, 1.5), top + (15 if raised else 30) * tall / 100)
    left = (-half - 4 + chance.around(0, 1.5), top + 31 * tall / 100 + chance.around(0, 1.5))
    if traits & {"dancing", "jumping", "waving", "happy", "flying"} or spec.garment == "tutu":
        left, right = (-half - 12, top - 8 * tall / 100), (half + 13, top - 4 * tall / 100)
    if spec.hand == "guitar":
        left, right = (-2.0, -tall * 0.52), (half + 12, -tall * 0.64)
    return _Body(spec, head, (0.0, top), (-half + 2.5, top + 4), (half - 2.5, top + 4), -tall * 0.47, left,
        right)


def _dressed(spec: Person, chance: Chance, traits: frozenset[str]) -> list[Part]:
    b = _posed(spec, chance, traits)
    parts = _cape(b, chance) + _back_hair(b, chance)
    if spec.garment == "bones":
        return parts + _bones(b)
    parts += _legs(b, chance, traits)
    parts += [_arm(b, b.left, b.hand_left)]
    parts += _garment(b, chance)
    parts += [_arm(b, b.right, b.hand_right)]
    parts += _held(b, chance)
    parts += [body(limb([b.neck, (b.head[0], b.head[1] + 4)], [spec.head * 0.85, spec.head * 0.8]),
        spec.skin)]
    parts += _face(b, chance, traits)
    parts += _hat(b, chance)
    return parts


def _legs(b: _Body, chance: Chance, traits: frozenset[str]) -> list[Part]:
    s, spread = b.spec, b.spec.shoulders * 0.20
    step = chance.around(0, 2.2) + (9 if traits & {"running", "walking", "dancing", "jumping"} else 0)
    if s.garment == "tutu":
        step = 8
    parts = []
    for side in (-1, 1):
        foot = (side * (spread + 1.4) + side * step * 0.8,
            -2.4 - (abs(step) if side > 0 and abs(step) > 7 else 0))
        knee = (side * (spread + 0.6) + side * step * 0.3, b.hip * 0.5)
        wide = 8.2 if s.garment in ("armour", "space", "plates") else 6.8
        parts.append(body(limb([(side * spread, b.hip), knee, foot], [wide + 1.6, wide, wide * 0.78]),
            s.legs))
        parts.append(body(smooth([(foot[0] - 3.2, foot[1] - 2), (foot[0] + 2.4, foot[1] - 2.2),
            (foot[0] + 4.6 * (1 if side > 0 else 0.7), foot[1] + 2.2), (foot[0] - 3.6, foot[1] + 2.4)],
            tension=0.4), s.shoes))
    return parts


def _arm(b: _Body, shoulder: Point, hand: Point) -> Part:
    elbow = ((shoulder[0] + hand[0]) / 2 + (2.6 if hand[0] > 0 else -2.6), (shoulder[1] + hand[1]) / 2 + 1)
    wide = 7.6 if b.spec.garment in ("armour", "space", "plates", "robe") else 6.0
    return body(limb([shoulder, elbow, hand], [wide + 0.8, wide, wide * 0.8]), _sleeve(b.spec))


def _sleeve(s: Person) -> str:
    return {"dungarees": "third", "tutu": "skin", "waistcoat": "second", "armour": "main",
        "plates": "second"}.get(s.garment, "main")


def _torso(b: _Body, waist: float, hem: float, hem_y: float) -> skia.Path:
    half, top = b.spec.shoulders / 2, b.neck[1]
    mid = (top + b.hip) / 2 + 3
    return smooth([(-half * 0.35, top - 1), (-half * 0.92, top + 3), (-half * 0.96, top + 9), (-waist, mid),
        (-hem, hem_y), (0, hem_y + 1.4), (hem, hem_y), (waist, mid), (half * 0.96, top + 9),
        (half * 0.92, top + 3), (half * 0.35, top - 1)], tension=0.42)


def _garment(b: _Body, chance: Chance) -> list[Part]:
    half, low = b.spec.shoulders / 2, b.hip
    kind = b.spec.garment
    if kind in ("dress", "gown", "robe"):
        return _skirted(b, kind)
    if kind == "tutu":
        skirt = smooth([(-half * 0.7, low - 5), (-half * 1.9, low + 1), (-half * 1.5, low + 7), (0, low + 9),
            (half * 1.5, low + 7), (half * 1.9, low + 1), (half * 0.7, low - 5)])
        return [body(_torso(b, half * 0.55, half * 0.6, low)), body(skirt, "second")]
    torso = body(_torso(b, half * 0.78, half * 0.80, low + 2))
    belt = detail(common(torso.path, box(-40, low - 3.4, 40, low + 0.2)), "dark")
    if kind == "armour":
        return [torso, *_plates(b, torso.path), belt]
    if kind == "plates":
        rows = [detail(common(torso.path, box(-40, y, 40, y + 2.2)), "third") for y in (b.neck[1] + 9,
            b.neck[1] + 15, b.neck[1] + 21)]
        pads = [body(smooth([(s * half * 0.5, b.neck[1] + 1), (s * half * 1.3, b.neck[1] + 4),
            (s * half * 1.5, b.neck[1] + 15), (s * half * 0.8, b.neck[1] + 13)], tension=0.3),
            "second") for s in (-1, 1)]
        skirt = body(polygon([(-half * 0.85, low), (half * 0.85, low), (half * 1.1, low + 15),
            (-half * 1.1, low + 15)]))
        return [skirt, torso, *rows, *pads, belt]
    if kind == "space":
        pack = far(box(-half * 0.9, b.neck[1] - 2, half * 0.9, low - 4, 4), "second")
        panel = detail(box(-5, b.neck[1] + 11, 5, b.neck[1] + 19, 1.5), "second")
        lights = [detail(oval(x, b.neck[1] + 15, 1.1, 1.1), c) for x,
            c in ((-2.6, "#d9402f"), (0.4, "#f2c23c"), (3.2, "#5fb06a"))]
        return [pack, torso, panel, *lights, belt]
    if kind == "mail":
        fur = body(smooth([(-half * 1.05, b.neck[1] + 5), (-half * 0.5, b.neck[1] - 1),
            (half * 0.5, b.neck[1] - 1), (half * 1.05, b.neck[1] + 5), (half * 0.6, b.neck[1] + 10),
            (0, b.neck[1] + 8), (-half * 0.6, b.neck[1] + 10)]), "third")
        skirt = body(polygon([(-half * 0.8, low), (half * 0.8, low), (half * 0.95, low + 13),
            (-half * 0.95, low + 13)]))
        return [skirt, torso, fur, belt]
    if kind in ("coat", "suit", "waistcoat"):
        shirt = detail(common(torso.path, polygon([(-4, b.neck[1] - 2), (4, b.neck[1] - 2),
            (0, b.neck[1] + 15)])), "light")
        tails = [body(polygon([(-half * 0.8, low - 1), (half * 0.8, low - 1), (half * 0.98, low + 17),
            (2, low + 14), (-2, low + 14), (-half * 0.98, low + 17)]))] if kind == "coat" else []
        tie = detail(polygon([(-1, b.neck[1] + 1), (1, b.neck[1] + 1), (1.6, b.neck[1] + 11),
            (0, b.neck[1] + 14), (-1.6, b.neck[1] + 11)]), "third")
        return [*tails, torso, shirt, tie, belt]
    if kind == "dungarees":
        bib = common(torso.path, box(-half * 0.5, b.neck[1] + 9, half * 0.5, low + 4))
        straps = [line(polyline([(s * half * 0.42, b.neck[1]), (s * half * 0.42, b.neck[1] + 11)]), "main",
            2.4) for s in (-1, 1)]
        return [Part(torso.path, "third"), detail(bib, "main"), *straps]
    collar = detail(common(torso.path, oval(0, b.neck[1] - 1, half * 0.36, 4.2)), "third")
    return [torso, collar, belt]


def _skirted(b: _Body, kind: str) -> list[Part]:
    half, tall = b.spec.shoulders / 2, b.spec.tall
    hem_y = {"dress": -tall * 0.24, "gown": -2.0, "robe": -3.0}[kind]
    hem = {"dress": half * 1.25, "gown": half * 2.0, "robe": half * 1.3}[kind]
    waist = half * (0.66 if kind != "robe" else 0.86)
    path = _torso(b, waist, hem, hem_y)
    sash = detail(common(path, box(-40, (b.neck[1] + b.hip) / 2 + 1, 40, (b.neck[1] + b.hip) / 2 + 4.6)),
        "third" if kind != "robe" else "second")
    trim = detail(common(path, box(-60, hem_y - 4.0, 60, hem_y + 3)), "second")
    folds = [line(smooth([(x * 0.3, b.hip), (x * 0.7, (b.hip + hem_y) / 2), (x, hem_y - 4)], closed=False),
        "dark", 0.7) for x in (-hem * 0.5, -hem * 0.1, hem * 0.4)]
    return [body(path), trim, sash, *folds]


def _plates(b: _Body, torso: skia.Path) -> list[Part]:
    half, top = b.spec.shoulders / 2, b.neck[1]
    pads = [body(oval(s * half * 0.95, top + 5, 6.2, 5.2, s * 24)) for s in (-1, 1)]
    ridge = line(polyline([(0, top + 3), (0, b.hip)]), "third", 1.0)
    tabard = detail(common(torso, polygon([(-half * 0.34, top + 6), (half * 0.34, top + 6),
        (half * 0.26, b.hip + 3), (-half * 0.26, b.hip + 3)])), "second")
    return [*pads, ridge, tabard]


def _cape(b: _Body, chance: Chance) -> list[Part]:
    half, top, low = b.spec.shoulders / 2, b.neck[1], -b.spec.tall * 0.08
    if b.spec.cape in ("cape", "ermine"):
        sway = chance.around(0, 4)
        path = smooth([(-half * 0.7, top + 2), (-half * 1.35 + sway, b.hip), (-half * 1.6 + sway, low),
            (0, low + 3), (half * 1.6 + sway, low), (half * 1.35 + sway, b.hip), (half * 0.7, top + 2)],
            tension=0.4)
        trim = [far(smooth([(-half * 1.6 + sway, low - 4), (-half * 1.66 + sway, low + 2), (0, low + 5),
            (half * 1.66 + sway, low + 2), (half * 1.6 + sway, low - 4), (0, low)], tension=0.4),
            "third")] if b.spec.cape == "ermine" else []
        return [far(path, "second" if b.spec.cape == "cape" else "main"), *trim]
    if b.spec.cape in ("wings", "batwings", "flywings"):
        return [far(_wing(b, side), "third" if b.spec.cape == "wings" else "second") for side in (-1, 1)]
    return []


def _wing(b: _Body, side: int) -> skia.Path:
    top = b.neck[1] + 8
    points = [(2, top), (20, top - 24), (42, top - 30), (45, top - 10), (39, top + 8), (34, top + 20),
        (24, top + 26), (12, top + 16)]
    if b.spec.cape == "batwings":
        points = [(2, top), (18, top - 26), (44, top - 26), (40, top - 8), (34, top - 4), (33, top + 12),
            (24, top + 6), (18, top + 18), (8, top + 10)]
    return smooth([(side * x, y) for x, y in points], tension=0.5 if b.spec.cape != "batwings" else 0.2)


def _back_hair(b: _Body, chance: Chance) -> list[Part]:
    (x, y), r = b.head, b.spec.head
    if b.spec.hair == "long":
        fall = b.neck[1] + 12 + chance.around(0, 3)
        return [far(smooth([(x, y - r * 1.15), (x + r * 1.1, y - r * 0.3), (x + r * 1.15, fall),
            (x, fall + 3), (x - r * 1.15, fall), (x - r * 1.1, y - r * 0.3)], tension=0.45), "hair")]
    if b.spec.hair == "tails":
        return [far(oval(x + s * r * 1.25, y + r * 0.7, r * 0.42, r * 0.95, -s * 18), "hair") for s in (-1,
            1)]
    if b.spec.hair == "bun":
        return [far(oval(x, y - r * 1.2, r * 0.5, r * 0.45), "hair")]
    return []


def _face(b: _Body, chance: Chance, traits: frozenset[str]) -> list[Part]:
    (x, y), r, s = b.head, b.spec.head, b.spec
    skull = oval(x, y, r * 0.92, r * 1.06)
    parts = [body(skull, s.skin)]
    if s.hat == "helmet":
        return parts
    parts += [detail(oval(x + d * r * 0.36, y + r * 0.08, r * 0.105, r * 0.14), "eye") for d in (-1, 1)]
    if s.skin == "main" and s.hat == "antennae":
        parts += [detail(oval(x + d * r * 0.42, y + r * 0.02, r * 0.30, r * 0.40, d * -24),
            "eye") for d in (-1, 1)]
        parts += [detail(oval(x + d * r * 0.36, y - r * 0.12, r * 0.09, r * 0.09), "light") for d in (-1, 1)]
    smile = -0.12 if "sad" in traits or "crying" in traits else 0.14
    parts.append(line(smooth([(x - r * 0.24, y + r * 0.52), (x, y + r * (0.52 + smile)),
        (x + r * 0.24, y + r * 0.52)], closed=False), "#8a3f38", r * 0.09))
    parts += [detail(oval(x + d * r * 0.52, y + r * 0.36, r * 0.18, r * 0.12), "#e09a88") for d in (-1,
        1)] if s.skin == "skin" else []
    if s.beard:
        beard = smooth([(x - r * 0.82, y + r * 0.25), (x - r * 0.3, y + r * 0.42),
            (x + r * 0.3, y + r * 0.42), (x + r * 0.82, y + r * 0.25), (x + r * 0.55, y + r * 1.4),
            (x, y + r * (2.4 if s.hair == "grey" else 1.6)), (x - r * 0.55, y + r * 1.4)], tension=0.45)
        parts.append(body(beard, "#e9e4da" if s.hair == "grey" else "hair"))
        parts.append(line(smooth([(x - r * 0.22, y + r * 0.62), (x, y + r * 0.72),
            (x + r * 0.22, y + r * 0.62)], closed=False), "#8a3f38", r * 0.10))
    if s.hair != "none":
        fringe = smooth([(x - r * 0.98, y + r * 0.15), (x - r * 1.0, y - r * 0.55),
            (x - r * 0.45, y - r * 1.18), (x + r * 0.45, y - r * 1.18), (x + r * 1.0, y - r * 0.55),
            (x + r * 0.98, y + r * 0.15), (x + r * 0.66, y - r * 0.42),
            (x - r * 0.1 + chance.around(0, r * 0.2), y - r * 0.52), (x - r * 0.68, y - r * 0.30)],
            tension=0.42)
        parts.append(body(fringe, "#d9d4ca" if s.hair == "grey" else "hair"))
    return parts


def _hat(b: _Body, chance: Chance) -> list[Part]:
    draw = _HATS.get(b.spec.hat)
    return draw(b.head[0], b.head[1], b.spec.head) if draw else []


def _brimmed(x: float, y: float, r: float, crown: list[Point], wide: float, ink: str,
    band: str) -> list[Part]:
    top = smooth([(x + px * r, y + py * r) for px, py in crown], tension=0.3)
    strip = common(top, box(x - 3 * r, y - r * 0.95, x + 3 * r, y - r * 0.62))
    return [body(top, ink), detail(strip, band), body(oval(x, y - r * 0.58, r * wide, r * 0.26), ink)]


def _pointed(x: float, y: float, r: float) -> list[Part]:
    return _brimmed(x, y, r, [(-0.95, -0.55), (-0.5, -1.6), (0.1, -2.6), (0.75, -3.1), (0.5, -2.2),
        (0.65, -1.4), (0.95, -0.55)], 1.75, "main", "second")


def _crown(x: float, y: float, r: float) -> list[Part]:
    points = [(-0.85, -0.62), (-1.0, -1.6), (-0.5, -1.1), (0.0, -1.75), (0.5, -1.1), (1.0, -1.6),
        (0.85, -0.62)]
    gems = [detail(oval(x + d * r * 0.5, y - r * 0.84, r * 0.12, r * 0.12), c) for d,
        c in ((-1, "#c8303a"), (0, "#3f7fc8"), (1, "#c8303a"))]
    return [body(polygon([(x + px * r, y + py * r) for px, py in points]), "#eebc3c"), *gems]


def _tiara(x: float, y: float, r: float) -> list[Part]:
    points = [(-0.7, -0.72), (-0.4, -1.05), (0.0, -1.45), (0.4, -1.05), (0.7, -0.72), (0.0, -0.9)]
    return [body(polygon([(x + px * r, y + py * r) for px, py in points]), "#eebc3c")]


def _helmet(x: float, y: float, r: float) -> list[Part]:
    dome = smooth([(x - r * 1.08, y + r * 0.9), (x - r * 1.1, y - r * 0.4), (x, y - r * 1.35),
        (x + r * 1.1, y - r * 0.4), (x + r * 1.08, y + r * 0.9), (x, y + r * 1.3)], tension=0.45)
    slit = detail(box(x - r * 0.72, y - r * 0.12, x + r * 0.72, y + r * 0.12, r * 0.08), "dark")
    holes = [detail(oval(x + d * r * 0.25, y + r * 0.62, r * 0.07, r * 0.12), "dark") for d in (-2, -1, 1, 2)]
    plume = body(smooth([(x - r * 0.1, y - r * 1.2), (x - r * 0.5, y - r * 2.0), (x - r * 1.7, y - r * 1.8),
        (x - r * 1.9, y - r * 0.7), (x - r * 1.1, y - r * 1.25)], tension=0.45), "second")
    return [plume, body(dome), slit, *holes]


def _visor(x: float, y: float, r: float) -> list[Part]:
    glass = oval(x, y + r * 0.05, r * 0.86, r * 0.72)
    shine = oval(x - r * 0.36, y - r * 0.22, r * 0.24, r * 0.13, -30)
    return [body(oval(x, y, r * 1.24, r * 1.22)), detail(glass, "#27324a"), detail(shine, "#cfe2f2")]


def _halo(x: float, y: float, r: float) -> list[Part]:
    return [line(oval(x, y - r * 1.75, r * 1.0, r * 0.28), "#f5cf5a", r * 0.2)]


def _straw(x: float, y: float, r: float) -> list[Part]:
    return _brimmed(x, y, r, [(-0.9, -0.6), (-0.75, -1.3), (0, -1.5), (0.75, -1.3), (0.9, -0.6)], 1.9,
        "#d9b45a", "#a8483a")


def _stetson(x: float, y: float, r: float) -> list[Part]:
    crown = [(-0.85, -0.6), (-0.8, -1.5), (-0.3, -1.75), (0, -1.5), (0.3, -1.75), (0.8, -1.5), (0.85, -0.6)]
    brim = smooth([(x - r * 2.0, y - r * 0.95), (x - r * 0.9, y - r * 0.5), (x + r * 0.9, y - r * 0.5),
        (x + r * 2.0, y - r * 0.95), (x + r * 1.0, y - r * 0.28), (x - r * 1.0, y - r * 0.28)], tension=0.45)
    return [*_brimmed(x, y, r, crown, 1.0, "wood", "dark")[:2], body(brim, "wood")]


def _tricorn(x: float, y: float, r: float) -> list[Part]:
    hat = smooth([(x - r * 1.7, y - r * 0.7), (x - r * 0.9, y - r * 1.5), (x, y - r * 1.75),
        (x + r * 0.9, y - r * 1.5), (x + r * 1.7, y - r * 0.7), (x, y - r * 0.4)], tension=0.35)
    return [body(hat, "dark"), detail(oval(x, y - r * 1.05, r * 0.3, r * 0.28), "bone"),
        detail(oval(x, y - r * 1.05, r * 0.07, r * 0.07), "dark")]


def _cap(x: float, y: float, r: float) -> list[Part]:
    dome = smooth([(x - r * 0.98, y - r * 0.3), (x - r * 0.85, y - r * 0.95), (x, y - r * 1.3),
        (x + r * 0.85, y - r * 0.95), (x + r * 0.98, y - r * 0.3)], tension=0.45)
    return [body(dome, "third"), body(smooth([(x + r * 0.2, y - r * 0.42), (x + r * 1.7, y - r * 0.36),
        (x + r * 0.9, y - r * 0.18), (x + r * 0.1, y - r * 0.26)], tension=0.4), "third")]


def _kabuto(x: float, y: float, r: float) -> list[Part]:
    bowl = smooth([(x - r * 1.35, y + r * 0.4), (x - r * 1.0, y - r * 0.7), (x, y - r * 1.35),
        (x + r * 1.0, y - r * 0.7), (x + r * 1.35, y + r * 0.4), (x + r * 0.8, y - r * 0.2),
        (x - r * 0.8, y - r * 0.2)], tension=0.4)
    crest = [body(smooth([(x + d * r * 0.15, y - r * 0.6), (x + d * r * 0.9, y - r * 1.9),
        (x + d * r * 1.1, y - r * 2.2), (x + d * r * 0.55, y - r * 1.2)], tension=0.4), "third") for d in (-1,
        1)]
    return [body(bowl, "second"), *crest]


def _horns(x: float, y: float, r: float) -> list[Part]:
    return [body(smooth([(x + d * r * 0.3, y - r * 0.9), (x + d * r * 0.9, y - r * 1.3),
        (x + d * r * 1.1, y - r * 2.0), (x + d * r * 0.5, y - r * 1.5), (x + d * r * 0.1, y - r * 1.0)],
        tension=0.4), "bone") for d in (-1, 1)]


def _horned(x: float, y: float, r: float) -> list[Part]:
    dome = smooth([(x - r * 1.02, y - r * 0.25), (x - r * 0.9, y - r * 0.95), (x, y - r * 1.35),
        (x + r * 0.9, y - r * 0.95), (x + r * 1.02, y - r * 0.25)], tension=0.45)
    tips = [body(smooth([(x + d * r * 0.9, y - r * 0.5), (x + d * r * 1.7, y - r * 0.9),
        (x + d * r * 1.75, y - r * 1.9), (x + d * r * 1.3, y - r * 1.2), (x + d * r * 0.85, y - r * 0.9)],
        tension=0.45), "bone") for d in (-1, 1)]
    return [*tips, body(dome, "metal")]


def _toque(x: float, y: float, r: float) -> list[Part]:
    puff = joined(*(oval(x + d * r * 0.7, y - r * 1.7, r * 0.72, r * 0.6) for d in (-1, 0, 1)),
        box(x - r * 0.9, y - r * 1.6, x + r * 0.9, y - r * 0.55))
    return [body(puff, "light")]


def _antennae(x: float, y: float, r: float) -> list[Part]:
    parts = []
    for d in (-1, 1):
        parts += [line(smooth([(x + d * r * 0.3, y - r * 0.9), (x + d * r * 0.5, y - r * 1.5),
            (x + d * r * 0.8, y - r * 1.8)], closed=False), "main", r * 0.14),
            body(oval(x + d * r * 0.85, y - r * 1.85, r * 0.2, r * 0.2), "third")]
    return parts


_HATS = {
    "pointed": _pointed, "witch": _pointed, "crown": _crown, "tiara": _tiara, "helmet": _helmet,
    "visor": _visor, "halo": _halo,
    "straw": _straw, "stetson": _stetson, "tricorn": _tricorn, "cap": _cap, "kabuto": _kabuto,
    "horns": _horns, "horned": _horned,
    "toque": _toque, "antennae": _antennae,
}


def _held(b: _Body, chance: Chance) -> list[Part]:
    (x, y), kind = b.hand_right, b.spec.hand
    hands = [body(oval(*hand, 3.0, 3.2), b.spec.skin if b.spec.garment not in ("armour",
        "space") else "third") for hand in (b.hand_left, b.hand_right)]
    pole = limb([(x + 0.6, -1.0), (x, y), (x - 0.5, -b.spec.tall * 1.06)], [2.0, 2.0, 1.8])
    tip = (x - 0.5, -b.spec.tall * 1.06)
    if kind == "staff":
        return [body(pole, "wood"), body(oval(tip[0], tip[1] - 2, 4.4, 4.4), "second"), *hands]
    if kind == "spear":
        return [body(pole, "wood"), body(polygon([(tip[0] - 3, tip[1] + 2), (tip[0], tip[1] - 11),
            (tip[0] + 3, tip[1] + 2)]), "metal"), *hands]
    if kind == "fork":
        prongs = [line(polyline([(tip[0] + d * 4, tip[1] - 10), (tip[0] + d * 4, tip[1])]), "metal",
            1.5) for d in (-1, 0, 1)]
        return [body(pole, "wood"), *prongs, line(polyline([(tip[0] - 4, tip[1]), (tip[0] + 4, tip[1])]),
            "metal", 1.5), *hands]
    if kind == "broom":
        return [body(pole, "wood"), body(polygon([(tip[0] - 1, tip[1] + 2), (tip[0] + 1, tip[1] + 2),
            (tip[0] + 6, tip[1] - 16), (tip[0] - 6, tip[1] - 16)]), "#c89a4a"), *hands]
    if kind in ("sword", "katana"):
        blade = limb([(x, y), (x + 9, y - 22), (x + (20 if kind == "katana" else 17), y - 44)],
            [2.6, 3.0, 1.0])
        guard = limb([(x - 2.6, y - 5), (x + 6.4, y - 2)], [2.0, 2.0])
        return [body(blade, "metal"), body(guard, "#c89a3c"), *hands]
    if kind == "axe":
        return [body(pole, "wood"), body(smooth([(tip[0], tip[1] + 3), (tip[0] + 12, tip[1] - 3),
            (tip[0] + 12, tip[1] + 15), (tip[0], tip[1] + 10)], tension=0.3), "metal"), *hands]
    if kind == "sceptre":
        rod = limb([(x, y + 14), (x, y), (x, y - 24)], [1.6, 1.8, 1.8])
        return [body(rod, "#eebc3c"), body(oval(x, y - 26, 3.4, 3.4), "#c8303a"), *hands]
    if kind == "guitar":
        bodywork = joined(oval(-4, b.hip + 1, 9.5, 8.0), oval(6, b.hip - 3, 6.6, 6.2))
        return [body(limb([(6, b.hip - 3), (x + 8, y - 5)], [2.4, 2.2]), "wood"), body(bodywork, "#b8702f"),
            detail(oval(1, b.hip - 1, 2.8, 2.8), "dark"), *hands]
    return hands


def _bones(b: _Body) -> list[Part]:
    (x, y), r = b.head, b.spec.head
    skull = joined(oval(x, y - r * 0.1, r * 1.05, r), box(x - r * 0.5, y + r * 0.4, x + r * 0.5, y + r * 1.15,
        r * 0.2))
    parts: list[Part] = [body(limb([(0, b.neck[1]), (0, b.hip)], [3.4, 3.4]))]
    for i in range(5):
        rib_y, half = b.neck[1] + 5 + i * 4.0, b.spec.shoulders * (0.40 - 0.03 * i)
        parts.append(line(smooth([(-half, rib_y + 2), (-half * 0.5, rib_y - 1), (half * 0.5, rib_y - 1),
            (half, rib_y + 2)], closed=False), "main", 2.0))
    parts.append(body(smooth([(-9, b.hip - 2), (0, b.hip + 1), (9, b.hip - 2), (6, b.hip + 6), (0, b.hip + 3),
        (-6, b.hip + 6)])))
    joints = ((b.left, b.hand_left), (b.right, b.hand_right), ((-5, b.hip + 3), (-6, -2)),
        ((5, b.hip + 3), (6, -2)))
    for a, z in joints:
        middle = ((a[0] + z[0]) / 2, (a[1] + z[1]) / 2)
        parts += [body(limb([a, middle], [3.6, 2.2])), body(limb([middle, z], [3.4, 2.4])),
            body(oval(*middle, 2.3, 2.3))]
    parts.append(body(limb([b.left, b.right], [2.6, 2.6])))
    sockets = [detail(oval(x + d * r * 0.42, y, r * 0.27, r * 0.30), "second") for d in (-1, 1)]
    teeth = [line(polyline([(x + d * r * 0.2, y + r * 0.72), (x + d * r * 0.2, y + r * 1.05)]), "second",
        0.7) for d in (-1, 0, 1)]
    return [*parts, body(skull), *sockets, detail(polygon([(x, y + r * 0.3), (x - 1.1, y + r * 0.55),
        (x + 1.1, y + r * 0.55)]), "second"), *teeth]


def build_face(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A painted bust: shoulders, neck, and a face in three-quarter light."""
    garment = smooth([(-46, 0), (-44, -14), (-26, -25), (-8, -31), (8, -31), (26, -25), (44, -14), (46, 0)],
        tension=0.4)
    neck = smooth([(-8, -28), (-7, -44), (7, -44), (8, -28), (0, -22)], tension=0.4)
    head = smooth([(0, -92), (15, -86), (19, -70), (17, -55), (9, -43), (0, -39), (-9, -43), (-17, -55),
        (-19, -70), (-15, -86)], tension=0.5)
    long = chance.yes(0.5)
    fall = -22.0 if long else -58.0
    back = smooth([(0, -99), (19, -92), (25, -72), (24, fall), (12, fall + 4), (-12, fall + 4), (-24, fall),
        (-25, -72), (-19, -92)], tension=0.45)
    fringe = smooth([(-20, -64), (-22, -82), (-12, -97), (6, -99), (20, -88), (21, -64), (16, -78), (2, -84),
        (-12, -80)], tension=0.45)
    parts = [far(back, "hair"), body(garment), body(neck, "skin"), detail(common(neck, oval(0, -42, 12, 6)),
        "#b07a5a"), body(head, "skin")]
    for d in (-1, 1):
        parts += [detail(oval(d * 7.6, -67, 3.5, 2.1), "light"), detail(oval(d * 7.6 + 0.5, -67, 1.9, 2.0),
            "#4a3a2c"), detail(oval(d * 7.6 + 0.9, -67.6, 0.6, 0.6), "light")]
        parts += [line(smooth([(d * 7.6 - 4, -68.4), (d * 7.6, -69.8), (d * 7.6 + 4, -68.2)], closed=False),
            "eye", 0.9), line(smooth([(d * 7.8 - 4.4, -73.4), (d * 7.8, -75.2), (d * 7.8 + 4.4, -73.6)],
            closed=False), "hair", 1.4)]
        parts.append(detail(oval(d * 10.5, -57, 4.2, 3.0), "#dd9a86"))
    parts += [line(smooth([(1, -67), (2.6, -59), (3.2, -56.5), (-0.4, -55.6)], closed=False), "#a8705a", 0.9)]
    parts += [detail(smooth([(-5.5, -49.6), (-1.6, -51), (0, -50.4), (1.6, -51), (5.5, -49.6), (0, -46.8)],
        tension=0.5), "#b8564e"), line(smooth([(-5.6, -49.6), (0, -49.2), (5.6, -49.6)], closed=False),
        "#7a342f", 0.6)]
    parts += [body(fringe, "hair"), detail(common(garment, polygon([(-8, -33), (8, -33), (0, -16)])),
        "third")]
    return parts


def build_robot(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A friendly machine: box body, dial, jointed arms, an antenna."""
    wave = chance.between(-8, 18)
    parts = [body(limb([(s * 9, -30), (s * 10, -14), (s * 10, -4)], [7, 6, 7]), "third") for s in (-1, 1)]
    parts += [body(box(s * 10 - 8, -6, s * 10 + 8, 0, 2.5), "second") for s in (-1, 1)]
    for s, lift in ((-1, 0.0), (1, wave)):
        parts += [body(limb([(s * 20, -58), (s * 30, -48 - lift * 0.4), (s * 32, -34 - lift * 1.6)],
            [6, 5.4, 6]), "third"), body(oval(s * 32, -32 - lift * 1.6, 5, 5), "second")]
    parts += [body(box(-21, -66, 21, -27, 6)), detail(box(-13, -58, 13, -40, 3), "#26323c"),
        line(smooth([(-10, -48), (-5, -48), (-2, -54), (2, -43), (5, -48), (10, -48)], closed=False,
        tension=0), "#7fe0a8", 1.3)]
    parts += [detail(oval(x, -33, 2, 2), c) for x, c in ((-9, "#d9482f"), (0, "#f2c23c"), (9, "#5fb06a"))]
    parts += [body(box(-5, -71, 5, -64, 1), "third"), body(box(-18, -95, 18, -69, 7)),
        detail(box(-13.5, -90, 13.5, -76, 5), "#26323c")]
    parts += [detail(oval(s * 6.4, -83, 3.5, 3.5), "#9ff0ff") for s in (-1, 1)]
    parts += [line(smooth([(-5, -73.4), (0, -72), (5, -73.4)], closed=False), "dark", 1.2),
        line(polyline([(0, -95), (0, -103)]), "third", 1.6), body(oval(0, -104, 3, 3), "second")]
    return parts


def build_baby(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A swaddled, sitting infant."""
    spec = replace(_PEOPLE["child"], head=15, tall=60, shoulders=26)
    b = _Body(spec, (0, -44), (0, -30), (-10, -26), (10, -26), -12, (-15, -14), (15, -14))
    legs = [body(limb([(s * 6, -8), (s * 16, -6), (s * 22, -4)], [11, 9, 8]), "second") for s in (-1, 1)]
    trunk = body(smooth([(-8, -32), (-15, -14), (-13, -1), (13, -1), (15, -14), (8, -32)]))
    arms = [_arm(b, b.left, b.hand_left), _arm(b, b.right, b.hand_right)]
    return [*legs, trunk, *arms, *_face(b, chance, traits)]


def build_ghost(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A sheet with eyes, wavy at the hem."""
    hem = [(26 - 52 * i / 8, -3 - 7 * (i % 2)) for i in range(9)]
    sheet = smooth([(0, -90), (20, -80), (27, -50), *hem, (-27, -50), (-20, -80)], tension=0.5)
    arms = [body(smooth([(s * 20, -58), (s * 38, -54), (s * 42, -44), (s * 34, -42),
        (s * 22, -42)])) for s in (-1, 1)]
    eyes = [detail(oval(s * 8, -66, 4, 6), "second") for s in (-1, 1)]
    return [*arms, body(sheet), *eyes, detail(oval(0, -51, 4.5, 6.5), "second")]


def build_mermaid(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Half woman, half fish."""
    spec = replace(_PEOPLE["woman"], garment="tutu")
    b = _Body(spec, (0, -88), (0, -78), (-9, -74), (9, -74), -50, (-20, -60), (22, -84))
    tail = smooth([(-9, -56), (9, -56), (15, -38), (11, -18), (20, -6), (10, -4), (6, -12), (-2, -20),
        (-12, -38)], tension=0.5)
    fin = smooth([(10, -10), (26, -20), (34, -8), (22, -4), (24, 6), (10, 2)], tension=0.45)
    scales = [line(smooth([(x - 4, y), (x, y + 3), (x + 4, y)], closed=False), "dark", 0.7) for x,
        y in ((-4, -46), (4, -46), (0, -40), (8, -38), (-5, -36), (4, -32), (9, -26))]
    top = body(_torso(b, 7, 9, -52), "skin")
    shells = [detail(oval(s * 4.6, -66, 4.2, 3.6), "second") for s in (-1, 1)]
    return [*_back_hair(replace(b, spec=replace(spec, hair="long")), chance), _bare_arm(b.left, b.hand_left),
        body(fin), body(tail), *scales, top, *shells, _bare_arm(b.right, b.hand_right),
        body(limb([b.neck, (0, -84)], [6, 6]), "skin"), *_face(b, chance, traits)]


def _bare_arm(shoulder: Point, hand: Point) -> Part:
    return body(limb([shoulder, ((shoulder[0] + hand[0]) / 2 + 1, (shoulder[1] + hand[1]) / 2 + 3), hand],
        [6, 5, 4]), "skin")


def build_snowman(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Three balls, a carrot, a scarf, twigs for arms."""
    parts = [line(polyline([(s * 14, -50), (s * 34, -62 - 4 * s), (s * 40, -72)]), "wood", 2.0) for s in (-1,
        1)]
    parts += [body(oval(0, -20, 26, 22)), body(oval(0, -52, 19, 17)), body(oval(0, -78, 14, 13.5))]
    parts += [detail(oval(0, y, 2, 2), "third") for y in (-58, -50, -42)]
    parts += [detail(oval(s * 5, -82, 1.9, 2.1), "third") for s in (-1, 1)]
    parts += [body(polygon([(0, -79), (17, -75), (0, -74)]), "second"),
        body(smooth([(-13, -67), (0, -63), (13, -67), (14, -62), (0, -58), (-14, -62)]), "#b8303a"),
        body(box(6, -63, 12, -44, 2), "#b8303a")]
    parts += [body(box(-15, -92, 15, -89, 1), "dark"), body(box(-10, -106, 10, -90, 1.5), "dark"),
        detail(box(-10, -95, 10, -92), "#b8303a")]
    return parts


SPECIAL: dict[str, Builder] = {
    "face": build_face,
    "robot": build_robot,
    "baby": build_baby,
    "ghost": build_ghost,
    "mermaid": build_mermaid,
    "snowman": build_snowman,
}
