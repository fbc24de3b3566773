"""What images servers are asked for where the operator says so: streams, steps, choices, references."""

from typing import Any

import pytest

from bottega.engines.painter.adapters.openai_images import painter as images_painter
from bottega.engines.painter.port import Brief, Declined, Garbled, Tier
from bottega.engines.painter.turns import Turns
from tests.contracts.images_server import LoopbackImages, Trouble, blotch, encoded
from tests.contracts.painter_suite import ignore, left_half_mask, pixels
from tests.engines.painter.test_openai_images import BEFORE_PNG, BRIEF, edit, host, paint, painter_of

__all__ = ["host"]  # a fixture, which pytest finds by its name


def test_unfinished_pictures_are_shown_on_the_way(host: LoopbackImages) -> None:
    host.streams = True
    told: list[tuple[float, bool]] = []

    def progress(place: int, share: float, preview_png: bytes | None = None) -> None:
        if preview_png is not None:
            assert pixels(preview_png).shape == (64, 64, 3)
        told.append((round(share, 2), preview_png is not None))

    painter = painter_of(host, stream=True, partial_images=2)
    (painting,) = painter.paint(BRIEF, seeds=[1], progress=progress)
    assert painter.abilities.previews
    assert [share for share, is_preview in told if is_preview] == [0.4, 0.7]
    assert told[-1] == (1.0, False)
    assert pixels(painting.png).shape == (256, 256, 3)


def test_an_edit_streams_too(host: LoopbackImages) -> None:
    host.streams = True
    (after,) = edit(host, left_half_mask(256, 256), stream=True)
    assert (pixels(after.png)[:, 128:] == pixels(BEFORE_PNG)[:, 128:]).all()


def test_a_host_that_answers_in_one_piece_all_the_same_is_understood(host: LoopbackImages) -> None:
    assert len(paint(host, count=2, stream=True)) == 2
    assert [asked.fields["n"] for asked in host.wishes] == [1, 1]


def test_no_stream_is_asked_for_unless_it_is_set(host: LoopbackImages) -> None:
    paint(host)
    assert "stream" not in host.wishes[0].fields


@pytest.mark.parametrize(
    ("trouble", "error"), [(Trouble.MODERATED_EVENT, Declined), (Trouble.STREAM_ENDS, Garbled)]
)
def test_a_stream_that_brings_no_picture_says_why(
    host: LoopbackImages, trouble: Trouble, error: type[Exception]
) -> None:
    host.streams, host.trouble = True, trouble
    with pytest.raises(error):
        paint(host, stream=True)


def test_steps_follow_the_tier_and_choices_the_person(host: LoopbackImages) -> None:
    painter = painter_of(
        host,
        extras={"steps": "$steps"},
        steps={"sketch": 4, "final": 40},
        choices={"quality": ("low", "high")},
    )
    brief = Brief("a fox", 256, 256, Tier.SKETCH, {"quality": "high"})
    (painting,) = painter.paint(brief, seeds=[1], progress=ignore)
    sent = host.wishes[0].fields
    assert (sent["steps"], sent["quality"]) == (4, "high")
    assert painting.parameters == {"size": "256x256", "steps": 4, "quality": "high"}


def test_references_go_to_the_door_for_edits_and_no_more_than_the_host_takes(host: LoopbackImages) -> None:
    other = encoded(blotch("other", (64, 64)))
    painter = painter_of(host, references=1)
    brief = Brief("like this", 256, 256, references_png=(BEFORE_PNG, other))
    list(painter.paint(brief, seeds=[1], progress=ignore))
    (asked,) = host.wishes
    assert asked.path == "/v1/images/edits"
    assert list(asked.files.values()) == [BEFORE_PNG]


def test_an_answer_is_read_and_its_picture_opened_in_a_turn(
    host: LoopbackImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, under_way = Turns(alone=1, crowded=1), []

    def in_turn(work: Any) -> Any:
        def done(*given: Any, **named: Any) -> Any:
            under_way.append(turns._pictures)
            return work(*given, **named)

        return done

    monkeypatch.setattr(images_painter, "TURNS", turns)
    monkeypatch.setattr(images_painter, "pictures_in", in_turn(images_painter.pictures_in))
    monkeypatch.setattr(images_painter, "checked_png", in_turn(images_painter.checked_png))
    paint(host)
    assert under_way == [1, 1]
    assert turns._pictures == 0
