"""Flat media: woodblock, poster, paper cut. Few colours, hard edges, and the trace of how they were made."""

from dataclasses import replace

import skia

from ..colour import Colour, argb, chroma_of, colour, from_lch, hue_of, lighter, mix, stronger
from ..marks import Mark, Role, Tone, draw_mark, flat, luminous, paint_of
from ..outlines import box
from ..raster import Canvas, Pixels, Sheet, noise_tile, program, shader_of, shift_of

_PRINT = """
uniform shader art; uniform shader key; uniform shader fibre; uniform shader tooth; uniform shader cloud;
uniform float k; uniform float2 at; uniform float2 slip; uniform float2 size;
half4 main(float2 p) {
  float2 q = p / k + at;
  half4 f = fibre.eval(q.yx * 0.8), t = tooth.eval(q), c = cloud.eval(q * 0.8);
  float2 edge = (t.rg - 0.5) * 1.6 * k;
  half3 a = art.eval(p + slip + edge).rgb;
  half3 ink = 1.0 - a;
  half wood = smoothstep(0.35, 0.85, f.r) * (0.5 + c.g);
  ink *= 0.93 + 0.12 * c.r - 0.17 * wood - 0.12 * smoothstep(0.62, 0.9, t.b);
  half3 paper = half3(0.962, 0.933, 0.868) * (0.97 + 0.045 * f.g);
  half4 line = key.eval(p + edge * 0.7);
  half3 printed = paper * (1.0 - clamp(ink, 0.0, 1.0));
  printed = mix(printed, line.rgb / max(line.a, 0.001), line.a * (0.90 - 0.25 * smoothstep(0.6, 0.9, t.b)));
  float2 m = min(p, size - p) / k;
  half inside = smoothstep(33.0, 34.5, min(m.x, m.y) + (t.a - 0.5) * 2.5);
  return half4(mix(paper, printed, inside), 1.0);
}
"""


def woodblock(sheet: Sheet) -> Pixels:
    """Flat inks and a key block a hair out of register, bokashi in the sky, the grain of the plank."""
    inks, key = Canvas(sheet), Canvas(sheet)
    indigo = mix(sheet.stage.palette.shade, colour("#1c2440"), 0.7)
    hide = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kClear)
    for mark in sheet.drawing.marks:
        printed = _blocked(mark)
        if printed is None:
            continue
        draw_mark(inks.skia, printed)
        if (
            mark.role in (Role.BODY, Role.GROUND)
            and not mark.width
            and mark.tone.opacity * mark.opacity > 0.7
        ):
            draw_mark(key.skia, mark, hide)
            if mark.key != "sky":
                draw_mark(key.skia, mark, _key_line(mark, indigo))
        elif mark.role in (Role.DETAIL, Role.LINE) and mark.subject:
            draw_mark(key.skia, printed, paint_of(printed))
    _cartouche(inks.skia, sheet)
    tiles = {name: shader_of(noise_tile(name), tiled=True) for name in ("fibre", "tooth", "cloud")}
    chance = sheet.chance("slip")
    slip = (chance.side() * 1.8 * sheet.scale, chance.side() * 1.3 * sheet.scale)
    size = (float(sheet.width), float(sheet.height))
    result = Canvas(sheet)
    images = {"art": inks.image(), "key": key.image(), **tiles}
    result.shade(program(_PRINT, images, k=sheet.scale, at=shift_of(sheet), slip=slip, size=size))
    return result.pixels


def _key_line(mark: Mark, indigo: Colour) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style)
    paint.setStrokeWidth(4.0 if mark.subject else 1.4 + 1.8 * mark.depth)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    paint.setColor(argb(indigo, 0.95 if mark.subject else 0.35 + 0.55 * mark.depth))
    return paint


def _blocked(mark: Mark) -> Mark | None:
    """What the colour blocks print of a mark: no soft modelling but one hard shade; a gradient for land."""
    if mark.role in (Role.GLOW, Role.VEIL):
        shown = luminous(mark) or mark.key.startswith("fog")
        return replace(mark, opacity=mark.opacity * 0.6) if shown else None
    if mark.role is Role.SHADE and not mark.subject:
        return replace(mark, blur=0.0, opacity=mark.opacity * 0.5) if mark.tone.opacity > 0.4 else None
    if mark.role is Role.GROUND or mark.key in ("sky", "sea"):
        first, last = _ink_step(mark.tone.stops[0][1]), _ink_step(mark.tone.stops[-1][1])
        if mark.key == "sky":  # bokashi: a dark band wiped off from the top, clear paper near the horizon
            deep = lighter(stronger(first, 1.25), -0.04)
            stops = (
                (0.0, deep, 1.0),
                (0.16, first, 1.0),
                (0.45, mix(first, last, 0.7), 1.0),
                (1.0, last, 1.0),
            )
            return replace(mark, tone=replace(mark.tone, stops=stops))
        return replace(
            mark,
            tone=replace(
                mark.tone, stops=((0.0, first, 1.0), (0.5, first, 1.0), (1.0, mix(first, last, 0.5), 1.0))
            ),
        )
    return replace(mark, blur=0.0, tone=Tone(((0.0, _ink_step(mark.tone.main), mark.tone.opacity),)))


