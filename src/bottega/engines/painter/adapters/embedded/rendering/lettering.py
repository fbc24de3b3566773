"""Letters drawn with strokes of our own, so that the bytes do not depend on the machine's fonts.

Each glyph is a few polylines and arcs on a grid four wide and six high; the pen gives them their weight.
"""

import skia

from .colour import colour, lighter, mix
from .marks import Drawing, Mark, Role, flat
from .outlines import smooth
from .stage import Plan, Stage

# "x,y x,y" lines separated by ";"; a leading "~" makes the line a curve.  y: 0 cap height, 6 baseline.
_GLYPHS = {
    "A": "0,6 2,0 4,6;0.8,3.8 3.2,3.8",
    "B": "0,6 0,0 2,0;~2,0 3.4,0.4 3.4,2.5 2,2.9;0,2.9 2.2,2.9;~2.2,2.9 4,3.3 4,5.6 2.2,6;2.2,6 0,6",
    "C": "~4,1 2.4,0 0.4,1.2 0,3 0.4,4.8 2.4,6 4,5",
    "D": "0,6 0,0 1.6,0;~1.6,0 4,1 4,5 1.6,6;1.6,6 0,6",
    "E": "4,0 0,0 0,6 4,6;0,2.9 3,2.9",
    "F": "4,0 0,0 0,6;0,2.9 3,2.9",
    "G": "~4,1 2.4,0 0.4,1.2 0,3 0.4,4.8 2.4,6 4,5.2;4,5.2 4,3.3 2.4,3.3",
    "H": "0,0 0,6;4,0 4,6;0,3 4,3",
    "I": "2,0 2,6",
    "J": "3.4,0 3.4,4.2;~3.4,4.2 3,5.8 1.4,6 0.2,4.8",
    "K": "0,0 0,6;4,0 0,3.4;1.3,2.4 4,6",
    "L": "0,0 0,6 3.8,6",
    "M": "0,6 0.3,0 2,4 3.7,0 4,6",
    "N": "0,6 0,0 4,6 4,0",
    "O": "~2,0 0.3,1.2 0,3 0.3,4.8 2,6 3.7,4.8 4,3 3.7,1.2 2,0",
    "P": "0,6 0,0 2,0;~2,0 4,0.5 4,2.9 2,3.3;2,3.3 0,3.3",
    "Q": "~2,0 0.3,1.2 0,3 0.3,4.8 2,6 3.7,4.8 4,3 3.7,1.2 2,0;2.5,4.4 4.2,6.4",
    "R": "0,6 0,0 2,0;~2,0 4,0.5 4,2.8 2,3.2;2,3.2 0,3.2;2,3.2 4,6",
    "S": "~3.8,0.9 2.2,0 0.3,1 0.7,2.5 2.2,3 3.7,3.7 3.8,5.2 2,6 0.1,5",
    "T": "0,0 4,0;2,0 2,6",
    "U": "0,0 0,3.8;~0,3.8 0.4,5.5 2,6 3.6,5.5 4,3.8;4,3.8 4,0",
    "V": "0,0 2,6 4,0",
    "W": "0,0 0.9,6 2,2 3.1,6 4,0",
    "X": "0,0 4,6;4,0 0,6",
    "Y": "0,0 2,3 4,0;2,3 2,6",
    "Z": "0,0 4,0 0,6 4,6",
    "0": "~2,0 0.4,1.2 0.2,3 0.4,4.8 2,6 3.6,4.8 3.8,3 3.6,1.2 2,0",
    "1": "0.8,1.2 2.2,0 2.2,6",
    "2": "~0.3,1.3 1.8,0 3.6,1 3.2,2.8 0.2,6;0.2,6 4,6",
    "3": "~0.3,0.8 2,0 3.6,1.3 2,2.8;~2,2.8 4,4.2 2.2,6 0.2,5.2",
    "4": "3,6 3,0 0,4.2 4,4.2",
    "5": "3.6,0 0.6,0 0.4,2.7;~0.4,2.7 2.4,2.2 3.9,3.9 2.6,5.8 0.2,5.4",
    "6": "~3.4,0.4 1.2,1.4 0.2,4 1.6,6 3.6,5 3.4,3.2 1.8,2.8 0.3,4",
    "7": "0,0 4,0 1.6,6",
    "8": "~2,2.8 0.5,1.8 1,0.2 3,0.2 3.5,1.8 2,2.8;~2,2.8 0.1,4 0.8,5.9 3.2,5.9 3.9,4 2,2.8",
    "9": "~3.7,2 2.2,3.2 0.6,2.8 0.4,1 2.4,0 3.8,2 2.8,4.6 0.6,5.6",
    "!": "2,0 2,4;2,5.7 2,6",
    "?": "~0.4,1.2 2,0 3.7,1.2 2,3.4;2,3.4 2,4.2;2,5.7 2,6",
    ".": "2,5.8 2,6",
    ",": "2,5.6 1.5,6.8",
    "'": "2,0 2,1.4",
    "-": "0.8,3.2 3.2,3.2",
    "&": "~4,6 1,2.2 1.2,0.3 2.8,0.4 2.6,2 0.2,4.2 1,5.9 3,5.6 4,3.6",
    "+": "2,1.6 2,4.8;0.4,3.2 3.6,3.2",
    ":": "2,1.8 2,2;2,5 2,5.2",
    "/": "0.4,6 3.6,0",
    "#": "1.2,0.4 0.8,5.6;3.2,0.4 2.8,5.6;0,2 4,2;0,4 4,4",
}
_ACCENTS = {
    "À": "A",
    "È": "E",
    "É": "E",
    "Ì": "I",
    "Ò": "O",
    "Ù": "U",
    "Ä": "A",
    "Ö": "O",
    "Ü": "U",
    "Ñ": "N",
    "Ç": "C",
}
_GRAVE, _ACUTE = "1.3,-1.4 2.4,-0.7", "2.7,-1.4 1.6,-0.7"


