"""Line media: charcoal, blueprint and neon. A line is only drawn where nothing nearer hides it."""

import skia

from ..colour import Colour, argb, colour, from_lch, hue_of, mix
from ..lettering import text_path
from ..marks import Mark, Role, draw_mark, luminous
from ..outlines import oval, polyline
from ..raster import Canvas, Pixels, Sheet, noise_tile, program, shader_of, shift_of
from .washes import softened

_CHARCOAL = """
uniform shader art; uniform shader soft; uniform shader tooth; uniform shader fibre; uniform shader cloud;
uniform float k; uniform float2 at; uniform float side;
half lum(half3 c) { return dot(c, half3(0.30, 0.59, 0.11)); }
half hatch(float2 q, float turn, float fine) {
  float2 r = float2(q.x * cos(turn) - q.y * sin(turn), q.x * sin(turn) + q.y * cos(turn));
  return fibre.eval(float2(r.x * 0.9, r.y * 1.0) * fine).r;
}
half4 main(float2 p) {
  float2 q = p / k + at;
  half4 t = tooth.eval(q * 0.85), c = cloud.eval(q);
  float2 wobble = (c.rg - 0.5) * 7.0 * k;
  half a = lum(art.eval(p + wobble).rgb), b = lum(soft.eval(p + wobble).rgb);
  half tone = smoothstep(0.04, 0.92, mix(a, b, 0.35));
  half dark = 1.0 - tone;
  half h1 = hatch(q, 0.85 * side, 1.0), h2 = hatch(q + 71.0, -0.5 * side, 1.0);
  half mark = smoothstep(0.0, 0.6, dark * 1.20 - h1 * 0.66) * 0.50;
  mark += smoothstep(0.30, 1.0, dark * 1.20 - h2 * 0.45) * 0.45;
  mark += smoothstep(0.02, 0.20, abs(a - b)) * 0.42;
  half smudge = dark * 0.10 + dark * dark * 0.34;
  half grain = smoothstep(0.15, 0.75, t.b + 0.55 * dark);
  half value = clamp(mark * grain + smudge, 0.0, 0.96);
  half3 paper = half3(0.945, 0.93, 0.895) * (0.96 + 0.06 * t.g);
  return half4(mix(paper, half3(0.105, 0.10, 0.105), value), 1.0);
}
"""


def charcoal(sheet: Sheet) -> Pixels:
    """Hatching by tone, smudged darks, the tooth of the paper, a few searching contours."""
    canvas = Canvas(sheet)
    for mark in sheet.drawing.marks:
        draw_mark(canvas.skia, mark)
        if mark.role is Role.BODY:
            line = _stroke(5.0 if mark.subject else 1.6)
            line.setColor(argb(colour("#101010"), 0.9 if mark.subject else 0.35))
            draw_mark(canvas.skia, mark, line)
    art = canvas.image()
    tiles = {name: shader_of(noise_tile(name), tiled=True) for name in ("tooth", "fibre", "cloud")}
    result = Canvas(sheet)
    images = {"art": art, "soft": softened(sheet, art, 6.0), **tiles}
    result.shade(program(_CHARCOAL, images, k=sheet.scale, at=shift_of(sheet), side=float(sheet.stage.side)))
    return result.pixels


def _stroke(width: float) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    return paint


def outlined(canvas: skia.Canvas, mark: Mark, cover: skia.Paint, line: skia.Paint) -> None:
    """Hide what is behind the mark, then draw its contour."""
    if not mark.width:
        draw_mark(canvas, mark, cover)
    draw_mark(canvas, mark, line)


_BLUE_PAPER = """
uniform shader art; uniform shader tooth; uniform shader cloud; uniform float k; uniform float2 at;
half4 main(float2 p) {
  float2 q = p / k + at;
  half4 t = tooth.eval(q), c = cloud.eval(q * 0.4);
  half4 a = art.eval(p + (t.rg - 0.5) * 1.2 * k);
  half3 line = a.rgb * (0.88 + 0.24 * t.b);
  return half4(line * (0.93 + 0.14 * c.r) + (t.g - 0.5) * 0.018, 1.0);
}
"""


