"""The smaller files of a picture: their sizes, their formats, and the likeness that stands in."""

import base64
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bottega.gallery.renditions import (
    Rendition,
    renditions_of,
    thumbhash_data_url,
    thumbhash_of,
    widths_for,
)


def blotches(width: int, height: int, seed: int = 5) -> Image.Image:
    dots = np.random.default_rng(seed).integers(0, 255, (4, 4, 3), dtype=np.uint8)
    return Image.fromarray(dots).resize((width, height), Image.Resampling.BICUBIC)


def png_of(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def opened(rendition: Rendition) -> Image.Image:
    image = Image.open(BytesIO(rendition.content))
    image.load()
    return image


@pytest.mark.parametrize(
    ("own_width_px", "widths_px"),
    [
        (256, (256,)),
        (320, (320,)),
        (512, (320, 512)),
        (1024, (320, 640, 1024)),
        (2048, (320, 640, 1024)),
    ],
)
def test_a_picture_is_shown_at_these_widths_and_never_blown_up(
    own_width_px: int, widths_px: tuple[int, ...]
) -> None:
    assert widths_for(own_width_px) == widths_px


def test_every_file_is_what_it_says_and_carries_nothing_else() -> None:
    made = renditions_of(png_of(blotches(704, 512)))
    assert (made.width_px, made.height_px) == (704, 512)
    for kind, files in (("webp", made.webp), ("avif", made.avif), ("jpeg", (made.share_jpeg,))):
        for each in files:
            image = opened(each)
            assert (image.format or "").lower() == kind == each.kind
            assert image.size == (each.width_px, each.height_px)
            assert not {"exif", "icc_profile", "xmp"} & set(image.info)
    sizes = [(320, 233), (640, 465), (704, 512)]
    assert [(each.width_px, each.height_px) for each in made.webp] == sizes
    assert [(each.width_px, each.height_px) for each in made.avif] == sizes
    assert (made.share_jpeg.width_px, made.share_jpeg.height_px) == (1200, 873)
    assert made.share_jpeg.media_type == "image/jpeg"


def test_a_rendition_looks_like_its_picture() -> None:
    picture = blotches(512, 512)
    made = renditions_of(png_of(picture))
    for each in (*made.webp, *made.avif, made.share_jpeg):
        shown = opened(each).convert("RGB").resize((32, 32), Image.Resampling.BOX)
        wanted = picture.resize((32, 32), Image.Resampling.BOX)
        assert float(np.abs(np.asarray(shown, float) - np.asarray(wanted, float)).mean()) < 4, each.kind


def test_the_same_picture_gives_the_same_files() -> None:
    png = png_of(blotches(320, 256))
    assert renditions_of(png) == renditions_of(png)


def test_the_average_colour_is_the_average() -> None:
    halves = Image.new("RGB", (256, 256), (200, 0, 100))
    halves.paste((100, 0, 0), (0, 0, 128, 256))
    assert renditions_of(png_of(halves)).average_colour == "#960032"


# ThumbHash. The vectors were made with the format's reference implementation (npm thumbhash 0.1.1)
# from curves that any implementation can draw again.


def curves(width: int, height: int) -> Image.Image:
    """Curved ramps without a symmetry, for a wave of exactly nothing could be rounded either way."""
    x, y = np.meshgrid(np.arange(width) / width, np.arange(height) / height)
    channels: NDArray[np.float64] = np.stack((x * x, 0.2 + 0.7 * y * (1 - x), x**3 * y + 0.1 * y), axis=2)
    return Image.fromarray((channels * 255).astype(np.uint8))


VECTORS = [
    (100, 100, "UukJHyKwhoeDh4eHh3d3d3h3t9aAkIkH"),
    (100, 56, "UukJHKKghoeDh4eHh3drDQiZeA=="),
    (48, 96, "UukJHCKwNnh4eId3eHdrDAipeA=="),
    (100, 20, "UukJGaKghoeDh3d4ag0IqXg="),
]


@pytest.mark.parametrize(("width", "height", "reference"), VECTORS)
def test_the_hash_is_the_one_that_the_reference_makes(width: int, height: int, reference: str) -> None:
    assert thumbhash_of(curves(width, height)) == reference


def likeness(thumbhash: str, side_px: int = 16) -> Image.Image:
    head, _, body = thumbhash_data_url(thumbhash, side_px=side_px).partition(",")
    assert head == "data:image/png;base64"
    return Image.open(BytesIO(base64.b64decode(body)))


@pytest.mark.parametrize(
    ("size", "shown"),
    [((400, 400), (16, 16)), ((700, 400), (16, 9)), ((300, 700), (7, 16)), ((900, 90), (16, 2))],
)
def test_the_likeness_keeps_the_shape(size: tuple[int, int], shown: tuple[int, int]) -> None:
    assert likeness(thumbhash_of(blotches(*size))).size == shown


def test_the_likeness_resembles_the_picture() -> None:
    picture = curves(300, 300)
    shown = np.asarray(likeness(thumbhash_of(picture)).convert("RGB"), float)
    wanted = np.asarray(picture.resize((16, 16), Image.Resampling.BOX), float)
    assert np.abs(shown - wanted).mean() < 15
    assert np.abs(shown - wanted[:, ::-1]).mean() > 40


def test_a_hash_is_short_and_so_is_its_likeness() -> None:
    for seed in range(5):
        thumbhash = thumbhash_of(blotches(100, 100, seed))
        assert len(thumbhash) <= 32
        assert len(thumbhash_data_url(thumbhash)) < 1_000


def test_one_flat_colour_is_its_own_likeness() -> None:
    shown = np.asarray(
        likeness(thumbhash_of(Image.new("RGB", (640, 640), (40, 120, 200)))).convert("RGB"), int
    )
    assert (np.abs(shown - (40, 120, 200)) <= 8).all()
    assert len(np.unique(shown.reshape(-1, 3), axis=0)) == 1


@pytest.mark.parametrize("broken", ["", "AAAA", "not base64!", base64.b64encode(b"\0\0\x80\0\0").decode()])
def test_what_is_no_hash_of_ours_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        thumbhash_data_url(broken)
