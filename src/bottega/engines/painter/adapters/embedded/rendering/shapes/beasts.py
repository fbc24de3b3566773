"""Four-footed animals in side view, grown from one skeleton.

Proportions, head, ears, tail and markings tell them apart.
"""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from math import cos, radians, sin

import skia

from ..chance import Chance
from ..outlines import common, joined, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line
from .markings import MARKS
from .skeleton import Beast, Frame, point_between, skull_of

_BEASTS: dict[str, Beast] = {
    "fox": Beast(leg=30, thick=8, length=74, depth=25, neck=19, rise=42, neck_width=19, head=11.5, snout=19,
        snout_width=8, ears="tall", ear=17, tail="brush", tail_long=62, marks="bib", feet="third",
        muzzle="second"),
    "cat": Beast(leg=25, thick=7.5, length=64, depth=23, neck=15, rise=46, neck_width=16, head=12.5, snout=7,
        snout_width=10, ears="tall", ear=13, tail="cat", tail_long=46, marks="belly", muzzle="second"),
    "wolf": Beast(leg=38, thick=9, length=80, depth=29, neck=24, rise=36, head=12, snout=20, snout_width=10,
        ears="tall", ear=15, tail="brush", tail_long=44, marks="bib", muzzle="second"),
    "dog": Beast(leg=34, thick=9.5, length=70, depth=27, neck=22, rise=52, head=12.5, snout=17,
        snout_width=11, ears="flop", ear=17, tail="up", tail_long=34, marks="belly"),
    "corgi": Beast(leg=15, thick=10, length=80, depth=30, neck=18, rise=52, head=14, snout=14, snout_width=11,
        ears="tall", ear=18, tail="stub", marks="bib", feet="second", muzzle="second"),
    "lion": Beast(leg=37, thick=12, length=84, depth=34, neck=22, rise=38, head=15, snout=13, snout_width=15,
        ears="round", ear=7, tail="tuft", tail_long=58, marks="mane", muzzle="third"),
    "tiger": Beast(leg=34, thick=12.5, length=88, depth=33, neck=20, rise=30, neck_width=25, head=15,
        snout=12, snout_width=15, ears="round", ear=8, tail="long", tail_long=60, marks="stripes",
        muzzle="second"),
    "bear": Beast(leg=31, thick=17, length=84, depth=46, hump=7, neck=15, rise=22, neck_width=32, head=17,
        snout=15, snout_width=14, ears="round", ear=8, tail="stub", muzzle="second"),
    "deer": Beast(leg=50, thick=6.5, length=70, depth=26, neck=36, rise=60, neck_width=14, head=9.5, snout=16,
        snout_width=8, ears="side", ear=14, tail="stub", horns="antlers", marks="spots", feet="third"),
    "moose": Beast(leg=52, thick=9, length=80, depth=38, hump=12, neck=24, rise=28, neck_width=24, head=12,
        snout=28, snout_width=14, dip=32, ears="side", ear=12, tail="stub", horns="palms", feet="third"),
    "horse": Beast(leg=48, thick=8.5, length=82, depth=32, neck=42, rise=54, neck_width=20, head=10.5,
        snout=25, snout_width=10.5, dip=42, ears="point", ear=10, tail="horse", tail_long=56,
        marks="horsemane", feet="third"),
    "unicorn": Beast(leg=48, thick=8, length=80, depth=30, neck=42, rise=58, neck_width=19, head=10.5,
        snout=23, snout_width=10, dip=42, ears="point", ear=10, tail="horse", tail_long=60, marks="horsemane",
        feet="third", horns="one"),
    "zebra": Beast(leg=43, thick=8.5, length=80, depth=32, neck=36, rise=52, neck_width=20, head=10.5,
        snout=24, snout_width=10.5, dip=40, ears="point", ear=11, tail="tuft", tail_long=38, marks="zebra",
        feet="third", muzzle="third"),
    "donkey": Beast(leg=40, thick=8.5, length=76, depth=32, neck=32, rise=48, neck_width=19, head=11,
        snout=24, snout_width=11, dip=40, ears="tall", ear=22, tail="tuft", tail_long=36, muzzle="second"),
    "giraffe": Beast(leg=66, thick=8, length=66, depth=34, hump=6, neck=104, rise=72, neck_width=17, head=10,
        snout=20, snout_width=9.5, dip=26, ears="side", ear=12, tail="tuft", tail_long=40, horns="knobs",
        marks="patches", feet="third"),
    "camel": Beast(leg=54, thick=9, length=80, depth=32, neck=46, rise=46, neck_width=16, head=10, snout=18,
        snout_width=11, dip=10, ears="round", ear=5, tail="tuft", tail_long=32, marks="humps"),
    "cow": Beast(leg=34, thick=10.5, length=92, depth=42, neck=22, rise=24, neck_width=28, head=13.5,
        snout=20, snout_width=14, dip=32, ears="side", ear=13, tail="tuft", tail_long=44, horns="small",
        marks="blotches", muzzle="third"),
    "bull": Beast(leg=34, thick=11.5, length=92, depth=44, hump=10, neck=20, rise=20, neck_width=34, head=14,
        snout=19, snout_width=14, dip=36, ears="side", ear=11, tail="tuft", tail_long=44, horns="big"),
    "pig": Beast(leg=18, thick=11, length=84, depth=44, neck=10, rise=10, neck_width=36, head=18, snout=15,
        snout_width=13, dip=8, ears="flop", ear=13, tail="curl", muzzle="second"),
    "sheep": Beast(leg=25, thick=8, length=74, depth=42, neck=14, rise=34, neck_width=26, head=11, snout=15,
        snout_width=11, dip=30, ears="side", ear=11, tail="stub", marks="wool", feet="second"),
    "goat": Beast(leg=33, thick=8, length=72, depth=31, neck=24, rise=50, head=10.5, snout=17, snout_width=9,
        dip=30, ears="side", ear=13, tail="up", tail_long=14, horns="back", marks="beard", feet="third"),
    "elephant": Beast(leg=34, thick=21, length=96, depth=62, hump=8, neck=13, rise=12, neck_width=48, head=27,
        snout=8, snout_width=22, dip=40, ears="fan", ear=30, tail="tuft", tail_long=36, marks="trunk"),
    "rhinoceros": Beast(leg=26, thick=18, length=96, depth=50, hump=5, neck=18, rise=4, neck_width=36,
        head=18, snout=26, snout_width=20, dip=24, ears="point", ear=11, tail="tuft", tail_long=30,
        horns="nose"),
    "hippo": Beast(leg=19, thick=19, length=96, depth=52, neck=16, rise=6, neck_width=40, head=20, snout=26,
        snout_width=27, dip=16, ears="round", ear=6, tail="stub", muzzle="second"),
    "capybara": Beast(leg=19, thick=12, length=82, depth=44, neck=16, rise=26, neck_width=30, head=16,
        snout=20, snout_width=20, dip=10, ears="round", ear=5, tail="stub", muzzle="second"),
    "wombat": Beast(leg=13, thick=14, length=78, depth=42, neck=10, rise=14, neck_width=34, head=18, snout=12,
        snout_width=15, ears="round", ear=8, tail="stub", muzzle="second"),
    "badger": Beast(leg=14, thick=12, length=80, depth=34, neck=14, rise=4, neck_width=26, head=13, snout=18,
        snout_width=11, dip=10, ears="round", ear=5, tail="brush", tail_long=22, marks="badger",
        feet="third"),
    "hedgehog": Beast(leg=7, thick=8, length=64, depth=40, neck=8, rise=0, neck_width=24, head=12, snout=16,
        snout_width=8, dip=14, ears="round", ear=6, tail="stub", marks="spines", muzzle="second"),
    "porcupine": Beast(leg=12, thick=9, length=74, depth=42, neck=10, rise=6, neck_width=26, head=12,
        snout=13, snout_width=10, ears="round", ear=5, tail="brush", tail_long=26, marks="quills",
        muzzle="second"),
    "pangolin": Beast(leg=12, thick=10, length=84, depth=34, neck=16, rise=-6, neck_width=20, head=9,
        snout=22, snout_width=7, dip=18, ears="round", ear=3, tail="scaled", tail_long=70, marks="scales",
        muzzle="second"),
    "mouse": Beast(leg=7, thick=6, length=56, depth=34, neck=8, rise=12, neck_width=24, head=13, snout=14,
        snout_width=8, ears="disc", ear=13, tail="long", tail_long=64, marks="belly", muzzle="second"),
    "rat": Beast(leg=8, thick=6.5, length=70, depth=32, neck=10, rise=8, neck_width=22, head=12, snout=19,
        snout_width=8, ears="disc", ear=8, tail="long", tail_long=84, muzzle="second"),
    "rabbit": Beast(leg=14, thick=10, length=56, depth=40, neck=14, rise=46, neck_width=22, head=13, snout=9,
        snout_width=12, ears="hare", ear=34, tail="puff", marks="belly", muzzle="second"),
    "llama": Beast(leg=40, thick=8.5, length=66, depth=34, neck=54, rise=74, neck_width=18, head=10.5,
        snout=14, snout_width=10, dip=10, ears="tall", ear=13, tail="stub", marks="wool", feet="third"),
    "crocodile": Beast(leg=8, thick=9, length=96, depth=22, neck=14, rise=0, neck_width=20, head=11, snout=40,
        snout_width=9, dip=2, ears="", tail="scaled", tail_long=88, marks="ridge"),
    "lizard": Beast(leg=10, thick=6, length=70, depth=17, neck=12, rise=12, neck_width=14, head=9, snout=13,
        snout_width=9, dip=4, ears="", tail="long", tail_long=92, marks="spots"),
    "dinosaur": Beast(leg=40, thick=20, length=96, depth=50, hump=12, neck=92, rise=56, neck_width=26,
        head=12, snout=15, snout_width=11, dip=14, ears="", tail="scaled", tail_long=108, marks="dinospots"),
}