def blueprint(sheet: Sheet) -> Pixels:
    """White lines on cyan paper, with a grid, construction lines, measures and a title block."""
    canvas, stage = Canvas(sheet), sheet.stage
    blue = (
        colour("#1d4f91")
        if not stage.scene.tint
        else from_lch(0.42, 0.12, hue_of(colour(stage.scene.tint[0])))
    )
    canvas.skia.clear(argb(blue))
    _grid(canvas.skia, sheet)
    cover = skia.Paint(AntiAlias=True, Color=argb(blue))
    thin = colour("#cfe2f7")
    for mark in sheet.drawing.marks:
        line = _stroke(3.4 if mark.subject else 1.5)
        line.setColor(
            argb(
                colour("#f4f9ff") if mark.subject else thin, 0.98 if mark.subject else 0.30 + 0.5 * mark.depth
            )
        )
        land = mark.role is Role.GROUND and mark.key not in ("sky", "wall", "backdrop", "water")
        if land or mark.role is Role.BODY:
            outlined(canvas.skia, mark, cover, line)
        elif mark.role in (Role.DETAIL, Role.LINE) and (
            mark.subject or mark.tone.opacity * mark.opacity > 0.5
        ):
            line.setStrokeWidth(1.9 if mark.subject else 0.9)
            draw_mark(canvas.skia, mark, line)
    _measures(canvas.skia, sheet)
    result = Canvas(sheet)
    tiles = {name: shader_of(noise_tile(name), tiled=True) for name in ("tooth", "cloud")}
    result.shade(program(_BLUE_PAPER, {"art": canvas.image(), **tiles}, k=sheet.scale, at=shift_of(sheet)))
    return result.pixels


def _grid(canvas: skia.Canvas, sheet: Sheet) -> None:
    for step, opacity in ((20, 0.07), (100, 0.14)):
        paint = _stroke(1.0)
        paint.setColor(argb(colour("#ffffff"), opacity))
        for x in range(0, int(sheet.stage.width) + 1, step):
            canvas.drawLine(x, 0, x, sheet.stage.height, paint)
        for y in range(0, int(sheet.stage.height) + 1, step):
            canvas.drawLine(0, y, sheet.stage.width, y, paint)


def _measures(canvas: skia.Canvas, sheet: Sheet) -> None:
    """Bounds, centre lines and figures around the subject, and the title block."""
    stage, subjects = sheet.stage, [m for m in sheet.drawing.marks if m.subject and m.role is Role.BODY]
    fine = _stroke(1.1)
    fine.setColor(argb(colour("#dcebff"), 0.75))
    if subjects:
        area = subjects[0].path.getBounds().makeOutset(0, 0)
        for mark in subjects[1:]:
            if mark.key == subjects[0].key:
                area.join(mark.path.getBounds())
        _dimension(canvas, area, fine, sheet)
    canvas.drawRect(skia.Rect(24, 24, stage.width - 24, stage.height - 24), fine)
    block = skia.Rect(stage.width - 264, stage.height - 104, stage.width - 24, stage.height - 24)
    canvas.drawRect(block, skia.Paint(Color=argb(colour("#1d4f91"))))
    canvas.drawRect(block, fine)
    title = stage.scene.things[0].noun if stage.scene.things else stage.scene.setting.value
    for text, y, size in (
        (title[:14].upper(), -74.0, 24.0),
        (f"SHEET {stage.seed % 100}   1:{20 + stage.seed % 30}", -40.0, 14.0),
    ):
        letters = text_path(text, size)
        letters.offset(stage.width - 250, stage.height + y)
        ink = _stroke(size * 0.09)
        ink.setColor(argb(colour("#f4f9ff")))
        canvas.drawPath(letters, ink)


def _dimension(canvas: skia.Canvas, area: skia.Rect, fine: skia.Paint, sheet: Sheet) -> None:
    low, side = min(sheet.stage.height - 120, area.bottom() + 34), area.right() + 34
    dashed = skia.Paint(fine)
    dashed.setPathEffect(skia.DashPathEffect.Make([12.0, 7.0], 0.0))
    canvas.drawLine(area.centerX(), area.top() - 40, area.centerX(), area.bottom() + 40, dashed)
    canvas.drawLine(area.left() - 40, area.centerY(), area.right() + 40, area.centerY(), dashed)
    canvas.drawPath(oval(area.centerX(), area.centerY(), area.width() * 0.62, area.width() * 0.62), dashed)
    for start, end in (
        ((area.left(), low), (area.right(), low)),
        ((side, area.top()), (side, area.bottom())),
    ):
        canvas.drawLine(*start, *end, fine)
        for x, y in (start, end):
            canvas.drawPath(polyline([(x - 6, y + 6), (x + 6, y - 6)]), fine)
    figure = text_path(f"{round(area.height() * 2.4)}", 17.0)
    figure.offset(side + 10, area.centerY())
    ink = _stroke(1.6)
    ink.setColor(argb(colour("#f4f9ff")))
    canvas.drawPath(figure, ink)


_TUBES = (350.0, 195.0, 320.0, 150.0, 60.0, 275.0, 25.0, 225.0)


