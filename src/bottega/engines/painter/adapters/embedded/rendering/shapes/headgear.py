"""Hats, crowns and helmets, each drawn round a head at (x, y) with radius r."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from ..marks import Point
from ..outlines import box, common, joined, oval, polygon, smooth
from .figure import Part, body, detail, line


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


HATS = {
    "pointed": _pointed, "witch": _pointed, "crown": _crown, "tiara": _tiara, "helmet": _helmet,
    "visor": _visor, "halo": _halo,
    "straw": _straw, "stetson": _stetson, "tricorn": _tricorn, "cap": _cap, "kabuto": _kabuto,
    "horns": _horns, "horned": _horned,
    "toque": _toque, "antennae": _antennae,
}