def _beast_builder(spec: Beast) -> Builder:
    def build(chance: Chance, traits: frozenset[str]) -> list[Part]:
        return _grow(spec, chance, traits)

    return build


BEASTS: dict[str, Builder] = {name: _beast_builder(spec) for name, spec in _BEASTS.items()}


def _grow(spec: Beast, chance: Chance, traits: frozenset[str]) -> list[Part]:
    frame = _framed(spec, chance, traits)
    trunk = _trunk(frame)
    neck_root = (frame.shoulder - spec.neck_width * 0.2, frame.top + spec.depth * 0.42)
    neck = limb([neck_root, point_between(neck_root, frame.poll, 0.55, -spec.neck * 0.06), frame.poll],
        [spec.neck_width * 1.35, spec.neck_width, spec.neck_width * 0.82])
    head = skull_of(frame)
    near_legs = [_leg(frame, x, step, hind) for x, step, hind in _steps(frame, chance, near=True)]
    hull = joined(trunk, neck, head, *near_legs)
    parts = [far(_leg(frame, x, step, hind)) for x, step, hind in _steps(frame, chance, near=False)]
    parts += _tail(frame, chance)
    parts += _far_ear(frame)
    parts.append(body(hull))
    parts += _markings(frame, hull, chance)
    parts += _near_ear(frame, hull)
    parts += _horns(frame, chance)
    parts += _feet(frame, hull)
    parts += _face(frame, hull, traits)
    return parts