def text_path(text: str, size: float) -> skia.Path:
    """Open strokes of a line of capitals whose height is `size`, from x = 0, y = 0 downwards."""
    path, pen = skia.Path(), 0.0
    step = size / 6.0
    for letter in text.upper():
        base = _ACCENTS.get(letter, letter)
        lines = _GLYPHS.get(base, "")
        if letter != base:
            lines += ";" + (_ACUTE if letter == "É" else _GRAVE)
        for line in filter(None, lines.split(";")):
            path.addPath(_line(line, pen, step))
        pen += (3.4 if base in "I.,'!:" else 2.8 if base == " " else 5.4) * step
    return path


def _line(text: str, pen: float, step: float) -> skia.Path:
    points = [tuple(map(float, pair.split(","))) for pair in text.lstrip("~").split()]
    placed = [(pen + x * step, y * step) for x, y in points]
    return smooth(placed, closed=False, tension=0.5 if text.startswith("~") else 0.0)


def draw_lettering(stage: Stage, drawing: Drawing) -> None:
    """The words asked for, set in one or two lines where the composition has room."""
    words = stage.scene.lettering.strip()
    if not words:
        return
    lines = _broken(words)
    longest = max(text_path(line, 100.0).computeTightBounds().width() for line in lines)
    size = min(130.0, 100.0 * stage.width * 0.80 / max(60.0, longest), stage.height * 0.16)
    alone = not stage.scene.things
    top = (
        stage.height * (0.42 if alone else (0.76 if stage.plan is Plan.HIGH else 0.09))
        - (len(lines) - 1) * size * 0.7 * alone
    )
    p = stage.palette
    pale = p.sky[1][0] > 0.6
    ink = mix(p.ink, p.accent, 0.25) if pale else mix(p.cloud, p.sun, 0.5)
    for i, line in enumerate(lines):
        path = text_path(line, size)
        bounds = path.computeTightBounds()
        path.offset(stage.width / 2 - bounds.centerX(), top + i * size * 1.45)
        shade = skia.Path(path)
        shade.offset(size * 0.035, size * 0.045)
        back = lighter(p.sky[1], -0.18 if pale else 0.0) if pale else colour("#0b0a12")
        drawing.add(Mark(shade, flat(back, 0.6), "lettering", Role.SHADE, 0.99, width=size * 0.15))
        drawing.add(Mark(path, flat(ink), "lettering", Role.LINE, 0.99, width=size * 0.15, subject=True))


def _broken(words: str) -> list[str]:
    """Two lines when one would be long."""
    parts = words.split()
    if len(words) <= 12 or len(parts) < 2:
        return [words]
    cut = min(range(1, len(parts)), key=lambda i: abs(len(" ".join(parts[:i])) - len(words) / 2))
    return [" ".join(parts[:cut]), " ".join(parts[cut:])]
