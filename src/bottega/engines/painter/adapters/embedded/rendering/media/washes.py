"""Wet media: watercolour and ink. Pigment lies on white paper and gathers where a wash ends."""

from dataclasses import replace

import skia

from ..colour import Colour, argb, at_lightness, chroma_of, colour, hued_like, lighter, mix
from ..marks import Mark, Role, Tone, draw_mark, flat, luminous, paint_of
from ..outlines import box
from ..raster import Canvas, Pixels, Sheet, noise_tile, program, shader_of, shift_of

_WATERCOLOUR = """
uniform shader art; uniform shader soft; uniform shader cloud; uniform shader tooth;
uniform float k; uniform float2 at; uniform float2 size;
half4 main(float2 p) {
  float2 q = p / k + at;
  half4 c1 = cloud.eval(q * 0.55), c2 = cloud.eval(q * 1.9 + 91.0), t = tooth.eval(q * 0.9);
  float2 wobble = ((c2.rg - 0.5) * 9.0 + (t.rg - 0.5) * 2.2) * k;
  half3 a = art.eval(p + wobble).rgb, b = soft.eval(p + wobble * 1.6).rgb;
  half3 mixed = mix(a, b, 0.10 + 0.26 * c1.r);
  half grey = dot(mixed, half3(0.333));
  half3 pigment = 1.0 - clamp(mix(half3(grey), mixed, 1.28), 0.0, 1.0);
  half edge = length(a - b);
  half pool = 0.94 + 0.72 * smoothstep(0.04, 0.34, edge) * (0.4 + c2.b);
  half flow = 0.70 + 0.52 * c1.g;
  half bloom = smoothstep(0.60, 0.64, c1.b) * smoothstep(0.76, 0.64, c1.b);
  half ring = smoothstep(0.585, 0.605, c1.b) * smoothstep(0.63, 0.61, c1.b);
  half wash = pool * flow * (1.0 - 0.13 * bloom + 0.09 * ring);
  half dens = dot(pigment, half3(0.33));
  half grain = 1.0 + (t.b - 0.55) * 0.34 * smoothstep(0.05, 0.5, dens);
  pigment = pigment * wash * grain;
  float2 m = min(p, size - p) / k;
  half margin = smoothstep(14.0, 24.0, min(m.x, m.y) + (c2.a - 0.5) * 34.0 + (t.a - 0.5) * 12.0);
  half rim = 1.0 + 0.35 * smoothstep(44.0, 22.0, min(m.x, m.y) + (c2.a - 0.5) * 34.0);
  half3 paper = half3(0.985, 0.968, 0.93) * (0.965 + 0.05 * t.g);
  return half4(paper * (1.0 - clamp(pigment * rim, 0.0, 0.985) * margin), 1.0);
}
"""


def watercolour(sheet: Sheet) -> Pixels:
    """Transparent washes with wet edges, granulation, back-runs and a torn white margin."""
    canvas = Canvas(sheet)
    for mark in sheet.drawing.marks:
        draw_mark(canvas.skia, mark)
        if mark.role is Role.BODY and mark.subject:
            _pencil(canvas, mark, sheet)
    art = canvas.image()
    soft = softened(sheet, art, 9.0)
    images = {"art": art, "soft": soft, **_papers()}
    result = Canvas(sheet)
    size = (float(sheet.width), float(sheet.height))
    result.shade(program(_WATERCOLOUR, images, k=sheet.scale, at=shift_of(sheet), size=size))
    return result.pixels


def _papers() -> dict[str, skia.Shader]:
    return {name: shader_of(noise_tile(name), tiled=True) for name in ("cloud", "tooth")}


def softened(sheet: Sheet, art: skia.Image, radius: float) -> skia.Image:
    """The picture blurred by `radius` units; made at half size, which the eye cannot tell."""
    small = Canvas(sheet, shrink=2)
    blur = skia.ImageFilters.Blur(radius * sheet.scale / 2, radius * sheet.scale / 2, skia.TileMode.kMirror)
    small.skia.resetMatrix()
    target = skia.Rect(0, 0, small.width, small.height)
    small.skia.drawImageRect(
        art, target, skia.SamplingOptions(skia.FilterMode.kLinear), skia.Paint(ImageFilter=blur)
    )
    full = Canvas(sheet)
    full.skia.resetMatrix()
    whole = skia.Rect(0, 0, sheet.width, sheet.height)
    full.skia.drawImageRect(small.image(), whole, skia.SamplingOptions(skia.FilterMode.kLinear))
    return full.image()


def _pencil(canvas: Canvas, mark: Mark, sheet: Sheet) -> None:
    """The drawing under the wash shows a little round the subject."""
    line = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=1.5)
    line.setColor(argb(mix(mark.tone.main, sheet.stage.palette.ink, 0.75), 0.30))
    draw_mark(canvas.skia, mark, line)


_INK = """
uniform shader art; uniform shader soft; uniform shader cloud; uniform shader tooth; uniform shader fibre;
uniform float k; uniform float2 at;
half4 main(float2 p) {
  float2 q = p / k + at;
  half4 c = cloud.eval(q * 0.7), c2 = cloud.eval(q * 2.3 + 40.0), t = tooth.eval(q), f = fibre.eval(q * 1.1);
  float2 wobble = ((c2.rg - 0.5) * 13.0 + (t.rg - 0.5) * 3.5) * k;
  half3 a = art.eval(p + wobble).rgb, b = soft.eval(p + wobble).rgb;
  half3 ink = 1.0 - mix(a, b, 0.35);
  half edge = length(a - b);
  half dry = smoothstep(0.25, 0.62, f.r + 0.35 * t.b);
  half dens = dot(ink, half3(0.333));
  ink *= (0.78 + 0.42 * c.r) * (1.0 + 0.5 * smoothstep(0.02, 0.22, edge) * c2.b);
  ink *= mix(1.0, 0.62 + 0.5 * dry, smoothstep(0.55, 0.95, dens));
  half3 paper = half3(0.955, 0.925, 0.86) * (0.955 + 0.05 * f.g + 0.03 * t.g);
  return half4(paper * (1.0 - clamp(ink, 0.0, 0.97)), 1.0);
}
"""