def _framed(spec: Beast, chance: Chance, traits: frozenset[str]) -> Frame:
    top = -(spec.leg + spec.depth)
    rise = radians(spec.rise + chance.around(0, 5) - (28 if traits & {"sleeping", "sad", "eating"} else 0))
    shoulder = spec.length * 0.36
    root = (shoulder, top + spec.depth * 0.40)
    poll = (root[0] + spec.neck * cos(rise) + spec.neck_width * 0.3, root[1] - spec.neck * sin(rise))
    dip = radians(spec.dip + chance.around(0, 4))
    reach = spec.head * 0.55 + spec.snout
    nose = (poll[0] + reach * cos(dip), poll[1] + reach * sin(dip))
    return Frame(spec, top, -spec.length * 0.36, shoulder, poll, nose)


def _trunk(f: Frame) -> skia.Path:
    s, half = f.spec, f.spec.length / 2
    low = -s.leg
    return smooth([
        (-half, f.top + s.depth * 0.42), (-half * 0.82, f.top + s.depth * 0.08), (-half * 0.3,
            f.top + s.depth * 0.04 - s.hump * 0.4),
        (half * 0.35, f.top - s.hump), (half * 0.85, f.top + s.depth * 0.10), (half * 1.02,
            f.top + s.depth * 0.50),
        (half * 0.80, low - s.depth * 0.02), (half * 0.2, low + s.depth * 0.06), (-half * 0.35,
            low - s.depth * 0.06), (-half * 0.88, low - s.depth * 0.12),
    ])


