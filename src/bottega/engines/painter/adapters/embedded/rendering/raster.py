"""Between marks and pixels: surfaces, the plain rendering, and small pixel programs.

Owns Skia surfaces and the float arithmetic that several media share. Every media file asks here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import skia
from numpy.typing import NDArray

from .chance import Chance
from .marks import Drawing, Mark, draw_mark
from .stage import Stage

Pixels = NDArray[np.uint8]  # height, width, 4: RGBA
Progress = Callable[[float], None]
_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a medium gets: the drawing, its stage, and the size of the picture in pixels."""

    drawing: Drawing
    stage: Stage
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels per unit."""
        return min(self.width, self.height) / 1000.0

    def chance(self, *key: object) -> Chance:
        return self.stage.chance("medium", *key)


class Canvas:
    """A surface over a NumPy array, with a Skia canvas in units."""

    def __init__(self, sheet: Sheet, *, shrink: int = 1) -> None:
        self.width, self.height = max(1, sheet.width // shrink), max(1, sheet.height // shrink)
        self.pixels: Pixels = np.zeros((self.height, self.width, 4), np.uint8)
        self._surface = skia.Surface(self.pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        self.skia = self._surface.getCanvas()
        self.skia.scale(sheet.scale / shrink, sheet.scale / shrink)

    def image(self) -> skia.Image:
        return self._surface.makeImageSnapshot()

    def shade(self, shader: skia.Shader, blend: skia.BlendMode | None = None) -> None:
        """Cover everything with a shader given in pixels."""
        paint = skia.Paint(Shader=shader)
        if blend is not None:
            paint.setBlendMode(blend)
        self.skia.save()
        self.skia.resetMatrix()
        self.skia.drawPaint(paint)
        self.skia.restore()


def plain(sheet: Sheet, marks: Iterable[Mark] | None = None, *, shrink: int = 1) -> Canvas:
    """The drawing as it is, without any material."""
    canvas = Canvas(sheet, shrink=shrink)
    for mark in sheet.drawing.marks if marks is None else marks:
        draw_mark(canvas.skia, mark)
    return canvas


@lru_cache(maxsize=64)
def _program(source: str) -> skia.RuntimeEffect:
    return skia.RuntimeEffect.MakeForShader(source)


def program(
    source: str,
    images: Mapping[str, skia.Image | skia.Shader] | None = None,
    **uniforms: float | tuple[float, ...],
) -> skia.Shader:
    """A pixel program in SkSL with its images and numbers filled in."""
    builder = skia.RuntimeShaderBuilder(_program(source))
    for name, image in (images or {}).items():
        builder.setChild(name, image if isinstance(image, skia.Shader) else shader_of(image))
    for name, value in uniforms.items():
        builder.setUniform(name, value)
    return builder.makeShader()


def shader_of(image: skia.Image, *, tiled: bool = False, scale: float = 1.0) -> skia.Shader:
    mode = skia.TileMode.kRepeat if tiled else skia.TileMode.kMirror
    matrix = skia.Matrix()
    matrix.setScale(scale, scale)
    return image.makeShader(mode, mode, _LINEAR, matrix)


@lru_cache(maxsize=8)
def noise_tile(kind: str) -> skia.Image:
    """A seamless 512² texture whose four channels are four independent noises, made once per process.

    kinds: "cloud" (soft, six octaves), "grain" (white), "fibre" (long threads), "tooth" (paper's bumps).
    """
    chance = Chance("noise", kind)
    layers = [_NOISES[kind](chance.child(i)) for i in range(4)]
    pixels = np.ascontiguousarray(np.stack(layers, axis=-1))
    return skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType, copy=True)


def _octaves(
    chance: Chance, cells: int, count: int, *, stretch: int = 1, fall: float = 0.55
) -> NDArray[np.float32]:
    total, weight, amount = np.zeros((512, 512), np.float32), 1.0, 0.0
    for i in range(count):
        high, wide = min(512, cells * 2**i), min(512, max(2, cells * 2**i // stretch))
        total += weight * _grown(chance.array(high, wide))
        amount += weight
        weight *= fall
    return total / amount


def _grown(grid: NDArray[np.float32]) -> NDArray[np.float32]:
    """A small periodic grid smoothly enlarged to 512²."""
    for axis in (0, 1):
        n = grid.shape[axis]
        at = np.arange(512, dtype=np.float32) * (n / 512)
        low = np.floor(at).astype(np.int64)
        share = at - low
        share = share * share * (3 - 2 * share)
        shape = [1, 1]
        shape[axis] = 512
        t = share.reshape(shape)
        grid = np.take(grid, low % n, axis) * (1 - t) + np.take(grid, (low + 1) % n, axis) * t
    return grid


def _bytes(noise: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Spread so that the middle 98 % fill the range."""
    low, high = np.quantile(noise, 0.01), np.quantile(noise, 0.99)
    spread: NDArray[np.uint8] = np.clip((noise - low) / (high - low) * 255, 0, 255).astype(np.uint8)
    return spread


_NOISES: dict[str, Callable[[Chance], NDArray[np.uint8]]] = {
    "cloud": lambda c: _bytes(_octaves(c, 4, 6)),
    "grain": lambda c: _bytes(c.array(512, 512)),
    "fibre": lambda c: _bytes(_octaves(c, 64, 3, stretch=24, fall=0.7)),
    "tooth": lambda c: _bytes(_octaves(c, 64, 4, fall=0.8)),
}


def shift_of(sheet: Sheet) -> tuple[float, float]:
    """Where this picture's seed begins in the noise tiles."""
    chance = sheet.chance("noise-shift")
    return float(chance.whole(0, 511)), float(chance.whole(0, 511))
