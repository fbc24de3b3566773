"""Media built from cells: pixel art and stained glass."""

import numpy as np
import skia
from numpy.typing import NDArray

from ..colour import Colour, argb, lighter, rgb
from ..marks import Role, draw_mark
from ..raster import Canvas, Pixels, Sheet, noise_tile, plain, program, shader_of, shift_of

_PIXEL = 8
_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16.0 - 0.5


def pixel_art(sheet: Sheet) -> Pixels:
    """A true low grid, a fixed palette, ordered dithering, a dark line round the subject."""
    small = Canvas(sheet, shrink=_PIXEL)
    outline = skia.Paint(
        AntiAlias=False, Style=skia.Paint.kStroke_Style, StrokeWidth=2 * _PIXEL / sheet.scale * 0.9
    )
    outline.setColor(argb(lighter(sheet.stage.palette.ink, -0.04)))
    for mark in sheet.drawing.marks:
        if mark.subject and mark.role is Role.BODY:
            draw_mark(small.skia, mark, outline)
    subjects = [mark for mark in sheet.drawing.marks if mark.subject]
    lined: set[str] = set()
    small = Canvas(sheet, shrink=_PIXEL)
    for mark in sheet.drawing.marks:
        if mark.subject and mark.key not in lined:
            lined.add(mark.key)
            for other in subjects:
                if other.key == mark.key and other.role is Role.BODY:
                    draw_mark(small.skia, other, outline)
        draw_mark(small.skia, mark)
    dithered = _dithered(small.pixels[:, :, :3].astype(np.float32), _console(sheet))
    grown = np.repeat(np.repeat(dithered, _PIXEL, axis=0), _PIXEL, axis=1)
    pixels = np.full((sheet.height, sheet.width, 4), 255, np.uint8)
    pixels[:, :, :3] = grown[: sheet.height, : sheet.width]
    return pixels


def _console(sheet: Sheet) -> NDArray[np.float32]:
    """The palette: the picture's own roles with a light and a dark of each, and the things' colours."""
    p = sheet.stage.palette
    bases: list[Colour] = [
        *p.sky,
        p.cloud,
        p.far,
        p.ground,
        p.ground_dark,
        p.ground_light,
        p.leaf,
        p.leaf_dark,
        p.water,
        p.water_light,
        p.bark,
        p.stone,
        p.path,
        p.wall,
        p.roof,
        p.accent,
        p.sun,
        p.ink,
        *p.bloom[:2],
    ]
    for mark in sheet.drawing.marks:
        if mark.role is Role.GROUND or (mark.subject and mark.role in (Role.BODY, Role.DETAIL)):
            bases += [mark.tone.main, lighter(mark.tone.main, 0.10), lighter(mark.tone.main, -0.13)]
    steps = {tuple(round(x * 31) / 31 for x in rgb(c)) for c in bases}
    return np.array(sorted(steps), np.float32) * 255.0


