"""The drawing list: what a picture is made of before any medium touches it.

A Mark is one outline with its tone, depth and role. Composition and subjects only ever make marks;
each medium decides what a mark looks like in its own material: flat fill, brush line, tube, tessera.
Coordinates are units in which the shorter side of the picture measures 1000.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

import skia

from .colour import Colour, argb

Point = tuple[float, float]


class Role(IntEnum):
    """What a mark is for, so that a medium can leave kinds of marks out or draw them its own way."""

    BODY = 0  # a silhouette: gets key lines, shadows, lead, tubes
    SHADE = 1  # modelling inside or under a body; line media leave it out
    DETAIL = 2  # an eye, a window, a stripe
    LINE = 3  # a thin stroke of its own: grass, rigging, ripples
    GLOW = 4  # light itself: halo, lamp, star
    VEIL = 5  # air over everything behind it: haze, fog
    GROUND = 6  # sky and land: large areas that fill the sheet


@dataclass(frozen=True, slots=True)
class Tone:
    """A plain colour, or a gradient through `stops` from `start` to `end`.

    radial: `start` is the centre, and the distance to `end` the radius.
    """

    stops: tuple[tuple[float, Colour, float], ...]  # position, colour, opacity
    start: Point = (0.0, 0.0)
    end: Point = (0.0, 0.0)
    radial: bool = False

    @property
    def main(self) -> Colour:
        return self.stops[len(self.stops) // 2][1] if len(self.stops) > 2 else self.stops[0][1]

    @property
    def opacity(self) -> float:
        return max(stop[2] for stop in self.stops)


_LUMINOUS = ("star", "firework", "aurora", "galaxy", "comet", "lightning", "lantern", "light-path", "nebula")


def luminous(mark: "Mark") -> bool:
    """Whether a glow is a thing in itself, which even flat media must show."""
    return mark.role is Role.GLOW and mark.key.startswith(_LUMINOUS)


def flat(c: Colour, opacity: float = 1.0) -> Tone:
    return Tone(((0.0, c, opacity),))


def fade(start: Point, end: Point, *colours: Colour) -> Tone:
    """A linear gradient with evenly spread colours."""
    last = len(colours) - 1
    return Tone(tuple((i / last, c, 1.0) for i, c in enumerate(colours)), start, end)


def dissolve(start: Point, end: Point, c: Colour, first: float, last: float) -> Tone:
    """One colour whose opacity runs from `first` to `last`."""
    return Tone(((0.0, c, first), (1.0, c, last)), start, end)


def halo(centre: Point, radius: float, c: Colour, opacity: float) -> Tone:
    """A round glow that dies out softly."""
    stops = ((0.0, c, opacity), (0.35, c, opacity * 0.45), (1.0, c, 0.0))
    return Tone(stops, centre, (centre[0] + radius, centre[1]), radial=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """One outline of the drawing.

    key: the element it belongs to ("sky", "ridge-2", "fox"); depth: 0 far to 1 near.
    width: 0 fills the outline, more strokes it.  blur: radius in units.
    clip: what the mark may not leave.  opacity: multiplies the tone's own.
    """

    path: skia.Path
    tone: Tone
    key: str
    role: Role = Role.BODY
    depth: float = 0.5
    width: float = 0.0
    blur: float = 0.0
    clip: skia.Path | None = None
    opacity: float = 1.0
    subject: bool = False


@dataclass(slots=True)
class Drawing:
    """Marks in painting order, far to near."""

    marks: list[Mark] = field(default_factory=list)

    def add(self, *marks: Mark) -> None:
        self.marks.extend(marks)


def moved(marks: Iterable[Mark], matrix: skia.Matrix) -> list[Mark]:
    """The same marks somewhere else; blur and width grow with the scale."""
    grown = (abs(matrix.getScaleX()) + abs(matrix.getSkewY()) + abs(matrix.getScaleY())) / 2 or 1.0
    return [_moved(mark, matrix, grown) for mark in marks]


def _moved(mark: Mark, matrix: skia.Matrix, grown: float) -> Mark:
    start, end = (matrix.mapPoints([skia.Point(*p)])[0] for p in (mark.tone.start, mark.tone.end))
    return replace(
        mark,
        path=transformed(mark.path, matrix),
        clip=transformed(mark.clip, matrix) if mark.clip else None,
        tone=replace(mark.tone, start=(start.fX, start.fY), end=(end.fX, end.fY)),
        width=mark.width * grown,
        blur=mark.blur * grown,
    )


def transformed(path: skia.Path, matrix: skia.Matrix) -> skia.Path:
    placed = skia.Path(path)
    placed.transform(matrix)
    return placed


def paint_of(mark: Mark, *, blend: skia.BlendMode | None = None) -> skia.Paint:
    """The plain paint of a mark: its tone, width and softness."""
    paint = skia.Paint(AntiAlias=True)
    _set_tone(paint, mark.tone, mark.opacity)
    if mark.width:
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(mark.width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    if mark.blur:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, mark.blur))
    if blend is not None:
        paint.setBlendMode(blend)
    return paint


def _set_tone(paint: skia.Paint, tone: Tone, opacity: float) -> None:
    if len(tone.stops) == 1:
        paint.setColor(argb(tone.stops[0][1], tone.stops[0][2] * opacity))
        return
    colours = [argb(c, a * opacity) for _, c, a in tone.stops]
    places = [position for position, _, _ in tone.stops]
    paint.setShader(_gradient(tone, colours, places))


def _gradient(tone: Tone, colours: Sequence[int], places: Sequence[float]) -> skia.Shader:
    start, end = skia.Point(*tone.start), skia.Point(*tone.end)
    if tone.radial:
        radius = max(0.01, ((end.fX - start.fX) ** 2 + (end.fY - start.fY) ** 2) ** 0.5)
        return skia.GradientShader.MakeRadial(start, radius, colours, places)
    return skia.GradientShader.MakeLinear([start, end], colours, places)


def draw_mark(canvas: skia.Canvas, mark: Mark, paint: skia.Paint | None = None) -> None:
    """Draw with the mark's own paint unless another is given."""
    paint = paint or paint_of(mark, blend=skia.BlendMode.kScreen if mark.role is Role.GLOW else None)
    if mark.clip is None:
        canvas.drawPath(mark.path, paint)
        return
    canvas.save()
    canvas.clipPath(mark.clip, True)
    canvas.drawPath(mark.path, paint)
    canvas.restore()
