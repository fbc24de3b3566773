"""The embedded painter: reads the words, paints the scene, needs no network and no weights.

Owns the joint between reading and rendering. An edit changes the scene and repaints it on the same stage with
every untouched thing pinned to its place; where there is a mask, everything outside it is copied from the
picture as it was.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from bottega.engines.painter.port import Brief, Change, Painting, Progress

from .reading import merged_words, read_change, read_prompt
from .rendering import Pin, paint_pixels, png_of
from .scene import Scene, Thing, scene_from_json, scene_to_json

_MASK_EDGE_SHARE = 1 / 64  # width of the soft edge inside a mask, as a share of the shorter side


@dataclass(frozen=True, slots=True)
class _Memory:
    """What a picture must remember to be edited: its scene, the seeds it came from, and every place."""

    scene: Scene
    seed: int
    light_seed: int
    pins: Mapping[str, Pin] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        pins = {key: asdict(pin) for key, pin in self.pins.items()}
        return {
            "scene": scene_to_json(self.scene),
            "seed": self.seed,
            "light_seed": self.light_seed,
            "pins": pins,
        }


class EmbeddedPainter:
    """Implements the `Painter` port without any model behind it."""

    name: ClassVar[str] = "embedded"
    model: ClassVar[str] = "bottega-embedded 1"

    def paint(self, brief: Brief, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """See `Painter.paint`; the pictures come in the order of the seeds."""
        scene = read_prompt(brief.words)
        for place, seed in enumerate(seeds):
            pixels, pins = paint_pixels(
                scene,
                seed=seed,
                width_px=brief.width_px,
                height_px=brief.height_px,
                progress=_told(progress, place),
            )
            memory = _Memory(scene, seed, seed, pins)
            yield _painting(place, pixels, seed, brief.words, memory, _told(progress, place))

    def edit(self, change: Change, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """See `Painter.edit`.

        The first candidate keeps every seed of the picture; the others differ in how the change is carried
        out: where an added thing goes, which of the equally right palettes a new hour gets.
        """
        before = _remembered(change, seeds[0])
        after = read_change(before.scene, change.words)
        words = merged_words(change.before_words, change.words)
        source = _pixels_of(change.before_png)
        mask = _soft_mask(change.mask_png, source) if change.mask_png is not None else None
        for place, seed in enumerate(seeds):
            pixels, memory = _repainted(
                before, after, seed if place else before.seed, source, _told(progress, place)
            )
            if mask is not None:
                pixels = _blended(source, pixels, mask)
            yield _painting(place, pixels, seed, words, memory, _told(progress, place))


def _told(progress: Progress, place: int) -> Callable[[float], None]:
    return lambda share: progress(place, share)


def _painting(
    place: int,
    pixels: NDArray[np.uint8],
    seed: int,
    words: str,
    memory: _Memory,
    tell: Callable[[float], None],
) -> Painting:
    png = png_of(pixels)
    tell(1.0)
    return Painting(
        place=place,
        png=png,
        seed=seed,
        words=words,
        model=EmbeddedPainter.model,
        drew=memory.scene.drew,
        missed=memory.scene.missed,
        memo=memory.to_json(),
    )


def _remembered(change: Change, seed: int) -> _Memory:
    """The memory that came with the picture, or a reading of its words when it came from elsewhere."""
    memo = change.before_memo
    try:
        pins = {key: Pin(**pin) for key, pin in memo["pins"].items()}
        return _Memory(scene_from_json(memo["scene"]), int(memo["seed"]), int(memo["light_seed"]), pins)
    except (KeyError, TypeError, ValueError, AttributeError):
        return _Memory(read_prompt(change.before_words), seed, seed)


def _repainted(
    before: _Memory, after: Scene, seed: int, source: NDArray[np.uint8], tell: Callable[[float], None]
) -> tuple[NDArray[np.uint8], _Memory]:
    """The changed scene on the old stage: what the change did not name keeps its place and its colours."""
    old = {thing.key: thing for thing in before.scene.things}
    kept = {t.key: before.pins[t.key] for t in after.things if t.key in before.pins and _stays(old[t.key], t)}
    fresh = {thing.key: seed for thing in after.things if thing.key not in kept}
    relit = _light(before.scene) != _light(after)
    light_seed = seed if relit else before.light_seed
    height_px, width_px = source.shape[:2]
    pixels, pins = paint_pixels(
        after,
        seed=before.seed,
        light_seed=light_seed,
        width_px=width_px,
        height_px=height_px,
        pins=kept,
        seeds=fresh,
        progress=tell,
    )
    return pixels, _Memory(after, before.seed, light_seed, pins)


def _stays(old: Thing, new: Thing) -> bool:
    """Whether a changed thing may keep its place: a new colour does not move it, a new size or spot does."""
    return (old.shape, old.scale, old.spot, old.ties) == (new.shape, new.scale, new.spot, new.ties)


def _light(scene: Scene) -> tuple[object, ...]:
    """What the palette is mixed from."""
    return scene.hour, scene.season, scene.weather, scene.setting, scene.tint


def _pixels_of(png: bytes) -> NDArray[np.uint8]:
    with Image.open(BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))


def _soft_mask(png: bytes, source: NDArray[np.uint8]) -> NDArray[np.float32]:
    """1 where the picture may change freely, falling to 0 at the mask's edge, always 0 outside."""
    height, width = source.shape[:2]
    with Image.open(BytesIO(png)) as image:
        sized = image.convert("L").resize((width, height), Image.Resampling.NEAREST)
    inside = sized.point(lambda value: 255 if value > 127 else 0)
    edge = max(1, round(min(width, height) * _MASK_EDGE_SHARE))
    soft = inside.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.BoxBlur(edge))
    share = np.clip(np.asarray(soft, np.float32) / 127.5 - 1.0, 0.0, 1.0)
    return np.where(np.asarray(inside) > 0, share, np.float32(0.0))


def _blended(
    source: NDArray[np.uint8], painted: NDArray[np.uint8], mask: NDArray[np.float32]
) -> NDArray[np.uint8]:
    share = mask[:, :, None]
    mixed = source + (painted[:, :, :3].astype(np.float32) - source) * share
    changed = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
    return np.where(share > 0, changed, source)
