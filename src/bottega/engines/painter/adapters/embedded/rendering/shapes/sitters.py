"""Small animals that sit and look at you: a pear of a body, a round head, a face that tells them apart."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from dataclasses import dataclass

from ..chance import Chance
from ..outlines import common, joined, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line


@dataclass(frozen=True, slots=True)
class Sitter:
    """What tells one from another. ears, face, tail and hold name a drawing below."""

    head: float = 21
    wide: float = 24
    ears: str = "round"
    ear: float = 8
    face: str = "muzzle"
    tail: str = ""
    belly: bool = True
    hold: str = ""
    arms: str = "main"


_SITTERS: dict[str, Sitter] = {
    "teddy-bear": Sitter(ears="round", ear=9.5, face="muzzle", arms="main"),
    "panda": Sitter(wide=28, ear=9, face="panda", belly=False, arms="second"),
    "koala": Sitter(ears="fluff", ear=12, face="koala"),
    "raccoon": Sitter(ears="tip", ear=9, face="mask", tail="ringed"),
    "squirrel": Sitter(head=17, wide=18, ears="tall", ear=11, face="small", tail="plume", hold="nut"),
    "beaver": Sitter(wide=27, ears="round", ear=5.5, face="teeth", tail="paddle"),
    "otter": Sitter(head=17, wide=19, ears="round", ear=4.5, face="muzzle", tail="rope", hold="shell"),
    "sloth": Sitter(head=19, ears="none", face="sloth", arms="main"),
    "monkey": Sitter(head=18, wide=20, ears="side", ear=7.5, face="monkey", tail="curl"),
    "gorilla": Sitter(head=19, wide=33, ears="side", ear=4.5, face="ape", belly=False),
    "hamster": Sitter(head=23, wide=25, ears="round", ear=7, face="small", hold="nut"),
    "guinea-pig": Sitter(head=22, wide=26, ears="round", ear=6, face="small"),
    "kitten": Sitter(head=20, wide=18, ears="tip", ear=13, face="cat", tail="rope"),
    "lemur": Sitter(head=16, wide=17, ears="tip", ear=8, face="mask", tail="ringed"),
    "red-panda": Sitter(head=20, wide=22, ears="tip", ear=9, face="mask", tail="ringed"),
    "meerkat": Sitter(head=14, wide=15, ears="round", ear=4, face="mask", tail="rope"),
    "monster": Sitter(head=26, wide=30, ears="horn", ear=13, face="monster"),
}


def _sitter_builder(spec: Sitter) -> Builder:
    def build(chance: Chance, traits: frozenset[str]) -> list[Part]:
        return _sitting(spec, chance, traits)

    return build


SITTERS: dict[str, Builder] = {name: _sitter_builder(spec) for name, spec in _SITTERS.items()}


def _sitting(s: Sitter, chance: Chance, traits: frozenset[str]) -> list[Part]:
    lean = chance.around(0, 1.6)
    head = (lean, -54 - s.head * 0.82)
    trunk = smooth([(-s.wide * 0.5, -56), (-s.wide * 0.95, -30), (-s.wide, -12), (-s.wide * 0.5, -1),
        (s.wide * 0.5, -1), (s.wide, -12), (s.wide * 0.95, -30), (s.wide * 0.5, -56)], tension=0.5)
    parts = _tail(s, chance)
    parts += _ears(s, head)
    parts += [body(trunk)]
    if s.belly:
        parts.append(detail(common(trunk, oval(0, -24, s.wide * 0.64, 22)), "second"))
    parts += _limbs(s, chance)
    parts.append(body(oval(*head, s.head * 1.08, s.head * 0.92)))
    parts += _FACES[s.face](head[0], head[1], s.head, traits)
    return parts


def _limbs(s: Sitter, chance: Chance) -> list[Part]:
    parts = [body(oval(d * s.wide * 0.80, -5.5, s.wide * 0.36, 6.5), s.arms) for d in (-1, 1)]
    parts += [detail(oval(d * s.wide * 0.84, -5, s.wide * 0.20, 3.8),
        "second" if s.arms == "main" else "main") for d in (-1, 1)]
    lift = chance.between(0, 8) if not s.hold else 0
    for d in (-1, 1):
        hand = (d * s.wide * (0.86 if not s.hold else 0.22),
            -22 - (lift if d > 0 else 0) - (8 if s.hold else 0))
        arm = limb([(d * s.wide * 0.62, -49), (d * s.wide * 1.02, -34), hand], [11, 9.5, 8.5])
        parts.append(body(arm, s.arms))
    if s.hold == "nut":
        parts += [body(oval(0, -33, 5.4, 6), "#a8703c"), body(smooth([(-6, -36), (0, -41), (6, -36),
            (0, -34.5)]), "#6a4426")]
    if s.hold == "shell":
        parts.append(body(smooth([(-7, -30), (0, -38), (7, -30), (0, -26)]), "#e6cfae"))
    return parts


def _tail(s: Sitter, chance: Chance) -> list[Part]:
    w = s.wide
    if s.tail == "ringed":
        tail = limb([(w * 0.6, -8), (w * 1.5, -12), (w * 1.9, -30), (w * 1.75, -48)], [13, 15, 16, 11])
        rings = [detail(common(tail, polygon([(w * 1.1, y), (w * 2.5, y - 3), (w * 2.5, y + 3),
            (w * 1.1, y + 6)])), "third") for y in (-50, -40, -30, -20)]
        return [far(tail), *rings]
    if s.tail == "plume":
        plume = smooth([(w * 0.6, -4), (w * 1.6, -6), (w * 2.2, -30), (w * 2.0, -62), (w * 2.5, -80),
            (w * 1.7, -88), (w * 1.1, -72), (w * 1.2, -46), (w * 0.9, -22)], tension=0.5)
        return [far(plume), line(smooth([(w * 1.3, -10), (w * 1.75, -34), (w * 1.6, -66), (w * 1.9, -80)],
            closed=False), "second", 2.2)]
    if s.tail == "paddle":
        tail = smooth([(w * 0.5, -8), (w * 1.3, -16), (w * 2.0, -10), (w * 2.05, -2), (w * 1.2, 0),
            (w * 0.6, -2)])
        net = [line(polyline([(w * (1.1 + 0.18 * i), -15), (w * (1.0 + 0.18 * i), -1)]), "dark",
            0.7) for i in range(6)]
        return [far(tail, "second"), *net]
    if s.tail == "rope":
        return [far(limb([(w * 0.6, -6), (w * 1.5, -5), (w * 1.9, -16), (w * 1.7, -28)], [9, 7.5, 6, 4]))]
    if s.tail == "curl":
        return [far(limb([(w * 0.6, -8), (w * 1.6, -8), (w * 2.1, -28), (w * 1.7, -44), (w * 1.3, -38),
            (w * 1.5, -32)], [6, 5, 5, 4.4, 4, 3.4]))]
    return []


def _ears(s: Sitter, head: tuple[float, float]) -> list[Part]:
    (x, y), r, e = head, s.head, s.ear
    parts: list[Part] = []
    for d in (-1, 1):
        if s.ears == "round":
            ink = "second" if s.face == "panda" else "main"
            parts += [body(oval(x + d * r * 0.80, y - r * 0.66, e, e), ink),
                detail(oval(x + d * r * 0.80, y - r * 0.64, e * 0.55, e * 0.55),
                "second" if s.face != "panda" else "dark")]
        elif s.ears == "fluff":
            parts += [body(oval(x + d * r * 1.05, y - r * 0.45, e, e * 1.05)),
                detail(oval(x + d * r * 1.08, y - r * 0.38, e * 0.6, e * 0.65), "second")]
        elif s.ears in ("tip", "tall"):
            tall = 1.0 if s.ears == "tip" else 1.5
            parts += [body(smooth([(x + d * r * 0.2, y - r * 0.75), (x + d * r * 0.78,
                y - r * 0.72 - e * tall), (x + d * r * 1.0, y - r * 0.2)], tension=0.2)),
                detail(smooth([(x + d * r * 0.42, y - r * 0.75), (x + d * r * 0.74,
                y - r * 0.66 - e * tall * 0.62), (x + d * r * 0.88, y - r * 0.38)], tension=0.2), "second")]
        elif s.ears == "side":
            parts += [body(oval(x + d * r * 1.12, y - r * 0.05, e, e)),
                detail(oval(x + d * r * 1.14, y - r * 0.03, e * 0.55, e * 0.6), "second")]
        elif s.ears == "horn":
            parts.append(body(smooth([(x + d * r * 0.3, y - r * 0.8), (x + d * r * 0.9, y - r * 0.9 - e),
                (x + d * r * 0.85, y - r * 0.5)], tension=0.3), "third"))
    return parts


def _eyes(x: float, y: float, r: float, traits: frozenset[str], *, apart: float = 0.40,
    size: float = 0.13) -> list[Part]:
    parts: list[Part] = []
    for d in (-1, 1):
        at = (x + d * r * apart, y - r * 0.06)
        if traits & {"sleeping", "asleep"}:
            parts.append(line(smooth([(at[0] - r * 0.16, at[1]), (at[0], at[1] + r * 0.10),
                (at[0] + r * 0.16, at[1])], closed=False), "eye", 1.4))
        else:
            parts += [detail(oval(*at, r * size, r * size * 1.12), "eye"),
                detail(oval(at[0] + r * 0.04, at[1] - r * 0.05, r * 0.045, r * 0.045), "light")]
    return parts


def _nose(x: float, y: float, r: float, wide: float = 0.17) -> list[Part]:
    mouth = smooth([(x - r * 0.2, y + r * 0.54), (x - r * 0.08, y + r * 0.60), (x, y + r * 0.46),
        (x + r * 0.08, y + r * 0.60), (x + r * 0.2, y + r * 0.54)], closed=False)
    return [detail(oval(x, y + r * 0.34, r * wide, r * wide * 0.72), "eye"), line(mouth, "eye", 1.0)]


def _muzzle(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    return [detail(oval(x, y + r * 0.42, r * 0.46, r * 0.36), "second"), *_eyes(x, y, r, traits),
        *_nose(x, y, r)]


def _panda(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    patches = [detail(oval(x + d * r * 0.42, y - r * 0.04, r * 0.24, r * 0.30, d * 28),
        "second") for d in (-1, 1)]
    shine = [detail(oval(x + d * r * 0.40, y - r * 0.08, r * 0.08, r * 0.08), "light") for d in (-1, 1)]
    return [*patches, *_eyes(x, y, r, traits, size=0.10), *shine, *_nose(x, y, r)]


def _koala(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    return [*_eyes(x, y, r, traits, apart=0.46, size=0.10), detail(oval(x, y + r * 0.20, r * 0.19, r * 0.34),
        "third"), line(smooth([(x - r * 0.2, y + r * 0.66), (x, y + r * 0.72), (x + r * 0.2, y + r * 0.66)],
        closed=False), "eye", 1.0)]


def _mask(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    pale = smooth([(x - r * 0.95, y + r * 0.1), (x - r * 0.5, y - r * 0.45), (x, y - r * 0.2),
        (x + r * 0.5, y - r * 0.45), (x + r * 0.95, y + r * 0.1), (x + r * 0.4, y + r * 0.78),
        (x - r * 0.4, y + r * 0.78)], tension=0.4)
    bands = [detail(smooth([(x + d * r * 0.12, y - r * 0.20), (x + d * r * 0.58, y - r * 0.26),
        (x + d * r * 0.98, y + r * 0.26), (x + d * r * 0.5, y + r * 0.22)]), "third") for d in (-1, 1)]
    shine = [detail(oval(x + d * r * 0.42, y - r * 0.05, r * 0.15, r * 0.16), "second") for d in (-1, 1)]
    return [detail(pale, "second"), *bands, *shine, *_eyes(x, y, r, traits, apart=0.42, size=0.11),
        *_nose(x, y, r)]


def _small(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    cheeks = [detail(oval(x + d * r * 0.56, y + r * 0.36, r * 0.42, r * 0.34), "second") for d in (-1, 1)]
    return [*cheeks, *_eyes(x, y, r, traits, apart=0.46, size=0.14), *_nose(x, y, r, 0.11)]


def _teeth(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    tooth = [detail(polygon([(x + a * r, y + r * 0.54), (x + z * r, y + r * 0.54), (x + z * r, y + r * 0.86),
        (x + a * r, y + r * 0.86)]), "light") for a, z in ((-0.16, -0.01), (0.01, 0.16))]
    return [detail(oval(x, y + r * 0.42, r * 0.50, r * 0.34), "third"), *_eyes(x, y, r, traits), *tooth,
        *_nose(x, y, r)]


def _sloth(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    mask = [detail(oval(x, y + r * 0.06, r * 0.82, r * 0.66), "second")]
    bands = [detail(smooth([(x + d * r * 0.18, y - r * 0.14), (x + d * r * 0.6, y - r * 0.10),
        (x + d * r * 0.92, y + r * 0.40), (x + d * r * 0.42, y + r * 0.16)]), "third") for d in (-1, 1)]
    smile = line(smooth([(x - r * 0.36, y + r * 0.46), (x, y + r * 0.60), (x + r * 0.36, y + r * 0.46)],
        closed=False), "eye", 1.1)
    return [*mask, *bands, *_eyes(x, y, r, traits, apart=0.38, size=0.09),
        detail(oval(x, y + r * 0.24, r * 0.20, r * 0.13), "eye"), smile]


def _monkey(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    face = joined(oval(x - r * 0.34, y - r * 0.08, r * 0.42, r * 0.44),
        oval(x + r * 0.34, y - r * 0.08, r * 0.42, r * 0.44), oval(x, y + r * 0.40, r * 0.62, r * 0.42))
    smile = line(smooth([(x - r * 0.36, y + r * 0.46), (x, y + r * 0.66), (x + r * 0.36, y + r * 0.46)],
        closed=False), "eye", 1.2)
    nostrils = [detail(oval(x + d * r * 0.09, y + r * 0.24, r * 0.045, r * 0.06), "eye") for d in (-1, 1)]
    return [detail(face, "second"), *_eyes(x, y, r, traits, apart=0.32), *nostrils, smile]


def _ape(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    face = smooth([(x - r * 0.72, y - r * 0.2), (x, y - r * 0.34), (x + r * 0.72, y - r * 0.2),
        (x + r * 0.66, y + r * 0.5), (x, y + r * 0.86), (x - r * 0.66, y + r * 0.5)])
    brow = line(smooth([(x - r * 0.6, y - r * 0.22), (x, y - r * 0.30), (x + r * 0.6, y - r * 0.22)],
        closed=False), "third", 3.0)
    nostrils = [detail(oval(x + d * r * 0.14, y + r * 0.24, r * 0.09, r * 0.07), "eye") for d in (-1, 1)]
    mouth = line(smooth([(x - r * 0.4, y + r * 0.58), (x, y + r * 0.54), (x + r * 0.4, y + r * 0.58)],
        closed=False), "eye", 1.3)
    return [detail(face, "second"), brow, *_eyes(x, y, r, traits, apart=0.34, size=0.11), *nostrils, mouth]


def _cat(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    whiskers = [line(polyline([(x + d * r * 0.35, y + r * 0.40), (x + d * r * 1.15,
        y + r * (0.26 + 0.16 * i))]), "light", 0.6) for d in (-1, 1) for i in range(3)]
    return [detail(oval(x, y + r * 0.46, r * 0.42, r * 0.28), "second"),
        *_eyes(x, y, r, traits, apart=0.42, size=0.17), *_nose(x, y, r, 0.10), *whiskers]


def _monster(x: float, y: float, r: float, traits: frozenset[str]) -> list[Part]:
    mouth = smooth([(x - r * 0.6, y + r * 0.30), (x + r * 0.6, y + r * 0.30), (x + r * 0.4, y + r * 0.72),
        (x - r * 0.4, y + r * 0.72)], tension=0.35)
    fangs = [detail(polygon([(x + a * r, y + r * 0.30), (x + (a + 0.18) * r, y + r * 0.30),
        (x + (a + 0.09) * r, y + r * 0.52)]), "light") for a in (-0.46, -0.1, 0.26)]
    eye = [detail(oval(x, y - r * 0.20, r * 0.36, r * 0.36), "light"),
        detail(oval(x, y - r * 0.18, r * 0.20, r * 0.22), "second"), detail(oval(x, y - r * 0.18, r * 0.10,
        r * 0.12), "eye")]
    return [*eye, detail(mouth, "dark"), *fangs]


_FACES = {
    "muzzle": _muzzle, "panda": _panda, "koala": _koala, "mask": _mask, "small": _small, "teeth": _teeth,
    "sloth": _sloth,
    "monkey": _monkey, "ape": _ape, "cat": _cat, "monster": _monster,
}


def build_kangaroo(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Upright in side view, on long feet and a strong tail, a joey in the pouch."""
    tail = limb([(-8, -28), (-26, -14), (-44, -4), (-60, -3)], [20, 13, 8, 4])
    trunk = smooth([(6, -84), (16, -72), (20, -50), (16, -26), (2, -14), (-16, -18), (-20, -36), (-10, -60)],
        tension=0.5)
    thigh = smooth([(-16, -40), (4, -40), (12, -24), (4, -10), (-14, -12)])
    foot = limb([(-4, -14), (4, -5), (26, -3)], [8, 7, 5.5])
    head = joined(oval(14, -92, 9, 8), limb([(15, -92), (28, -86)], [11, 6.5]))
    ears = [body(smooth([(8 + d, -97), (2 + d, -116), (14 + d, -100)], tension=0.3)) for d in (5.0, 0.0)]
    arm = limb([(14, -64), (26, -54), (30, -44)], [8, 6, 5])
    joey = [body(oval(15, -40, 6, 5.4)), detail(oval(17, -41, 0.9, 1), "eye"), body(oval(12, -46, 2, 4, -16))]
    belly = detail(common(trunk, oval(16, -42, 9, 24)), "second")
    neck = limb([(8, -76), (13, -90)], [17, 12])
    return [far(tail), *ears[:1], body(joined(trunk, neck, head)), belly, *joey,
        line(smooth([(6, -36), (14, -33), (21, -38)], closed=False), "third", 1.2), body(thigh), body(foot),
        body(arm), ears[1], detail(oval(17, -94, 1.7, 1.9), "eye"), detail(oval(27.5, -87.5, 1.8, 1.5),
        "eye")]


SITTERS["kangaroo"] = build_kangaroo
