"""What every painter keeps, whatever stands behind it. Subclass it and give the `painter` fixture.

Asks in 256 × 256, so that it stays quick for painters that really paint.
"""

import json
import threading
from collections.abc import Sequence
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bottega.engines.painter.port import Brief, Change, Painter, Painting, Stopped

BRIEF = Brief("a red fox in a meadow, watercolour", 256, 256)
MEMO_BYTES_MAX = 64 * 1024
PNG_BYTES_MAX = 16 * 1024 * 1024
PREVIEW_BYTES_MAX = 2 * 1024 * 1024


def ignore(place: int, share: float, preview_png: bytes | None = None) -> None:
    """Progress that nobody watches."""


def pixels(png: bytes) -> NDArray[np.uint8]:
    """Return the colours of a PNG, rows by columns by three."""
    with Image.open(BytesIO(png), formats=["PNG"]) as picture:
        return np.asarray(picture.convert("RGB"))


def left_half_mask(width_px: int, height_px: int) -> bytes:
    """Return a mask that lets the left half change."""
    mask = Image.new("L", (width_px, height_px), 0)
    mask.paste(255, (0, 0, width_px // 2, height_px))
    out = BytesIO()
    mask.save(out, "PNG")
    return out.getvalue()


def painted(painter: Painter, seeds: Sequence[int] = (7,), brief: Brief = BRIEF) -> list[Painting]:
    """Paint without watching, in the order of the places."""
    return sorted(painter.paint(brief, seeds=seeds, progress=ignore), key=lambda painting: painting.place)


def change_of(painting: Painting, words: str = "make it winter", mask_png: bytes | None = None) -> Change:
    """Return a change of a picture that its own painter made."""
    return Change(words, painting.words, painting.png, painting.memo, mask_png)


class PainterSuite:
    """The contract of `Painter`, as tests."""

    repeats_by_seed = True  # whether this painter, set up like this, can repeat a picture
    parameters_bytes_max = 8 * 1024

    def test_paints_one_picture_for_each_seed(self, painter: Painter) -> None:
        paintings = painted(painter, seeds=(5, 9, 2_147_483_647))
        assert [(painting.place, painting.seed) for painting in paintings] == [
            (0, 5),
            (1, 9),
            (2, 2_147_483_647),
        ]
        assert len({painting.png for painting in paintings}) == 3

    def test_a_picture_is_an_opaque_png_of_the_size_asked_for(self, painter: Painter) -> None:
        (painting,) = painted(painter, brief=Brief("a quiet harbour", 320, 256))
        with Image.open(BytesIO(painting.png)) as picture:
            assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (320, 256))
        assert len(painting.png) <= PNG_BYTES_MAX

    def test_a_picture_says_what_it_stands_for_and_what_made_it(self, painter: Painter) -> None:
        (painting,) = painted(painter)
        assert painting.words == BRIEF.words
        assert painting.model
        assert len(json.dumps(dict(painting.memo)).encode()) <= MEMO_BYTES_MAX

    def test_a_picture_says_everything_else_that_went_into_it(self, painter: Painter) -> None:
        (painting,) = painted(painter)
        assert painting.parameters["size"] == "256x256"
        assert len(json.dumps(dict(painting.parameters)).encode()) <= self.parameters_bytes_max

    def test_what_a_painter_offers_to_set_can_be_set_and_nonsense_is_left_out(self, painter: Painter) -> None:
        offered = painter.abilities.parameters
        extremes: dict[str, object] = {
            each.name: each.low if each.kind == "number" else "x" for each in offered
        }
        for parameters in ({each.name: [] for each in offered} | {"no such thing": 1}, extremes):
            brief = Brief("a red fox", 256, 256, parameters=parameters)
            assert len(painted(painter, brief=brief)) == 1

    def test_says_whether_it_repeats(self, painter: Painter) -> None:
        assert painter.abilities.repeats is self.repeats_by_seed

    def test_previews_come_only_where_they_are_promised(self, painter: Painter) -> None:
        shown: list[bytes] = []

        def progress(place: int, share: float, preview_png: bytes | None = None) -> None:
            if preview_png is not None:
                shown.append(preview_png)

        list(painter.paint(BRIEF, seeds=(1,), progress=progress))
        assert bool(shown) is painter.abilities.previews
        assert all(len(preview) <= PREVIEW_BYTES_MAX for preview in shown)

    def test_the_same_seed_gives_the_same_bytes(self, painter: Painter) -> None:
        if not self.repeats_by_seed:
            pytest.skip("this server is not told the seed, so it cannot repeat")
        assert painted(painter)[0].png == painted(painter)[0].png

    def test_progress_names_known_places_and_ends_at_one(self, painter: Painter) -> None:
        told: list[tuple[int, float]] = []

        def progress(place: int, share: float, preview_png: bytes | None = None) -> None:
            told.append((place, share))

        list(painter.paint(BRIEF, seeds=(1, 2), progress=progress))
        assert {place for place, _ in told} == {0, 1}
        assert all(0.0 <= share <= 1.0 for _, share in told)
        assert dict(told) == {0: 1.0, 1: 1.0}

    def test_stopping_passes_through_and_ends_the_work(self, painter: Painter) -> None:
        def stop(place: int, share: float, preview_png: bytes | None = None) -> None:
            raise Stopped

        with pytest.raises(Stopped):
            list(painter.paint(BRIEF, seeds=(1, 2), progress=stop))
        assert len(painted(painter)) == 1  # and the painter is still of use

    def test_an_edit_keeps_the_size_and_merges_the_words(self, painter: Painter) -> None:
        (before,) = painted(painter, brief=Brief("a red fox", 320, 256))
        (after,) = painter.edit(change_of(before), seeds=(7,), progress=ignore)
        assert pixels(after.png).shape == (256, 320, 3)
        assert after.png != before.png
        assert "fox" in after.words
        assert "winter" in after.words

    def test_an_edit_needs_no_memo(self, painter: Painter) -> None:
        (before,) = painted(painter)
        foreign = Change("add a boat", BRIEF.words, before.png)
        assert [painting.place for painting in painter.edit(foreign, seeds=(3,), progress=ignore)] == [0]

    def test_outside_the_mask_every_pixel_stays(self, painter: Painter) -> None:
        (before,) = painted(painter)
        change = change_of(before, mask_png=left_half_mask(256, 256))
        (after,) = painter.edit(change, seeds=(8,), progress=ignore)
        old, new = pixels(before.png), pixels(after.png)
        assert np.array_equal(old[:, 128:], new[:, 128:])
        assert not np.array_equal(old[:, :128], new[:, :128])

    def test_one_painter_serves_several_threads(self, painter: Painter) -> None:
        results: dict[int, list[Painting]] = {}
        threads = [
            threading.Thread(target=lambda at=at: results.update({at: painted(painter, seeds=(at,))}))
            for at in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert {at: [painting.seed for painting in made] for at, made in results.items()} == {
            0: [0],
            1: [1],
            2: [2],
        }
