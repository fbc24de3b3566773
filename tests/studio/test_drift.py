"""Measuring an edit: what changed, whether the rest stayed, and when the whole composition moved."""

from functools import cache
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.composite import keep_outside_mask
from bottega.engines.painter.port import Brief, Change, Painting
from bottega.engines.watermark.adapters.wavelet import WaveletWatermark
from bottega.studio.drift import Measured, heatmap, measure, similarity

SIDE = 384
HEATMAP_BYTES_MAX = 60_000


def _png(pixels: NDArray[np.uint8]) -> bytes:
    file = BytesIO()
    Pillow.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def _noise(seed: int, rows: int = 256, columns: int = 256) -> NDArray[np.uint8]:
    """Soft blobs, unlike for each seed: something with a composition."""
    coarse = np.random.default_rng(seed).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    return np.asarray(Pillow.fromarray(coarse).resize((columns, rows), Pillow.Resampling.BICUBIC))


def _square(rows: int = 256, columns: int = 256) -> NDArray[np.uint8]:
    mask = np.zeros((rows, columns), np.uint8)
    mask[64:128, 64:128] = 255
    return mask


@cache
def _painted(words: str, seed: int) -> Painting:
    (painting,) = EmbeddedPainter().paint(
        Brief(words, SIDE, SIDE), seeds=[seed], progress=lambda *_beat: None
    )
    return painting


def _edited(before: Painting, words: str, mask_png: bytes | None = None) -> bytes:
    change = Change(words, before.words, before.png, before.memo, mask_png)
    (after,) = EmbeddedPainter().edit(change, seeds=[before.seed], progress=lambda *_beat: None)
    return after.png


def _measured(before: bytes, after: bytes, mask: bytes | None = None) -> Measured:
    measured = measure(before, after, mask)
    assert measured
    return measured


def test_the_same_picture_has_not_changed_at_all() -> None:
    same = _measured(_png(_noise(1)), _png(_noise(1)))
    assert (same.changed_share, same.pdq_distance, same.warning, same.outside_equal) == (0.0, 0, "", None)
    assert same.ssim == pytest.approx(1.0, abs=1e-4)


def test_the_share_is_that_of_the_pixels_that_changed() -> None:
    before = _noise(1)
    after = before.copy()
    after[64:128, 64:128] = 255 - after[64:128, 64:128]
    changed = np.count_nonzero((after.astype(int) - before).__abs__().max(axis=2) > 4)
    assert _measured(_png(before), _png(after)).changed_share == pytest.approx(changed / 256**2)


def test_four_levels_are_a_watermark_and_five_are_a_change() -> None:
    before = np.full((64, 64, 3), 100, np.uint8)
    assert _measured(_png(before), _png(before + 4)).changed_share == 0.0
    assert _measured(_png(before), _png(before + 5)).changed_share == 1.0


def test_a_new_watermark_is_no_change_to_look_at() -> None:
    picture = _painted("a calm sea at dawn with a lighthouse, woodblock print", 7).png
    mark = WaveletWatermark()
    measured = _measured(mark.embed(picture, 12_345_678_901), mark.embed(picture, 98_765_432_109))
    assert measured.changed_share == 0.0
    assert measured.ssim > 0.95


def test_one_level_of_one_pixel_outside_the_mask_is_noticed() -> None:
    before = _noise(1)
    after = before.copy()
    after[64:128, 64:128] = 0
    mask = _png(_square())
    assert _measured(_png(before), _png(after), mask).outside_equal is True
    after[0, 0, 0] ^= 1
    assert _measured(_png(before), _png(after), mask).outside_equal is False


def test_what_happens_inside_the_mask_does_not_count_against_the_rest() -> None:
    before = _noise(1)
    after = np.where(_square()[..., np.newaxis] > 0, _noise(2), before)
    measured = _measured(_png(before), _png(after), _png(_square()))
    assert measured.ssim == pytest.approx(1.0, abs=1e-4)
    assert measured.warning == ""


def test_a_mask_over_everything_leaves_nothing_to_compare() -> None:
    full = np.full((256, 256), 255, np.uint8)
    assert similarity(_noise(1), _noise(2), full > 0) == 1.0


def test_ssim_falls_with_noise_and_is_symmetric() -> None:
    clean = _noise(1)
    grain = np.random.default_rng(5).normal(0, 1, clean.shape)
    values = [
        similarity(clean, np.clip(clean + grain * spread, 0, 255).astype(np.uint8), None)
        for spread in (2, 8, 32)
    ]
    assert 1 > values[0] > values[1] > values[2] > 0
    assert similarity(clean, _noise(2), None) == pytest.approx(similarity(_noise(2), clean, None), abs=1e-6)


def test_sizes_that_differ_cannot_be_compared() -> None:
    assert measure(_png(_noise(1)), _png(_noise(1, 128, 256)), None) is None
    assert measure(_png(_noise(1)), _png(_noise(1)), _png(_square(128, 128))) is None


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (3, 500), (257, 129), (16, 16)])
def test_odd_sizes_are_measured_too(rows: int, columns: int) -> None:
    before, after = np.zeros((rows, columns, 3), np.uint8), np.full((rows, columns, 3), 200, np.uint8)
    assert _measured(_png(before), _png(after)).changed_share == 1.0


def test_the_heatmap_is_clear_where_nothing_changed_and_blue_where_it_did() -> None:
    apart = np.zeros((1024, 1024), np.uint8)
    apart[512:, :] = 200
    with Pillow.open(BytesIO(heatmap(apart))) as picture:
        sheet = np.asarray(picture.convert("RGBA"))
    assert sheet.shape[1] <= 512
    assert sheet[: len(sheet) // 2 - 2, :, 3].max() == 0
    assert sheet[len(sheet) // 2 + 2 :, :, 3].min() > 200
    assert sheet[-1, 0, 2] > sheet[-1, 0, 0]


@pytest.mark.parametrize(("rows", "columns"), [(1024, 1024), (1216, 832), (2048, 2048)])
def test_the_heatmap_of_pure_noise_stays_small(rows: int, columns: int) -> None:
    apart = np.random.default_rng(3).integers(0, 256, (rows, columns), dtype=np.uint8)
    content = heatmap(apart)
    with Pillow.open(BytesIO(content)) as picture:
        assert picture.width <= 512
    assert len(content) <= HEATMAP_BYTES_MAX


def test_adding_a_boat_does_not_move_the_composition_and_another_picture_does() -> None:
    before = _painted("a calm sea at dawn with a lighthouse, woodblock print", 7)
    small = _measured(before.png, _edited(before, "add a boat"))
    assert 0 < small.changed_share < 0.5
    assert small.warning == ""
    other = _painted("a cat on a sofa in a room, oil painting", 8)
    assert _measured(before.png, other.png).warning == "composition"


def test_a_painter_that_ignores_the_mask_cannot_move_the_rest() -> None:
    before = _painted("a calm sea at dawn with a lighthouse, woodblock print", 7)
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[100:200, 100:200] = 255
    other = _painted("a cat on a sofa in a room, oil painting", 8)
    careless = _measured(before.png, other.png, _png(mask))
    assert (careless.outside_equal, careless.warning) == (False, "composition")
    laid_in = keep_outside_mask(before.png, other.png, _png(mask))
    kept = _measured(before.png, laid_in, _png(mask))
    assert (kept.outside_equal, kept.warning) == (True, "")