def _steps(f: Frame, chance: Chance, *, near: bool) -> list[tuple[float, float, bool]]:
    """Where each leg is set and how far its foot swings."""
    stride = f.spec.leg * chance.child("stride").around(0.12, 0.14) * (1 if near else -1)
    shift = 0.0 if near else f.spec.thick * 0.75
    return [(f.hip + f.spec.thick * 0.1 + shift, -stride, True), (f.shoulder - f.spec.thick * 0.25 + shift,
        stride, False)]


def _leg(f: Frame, x: float, step: float, hind: bool) -> skia.Path:
    s = f.spec
    hip_y = -s.leg - s.depth * 0.30
    knee = (x + step * 0.35 + (s.leg * 0.09 if hind else -s.leg * 0.02), -s.leg * 0.58)
    hock = (x + step * 0.7 - (s.leg * 0.10 if hind else -s.leg * 0.01), -s.leg * 0.30)
    foot = (x + step, -s.thick * 0.32)
    wide = s.thick * (2.1 if hind else 1.6)
    leg = limb([(x, hip_y), knee, hock, foot], [wide, s.thick * 1.15, s.thick * 0.85, s.thick * 0.9])
    return joined(leg, oval(x + step + s.thick * 0.22, -s.thick * 0.30, s.thick * 0.72, s.thick * 0.32))


def _tail(f: Frame, chance: Chance) -> list[Part]:
    s, lift = f.spec, chance.around(0, 0.12)
    root = (-s.length * 0.48, f.top + s.depth * 0.24)
    long = s.tail_long
    if s.tail == "brush":
        path = smooth([root, (root[0] - long * 0.35, root[1] - long * (0.02 + lift)),
            (root[0] - long * 0.82, root[1] - long * (0.16 + lift)), (root[0] - long,
            root[1] - long * (0.02 + lift)), (root[0] - long * 0.72, root[1] + long * (0.24 - lift)),
            (root[0] - long * 0.3, root[1] + long * 0.20), (root[0] + 2, root[1] + s.depth * 0.3)])
        tip = common(path, oval(root[0] - long * 0.98, root[1] - long * (0.02 + lift), long * 0.26,
            long * 0.3))
        return [body(path), detail(tip, "second")]
    if s.tail in ("thin", "long", "tuft", "up"):
        rises = {"up": -0.9, "long": 0.25, "thin": 0.5, "tuft": 0.72}[s.tail] + lift
        end = (root[0] - long * (0.55 if s.tail != "long" else 0.85), root[1] + long * rises)
        mid = (root[0] - long * 0.42, root[1] + long * rises * 0.35)
        width = max(2.4, s.thick * 0.42)
        parts = [body(limb([root, mid, end],
            [width * 1.3, width, width * (0.9 if s.tail == "long" else 0.7)]))]
        if s.tail == "tuft":
            parts.append(body(oval(end[0], end[1] + 4, width * 1.1, width * 2.2, 14), "second"))
        return parts
    if s.tail == "cat":
        curve = [root, (root[0] - long * 0.4, root[1] - long * 0.05),
            (root[0] - long * 0.55, root[1] - long * 0.5),
            (root[0] - long * (0.38 + lift), root[1] - long * 0.92)]
        return [body(limb(curve, [8, 6.4, 5.6, 4.6]))]
    if s.tail == "horse":
        sweep = smooth([root, (root[0] - 12, root[1] - 3), (root[0] - 22, root[1] + long * 0.4),
            (root[0] - 17, root[1] + long), (root[0] - 7, root[1] + long * 0.7),
            (root[0] - 2, root[1] + long * 0.25)])
        return [body(sweep, "second")]
    if s.tail == "scaled":
        end = (root[0] - long, -s.thick * 0.4)
        return [body(limb([(root[0] + s.depth * 0.3, root[1] + s.depth * 0.26),
            (root[0] - long * 0.4, root[1] + (end[1] - root[1]) * 0.62), end],
            [s.depth * 0.86, s.depth * 0.42, 3]))]
    if s.tail == "curl":
        return [line(smooth([root, (root[0] - 7, root[1] - 5), (root[0] - 3, root[1] - 10),
            (root[0] - 10, root[1] - 9)], closed=False), "second", 3.4)]
    if s.tail == "puff":
        return [body(oval(root[0] - 3, root[1] + s.depth * 0.42, 9, 9), "second")]
    return [body(oval(root[0], root[1] + 2, s.thick * 0.5, s.thick * 0.8, 24))]


