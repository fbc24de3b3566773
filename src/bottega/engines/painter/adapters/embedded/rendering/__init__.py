"""From a Scene and a seed to a picture.

Owns composition, palette, drawing and the imitation of materials; refuses to read words and to know where
pictures go. The same scene, seed and size give the same bytes in every process.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from io import BytesIO

from PIL import Image

from ..scene import Scene
from .land.foreground import draw_foreground
from .land.places import FEATURES, draw_features_above, draw_place
from .lettering import draw_lettering
from .marks import Drawing
from .media import medium_of, rendered
from .placing import Pin
from .raster import Pixels, Sheet
from .region import Region, region_of
from .stage import stage_of
from .subjects import draw_things, is_in_front, place_things

__all__ = ["FEATURES", "Pin", "Region", "paint_pixels", "paint_scene", "png_of", "region_of"]


def paint_scene(
    scene: Scene, *, seed: int, width_px: int, height_px: int, progress: Callable[[float], None] | None = None
) -> bytes:
    """The picture of a scene as sRGB PNG bytes.

    progress: called several times with the share finished; what it raises passes through.
    """
    pixels, _ = paint_pixels(scene, seed=seed, width_px=width_px, height_px=height_px, progress=progress)
    return png_of(pixels)


def paint_pixels(
    scene: Scene,
    *,
    seed: int,
    width_px: int,
    height_px: int,
    progress: Callable[[float], None] | None = None,
    light_seed: int | None = None,
    pins: Mapping[str, Pin] | None = None,
    seeds: Mapping[str, int] | None = None,
    region: Region | None = None,
    added: Collection[str] = (),
) -> tuple[Pixels, dict[str, Pin]]:
    """The pixels (height, width, RGBA) and the place of every thing.

    seed: decides the composition.  light_seed: decides the palette; the seed itself when None.
    pins: places that things keep.  seeds: the seed of a thing's own randomness, by key.
    region: where the things whose keys are `added` get their place; None: anywhere.
    """
    tell = progress or (lambda share: None)
    tell(0.02)
    scene = replace(scene, medium=medium_of(scene, seed=seed))
    light = seed if light_seed is None else light_seed
    stage = stage_of(scene, seed=seed, light_seed=light, width_px=width_px, height_px=height_px)
    drawing = Drawing()
    draw_place(stage, drawing)
    tell(0.2)
    draw_features_above(stage, drawing)
    placed = place_things(stage, pins=pins or {}, seeds=seeds or {}, region=region, added=added)
    draw_things(stage, drawing, [one for one in placed if not is_in_front(one)])
    draw_foreground(stage, drawing)
    draw_things(stage, drawing, [one for one in placed if is_in_front(one)])
    draw_lettering(stage, drawing)
    tell(0.4)
    pixels = rendered(Sheet(drawing, stage, width_px, height_px), scene.medium)
    tell(0.9)
    return pixels, {one.thing.key: one.pin for one in placed}


def png_of(pixels: Pixels) -> bytes:
    """PNG bytes; level 1 because the difference to 6 is a tenth in size and twice the time."""
    stream = BytesIO()
    Image.fromarray(pixels[:, :, :3]).save(stream, "PNG", compress_level=1)
    return stream.getvalue()
