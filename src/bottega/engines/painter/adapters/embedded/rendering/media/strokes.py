"""Media made of many strokes: oil, pastel and mosaic. Strokes follow the forms of the plain picture."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import skia
from numpy.typing import NDArray

from ..chance import Chance
from ..colour import argb, colour, mix
from ..raster import Canvas, Pixels, Sheet, noise_tile, plain, program, shader_of, shift_of

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Field:
    """The picture to paint from: its colours and, at a quarter of the size, the way its forms run."""

    rgb: Pixels
    angle: Floats  # radians
    detail: Floats  # 0 quiet to 1 busy


def field_of(sheet: Sheet, pixels: Pixels) -> Field:
    """Strokes run along edges; where nothing happens they follow a slow swirl."""
    small = pixels[::4, ::4, :3].astype(np.float32).mean(axis=2) / 255.0
    for _ in range(2):
        small = _blur(small)
    gy, gx = np.gradient(small)
    xx, yy, xy = (_blur(_blur(_blur(product))) for product in (gx * gx, gy * gy, gx * gy))
    strength = np.sqrt(xx + yy)
    height, width = small.shape
    v, u = np.mgrid[0:height, 0:width].astype(np.float32) * (4.0 / (sheet.scale * 1000.0))
    turn = sheet.chance("swirl")
    swirl = 0.35 * np.sin(u * 5.0 + turn.between(0, 6.0)) + 0.35 * np.cos(v * 4.0 + turn.between(0, 6.0))
    along = 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2
    share = np.clip(strength * 40.0, 0.0, 1.0)
    c = np.cos(2 * along) * share + np.cos(2 * swirl) * (1 - share)
    s = np.sin(2 * along) * share + np.sin(2 * swirl) * (1 - share)
    return Field(
        pixels,
        (0.5 * np.arctan2(s, c)).astype(np.float32),
        np.clip(strength * 22.0, 0.0, 1.0).astype(np.float32),
    )


def _blur(a: Floats) -> Floats:
    padded = np.pad(a, 2, mode="edge")
    rows = (padded[:-4] + padded[4:] + 4 * (padded[1:-3] + padded[3:-1]) + 6 * padded[2:-2]) / 16.0
    soft: Floats = (
        rows[:, :-4] + rows[:, 4:] + 4 * (rows[:, 1:-3] + rows[:, 3:-1]) + 6 * rows[:, 2:-2]
    ) / np.float32(16.0)
    return soft


@lru_cache(maxsize=4)
def sprites(kind: str) -> skia.Image:
    """Four brush marks in a row, each 64 by 24 pixels, white with an opacity of bristles, chalk or glaze."""
    chance = Chance("sprites", kind)
    sheet = np.zeros((24, 256, 4), np.uint8)
    for i in range(4):
        sheet[:, i * 64 : (i + 1) * 64] = _SPRITES[kind](chance.child(i))[:, :, None]
    return skia.Image.fromarray(
        np.ascontiguousarray(sheet), skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=True
    )


def _bristle(chance: Chance) -> NDArray[np.uint8]:
    """A loaded brush: full at the start, ragged at the end, streaked along its length."""
    v, u = np.mgrid[0:24, 0:64].astype(np.float32)
    streak = np.interp(v, np.arange(24), 0.55 + 0.6 * chance.array(24))
    start, end = 3 + 4 * chance.array(24), 50 + 12 * chance.array(24)
    body = np.clip((u - start[:, None]) / 4, 0, 1) * np.clip((end[:, None] - u) / 9, 0, 1)
    across = np.clip((12.0 - np.abs(v - 11.5)) / 3.0, 0, 1)
    mark: NDArray[np.uint8] = (np.clip(body * across * streak, 0, 1) * 255).astype(np.uint8)
    return mark


def _chalk(chance: Chance) -> NDArray[np.uint8]:
    v, u = np.mgrid[0:24, 0:64].astype(np.float32)
    tooth = chance.array(24, 64)
    shape = (
        np.clip((11.5 - np.abs(v - 11.5)) / 4, 0, 1)
        * np.clip((u - 3) / 8, 0, 1)
        * np.clip((61 - u) / 8, 0, 1)
    )
    mark: NDArray[np.uint8] = (np.clip(shape * 1.5 - tooth * 0.9, 0, 1) * 235).astype(np.uint8)
    return mark


def _tessera(chance: Chance) -> NDArray[np.uint8]:
    v, u = np.mgrid[0:24, 0:64].astype(np.float32)
    left, right, top, low = (chance.between(0.5, 2.6) for _ in range(4))
    tilt = chance.around(0, 0.05)
    inside = (
        (u > 20 + left + tilt * v) & (u < 43 - right + tilt * v) & (v > top - tilt * u * 0.2) & (v < 23 - low)
    )
    glaze = 225 + 30 * ((u - 20) / 23 - v / 24)
    return np.where(inside, np.clip(glaze, 0, 255), 0).astype(np.uint8)


_SPRITES = {"bristle": _bristle, "chalk": _chalk, "tessera": _tessera}


def lay(
    canvas: Canvas, field: Field, kind: str, centres: Floats, long: float, turn: Floats | None, jitter: Floats
) -> None:
    """Lay one stroke at each centre (pixels), `long` pixels long, coloured by the picture beneath it."""
    height, width = field.rgb.shape[:2]
    x = np.clip(centres[:, 0], 0, width - 1).astype(np.int64)
    y = np.clip(centres[:, 1], 0, height - 1).astype(np.int64)
    qy, qx = np.minimum(y // 4, field.angle.shape[0] - 1), np.minimum(x // 4, field.angle.shape[1] - 1)
    bend = field.angle[qy, qx] if turn is None else turn
    rgb = np.clip(field.rgb[y, x, :3].astype(np.float32) + jitter, 0, 255).astype(np.int64)
    packed = (0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]).tolist()
    scale = long / 64.0
    c, s = np.cos(bend) * scale, np.sin(bend) * scale
    tx, ty = centres[:, 0] - (c * 32 - s * 12), centres[:, 1] - (s * 32 + c * 12)
    forms = [skia.RSXform(*row) for row in np.stack([c, s, tx, ty], axis=1).tolist()]
    cells = [skia.Rect(64 * i, 0, 64 * i + 64, 24) for i in range(4)]
    boxes = [cells[i % 4] for i in range(len(forms))]
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
    canvas.skia.save()
    canvas.skia.resetMatrix()
    canvas.skia.drawAtlas(sprites(kind), forms, boxes, packed, skia.BlendMode.kModulate, sampling, None, None)
    canvas.skia.restore()


def scattered(sheet: Sheet, chance: Chance, step_units: float) -> Floats:
    """Centres on a loose grid, in an order that is not that of reading."""
    step = step_units * sheet.scale
    columns, rows = int(sheet.width / step) + 2, int(sheet.height / step) + 2
    v, u = np.mgrid[0:rows, 0:columns].astype(np.float32)
    loose = chance.array(rows, columns, 3)
    points = np.stack(
        [(u + loose[:, :, 0] * 1.2 - 0.6) * step, (v + loose[:, :, 1] * 1.2 - 0.6) * step], axis=-1
    )
    return points.reshape(-1, 2)[np.argsort(loose[:, :, 2].ravel(), kind="stable")]


_IMPASTO = """
uniform shader art; uniform shader under; uniform shader tooth;
uniform float k; uniform float2 at; uniform float side;
half lum(float2 p) { return dot(art.eval(p).rgb, half3(0.35, 0.5, 0.15)); }
half4 main(float2 p) {
  half4 c = art.eval(p);
  half3 a = mix(under.eval(p).rgb, c.rgb, c.a);
  float d = 1.4 * k;
  half relief = (lum(p + float2(side * d, -d)) - lum(p - float2(side * d, -d)));
  half weave = tooth.eval(p / k * 1.4 + at).r - 0.5;
  half3 lit = a * (1.0 + 1.15 * clamp(relief, -0.14, 0.14) + 0.05 * weave);
  lit += half3(0.06, 0.057, 0.05) * smoothstep(0.06, 0.2, relief);
  half g = dot(lit, half3(0.333));
  return half4(clamp(mix(half3(g), lit, 1.12), 0.0, 1.0), 1.0);
}
"""


def oil(sheet: Sheet) -> Pixels:
    """Three passes of the brush from broad to fine, then the light over the ridges of the paint."""
    base = plain(sheet)
    field = field_of(sheet, base.pixels)
    canvas = Canvas(sheet)
    for size, step, busy, spread in (
        (92.0, 30.0, -1.0, 20.0),
        (52.0, 17.0, 0.12, 18.0),
        (27.0, 9.0, 0.40, 13.0),
        (15.0, 6.0, 0.80, 9.0),
    ):
        chance = sheet.chance("oil", size)
        centres = scattered(sheet, chance, step)
        centres = centres[_busy(field, centres) > busy]
        jitter = (chance.array(len(centres), 1) - 0.5) * spread * 1.6 + (
            chance.array(len(centres), 3) - 0.5
        ) * spread
        lay(canvas, field, "bristle", centres, size * sheet.scale, None, jitter)
    result = Canvas(sheet)
    images = {
        "art": canvas.image(),
        "under": base.image(),
        "fibre": shader_of(noise_tile("fibre"), tiled=True),
        "tooth": shader_of(noise_tile("tooth"), tiled=True),
    }
    result.shade(program(_IMPASTO, images, k=sheet.scale, at=shift_of(sheet), side=float(sheet.stage.side)))
    return result.pixels


def _busy(field: Field, centres: Floats) -> Floats:
    height, width = field.detail.shape
    y = np.clip(centres[:, 1] / 4, 0, height - 1).astype(np.int64)
    x = np.clip(centres[:, 0] / 4, 0, width - 1).astype(np.int64)
    return field.detail[y, x]


_CHALKED = """
uniform shader art; uniform shader tooth; uniform float k; uniform float2 at; uniform half3 paper;
half4 main(float2 p) {
  half4 t = tooth.eval(p / k * 0.8 + at);
  half4 a = art.eval(p + (t.rg - 0.5) * 3.0 * k);
  half cover = a.a * smoothstep(0.10, 0.52, t.b + 0.55 * a.a - 0.12);
  half3 ground = paper * (0.95 + 0.09 * t.g);
  return half4(mix(ground, a.rgb / max(a.a, 0.001), cover), 1.0);
}
"""


def pastel(sheet: Sheet) -> Pixels:
    """Chalk in layers over toned paper that stays visible between the strokes."""
    base = plain(sheet)
    field = field_of(sheet, base.pixels)
    canvas = Canvas(sheet)
    for size, step, busy, lift in (
        (88.0, 26.0, -1.0, 4.0),
        (60.0, 20.0, -1.0, 12.0),
        (34.0, 11.5, 0.25, 10.0),
        (18.0, 7.6, 0.7, 4.0),
    ):
        chance = sheet.chance("pastel", size)
        centres = scattered(sheet, chance, step)
        centres = centres[_busy(field, centres) > busy]
        n = len(centres)
        swing: Floats = np.float32(-0.75 * sheet.stage.side) + (chance.array(n) - 0.5) * 0.5
        jitter = (chance.array(n, 3) - 0.5) * 38.0 + lift
        lay(canvas, field, "chalk", centres, size * sheet.scale, swing if size > 40 else None, jitter)
    result = Canvas(sheet)
    paper = mix(sheet.stage.palette.wall, colour("#8a7f78"), 0.5)
    packed = argb(paper)
    tint = ((packed >> 16 & 255) / 255, (packed >> 8 & 255) / 255, (packed & 255) / 255)
    images = {"art": canvas.image(), "tooth": shader_of(noise_tile("tooth"), tiled=True)}
    result.shade(program(_CHALKED, images, k=sheet.scale, at=shift_of(sheet), paper=tint))
    return result.pixels


def mosaic(sheet: Sheet) -> Pixels:
    """Tesserae of glass and stone, turned to follow the contours, in dark grout."""
    base = plain(sheet)
    field = field_of(sheet, base.pixels)
    canvas = Canvas(sheet)
    grout = skia.Paint(AntiAlias=True, Color=argb(colour("#2e2a26"), 0.62))
    canvas.skia.drawImageRect(base.image(), skia.Rect(0, 0, sheet.stage.width, sheet.stage.height))
    canvas.skia.drawPaint(grout)
    for size, step, busy in ((17.0, 14.6, -1.0), (11.0, 9.4, 0.5)):
        chance = sheet.chance("mosaic", size)
        centres = _rows(sheet, chance, step)
        centres = centres[_busy(field, centres) > busy]
        n = len(centres)
        grey, hue = chance.array(n, 1), chance.array(n, 3)
        jitter = ((grey - 0.5) * 34.0 + (hue - 0.5) * 16.0 + 5.0).astype(np.float32)
        lay(canvas, field, "tessera", centres, size * sheet.scale * 64 / 22, None, jitter)
    return canvas.pixels


def _rows(sheet: Sheet, chance: Chance, step_units: float) -> Floats:
    step = step_units * sheet.scale
    columns, rows = int(sheet.width / step) + 2, int(sheet.height / step) + 2
    v, u = np.mgrid[0:rows, 0:columns].astype(np.float32)
    loose = chance.array(rows, columns, 2) * 0.18
    points = np.stack([(u + 0.5 * (v % 2) + loose[:, :, 0]) * step, (v + loose[:, :, 1]) * step], axis=-1)
    return points.reshape(-1, 2)