def _ear_shape(f: Frame, dx: float) -> skia.Path | None:
    s, (x, y) = f.spec, f.poll
    x, y, e = x - s.head * 0.38 + dx, y - s.head * 0.70, s.ear
    if s.ears in ("point", "tall"):
        lean = 0.10 if s.ears == "tall" else 0.25
        return smooth([(x - e * 0.36, y + 3), (x - e * lean, y - e), (x + e * 0.42, y + 2)], tension=0.22)
    if s.ears == "round":
        return oval(x, y - e * 0.2, e, e)
    if s.ears == "disc":
        return oval(x - e * 0.1, y - e * 0.55, e, e)
    if s.ears == "side":
        return smooth([(x + 3, y + 2), (x - e * 0.5, y - e * 0.48), (x - e * 1.15, y - e * 0.25),
            (x - e * 0.5, y + e * 0.22)])
    if s.ears == "flop":
        return smooth([(x + 4, y), (x - e * 0.4, y + 1), (x - e * 0.62, y + e * 0.85),
            (x - e * 0.1, y + e * 1.05), (x + e * 0.3, y + e * 0.4)])
    if s.ears == "hare":
        return smooth([(x - 3, y + 3), (x - e * 0.34, y - e * 0.6), (x - e * 0.26, y - e),
            (x - e * 0.02, y - e * 0.7), (x + 6, y + 3)])
    if s.ears == "fan":
        return smooth([(x + e * 0.36, y + e * 0.02), (x - e * 0.5, y - e * 0.18), (x - e * 1.0, y + e * 0.35),
            (x - e * 0.72, y + e * 1.12), (x - e * 0.08, y + e * 1.05)])
    return None


def _far_ear(f: Frame) -> list[Part]:
    if f.spec.ears in ("fan", "", "flop"):
        return []
    shape = _ear_shape(f, f.spec.head * 0.72)
    return [far(shape)] if shape else []


def _near_ear(f: Frame, hull: skia.Path) -> list[Part]:
    shape = _ear_shape(f, 0.0)
    if shape is None:
        return []
    ink = "second" if f.spec.ears == "flop" and f.spec.marks == "belly" else "main"
    parts = [body(shape, ink)]
    if f.spec.ears in ("point", "tall", "hare", "disc", "round", "side") and f.spec.ear > 6:
        bounds = shape.getBounds()
        inner = skia.Matrix()
        inner.setScale(0.52, 0.62, bounds.centerX(), bounds.centerY() + bounds.height() * 0.12)
        path = skia.Path(shape)
        path.transform(inner)
        parts.append(detail(path, "third" if f.spec.ears in ("hare", "tall") else "second"))
    if f.spec.ears == "fan":
        parts.append(line(shape, "third", 1.0))
    return parts


