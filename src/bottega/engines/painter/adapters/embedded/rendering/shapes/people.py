"""People and their kin, dressed from one figure: build, garment, hair, headgear and what the hand holds."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from dataclasses import dataclass

import skia

from ..chance import Chance
from ..marks import Point
from ..outlines import box, common, joined, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line
from .headgear import HATS


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


COSTUMES: dict[str, Person] = {
    "person": Person(),
    "businessman": Person(shoulders=27, garment="suit", legs="main"),
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


PEOPLE: dict[str, Builder] = {name: _person_builder(spec) for name, spec in COSTUMES.items()}


@dataclass(frozen=True, slots=True)
class Body:
    """The joints of one posed body."""

    spec: Person
    head: Point
    neck: Point
    left: Point  # shoulders
    right: Point
    hip: float
    hand_left: Point
    hand_right: Point


def _posed(spec: Person, chance: Chance, traits: frozenset[str]) -> Body:
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
    return Body(spec, head, (0.0, top), (-half + 2.5, top + 4), (half - 2.5, top + 4), -tall * 0.47, left,
        right)


def _dressed(spec: Person, chance: Chance, traits: frozenset[str]) -> list[Part]:
    b = _posed(spec, chance, traits)
    parts = _cape(b, chance) + hair_behind(b, chance)
    if spec.garment == "bones":
        return parts + _bones(b)
    parts += _legs(b, chance, traits)
    parts += [arm_of(b, b.left, b.hand_left)]
    parts += _garment(b, chance)
    parts += [arm_of(b, b.right, b.hand_right)]
    parts += _held(b, chance)
    parts += [body(limb([b.neck, (b.head[0], b.head[1] + 4)], [spec.head * 0.85, spec.head * 0.8]),
        spec.skin)]
    parts += face_of(b, chance, traits)
    parts += _hat(b, chance)
    return parts


def _legs(b: Body, chance: Chance, traits: frozenset[str]) -> list[Part]:
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


def arm_of(b: Body, shoulder: Point, hand: Point) -> Part:
    elbow = ((shoulder[0] + hand[0]) / 2 + (2.6 if hand[0] > 0 else -2.6), (shoulder[1] + hand[1]) / 2 + 1)
    wide = 7.6 if b.spec.garment in ("armour", "space", "plates", "robe") else 6.0
    return body(limb([shoulder, elbow, hand], [wide + 0.8, wide, wide * 0.8]), _sleeve(b.spec))


def _sleeve(s: Person) -> str:
    return {"dungarees": "third", "tutu": "skin", "waistcoat": "second", "armour": "main",
        "plates": "second"}.get(s.garment, "main")


def torso_of(b: Body, waist: float, hem: float, hem_y: float) -> skia.Path:
    half, top = b.spec.shoulders / 2, b.neck[1]
    mid = (top + b.hip) / 2 + 3
    return smooth([(-half * 0.35, top - 1), (-half * 0.92, top + 3), (-half * 0.96, top + 9), (-waist, mid),
        (-hem, hem_y), (0, hem_y + 1.4), (hem, hem_y), (waist, mid), (half * 0.96, top + 9),
        (half * 0.92, top + 3), (half * 0.35, top - 1)], tension=0.42)


def _garment(b: Body, chance: Chance) -> list[Part]:
    half, low = b.spec.shoulders / 2, b.hip
    kind = b.spec.garment
    if kind in ("dress", "gown", "robe"):
        return _skirted(b, kind)
    if kind == "tutu":
        skirt = smooth([(-half * 0.7, low - 5), (-half * 1.9, low + 1), (-half * 1.5, low + 7), (0, low + 9),
            (half * 1.5, low + 7), (half * 1.9, low + 1), (half * 0.7, low - 5)])
        return [body(torso_of(b, half * 0.55, half * 0.6, low)), body(skirt, "second")]
    torso = body(torso_of(b, half * 0.78, half * 0.80, low + 2))
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


def _skirted(b: Body, kind: str) -> list[Part]:
    half, tall = b.spec.shoulders / 2, b.spec.tall
    hem_y = {"dress": -tall * 0.24, "gown": -2.0, "robe": -3.0}[kind]
    hem = {"dress": half * 1.25, "gown": half * 2.0, "robe": half * 1.3}[kind]
    waist = half * (0.66 if kind != "robe" else 0.86)
    path = torso_of(b, waist, hem, hem_y)
    sash = detail(common(path, box(-40, (b.neck[1] + b.hip) / 2 + 1, 40, (b.neck[1] + b.hip) / 2 + 4.6)),
        "third" if kind != "robe" else "second")
    trim = detail(common(path, box(-60, hem_y - 4.0, 60, hem_y + 3)), "second")
    folds = [line(smooth([(x * 0.3, b.hip), (x * 0.7, (b.hip + hem_y) / 2), (x, hem_y - 4)], closed=False),
        "dark", 0.7) for x in (-hem * 0.5, -hem * 0.1, hem * 0.4)]
    return [body(path), trim, sash, *folds]


def _plates(b: Body, torso: skia.Path) -> list[Part]:
    half, top = b.spec.shoulders / 2, b.neck[1]
    pads = [body(oval(s * half * 0.95, top + 5, 6.2, 5.2, s * 24)) for s in (-1, 1)]
    ridge = line(polyline([(0, top + 3), (0, b.hip)]), "third", 1.0)
    tabard = detail(common(torso, polygon([(-half * 0.34, top + 6), (half * 0.34, top + 6),
        (half * 0.26, b.hip + 3), (-half * 0.26, b.hip + 3)])), "second")
    return [*pads, ridge, tabard]


def _cape(b: Body, chance: Chance) -> list[Part]:
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


def _wing(b: Body, side: int) -> skia.Path:
    top = b.neck[1] + 8
    points = [(2, top), (20, top - 24), (42, top - 30), (45, top - 10), (39, top + 8), (34, top + 20),
        (24, top + 26), (12, top + 16)]
    if b.spec.cape == "batwings":
        points = [(2, top), (18, top - 26), (44, top - 26), (40, top - 8), (34, top - 4), (33, top + 12),
            (24, top + 6), (18, top + 18), (8, top + 10)]
    return smooth([(side * x, y) for x, y in points], tension=0.5 if b.spec.cape != "batwings" else 0.2)


def hair_behind(b: Body, chance: Chance) -> list[Part]:
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


def face_of(b: Body, chance: Chance, traits: frozenset[str]) -> list[Part]:
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


def _hat(b: Body, chance: Chance) -> list[Part]:
    draw = HATS.get(b.spec.hat)
    return draw(b.head[0], b.head[1], b.spec.head) if draw else []


def _held(b: Body, chance: Chance) -> list[Part]:
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


def _bones(b: Body) -> list[Part]:
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