def neon(sheet: Sheet) -> Pixels:
    """Glass tubes in the dark: a white-hot core, a halo of colour, and their light on a wet floor."""
    tubes = Canvas(sheet)
    dark = mix(sheet.stage.palette.shade, colour("#07060f"), 0.86)
    tubes.skia.clear(argb(dark))
    cover = skia.Paint(AntiAlias=True, Color=argb(mix(dark, colour("#000000"), 0.25), 0.96))
    core = Canvas(sheet)
    hide = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kClear)
    for mark in sheet.drawing.marks:
        if luminous(mark):
            draw_mark(tubes.skia, mark)
            draw_mark(core.skia, mark)
        width = _tube_width(mark)
        if not width and mark.role not in (Role.BODY, Role.GROUND):
            continue
        if not mark.width and mark.role in (Role.BODY, Role.GROUND):
            draw_mark(tubes.skia, mark, cover)
            draw_mark(core.skia, mark, hide)
        if not width:
            continue
        c = _tube_colour(mark, sheet)
        for canvas, thick, tone in ((tubes, width * 1.5, c), (core, width, mix(c, colour("#ffffff"), 0.30))):
            line = _stroke(thick)
            line.setColor(argb(tone, 0.35 + 0.65 * mark.depth if not mark.subject else 1.0))
            draw_mark(canvas.skia, mark, line)
    return _glowing(sheet, tubes, core)


def _tube_width(mark: Mark) -> float:
    if mark.subject:
        return {Role.BODY: 5.4, Role.DETAIL: 2.6, Role.LINE: 2.6}.get(mark.role, 0.0)
    if mark.key in ("sky", "wall", "backdrop", "water", "floor", "sea", "wood-air"):
        return 0.0
    strong = mark.tone.opacity * mark.opacity > 0.45
    return {Role.BODY: 2.4, Role.GROUND: 3.0, Role.LINE: 1.1 if strong else 0.0}.get(mark.role, 0.0)


def _tube_colour(mark: Mark, sheet: Sheet) -> Colour:
    """A subject glows in its own hue; the rest takes one of the sign-maker's gases by its key."""
    own = mark.tone.main
    if mark.subject:
        strength = max(0.16, (own[1] ** 2 + own[2] ** 2) ** 0.5 * 1.5)
        hue = hue_of(own) if (own[1] ** 2 + own[2] ** 2) ** 0.5 > 0.03 else 210.0
        return from_lch(max(0.66, min(0.80, own[0] + 0.12)), max(0.17, min(0.25, strength * 1.2)), hue)
    if sheet.stage.scene.tint:
        return from_lch(0.7, 0.18, hue_of(colour(sheet.stage.scene.tint[-1])))
    family = mark.key.split("-")[0]
    return from_lch(0.70, 0.19, sheet.chance("gas", family).pick(_TUBES))


_GLOW = """
uniform shader tubes; uniform shader core; uniform shader near; uniform shader far; uniform shader cloud;
uniform float k; uniform float floor_y; uniform float2 at;
half3 scene(float2 p) {
  half4 c = core.eval(p);
  return tubes.eval(p).rgb + near.eval(p).rgb * 1.5 + far.eval(p).rgb * 1.7 + c.rgb * c.a;
}
half4 main(float2 p) {
  half3 a = scene(p);
  half below = smoothstep(floor_y, floor_y + 40.0 * k, p.y);
  half n = cloud.eval(p / k * float2(0.8, 3.0) + at).r;
  float2 m = float2(p.x + (n - 0.5) * 26.0 * k, 2.0 * floor_y - p.y + (n - 0.5) * 12.0 * k);
  half3 mirror = near.eval(m).rgb * 1.6 + far.eval(m).rgb * 1.2 + core.eval(m).rgb * 0.5;
  a += mirror * (0.25 + 0.75 * n) * below * 0.55;
  return half4(1.0 - exp(-1.05 * a), 1.0);
}
"""


def _glowing(sheet: Sheet, tubes: Canvas, core: Canvas) -> Pixels:
    lines, heat = tubes.image(), core.image()
    images = {
        "tubes": lines,
        "core": heat,
        "near": softened(sheet, heat, 10.0),
        "far": softened(sheet, heat, 38.0),
        "cloud": shader_of(noise_tile("cloud"), tiled=True),
    }
    result = Canvas(sheet)
    floor_y = min(sheet.stage.height * 0.93, sheet.stage.focus[1] + 6) * sheet.scale
    result.shade(program(_GLOW, images, k=sheet.scale, floor_y=floor_y, at=shift_of(sheet)))
    return result.pixels