def ink(sheet: Sheet) -> Pixels:
    """Brush and wash: land dissolves into mist, the subject is written in few strokes, a red seal signs."""
    canvas = Canvas(sheet)
    canvas.skia.clear(argb(colour("#ffffff")))
    for mark in sheet.drawing.marks:
        _ink_mark(canvas.skia, mark, sheet)
    art = canvas.image()
    soft = softened(sheet, art, 7.0)
    images = {"art": art, "soft": soft, **_papers(), "fibre": shader_of(noise_tile("fibre"), tiled=True)}
    result = Canvas(sheet)
    result.shade(program(_INK, images, k=sheet.scale, at=shift_of(sheet)))
    _seal(result.skia, sheet)
    return result.pixels


def _ink_mark(canvas: skia.Canvas, mark: Mark, sheet: Sheet) -> None:
    dark = sheet.stage.palette.dark
    if mark.role is Role.GROUND:
        _ink_land(canvas, mark, dark)
    elif mark.role is Role.BODY:
        grey = _ink_colour(mark.tone.main, mark)
        draw_mark(canvas, mark, _plain_paint(grey, 0.92 if mark.subject else 0.55))
        line = skia.Paint(
            AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=4.4 if mark.subject else 2.0
        )
        line.setColor(argb(colour("#17161a"), 0.92 if mark.subject else 0.3 + 0.4 * mark.depth))
        draw_mark(canvas, mark, line)
    elif mark.role in (Role.LINE, Role.DETAIL):
        wash = flat(_ink_colour(mark.tone.main, mark), mark.tone.opacity)
        draw_mark(canvas, mark, paint_of(replace(mark, tone=wash)))
    elif mark.role is Role.SHADE and mark.subject:
        wash = flat(_ink_colour(mark.tone.main, mark), 0.5 * mark.tone.opacity)
        draw_mark(canvas, mark, paint_of(replace(mark, tone=wash)))
    elif luminous(mark):
        line = skia.Paint(AntiAlias=True, Color=argb(colour("#8a8c96"), 0.35 * mark.tone.opacity))
        draw_mark(canvas, mark, line)
    elif mark.role is Role.VEIL:
        draw_mark(canvas, mark, _plain_paint(colour("#ffffff"), 0.5))


def _ink_land(canvas: skia.Canvas, mark: Mark, dark: float) -> None:
    """Darkest along its upper edge, fading into mist below."""
    bounds = mark.path.getBounds()
    white = colour("#ffffff")
    if mark.key == "sky":
        top, low = (
            mix(white, colour("#3a3c44"), 0.12 + 0.62 * dark),
            mix(white, colour("#6a6c74"), 0.35 * dark),
        )
        tone = Tone(
            ((0.0, top, 1.0), (0.7, low, 1.0), (1.0, white, 1.0)),
            (0, bounds.top()),
            (0, bounds.bottom() * 0.7),
        )
    else:
        ridge = at_lightness(colour("#2a2b30"), 0.86 - 0.56 * mark.depth)
        height = min(bounds.height(), 300.0)
        tone = Tone(
            ((0.0, ridge, 1.0), (0.35, mix(ridge, white, 0.55), 1.0), (1.0, mix(white, ridge, 0.12), 1.0)),
            (0, bounds.top()),
            (0, bounds.top() + height),
        )
    paint = skia.Paint(AntiAlias=True)
    colours = [argb(c) for _, c, _ in tone.stops]
    points = [skia.Point(*tone.start), skia.Point(*tone.end)]
    paint.setShader(skia.GradientShader.MakeLinear(points, colours, [at for at, _, _ in tone.stops]))
    draw_mark(canvas, mark, paint)


def _ink_colour(c: Colour, mark: Mark) -> Colour:
    """Grey ink; a subject keeps a breath of its own colour."""
    grey = (min(0.99, 0.12 + 0.95 * c[0]), 0.0, 0.0)
    if not mark.subject or chroma_of(c) < 0.05:
        return grey
    return hued_like(lighter(grey, 0.06), c, 0.75)


def _plain_paint(c: Colour, opacity: float) -> skia.Paint:
    return skia.Paint(AntiAlias=True, Color=argb(c, opacity))


def _seal(canvas: skia.Canvas, sheet: Sheet) -> None:
    """A red seal in the corner away from the focus."""
    stage = sheet.stage
    left = stage.focus[0] > stage.width / 2
    x, y = (54.0 if left else stage.width - 112.0), stage.height - 124.0
    canvas.drawPath(box(x, y, x + 58, y + 58, 7), _plain_paint(colour("#b3291f"), 0.88))
    white, chance = _plain_paint(colour("#f3e6d2"), 0.95), sheet.chance("seal")
    for row in range(4):
        for column in range(4):
            if chance.yes(0.6):
                bar = box(
                    x + 8 + column * 11,
                    y + 8 + row * 11,
                    x + 17 + column * 11,
                    y + (13 if chance.yes(0.5) else 18) + row * 11,
                    1.5,
                )
                canvas.drawPath(bar, white)
