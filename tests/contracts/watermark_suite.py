"""What every watermark keeps, however it hides its numbers. Subclass it and give the `watermark` fixture."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from bottega.engines.painter.pixels import png_size
from bottega.engines.watermark.port import CODE_MAX, Watermark
from tests.pictures import (
    cropped,
    drawn,
    encoded,
    laid_into,
    opened,
    painted_png,
    reencoded,
    resized,
    screenshot,
)

CODE = 777_888_999_000
PSNR_MIN = 38.0
EDIT = (150, 130, 310, 290)  # on no edge of any grid
HAPPENINGS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "nothing": lambda picture: picture,
    "JPEG 75": lambda picture: reencoded(picture, "JPEG", 75),
    "WebP 75": lambda picture: reencoded(picture, "WEBP", 75),
    "half and back": lambda picture: resized(resized(picture, 0.5), 2.0),
    "half": lambda picture: resized(picture, 0.5),
    "10 % cropped": lambda picture: cropped(picture, 0.1),
    "a screenshot": screenshot,
    "brighter": lambda picture: picture.point(lambda value: value * 1.1),
}


class WatermarkSuite:
    """The contract of `Watermark`, as tests."""

    @pytest.mark.parametrize("happening", HAPPENINGS)
    def test_a_number_survives(self, watermark: Watermark, happening: str) -> None:
        marked = opened(watermark.embed(painted_png(), CODE))
        found = watermark.read(encoded(HAPPENINGS[happening](marked)))
        assert found is not None
        assert found.code == CODE
        assert 0.75 <= found.confidence <= 1.0

    @pytest.mark.parametrize("code", [0, 1, CODE_MAX])
    def test_every_number_fits(self, watermark: Watermark, code: int) -> None:
        found = watermark.read(watermark.embed(encoded(drawn(3)), code))
        assert found is not None
        assert found.code == code

    @pytest.mark.parametrize("code", [-1, CODE_MAX + 1])
    def test_what_is_no_such_number_is_refused(self, watermark: Watermark, code: int) -> None:
        with pytest.raises(ValueError, match="bits"):
            watermark.embed(encoded(drawn(3)), code)

    def test_nobody_sees_it(self, watermark: Watermark) -> None:
        before = opened(painted_png())
        after = opened(watermark.embed(painted_png(), CODE))
        change = np.asarray(after, np.float64) - np.asarray(before, np.float64)
        assert 10 * np.log10(255**2 / np.mean(change**2)) >= PSNR_MIN

    @pytest.mark.parametrize("size", [(64, 64), (257, 301), (512, 96), (5, 7)])
    def test_the_size_stays(self, watermark: Watermark, size: tuple[int, int]) -> None:
        assert png_size(watermark.embed(encoded(drawn(2, *size)), CODE)) == size

    def test_a_new_number_takes_the_old_ones_place(self, watermark: Watermark) -> None:
        found = watermark.read_all(watermark.embed(watermark.embed(painted_png(), 5), CODE))
        assert [each.code for each in found] == [CODE]

    def test_an_edit_says_its_own_number_and_its_parents(self, watermark: Watermark) -> None:
        parent, child = (opened(watermark.embed(painted_png(), code)) for code in (CODE, 5))
        found = watermark.read_all(encoded(laid_into(parent, child, EDIT)))
        assert [each.code for each in found] == [CODE, 5]

    def test_unmarked_pictures_say_nothing(self, watermark: Watermark) -> None:
        unmarked = [encoded(drawn(number, 120, 120)) for number in range(19)]
        assert [watermark.read(png) for png in (painted_png(), *unmarked)] == [None] * 20

    def test_a_tiny_picture_says_nothing(self, watermark: Watermark) -> None:
        assert watermark.read(encoded(drawn(1, 40, 40))) is None