def _ink_step(c: Colour) -> Colour:
    """The nearest of the printer's inks: lightness in eight steps, hue in twenty-four, a little dusty."""
    lightness = 0.08 + round((c[0] - 0.08) / 0.115) * 0.115
    strength = chroma_of(c)
    if strength < 0.025:
        return min(0.97, lightness), c[1], c[2]
    return from_lch(min(0.965, lightness), min(0.15, strength * 1.02), round(hue_of(c) / 15) * 15)


def _cartouche(canvas: skia.Canvas, sheet: Sheet) -> None:
    """The printer's red label, in the upper corner away from the light."""
    stage, chance = sheet.stage, sheet.chance("cartouche")
    x = 62.0 if stage.side > 0 else stage.width - 62.0 - 46
    canvas.drawPath(box(x, 66, x + 46, 176, 3), skia.Paint(AntiAlias=True, Color=argb(colour("#b3382c"))))
    pale = skia.Paint(AntiAlias=True, Color=argb(colour("#f6e7cf")))
    for row in range(4):
        for _ in range(3):
            left, top = x + chance.between(9, 25), 76 + row * 24 + chance.between(0, 14)
            wide = chance.yes(0.5)
            canvas.drawPath(
                box(left, top, left + (15 if wide else 3.4), top + (3.2 if wide else 14), 1), pale
            )


_POSTER = """
uniform shader art; uniform shader grain; uniform shader tooth; uniform float k; uniform float2 at;
half4 main(float2 p) {
  float2 q = p / k + at;
  half4 g = grain.eval(q * 1.05), t = tooth.eval(q * 1.3);
  half3 a = art.eval(p).rgb;
  return half4(a * (0.985 + 0.03 * t.r) + (g.r - 0.5) * 0.035, 1.0);
}
"""


def poster(sheet: Sheet) -> Pixels:
    """Mid-century flatness: a handful of colours, hard shadows, and grain sprayed where forms turn."""
    canvas, inks = Canvas(sheet), _poster_inks(sheet)
    spray = shader_of(noise_tile("grain"), tiled=True)
    for mark in sheet.drawing.marks:
        _poster_mark(canvas.skia, mark, inks, spray)
    _border(canvas.skia, sheet)
    result = Canvas(sheet)
    tiles = {name: shader_of(noise_tile(name), tiled=True) for name in ("grain", "tooth")}
    result.shade(program(_POSTER, {"art": canvas.image(), **tiles}, k=sheet.scale, at=shift_of(sheet)))
    return result.pixels


def _poster_mark(canvas: skia.Canvas, mark: Mark, inks: list[Colour], spray: skia.Shader) -> None:
    """One flat form in one ink, with grain where it turns; air and soft glows have no place on a poster."""
    if mark.role in (Role.GLOW, Role.VEIL):
        if luminous(mark) or mark.key.startswith("fog"):
            draw_mark(canvas, mark)
        return
    if mark.key == "grass" and mark.width < 2.4:
        return
    c = _nearest(mark.tone.main, inks) if not mark.subject else _bold(mark.tone.main)
    solid = mark.role in (Role.BODY, Role.GROUND, Role.DETAIL)
    opacity = 1.0 if solid else min(1.0, mark.tone.opacity * mark.opacity)
    if mark.role is Role.SHADE:
        if mark.subject or mark.tone.opacity > 0.5:
            _hard_shade(canvas, mark, c, opacity)
        return
    flat_mark = replace(mark, blur=0.0, tone=flat(c), opacity=opacity)
    draw_mark(canvas, flat_mark, paint_of(flat_mark))
    if solid and len(mark.tone.stops) > 1 and mark.path.getBounds().height() > 60:
        _turned(canvas, mark, inks, spray)


def _poster_inks(sheet: Sheet) -> list[Colour]:
    p = sheet.stage.palette
    chosen = (
        *p.sky,
        p.far,
        p.ground,
        p.ground_dark,
        p.ground_light,
        p.leaf,
        p.leaf_dark,
        p.water,
        p.accent,
        p.wall,
        p.roof,
        p.sun,
        p.cloud,
        p.ink,
        p.bark,
        p.stone,
    )
    return [_bold(c) for c in chosen]


def _bold(c: Colour) -> Colour:
    """A printing ink: stronger, and in fewer steps of lightness."""
    return 0.06 + round((c[0] - 0.06) / 0.09) * 0.09, c[1] * 1.22, c[2] * 1.22


def _nearest(c: Colour, inks: list[Colour]) -> Colour:
    return min(
        inks, key=lambda ink: (ink[0] - c[0]) ** 2 + 1.6 * ((ink[1] - c[1]) ** 2 + (ink[2] - c[2]) ** 2)
    )


