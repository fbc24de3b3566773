"""Outlines: smooth closed curves through points, tapered limbs, and the path text of SVG files.

Owns geometry only, no colour and no meaning.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import atan2, cos, hypot, sin

import skia

from .marks import Point

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NUMBER = re.compile(r"\s*,?\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_FLAG = re.compile(r"\s*,?\s*([01])")
_ARITY = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}


def polygon(points: Sequence[Point]) -> skia.Path:
    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in points], True)
    return path


def polyline(points: Sequence[Point]) -> skia.Path:
    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in points], False)
    return path


def smooth(points: Sequence[Point], *, closed: bool = True, tension: float = 0.5) -> skia.Path:
    """A Catmull-Rom curve through every point; `tension` 0 is straight, 0.5 round."""
    path, n = skia.Path(), len(points)
    path.moveTo(*points[0])
    for i in range(n if closed else n - 1):
        before = points[i - 1] if closed or i else points[0]
        here, there = points[i], points[(i + 1) % n]
        after = points[(i + 2) % n] if closed or i + 2 < n else there
        k = tension / 3.0
        path.cubicTo(
            here[0] + (there[0] - before[0]) * k,
            here[1] + (there[1] - before[1]) * k,
            there[0] - (after[0] - here[0]) * k,
            there[1] - (after[1] - here[1]) * k,
            there[0],
            there[1],
        )
    if closed:
        path.close()
    return path


def oval(cx: float, cy: float, rx: float, ry: float, tilt: float = 0.0) -> skia.Path:
    """An ellipse; `tilt` in degrees, clockwise."""
    path = skia.Path()
    path.addOval(skia.Rect(cx - rx, cy - ry, cx + rx, cy + ry))
    if tilt:
        path.transform(skia.Matrix.RotateDeg(tilt, skia.Point(cx, cy)))
    return path


def box(left: float, top: float, right: float, bottom: float, radius: float = 0.0) -> skia.Path:
    path = skia.Path()
    path.addRoundRect(skia.Rect(left, top, right, bottom), radius, radius)
    return path


def limb(points: Sequence[Point], widths: Sequence[float]) -> skia.Path:
    """A tapered limb along `points`, with a full width at each."""
    left: list[Point] = []
    right: list[Point] = []
    for i, (x, y) in enumerate(points):
        ahead, behind = points[min(i + 1, len(points) - 1)], points[max(i - 1, 0)]
        angle, half = atan2(ahead[1] - behind[1], ahead[0] - behind[0]), widths[i] / 2
        left.append((x + sin(angle) * half, y - cos(angle) * half))
        right.append((x - sin(angle) * half, y + cos(angle) * half))
    path = smooth(left + right[::-1])
    for (x, y), width in ((points[0], widths[0]), (points[-1], widths[-1])):
        path = joined(path, oval(x, y, width / 2, width / 2))
    return path


def joined(*paths: skia.Path) -> skia.Path:
    """The union of closed outlines as one outline."""
    builder = skia.OpBuilder()
    for path in paths:
        builder.add(path, skia.kUnion_PathOp)
    try:
        return builder.resolve()
    except RuntimeError:
        # Skia gives up on about one tree in ten thousand, where curves all but touch. Laid over each
        # other the outlines fill the same area; only a stroke around them would show the seams.
        return _overlaid(paths)


def cut(path: skia.Path, hole: skia.Path) -> skia.Path:
    return _combined(path, hole, skia.kDifference_PathOp)


def common(a: skia.Path, b: skia.Path) -> skia.Path:
    return _combined(a, b, skia.kIntersect_PathOp)


def _combined(a: skia.Path, b: skia.Path, operation: skia.PathOp) -> skia.Path:
    """The outlines combined, or the first as it is where Skia gives up."""
    try:
        return skia.Op(a, b, operation)
    except RuntimeError:
        return skia.Path(a)


def _overlaid(paths: Sequence[skia.Path]) -> skia.Path:
    whole = skia.Path()
    whole.setFillType(skia.PathFillType.kWinding)
    for path in paths:
        whole.addPath(path)
    return whole


def length(a: Point, b: Point) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])


@lru_cache(maxsize=512)
def svg_path(text: str) -> skia.Path:
    """The path of an SVG `d` attribute. Raises ValueError on text that is none."""
    path = skia.Path()
    opened = here = skia.Point(0, 0)  # after "z" the pen is back where its contour opened
    for command, numbers in _commands(text):
        _apply(path, command, numbers, here)
        here = opened if command in "zZ" else path.getPoint(path.countPoints() - 1)
        opened = here if command in "mM" else opened
    return path


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    at, command = 0, ""
    while at < len(text):
        if text[at].isalpha():
            command, at = text[at], at + 1
            if command in "zZ":
                yield command, []
            continue
        if text[at].isspace() or text[at] == ",":
            at += 1
            continue
        numbers, at = _numbers(text, at, command)
        yield command, numbers
        command = {"m": "l", "M": "L"}.get(command, command)


def _numbers(text: str, at: int, command: str) -> tuple[list[float], int]:
    numbers: list[float] = []
    for place in range(_ARITY[command.lower()]):
        flag = command in "aA" and place in (3, 4)
        found = (_FLAG if flag else _NUMBER).match(text, at)
        if not found:
            raise ValueError(f"no number at {at} in path text")
        numbers.append(float(found.group(1)))
        at = found.end()
    return numbers, at


def _apply(path: skia.Path, command: str, n: list[float], last: skia.Point) -> None:
    kind, relative = command.lower(), command.islower()
    x, y = (last.fX, last.fY) if relative else (0.0, 0.0)
    if kind == "z":
        path.close()
    elif kind == "a":
        size = skia.Path.kLarge_ArcSize if n[3] else skia.Path.ArcSize.kSmall_ArcSize
        way = skia.PathDirection.kCW if n[4] else skia.PathDirection.kCCW
        path.arcTo(n[0], n[1], n[2], size, way, n[5] + x, n[6] + y)
    elif kind == "h":
        path.lineTo(n[0] + x, last.fY)
    elif kind == "v":
        path.lineTo(last.fX, n[0] + y)
    else:
        moved = [value + (y if i % 2 else x) for i, value in enumerate(n)]
        _curve(path, kind, moved, last)


def _curve(path: skia.Path, kind: str, n: list[float], last: skia.Point) -> None:
    if kind == "m":
        path.moveTo(*n)
    elif kind == "l":
        path.lineTo(*n)
    elif kind == "c":
        path.cubicTo(*n)
    elif kind == "q":
        path.quadTo(*n)
    elif kind == "s":
        path.cubicTo(*_mirrored(path, last, cubic=True), *n)
    elif kind == "t":
        path.quadTo(*_mirrored(path, last, cubic=False), *n)
    else:
        raise ValueError(f"unknown path command {kind!r}")


def _mirrored(path: skia.Path, last: skia.Point, *, cubic: bool) -> Point:
    verbs = path.getVerbs(path.countVerbs())
    wanted = skia.Path.kCubic_Verb if cubic else skia.Path.Verb.kQuad_Verb
    if not verbs or int(verbs[-1]) != int(wanted):
        return last.fX, last.fY
    before = path.getPoint(path.countPoints() - 2)
    return 2 * last.fX - before.fX, 2 * last.fY - before.fY