def _horns(f: Frame, chance: Chance) -> list[Part]:
    s, (x, y) = f.spec, f.poll
    x, y = x - s.head * 0.1, y - s.head * 0.85
    if s.horns == "antlers":
        parts = []
        for shift in (0.0, 8.0):
            stem = [(x + shift, y), (x + shift - 6, y - 16), (x + shift - 2, y - 32), (x + shift + 5, y - 42)]
            parts.append(line(smooth(stem, closed=False), "second", 2.8))
            for a, b in (((-6, -15), (6, -23)), ((-3, -28), (-14, -36)), ((-4, -22), (-16, -24))):
                parts.append(line(polyline([(x + shift + a[0], y + a[1]), (x + shift + b[0], y + b[1])]),
                    "second", 2.2))
        parts.append(far(oval(x - 4, y - 22, 1.2, 20), "second"))
        return parts
    if s.horns == "palms":
        palm = [(x, y + 2), (x - 12, y - 10), (x - 34, y - 12), (x - 30, y - 18), (x - 40, y - 24),
            (x - 28, y - 24), (x - 30, y - 34), (x - 18, y - 26), (x - 12, y - 36), (x - 6, y - 22)]
        return [body(smooth(palm, tension=0.25), "second")]
    if s.horns == "one":
        return [body(polygon([(x + 2, y + 3), (x + 17, y - 30), (x + 9, y + 1)]), "third")]
    if s.horns == "knobs":
        parts = []
        for shift in (-3.0, 4.0):
            parts += [body(limb([(x + shift, y + 3), (x + shift - 3, y - 9)], [3.4, 3.0])),
                detail(oval(x + shift - 3, y - 10, 3, 3), "second")]
        return parts
    if s.horns == "small":
        return [body(smooth([(x - 2, y + 3), (x - 3, y - 7), (x + 4, y - 12), (x + 3, y - 4), (x + 5, y + 2)],
            tension=0.4), "bone")]
    if s.horns == "big":
        return [body(smooth([(x - 3, y + 3), (x - 2, y - 9), (x + 12, y - 20), (x + 22, y - 18),
            (x + 8, y - 9), (x + 6, y + 2)], tension=0.4), "bone")]
    if s.horns == "back":
        return [body(smooth([(x + 3, y + 2), (x + 1, y - 12), (x - 12, y - 22), (x - 19, y - 18),
            (x - 8, y - 12), (x - 4, y + 3)], tension=0.4), "bone")]
    if s.horns == "nose":
        nx, ny = f.nose
        return [body(smooth([(nx - 12, ny - 8), (nx + 4, ny - 34), (nx + 3, ny - 4)], tension=0.25),
            "second"), body(smooth([(nx - 20, ny - 14), (nx - 14, ny - 27), (nx - 10, ny - 10)],
            tension=0.25), "second")]
    return []


def _feet(f: Frame, hull: skia.Path) -> list[Part]:
    if f.spec.feet == "main":
        return []
    tall = f.spec.leg * (0.42 if f.spec.tail == "brush" else 0.14)
    band = polygon([(-200, -tall), (200, -tall), (200, 5), (-200, 5)])
    return [detail(common(hull, band), f.spec.feet)]


def _face(f: Frame, hull: skia.Path, traits: frozenset[str]) -> list[Part]:
    s, (x, y), (nx, ny) = f.spec, f.poll, f.nose
    size = max(1.7, s.head * 0.16)
    parts: list[Part] = []
    if s.muzzle:
        parts.append(detail(common(hull, oval(nx - s.snout * 0.20, ny + s.snout_width * 0.16, s.snout * 0.58,
            s.snout_width * 0.52, s.dip)), s.muzzle))
    eye = (x + s.head * 0.40, y - s.head * 0.20)
    if traits & {"sleeping", "asleep"}:
        parts.append(line(smooth([(eye[0] - 3, eye[1]), (eye[0], eye[1] + 1.6), (eye[0] + 3, eye[1])],
            closed=False), "eye", 1.3))
    else:
        parts += [detail(oval(*eye, size * 1.15, size * 1.25), "eye"),
            detail(oval(eye[0] + size * 0.35, eye[1] - size * 0.4, size * 0.38, size * 0.38), "light")]
    if s.marks not in ("trunk",):
        parts.append(detail(oval(nx + s.snout_width * 0.28, ny - s.snout_width * 0.20,
            max(1.6, s.snout_width * 0.22), max(1.4, s.snout_width * 0.18)), "eye"))
        parts.append(line(smooth([(nx + s.snout_width * 0.2, ny + s.snout_width * 0.18),
            (nx - s.snout * 0.22, ny + s.snout_width * 0.26), (nx - s.snout * 0.42,
            ny + s.snout_width * 0.14)], closed=False), "eye", 0.8))
    return parts


def _markings(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    return MARKS[f.spec.marks](f, hull, chance) if f.spec.marks in MARKS else []
