"""Outside the mask nothing moves; inside, the change grows in softly."""

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bottega.engines.painter.composite import EDGE_PX, keep_outside_mask
from tests.contracts.painter_suite import pixels

RNG = np.random.default_rng(2)


def png_of(array: NDArray[np.uint8]) -> bytes:
    out = BytesIO()
    Image.fromarray(array).save(out, "PNG")
    return out.getvalue()


def noise(width: int = 60, height: int = 40) -> NDArray[np.uint8]:
    return RNG.integers(0, 256, (height, width, 3), dtype=np.uint8)


def square_mask() -> NDArray[np.uint8]:
    mask = np.zeros((40, 60), np.uint8)
    mask[5:35, 10:50] = 255
    return mask


def test_outside_is_identical_and_deep_inside_is_all_new() -> None:
    before, after, mask = noise(), noise(), square_mask()
    mixed = pixels(keep_outside_mask(png_of(before), png_of(after), png_of(mask)))
    assert np.array_equal(mixed[mask == 0], before[mask == 0])
    deep = (slice(5 + EDGE_PX, 35 - EDGE_PX), slice(10 + EDGE_PX, 50 - EDGE_PX))
    assert np.array_equal(mixed[deep], after[deep])


def test_the_edge_rises_step_by_step_inside_the_mask() -> None:
    black, white = np.zeros((40, 60, 3), np.uint8), np.full((40, 60, 3), 255, np.uint8)
    mixed = pixels(keep_outside_mask(png_of(black), png_of(white), png_of(square_mask())))
    rise = mixed[20, 9 : 10 + EDGE_PX, 0].astype(int)
    assert rise.tolist() == [round(255 * step / EDGE_PX) for step in range(EDGE_PX + 1)]


def test_a_mask_that_reaches_the_border_has_no_edge_there() -> None:
    before, after = noise(), noise()
    everything = np.full((40, 60), 255, np.uint8)
    mixed = pixels(keep_outside_mask(png_of(before), png_of(after), png_of(everything)))
    assert np.array_equal(mixed, after)


def test_grey_up_to_127_counts_as_outside() -> None:
    before, after = noise(), noise()
    for value, kept in ((127, True), (128, False)):
        grey = png_of(np.full((40, 60), value, np.uint8))
        assert np.array_equal(pixels(keep_outside_mask(png_of(before), png_of(after), grey)), before) is kept


def test_three_sizes_that_differ_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="sizes differ"):
        keep_outside_mask(png_of(noise()), png_of(noise(61)), png_of(square_mask()))
