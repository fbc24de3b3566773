"""What every embedder keeps, whatever it looks at. Subclass it and give the `embedder` fixture."""

import math
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bottega.engines.embedder.port import SIZE, Embedder


def scene(seed: int, width_px: int = 320, height_px: int = 320) -> bytes:
    """A PNG of soft coloured patches, another one for each seed."""
    patches = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    picture = Image.fromarray(patches).resize((width_px, height_px), Image.Resampling.BICUBIC)
    return as_png(picture)


def as_png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def through_jpeg(png: bytes, quality: int) -> bytes:
    out = BytesIO()
    opened(png).save(out, "JPEG", quality=quality)
    return as_png(opened(out.getvalue()))


def likeness(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


class EmbedderSuite:
    """The contract of `Embedder`, as tests."""

    @pytest.mark.parametrize("size", [(1, 1), (16, 16), (64, 640), (640, 64), (333, 217)])
    def test_a_picture_of_any_size_becomes_numbers_of_length_one(
        self, embedder: Embedder, size: tuple[int, int]
    ) -> None:
        looks = embedder.looks_of(scene(1, *size))
        assert len(looks) == SIZE
        assert math.isclose(math.hypot(*looks), 1.0, abs_tol=1e-3)

    @pytest.mark.parametrize("colour", ["black", "white", "#808080", "red"])
    def test_a_flat_sheet_has_looks_too(self, embedder: Embedder, colour: str) -> None:
        looks = embedder.looks_of(as_png(Image.new("RGB", (64, 64), colour)))
        assert all(math.isfinite(number) for number in looks)
        assert math.isclose(math.hypot(*looks), 1.0, abs_tol=1e-3)

    def test_the_same_picture_gives_the_same_numbers(self, embedder: Embedder) -> None:
        assert embedder.looks_of(scene(1)) == embedder.looks_of(scene(1))

    @pytest.mark.parametrize("quality", [90, 75, 50])
    def test_a_re_encoded_picture_looks_nearly_the_same(self, embedder: Embedder, quality: int) -> None:
        png = scene(2)
        assert likeness(embedder.looks_of(png), embedder.looks_of(through_jpeg(png, quality))) > 0.98

    @pytest.mark.parametrize("side_px", [96, 160, 640])
    def test_a_resized_picture_looks_nearly_the_same(self, embedder: Embedder, side_px: int) -> None:
        resized = as_png(opened(scene(3)).resize((side_px, side_px), Image.Resampling.LANCZOS))
        assert likeness(embedder.looks_of(scene(3)), embedder.looks_of(resized)) > 0.98

    def test_different_pictures_are_further_apart_than_copies_of_one(self, embedder: Embedder) -> None:
        looks = [embedder.looks_of(scene(seed)) for seed in range(12)]
        pairs = [likeness(looks[a], looks[b]) for a in range(12) for b in range(a)]
        copies = [likeness(looks[n], embedder.looks_of(through_jpeg(scene(n), 60))) for n in range(12)]
        assert max(pairs) < min(copies)

    def test_black_and_white_sheets_are_far_apart(self, embedder: Embedder) -> None:
        black, white = (as_png(Image.new("RGB", (64, 64), each)) for each in ("black", "white"))
        assert likeness(embedder.looks_of(black), embedder.looks_of(white)) < 0.5