def _dithered(small: NDArray[np.float32], palette: NDArray[np.float32]) -> NDArray[np.uint8]:
    height, width = small.shape[:2]
    pattern = np.tile(_BAYER, (height // 4 + 1, width // 4 + 1))[:height, :width, None]
    wanted = np.clip(small + pattern * 22.0, 0, 255).reshape(-1, 3)
    weight = np.array([0.55, 0.77, 0.33], np.float32)
    a, b = wanted * weight, palette * weight
    distance = (b * b).sum(axis=1)[None, :] - 2.0 * a @ b.T
    nearest: NDArray[np.uint8] = palette[np.argmin(distance, axis=1)].astype(np.uint8)
    return nearest.reshape(height, width, 3)


def stained_glass(sheet: Sheet) -> Pixels:
    """Panes cut along the forms, one colour to a pane, leaded, with daylight behind them."""
    base, labels = plain(sheet, shrink=2), _labels(sheet)
    cells = _cells(sheet, labels.shape)
    joined = labels.astype(np.int64) * 4096 + cells
    _, pane = np.unique(joined, return_inverse=True)
    pane = pane.reshape(labels.shape)
    glass = _pane_colours(base.pixels, pane, sheet)
    lead = _lead(pane, labels, sheet)
    canvas = Canvas(sheet)
    packed = np.dstack([glass, 255 - lead])
    image = skia.Image.fromarray(
        np.ascontiguousarray(packed), skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType, copy=True
    )
    images = {
        "art": shader_of(image, scale=2.0),
        "cloud": shader_of(noise_tile("cloud"), tiled=True),
        "tooth": shader_of(noise_tile("tooth"), tiled=True),
    }
    x, y = sheet.stage.sun
    canvas.shade(
        program(_GLASS, images, k=sheet.scale, at=shift_of(sheet), sun=(x * sheet.scale, y * sheet.scale))
    )
    return canvas.pixels


_GLASS = """
uniform shader art; uniform shader cloud; uniform shader tooth;
uniform float k; uniform float2 at; uniform float2 sun;
half4 main(float2 p) {
  float2 q = p / k + at;
  half4 c = cloud.eval(q * 1.3), t = tooth.eval(q * 0.5);
  half4 a = art.eval(p);
  half3 glass = a.rgb / max(a.a, 0.004);
  float d = distance(p, sun) / (k * 1000.0);
  half light = 0.80 + 0.55 * exp(-2.2 * d * d) + 0.30 * (c.r - 0.5) + 0.12 * (t.g - 0.5);
  glass = clamp(glass * light + 0.10 * smoothstep(0.72, 0.95, c.g), 0.0, 1.0);
  half lead = smoothstep(0.35, 0.62, 1.0 - a.a);
  half seam = (art.eval(p + float2(-1.5, -1.5) * k).a - art.eval(p + float2(1.5, 1.5) * k).a);
  half3 metal = half3(0.085, 0.085, 0.10) + 0.16 * clamp(seam, 0.0, 1.0);
  half halo = smoothstep(0.98, 0.55, a.a) * (1.0 - lead);
  return half4(mix(glass * (1.0 - 0.35 * halo), metal, lead), 1.0);
}
"""


def _labels(sheet: Sheet) -> NDArray[np.uint16]:
    """Which form each half-size pixel belongs to, without smoothing."""
    canvas = Canvas(sheet, shrink=2)
    numbers: dict[str, int] = {}
    for mark in sheet.drawing.marks:
        wanted = mark.role is Role.GROUND or (mark.role in (Role.BODY, Role.DETAIL) and not mark.width)
        bounds = mark.path.getBounds()
        small = bounds.width() * bounds.height() < (260 if mark.subject else 900)
        if not wanted or small or mark.tone.opacity * mark.opacity < 0.4:
            continue
        number = numbers.setdefault(f"{mark.key}/{argb(mark.tone.main)}", len(numbers) + 1)
        paint = skia.Paint(AntiAlias=False, Color=0xFF000000 | (number & 255) << 16 | (number >> 8) << 8)
        canvas.skia.save()
        if mark.clip is not None:
            canvas.skia.clipPath(mark.clip, False)
        canvas.skia.drawPath(mark.path, paint)
        canvas.skia.restore()
    return canvas.pixels[:, :, 0].astype(np.uint16) + canvas.pixels[:, :, 1].astype(np.uint16) * 256


def _cells(sheet: Sheet, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """A loose net of cells: to each pixel the nearest of nine jittered grid points."""
    height, width = shape
    pitch = 104.0 * sheet.scale / 2
    rows, columns = int(height / pitch) + 3, int(width / pitch) + 3
    points = sheet.chance("cells").array(rows, columns, 2)
    v, u = np.mgrid[0:height, 0:width].astype(np.float32) / np.float32(pitch)
    row, column = np.floor(v).astype(np.int64), np.floor(u).astype(np.int64)
    best = np.full(shape, 9e9, np.float32)
    found = np.zeros(shape, np.int64)
    for dr in (-1, 0, 1):
        for dc in (-1, 0, 1):
            r, c = np.clip(row + dr, 0, rows - 1), np.clip(column + dc, 0, columns - 1)
            far = (v - r - points[r, c, 1]) ** 2 + (u - c - points[r, c, 0]) ** 2
            nearer = far < best
            best = np.where(nearer, far, best)
            found = np.where(nearer, r * columns + c, found)
    return found


def _pane_colours(pixels: Pixels, pane: NDArray[np.int64], sheet: Sheet) -> NDArray[np.uint8]:
    """The mean of each pane, made strong and a little different from its neighbours."""
    flat_pane = pane.ravel()
    count = np.bincount(flat_pane).astype(np.float32)
    means = np.stack([np.bincount(flat_pane, pixels[:, :, i].ravel()) / count for i in range(3)], axis=1)
    grey = means.mean(axis=1, keepdims=True)
    own = sheet.chance("panes").array(len(means), 1)
    rich = (grey + (means - grey) * 1.65) * (0.86 + 0.34 * own)
    glass: NDArray[np.uint8] = np.clip(rich, 4, 255).astype(np.uint8)
    return glass[pane]


def _lead(pane: NDArray[np.int64], labels: NDArray[np.uint16], sheet: Sheet) -> NDArray[np.uint8]:
    """255 on the lead: thin between panes, thick around forms."""
    thin, thick = _borders(pane), _borders(labels.astype(np.int64))
    for _ in range(max(1, round(1.6 * sheet.scale))):
        thin = _grown(thin)
    for _ in range(max(1, round(2.6 * sheet.scale))):
        thick = _grown(thick)
    return np.where(thin | thick, 255, 0).astype(np.uint8)


def _borders(a: NDArray[np.int64]) -> NDArray[np.bool_]:
    edge = np.zeros(a.shape, np.bool_)
    edge[:, 1:] |= a[:, 1:] != a[:, :-1]
    edge[1:, :] |= a[1:, :] != a[:-1, :]
    return edge


def _grown(edge: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wide = edge.copy()
    wide[:, 1:] |= edge[:, :-1]
    wide[:, :-1] |= edge[:, 1:]
    wide[1:, :] |= edge[:-1, :]
    wide[:-1, :] |= edge[1:, :]
    return wide
