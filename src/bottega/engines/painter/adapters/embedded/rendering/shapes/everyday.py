"""Plain things that prompts are full of: walls and windows, clothes, boxes, screens, a piano."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from ..chance import Chance
from ..outlines import box, common, cut, joined, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line
from .turning import turned


def build_wall(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Bricks in courses, no two quite the same."""
    parts = [body(box(-62, -70, 62, 0, 1))]
    for row in range(7):
        for column in range(8):
            x, y = -62 + 16 * column - 8 * (row % 2), -69 + 10 * row
            brick = common(box(x + 0.8, y + 0.8, x + 15, y + 9, 0.8), box(-62, -70, 62, 0))
            parts.append(detail(brick, chance.pick(("main", "pale", "deep", "second"))))
    return parts


def build_skyscraper(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """Set back twice, with a mast and lit windows."""
    tiers = ((24, 0, -62), (17, -62, -88), (10, -88, -104))
    parts = [body(box(-half, high, half, low)) for half, low, high in tiers]
    for half, low, high in tiers:
        for row in range(int((low - high) / 6)):
            for column in range(int(half / 3.2)):
                x, y = -half + 2.2 + 6.1 * column, high + 2 + 6 * row
                ink = "#ffe2a0" if chance.yes(0.35) else "second"
                parts.append(detail(common(box(x, y, x + 3.6, y + 3.6), box(-half, high, half, low)), ink))
    return [*parts, line(polyline([(0, -104), (0, -120)]), "dark", 1.2)]


def build_glasses(chance: Chance, traits: frozenset[str]) -> list[Part]:
    rims = [cut(oval(d * 27, -20, 22, 19), oval(d * 27, -20, 17.5, 14.5)) for d in (-1, 1)]
    bridge = [limb([(-7, -24), (0, -28), (7, -24)], [4, 4, 4]), limb([(-49, -24), (-56, -27)], [4, 4])]
    return [*(detail(oval(d * 27, -20, 18, 15), "second") for d in (-1, 1)),
        body(joined(*rims, *bridge, limb([(49, -24), (56, -27)], [4, 4])))]


def build_sunglasses(chance: Chance, traits: frozenset[str]) -> list[Part]:
    lenses = [body(smooth([(d * 5, -32), (d * 50, -34), (d * 52, -20), (d * 40, -3), (d * 18, -4),
        (d * 6, -18)],
        tension=0.35)) for d in (-1, 1)]
    shine = [detail(oval(d * 27 - 8, -24, 6, 2.4, -24), "second") for d in (-1, 1)]
    return [body(limb([(-8, -31), (8, -31)], [4, 4])), *lenses, *shine]


def build_box(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(polygon([(-44, -50), (10, -42), (10, 0), (-44, -8)])),
        body(polygon([(10, -42), (44, -54), (44, -12), (10, 0)]), "deep"),
        body(polygon([(-44, -50), (-10, -62), (44, -54), (10, -42)]), "pale"),
        detail(polygon([(-20, -46.4), (-10, -45), (24, -57), (15, -58.4)]), "second"),
        detail(polygon([(-20, -46.4), (-10, -45), (-10, -32), (-20, -33.4)]), "second")]


def build_glass(chance: Chance, traits: frozenset[str]) -> list[Part]:
    glass = turned([(20, 0), (21, 2), (27, 80), (27, 82)], tension=0.12)
    fill = common(glass, box(-40, -58, 40, -3))
    return [body(glass, "glass"), detail(fill, "second"), detail(oval(0, -58, 25, 4), "pale"),
        line(oval(0, -81, 26.6, 4), "light", 1.2), line(polyline([(-17, -72), (-14, -10)]), "light", 2.4)]


def build_piano(chance: Chance, traits: frozenset[str]) -> list[Part]:
    """A grand piano with its lid raised."""
    lid = smooth([(-46, -52), (-40, -98), (4, -104), (40, -84), (56, -56)], tension=0.35)
    case = smooth([(-58, -52), (58, -52), (60, -38), (44, -32), (-56, -32), (-60, -40)], tension=0.18)
    legs = [body(limb([(x, -34), (x, -3)], [6, 4])) for x in (-46, 44, 4)]
    keys = [detail(box(-57 + 4.6 * i, -44, -53.2 + 4.6 * i, -38), "second") for i in range(14)]
    blacks = [detail(box(-54.2 + 4.6 * i, -44, -51.8 + 4.6 * i, -40.6),
        "dark") for i in range(13) if i % 7 not in (2, 6)]
    return [far(lid), line(polyline([(20, -52), (26, -88)]), "third", 1.4), *legs, body(case), *keys, *blacks,
        *(detail(oval(x, -2, 3, 1.6), "third") for x in (-46, 4, 44))]


def build_door(chance: Chance, traits: frozenset[str]) -> list[Part]:
    panels = [detail(box(x, y, x + 14, y + h, 1), "deep") for x in (-17, 3) for y,
        h in ((-88, 30), (-50, 14), (-30, 24))]
    return [body(box(-27, -100, 27, 0, 1), "second"), body(box(-22, -95, 22, 0, 1)), *panels,
        detail(oval(17, -44, 2.2, 2.2), "#e0b84a")]


def build_window(chance: Chance, traits: frozenset[str]) -> list[Part]:
    panes = [detail(box(x, y, x + 23, y + 37, 1), "glass") for x in (-25, 2) for y in (-90, -47)]
    shine = [line(polyline([(x + 5, y + 26), (x + 17, y + 10)]), "light", 1.6) for x in (-25,
        2) for y in (-90, -47)]
    return [body(box(-31, -96, 31, -4, 1)), *panes, *shine, body(box(-37, -6, 37, 0, 1))]


def build_shirt(chance: Chance, traits: frozenset[str]) -> list[Part]:
    cloth = polygon([(-14, -84), (-50, -68), (-42, -44), (-28, -50), (-28, 0), (28, 0), (28, -50), (42, -44),
        (50, -68), (14, -84)])
    neck = common(cloth, oval(0, -85, 13, 9))
    return [body(cloth), detail(neck, "deep"), line(polyline([(-28, -50), (-26, -60)]), "deep", 1.0),
        line(polyline([(28, -50), (26, -60)]), "deep", 1.0), detail(common(cloth, box(-60, -4, 60, 0)),
            "second")]


def build_tie(chance: Chance, traits: frozenset[str]) -> list[Part]:
    blade = polygon([(-6, -84), (6, -84), (15, -18), (0, 0), (-15, -18)])
    bands = [detail(common(blade, polygon([(-30, y), (30, y - 18), (30, y - 12), (-30, y + 6)])),
        "second") for y in (-54, -34, -14)]
    return [body(blade), *bands, body(polygon([(-10, -100), (10, -100), (7, -82), (-7, -82)]))]


def build_bow_tie(chance: Chance, traits: frozenset[str]) -> list[Part]:
    wings = [body(smooth([(0, -22), (d * 40, -42), (d * 46, -22), (d * 40, -2)], tension=0.3)) for d in (-1,
        1)]
    return [*wings, body(oval(0, -22, 9, 11), "deep")]


def build_sofa(chance: Chance, traits: frozenset[str]) -> list[Part]:
    cushions = [body(box(x, -34, x + 40, -18, 5), "pale") for x in (-41, 1)]
    backs = [body(box(x, -62, x + 40, -28, 8)) for x in (-41, 1)]
    arms = [body(smooth([(d * 40, -46), (d * 58, -48), (d * 62, -38), (d * 58, -6), (d * 40, -6)],
        tension=0.4)) for d in (-1, 1)]
    return [*(body(box(d * 48 - 3, -7, d * 48 + 3, 0), "wood") for d in (-1, 1)), *backs,
        body(box(-44, -20, 44, -6, 2)), *cushions, *arms]


def build_bed(chance: Chance, traits: frozenset[str]) -> list[Part]:
    cover = smooth([(-30, -40), (58, -32), (60, -10), (-30, -10)], tension=0.15)
    return [far(box(-62, -70, -56, 0, 2), "third"), body(box(-60, -24, 62, -8, 2), "second"),
        body(smooth([(-54, -34), (-32, -44), (-24, -34), (-34, -24), (-54, -24)], tension=0.4),
            "light"), body(cover),
        detail(common(cover, box(-30, -44, -18, 0)), "pale"), body(box(58, -44, 64, 0, 2),
            "third"), body(box(-64, -74, -56, 0, 2), "third")]


def build_television(chance: Chance, traits: frozenset[str]) -> list[Part]:
    return [body(polygon([(-14, -8), (14, -8), (22, 0), (-22, 0)])), body(box(-58, -74, 58, -8, 4)),
        detail(box(-53, -69, 53, -14, 2), "second"), line(polyline([(-44, -32), (-24, -58)]), "light", 2.2)]


EVERYDAY: dict[str, Builder] = {
    "wall": build_wall, "building": build_skyscraper, "office-building": build_skyscraper,
    "skyscraper": build_skyscraper,
    "glasses": build_glasses, "sunglasses": build_sunglasses, "box": build_box, "cup-water": build_glass,
    "piano": build_piano, "door": build_door, "window-closed-variant": build_window, "window": build_window,
    "shirt": build_shirt, "tie": build_tie, "bow-tie": build_bow_tie, "bowtie": build_bow_tie,
    "sofa": build_sofa,
    "bed": build_bed, "television": build_television,
}