_SPRAY = """
uniform shader tone; uniform shader grain;
half4 main(float2 p) {
  half4 c = tone.eval(p);
  half on = step(grain.eval(p).r, c.a);
  return half4(c.rgb / max(c.a, 0.001) * on, on);
}
"""


def _hard_shade(canvas: skia.Canvas, mark: Mark, c: Colour, opacity: float) -> None:
    """A shade as hard-edged form in one darker ink."""
    paint = skia.Paint(
        AntiAlias=True, Color=argb(lighter(c, -0.03 if mark.subject else 0.0), min(0.75, opacity))
    )
    draw_mark(canvas, replace(mark, blur=0.0), paint)


def _turned(canvas: skia.Canvas, mark: Mark, inks: list[Colour], spray: skia.Shader) -> None:
    """Grain that thickens towards the end of the form's gradient."""
    end = mark.tone.stops[-1][1]
    c = _bold(end) if mark.subject else _nearest(end, inks)
    colours = [argb(c, 0.0), argb(c, 0.12), argb(c, 0.85)]
    tone = mark.tone
    points = [skia.Point(*tone.start), skia.Point(*tone.end)]
    gradient = skia.GradientShader.MakeLinear(points, colours, [0.0, 0.35, 1.0])
    paint = skia.Paint(AntiAlias=True, Shader=program(_SPRAY, {"tone": gradient, "grain": spray}))
    draw_mark(canvas, mark, paint)


def _border(canvas: skia.Canvas, sheet: Sheet) -> None:
    stage = sheet.stage
    paint = skia.Paint(
        AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=56, Color=argb(colour("#f4ead6"))
    )
    canvas.drawRect(skia.Rect(0, 0, stage.width, stage.height), paint)


_CARD = """
uniform shader art; uniform shader tooth; uniform shader fibre;
uniform float k; uniform float2 at; uniform float side;
half4 main(float2 p) {
  float2 q = p / k + at;
  half4 t = tooth.eval(q * 0.9), f = fibre.eval(q * 0.7), f2 = fibre.eval(q.yx * 0.6 + 33.0);
  half relief = tooth.eval(q * 0.9 + float2(side, -1.0) * 1.2).r - t.r;
  half3 a = art.eval(p).rgb;
  return half4(a * (1.0 + 0.16 * relief + 0.05 * (f.g - 0.5) + 0.05 * (f2.b - 0.5)), 1.0);
}
"""


def paper_cut(sheet: Sheet) -> Pixels:
    """Card in layers, each throwing a soft shadow on the one behind, lit along one edge."""
    canvas = Canvas(sheet)
    for mark in sheet.drawing.marks:
        if mark.role is Role.GROUND or (mark.role is Role.BODY and not mark.width):
            _card(canvas.skia, mark, sheet)
        elif mark.role is Role.DETAIL or (mark.role is Role.LINE and mark.subject):
            flat_mark = replace(
                mark, blur=0.0, tone=Tone(((0.0, _card_colour(mark.tone.main), mark.tone.opacity),))
            )
            draw_mark(canvas.skia, flat_mark)
        elif luminous(mark) or mark.key.startswith("fog"):
            draw_mark(canvas.skia, mark)
    result = Canvas(sheet)
    tiles = {name: shader_of(noise_tile(name), tiled=True) for name in ("tooth", "fibre")}
    result.shade(
        program(
            _CARD,
            {"art": canvas.image(), **tiles},
            k=sheet.scale,
            at=shift_of(sheet),
            side=float(sheet.stage.side),
        )
    )
    return result.pixels


def _card(canvas: skia.Canvas, mark: Mark, sheet: Sheet) -> None:
    """One sheet of card: three ever wider shadows stand in for a blur at a tenth of its cost."""
    side, lift = sheet.stage.side, 5.0 if mark.role is Role.GROUND else (6.0 if mark.subject else 3.0)
    if mark.key != "sky":
        for step, opacity in ((2.6, 0.06), (2.0, 0.07), (1.4, 0.09), (0.8, 0.12), (0.35, 0.16)):
            shadow = skia.Paint(
                AntiAlias=True, Color=argb(mix(sheet.stage.palette.shade, colour("#000000"), 0.6), opacity)
            )
            canvas.save()
            canvas.translate(
                -side * lift * step, lift * step * (1.0 if mark.role is not Role.GROUND else -1.6)
            )
            draw_mark(canvas, mark, shadow)
            canvas.restore()
    c = _card_colour(mark.tone.main)
    draw_mark(canvas, mark, skia.Paint(AntiAlias=True, Color=argb(c)))
    edge = skia.Paint(
        AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=1.5, Color=argb(lighter(c, 0.13), 0.75)
    )
    draw_mark(canvas, mark, edge)


def _card_colour(c: Colour) -> Colour:
    return 0.04 + round((c[0] - 0.04) / 0.05) * 0.05, c[1] * 1.12, c[2] * 1.12
