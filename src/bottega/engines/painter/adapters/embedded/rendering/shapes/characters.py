"""People and beings with a figure of their own: a face, a robot, a ghost, a mermaid."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from dataclasses import replace

from ..chance import Chance
from ..marks import Point
from ..outlines import box, common, limb, oval, polygon, polyline, smooth
from .figure import Builder, Part, body, detail, far, line
from .people import COSTUMES, Body, arm_of, face_of, hair_behind, torso_of


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
    spec = replace(COSTUMES["child"], head=15, tall=60, shoulders=26)
    b = Body(spec, (0, -44), (0, -30), (-10, -26), (10, -26), -12, (-15, -14), (15, -14))
    legs = [body(limb([(s * 6, -8), (s * 16, -6), (s * 22, -4)], [11, 9, 8]), "second") for s in (-1, 1)]
    trunk = body(smooth([(-8, -32), (-15, -14), (-13, -1), (13, -1), (15, -14), (8, -32)]))
    arms = [arm_of(b, b.left, b.hand_left), arm_of(b, b.right, b.hand_right)]
    return [*legs, trunk, *arms, *face_of(b, chance, traits)]


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
    spec = replace(COSTUMES["woman"], garment="tutu")
    b = Body(spec, (0, -88), (0, -78), (-9, -74), (9, -74), -50, (-20, -60), (22, -84))
    tail = smooth([(-9, -56), (9, -56), (15, -38), (11, -18), (20, -6), (10, -4), (6, -12), (-2, -20),
        (-12, -38)], tension=0.5)
    fin = smooth([(10, -10), (26, -20), (34, -8), (22, -4), (24, 6), (10, 2)], tension=0.45)
    scales = [line(smooth([(x - 4, y), (x, y + 3), (x + 4, y)], closed=False), "dark", 0.7) for x,
        y in ((-4, -46), (4, -46), (0, -40), (8, -38), (-5, -36), (4, -32), (9, -26))]
    top = body(torso_of(b, 7, 9, -52), "skin")
    shells = [detail(oval(s * 4.6, -66, 4.2, 3.6), "second") for s in (-1, 1)]
    return [*hair_behind(replace(b, spec=replace(spec, hair="long")), chance), _bare_arm(b.left, b.hand_left),
        body(fin), body(tail), *scales, top, *shells, _bare_arm(b.right, b.hand_right),
        body(limb([b.neck, (0, -84)], [6, 6]), "skin"), *face_of(b, chance, traits)]


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
