"""Coats and markings: manes, stripes, patches, wool, spines, scales."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from math import cos, radians, sin

import skia

from ..chance import Chance
from ..outlines import common, joined, limb, oval, polygon, polyline, smooth
from .figure import Part, body, detail, line
from .skeleton import Frame, point_between, skull_of


def _bib(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s = f.spec
    chest = oval(f.shoulder + s.neck_width * 0.55, f.top + s.depth * 0.62, s.neck_width * 0.42,
        s.depth * 0.62, 18)
    cheek = oval(f.poll[0] + s.head * 0.1, f.poll[1] + s.head * 0.62, s.head * 0.95, s.head * 0.5, s.dip)
    belly = oval(0, -s.leg + 1, s.length * 0.36, s.depth * 0.16)
    return [detail(common(hull, shape), "second") for shape in (chest, cheek, belly)]


def _belly(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    return [detail(common(hull, oval(0, -f.spec.leg, f.spec.length * 0.40, f.spec.depth * 0.2)), "second")]


def _mane(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s, (x, y) = f.spec, f.poll
    points = []
    for i in range(20):
        bend = radians(18 * i)
        out = s.head * (2.05 if i % 2 else 1.62) * (1.12 if 90 < 18 * i < 250 else 0.92)
        points.append((x - s.head * 0.42 + out * cos(bend), y + s.head * 0.34 + out * sin(bend)))
    face = joined(skull_of(f))
    return [body(smooth(points, tension=0.5), "second"), body(face)]


def _stripes(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    return _striped(f, hull, chance, 11, 4.6, f.spec.depth * 0.66)


def _zebra(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s = f.spec
    parts = _striped(f, hull, chance, 15, 4.4, s.depth * 1.15)
    root = (f.shoulder, f.top + s.depth * 0.4)
    for i in range(6):
        cx, cy = point_between(root, f.poll, (i + 0.4) / 6, 0)
        band = polygon([(cx - s.neck_width, cy - 9), (cx + s.neck_width, cy + 2), (cx + s.neck_width, cy + 5),
            (cx - s.neck_width, cy - 4)])
        parts.append(detail(common(hull, band), "second"))
    for y in (-s.leg * 0.78, -s.leg * 0.62, -s.leg * 0.46, -s.leg * 0.30):
        parts.append(detail(common(hull, polygon([(-200, y), (200, y), (200, y + 3.2), (-200, y + 3.2)])),
            "second"))
    return parts


def _striped(f: Frame, hull: skia.Path, chance: Chance, count: int, wide: float, deep: float) -> list[Part]:
    parts = []
    for i in range(count):
        x = -f.spec.length * 0.48 + f.spec.length * 0.94 * i / (count - 1) + chance.around(0, 1)
        tip = deep * chance.between(0.7, 1.05)
        stripe = smooth([(x - wide * 0.5, f.top - 12), (x + wide * 0.5, f.top - 12),
            (x + wide * 0.9, f.top + tip * 0.5), (x + wide * 0.2, f.top + tip),
            (x - wide * 0.2, f.top + tip * 0.5)], tension=0.4)
        parts.append(detail(common(hull, stripe), "third" if f.spec.marks == "stripes" else "second"))
    return parts


def _spots(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s, parts = f.spec, []
    for _ in range(13):
        x, y = chance.between(-s.length * 0.42, s.length * 0.36), f.top + s.depth * chance.between(0.06, 0.55)
        parts.append(detail(common(hull, oval(x, y, 1.9, 1.5)), "second"))
    return parts + _belly(f, hull, chance)


def _patches(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    """A net of irregular plates over trunk, neck and thighs."""
    parts = []
    bounds = hull.getBounds()
    rows, columns = 13, 9
    for row in range(rows):
        for column in range(columns):
            x = bounds.left() + bounds.width() * (column + 0.5 + 0.5 * (row % 2)) / columns + chance.around(0,
                1.2)
            y = bounds.top() + 14 + (bounds.height() - 44) * row / rows + chance.around(0, 1.2)
            w, h = bounds.width() / columns * 0.40, bounds.height() / rows * 0.40
            plate = smooth([(x + w * chance.between(0.7, 1.1) * cos(a),
                y + h * chance.between(0.7, 1.1) * sin(a)) for a in (0.3, 1.3, 2.4, 3.5, 4.4, 5.4)],
                tension=0.2)
            if hull.contains(x, y) and x < f.poll[0] - f.spec.head * 0.4:
                parts.append(detail(common(hull, plate), "second"))
    return parts


def _blotches(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s, parts = f.spec, []
    for x, y, w in ((-0.36, 0.3, 15), (0.02, 0.16, 17), (0.34, 0.52, 13), (-0.1, 0.85, 9)):
        cx, cy = s.length * x + chance.around(0, 3), f.top + s.depth * y
        blotch = smooth([(cx + w * chance.between(0.7, 1.2) * cos(a),
            cy + w * 0.72 * chance.between(0.7, 1.2) * sin(a)) for a in (0.2, 1.2, 2.2, 3.2, 4.3, 5.3)])
        parts.append(detail(common(hull, blotch), "second"))
    return parts


def _wool(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s = f.spec
    puffs = []
    for i in range(15):
        bend = radians(24 * i)
        puffs.append(oval(s.length * 0.43 * cos(bend), f.top + s.depth * 0.46 + s.depth * 0.44 * sin(bend),
            10.5, 9.5))
    crown = oval(f.poll[0] - s.head * 0.4, f.poll[1] - s.head * 0.75, s.head * 0.8, s.head * 0.6)
    fleece = joined(oval(0, f.top + s.depth * 0.46, s.length * 0.45, s.depth * 0.48), *puffs, crown)
    curls = []
    for _ in range(12):
        x, y = chance.between(-0.4, 0.4) * s.length, f.top + s.depth * chance.between(0.12, 0.8)
        curls.append(line(smooth([(x - 4, y), (x, y - 3), (x + 4, y), (x + 1, y + 2)], closed=False), "third",
            1.1))
    dark = [body(skull_of(f), "second")] if s.neck < 30 else []
    return [body(fleece, "main"), *dark, *curls]


def _beard(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    x, y = f.nose[0] - f.spec.snout * 0.5, f.nose[1] + f.spec.snout_width * 0.4
    return [body(smooth([(x - 5, y), (x - 2, y + 14), (x + 5, y + 1)], tension=0.25), "second"),
        *_belly(f, hull, chance)]


def _horse_mane(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s = f.spec
    root = (f.shoulder - s.neck_width * 0.75, f.top + 2)
    poll = (f.poll[0] - s.head * 0.3, f.poll[1] - s.head * 1.05)
    edge = [point_between(root, poll, t, 0.0) for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    locks = [(x - 4 - 3 * (i % 2), y - 3) for i, (x, y) in enumerate(edge)]
    inner = [(x + 8 + 3 * (i % 2), y + 7) for i, (x, y) in enumerate(reversed(edge))]
    fringe = smooth([(poll[0] - 3, poll[1] + 1), (poll[0] + 9, poll[1] + 3), (poll[0] + 12, poll[1] + 12),
        (poll[0] + 3, poll[1] + 7)])
    return [body(smooth([*locks, *inner], tension=0.5), "second"), body(fringe, "second")]


def _humps(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s = f.spec
    return [body(joined(*(smooth([(x - 17, f.top + 9), (x - 8, f.top - 15), (x + 2, f.top - 19),
        (x + 17, f.top + 9)], tension=0.55) for x in (-s.length * 0.2, s.length * 0.16))))]


def _trunk_and_tusk(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s, (x, y) = f.spec, f.poll
    curl = chance.between(-14, 16)
    points = [(x + s.head * 0.62, y + s.head * 0.1), (x + s.head * 1.22, y + s.head * 0.9),
        (x + s.head * 1.34, y + s.head * 1.8), (x + s.head * 1.42 + curl * 0.3, y + s.head * 2.6),
        (x + s.head * 1.8 + curl, y + s.head * 2.9 - abs(curl) * 0.3)]
    tusk = smooth([(x + s.head * 0.78, y + s.head * 0.92), (x + s.head * 1.2, y + s.head * 1.5),
        (x + s.head * 1.8, y + s.head * 1.45), (x + s.head * 1.24, y + s.head * 1.24),
        (x + s.head * 0.98, y + s.head * 0.8)], tension=0.5)
    return [body(limb(points, [24, 19, 14, 10, 8])), body(tusk, "bone")]


def _badger(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s, (x, y), (nx, ny) = f.spec, f.poll, f.nose
    blaze = limb([(x - s.head, y - s.head * 0.5), (nx, ny - 2)], [7, 4])
    cheek = limb([(x - s.head, y + s.head * 0.6), (nx - 4, ny + 4)], [8, 3])
    return [detail(common(hull, joined(oval(x, y, s.head * 1.1, s.head), skull_of(f))), "third"),
        detail(common(hull, blaze), "second"), detail(common(hull, cheek), "second")]


def _spines(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    return _needles(f, chance, 13.0, 46)


def _quills(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    return _needles(f, chance, 30.0, 40)


def _needles(f: Frame, chance: Chance, long: float, count: int) -> list[Part]:
    s, teeth = f.spec, []
    for i in range(27):
        bend = radians(178 + 172 * i / 26)
        out = 1.0 + (long / s.depth if i % 2 else 0.12)
        teeth.append((s.length * 0.50 * cos(bend) * (0.85 + 0.15 * out) - (long * 0.3 if i % 2 else 0),
            f.top + s.depth * 0.62 + s.depth * 0.66 * sin(bend) * out))
    coat = polygon([*teeth, (s.length * 0.4, f.top + s.depth * 0.8), (0, -s.leg - 2),
        (-s.length * 0.46, f.top + s.depth * 0.86)])
    parts = [body(coat, "main")]
    for _ in range(count):
        x, y = chance.between(-0.42, 0.36) * s.length, f.top + s.depth * chance.between(0.05, 0.75)
        parts.append(line(polyline([(x, y), (x - long * 0.35, y - long * 0.35)]),
            "second" if chance.yes(0.55) else "third", 1.0))
    return parts


def _scales(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    parts, bounds = [], hull.getBounds()
    for row in range(6):
        for column in range(15):
            x = bounds.left() + bounds.width() * 0.70 * (column + 0.5 * (row % 2)) / 14
            y = f.top + f.spec.depth * (0.02 + 0.17 * row)
            scale = smooth([(x - 4, y - 3), (x + 4, y - 3), (x + 3, y + 3), (x, y + 5), (x - 3, y + 3)],
                tension=0.4)
            if hull.contains(x, y):
                parts.append(line(scale, "third", 0.9))
    return parts


def _ridge(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s = f.spec
    teeth = []
    for i in range(14):
        x = -s.length * 0.9 + s.length * 1.25 * i / 13
        y = f.top + 4 + max(0.0, (-s.length * 0.45 - x) * 0.24)
        teeth.append(body(polygon([(x - 4, y + 3), (x, y - 5), (x + 4, y + 3)])))
    jaw = line(polyline([(f.nose[0] + 4, f.nose[1] + 1), (f.poll[0] + 2, f.poll[1] + 4)]), "third", 1.2)
    fangs = [detail(polygon([(f.nose[0] - 6 * i, f.nose[1] + 1), (f.nose[0] - 6 * i + 3, f.nose[1] + 1),
        (f.nose[0] - 6 * i + 1.5, f.nose[1] + 5)]), "light") for i in range(5)]
    return [*teeth, *_belly(f, hull, chance), jaw, *fangs]


def _dinosaur(f: Frame, hull: skia.Path, chance: Chance) -> list[Part]:
    s, parts = f.spec, []
    for _ in range(18):
        x, y = chance.between(-0.46, 0.36) * s.length, f.top + s.depth * chance.between(0.0, 0.45)
        parts.append(detail(common(hull, oval(x, y, chance.between(2, 5), chance.between(2, 4))), "third"))
    return [detail(common(hull, oval(4, -s.leg, s.length * 0.46, s.depth * 0.26)), "second"), *parts]


MARKS = {
    "bib": _bib, "belly": _belly, "mane": _mane, "stripes": _stripes, "zebra": _zebra, "spots": _spots,
    "patches": _patches,
    "blotches": _blotches, "wool": _wool, "beard": _beard, "horsemane": _horse_mane, "humps": _humps,
    "trunk": _trunk_and_tusk,
    "badger": _badger, "spines": _spines, "quills": _quills, "scales": _scales, "ridge": _ridge,
    "dinospots": _dinosaur,
}
