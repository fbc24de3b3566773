"""From the job to the pictures: every trouble a painter can make, and the last word each time."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from bottega.engines.blobs.adapters.local import LocalBlobs
from bottega.engines.blobs.port import StoreAway
from bottega.engines.painter.port import Away, Painter
from bottega.engines.painter.turns import Turns
from bottega.engines.wired import Engines, WiredPainter
from bottega.gallery.models import Image, Lineage, Rendition
from bottega.people.models import Person
from bottega.stream.models import Fact
from bottega.studio import jobs
from bottega.studio import painting as studio_painting
from bottega.studio.actions import open_conversation, stop_generation
from bottega.studio.models import Candidate, Generation
from bottega.studio.painting import paint
from tests import make
from tests.cast import SwatchPainter
from tests.studio import painters
from tests.studio.conftest import Ask

Jobs = Callable[..., list[str]]
pytestmark = pytest.mark.django_db(transaction=True)  # a painter refuses to work inside a transaction


def wire(engines: Engines, painter: Painter, *, is_trusted: bool = True) -> None:
    engines.painters = {"swatch": WiredPainter(painter, is_trusted)}


def outcome(generation: Generation) -> tuple[str, str, int]:
    """State, failure, pictures; and that facts and rows agree about them."""
    generation.refresh_from_db()
    made = generation.candidates.exclude(image=None).count()
    assert Image.objects.count() == Fact.objects.filter(kind="image_made").count() == made
    ends = Fact.objects.filter(kind__in=("generation_finished", "generation_failed", "generation_stopped"))
    assert [fact.body["made"] for fact in ends] == ([made] if generation.ended_at else [])
    return generation.state, generation.failure, made


def test_the_job_paints_every_tile_and_says_so_once(ask: Ask, run_jobs: Jobs) -> None:
    generation = ask()
    assert run_jobs() == ["studio.paint_generation"]
    assert outcome(generation) == ("finished", "", 4)
    assert {tile.share for tile in generation.candidates.all()} == {1.0}
    for tile in generation.candidates.all():
        assert tile.image
        assert (tile.image.seed, tile.image.words) == (tile.seed, "a red fox")
        assert Rendition.objects.filter(image=tile.image, kind="webp").exists()


def test_a_second_run_of_the_same_job_changes_nothing(ask: Ask, run_jobs: Jobs) -> None:
    generation = ask()
    run_jobs()
    facts = Fact.objects.count()
    jobs.paint_generation.func(None, generation.id)
    assert Fact.objects.count() == facts
    assert outcome(generation) == ("finished", "", 4)


def test_an_edit_and_a_remix_each_write_their_edge(
    ask: Ask, run_jobs: Jobs, ada: Person, cleo: Person
) -> None:
    mine, post = make.image(ada), make.post(cleo)
    talk = open_conversation(ada, remix_of_post_id=post.id, at=make.moment())
    edit, remix = ask("in snow", change_image_id=mine.id, count=1), ask("in snow", where=talk.id, count=1)
    run_jobs()
    told = {}
    for generation in (edit, remix):
        edge = Lineage.objects.get(child=generation.candidates.get().image_id)
        told[edge.edge] = (edge.parent_id, edge.via_post_id)
    assert told == {"edit": (mine.id, None), "remix": (post.image_id, post.id)}


@pytest.mark.parametrize(
    ("painter", "expected"),
    [
        (painters.Declining(), ("failed", "painter_declined", 0)),
        (painters.Nonsense(), ("failed", "painter_garbled", 0)),
        (painters.Nonsense(good=1), ("finished", "painter_garbled", 1)),
        (painters.Troubled(good=0), ("failed", "painter_fewer", 0)),
        (painters.Troubled(good=3), ("finished", "painter_fewer", 3)),
        (painters.Broken(), ("failed", "painter_broke", 0)),
        (painters.Broken(good=2), ("finished", "painter_broke", 2)),
    ],
    ids=lambda each: "-".join(map(str, each)) if isinstance(each, tuple) else type(each).__name__,
)
def test_each_trouble_ends_with_a_last_word_and_nothing_half_made(
    ask: Ask, run_jobs: Jobs, engines: Engines, painter: Painter, expected: tuple[str, str, int]
) -> None:
    wire(engines, painter)
    generation = ask()
    run_jobs()
    assert outcome(generation) == expected


@pytest.mark.parametrize("answer", painters.BAD_ANSWERS)
def test_bytes_that_are_no_picture_are_never_kept(
    ask: Ask, run_jobs: Jobs, engines: Engines, answer: str
) -> None:
    wire(engines, painters.Answering(painters.BAD_ANSWERS[answer]), is_trusted=False)
    generation = ask()
    run_jobs()
    assert outcome(generation) == ("failed", "painter_garbled", 0)
    assert generation.failure_reason


def test_good_pictures_before_a_bad_one_are_kept(ask: Ask, run_jobs: Jobs, engines: Engines) -> None:
    wire(engines, painters.Answering(b"<html>", good=2), is_trusted=False)
    generation = ask()
    run_jobs()
    assert outcome(generation) == ("finished", "painter_garbled", 2)


def test_what_the_painter_says_when_it_declines_is_kept_for_the_person(
    ask: Ask, run_jobs: Jobs, engines: Engines
) -> None:
    wire(engines, painters.Declining())
    generation = ask()
    run_jobs()
    generation.refresh_from_db()
    assert generation.failure_reason == "We do not paint that."


def run_all_tries(run_jobs: Jobs) -> int:
    """Do the job again and again, without waiting for its pauses; return how often it ran."""
    tries = 0
    for _ in range(jobs.ATTEMPTS_MAX + 2):
        tries += len(run_jobs())
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    return tries


def test_a_painter_that_is_away_for_a_moment_paints_at_the_next_try(
    ask: Ask, run_jobs: Jobs, engines: Engines
) -> None:
    wire(engines, painters.AwayFor(calls=1))
    generation = ask()
    assert run_all_tries(run_jobs) == 2
    assert outcome(generation) == ("finished", "", 4)


def test_a_painter_that_stays_away_is_given_up_in_words(ask: Ask, run_jobs: Jobs, engines: Engines) -> None:
    wire(engines, painters.AwayFor(calls=99))
    generation = ask()
    assert run_all_tries(run_jobs) == jobs.ATTEMPTS_MAX
    assert outcome(generation) == ("failed", "painter_away", 0)


def test_a_painter_that_was_switched_off_is_said_to_be_gone(
    ask: Ask, run_jobs: Jobs, engines: Engines
) -> None:
    generation = ask()
    engines.painters = {}
    run_jobs()
    assert outcome(generation) == ("failed", "no_such_painter", 0)


def test_a_full_store_is_said_and_nothing_is_half_made(
    ask: Ask, run_jobs: Jobs, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(content: bytes) -> str:
        raise StoreAway("The disk is full.")

    monkeypatch.setattr(engines.blobs, "put", full)
    generation = ask()
    run_jobs()
    assert outcome(generation) == ("failed", "store_away", 0)


def test_a_database_that_goes_away_in_the_middle_is_tried_again(
    ask: Ask, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise OperationalError("server closed the connection")

    generation = ask()
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "paint", lost)
        run_jobs()
    assert outcome(generation)[0] == "waiting"
    assert run_all_tries(run_jobs) == 1
    assert outcome(generation) == ("finished", "", 4)


def test_a_generation_stopped_before_it_began_is_never_painted(
    ask: Ask, run_jobs: Jobs, engines: Engines, ada: Person
) -> None:
    painter = painters.Troubled(good=4)
    wire(engines, painter)
    generation = ask()
    stop_generation(ada, generation.id, at=make.moment())
    run_jobs()
    assert painter.calls == 0
    assert outcome(generation) == ("stopped", "", 0)


def test_stop_lets_a_hanging_painter_go_and_keeps_what_is_finished(
    ask: Ask, engines: Engines, ada: Person
) -> None:
    painter = painters.Hanging(good=1)
    generation = ask()

    def work() -> None:
        try:
            paint(
                generation.id,
                wired=WiredPainter(painter, is_trusted=True),
                blobs=engines.blobs,
                clock=make.moment,
                pulse_seconds=0.05,
            )
        finally:
            connection.close()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    assert painter.began.wait(10)
    stop_generation(ada, generation.id, at=make.moment())
    stop_generation(ada, generation.id, at=make.moment())  # a second press changes nothing
    worker.join(10)
    assert not worker.is_alive()
    assert outcome(generation) == ("stopped", "", 1)


def test_progress_reaches_the_tile_while_the_painter_works(ask: Ask, engines: Engines, ada: Person) -> None:
    painter = painters.Hanging()
    generation = ask(count=1)
    wired = WiredPainter(painter, is_trusted=True)
    seen: list[float] = []

    def watch() -> None:
        painter.began.wait(10)
        for _ in range(200):
            share = Candidate.objects.get(generation=generation).share
            if share:
                seen.append(share)
                break
            threading.Event().wait(0.05)
        stop_generation(ada, generation.id, at=make.moment())
        connection.close()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    paint(generation.id, wired=wired, blobs=engines.blobs, clock=make.moment, pulse_seconds=0.05)
    watcher.join(10)
    assert seen == [0.5]


def test_a_picture_that_comes_after_the_stop_is_thrown_away(ask: Ask, engines: Engines, ada: Person) -> None:
    generation = ask()

    class Late(SwatchPainter):
        def paint(self, *words: object, **named: object):  # type: ignore[no-untyped-def,override]
            for painting in super().paint(*words, **named):  # type: ignore[arg-type]
                if painting.place == 2:
                    painters.await_kept(2)
                    stop_generation(ada, generation.id, at=make.moment())
                    connection.close()
                yield painting

    wired = WiredPainter(Late(), is_trusted=True)
    paint(generation.id, wired=wired, blobs=engines.blobs, clock=make.moment, pulse_seconds=0)
    assert outcome(generation) == ("stopped", "", 2)


def test_a_worker_killed_in_the_middle_leaves_whole_tiles_and_the_next_paints_the_rest(
    ask: Ask, tmp_path: Path
) -> None:
    generation = ask()
    died = subprocess.run(
        [sys.executable, "-m", "tests.studio.dying_worker", str(generation.id), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        check=False,
        timeout=60,
    )
    assert died.returncode == -9
    assert outcome(generation) == ("painting", "", 2)
    first = set(Image.objects.values_list("id", flat=True))

    wired = WiredPainter(SwatchPainter(), is_trusted=True)
    paint(generation.id, wired=wired, blobs=LocalBlobs(tmp_path), clock=make.moment, pulse_seconds=0)
    assert outcome(generation) == ("finished", "", 4)
    assert first < set(Image.objects.values_list("id", flat=True))
    assert len({tile.image_id for tile in generation.candidates.all()}) == 4


def test_away_writes_nothing(ask: Ask, engines: Engines) -> None:
    generation = ask()
    wired = WiredPainter(painters.AwayFor(calls=9), is_trusted=True)
    with pytest.raises(Away):
        paint(generation.id, wired=wired, blobs=engines.blobs, clock=make.moment, pulse_seconds=0)
    assert outcome(generation) == ("painting", "", 0)


def test_where_others_wait_the_rows_of_a_picture_are_written_in_its_turn(
    ask: Ask, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation, turns, written = ask(), Turns(alone=2, crowded=1), []

    def in_turn(write: Callable[..., None]) -> Callable[..., None]:
        def noted(*given: Any, **named: Any) -> None:
            written.append((write.__name__, turns._pictures))
            write(*given, **named)

        return noted

    monkeypatch.setattr(studio_painting, "TURNS", turns)
    for write in (studio_painting._keep, studio_painting._finish_or_fail):
        monkeypatch.setattr(studio_painting, write.__name__, in_turn(write))
    wired = WiredPainter(SwatchPainter(), is_trusted=True)
    with turns.request():  # somebody else's
        paint(generation.id, wired=wired, blobs=engines.blobs, clock=make.moment, pulse_seconds=0)
    assert written == [("_keep", 1)] * 4 + [("_finish_or_fail", 1)]
    assert (outcome(generation), turns._pictures) == (("finished", "", 4), 0)


@pytest.mark.parametrize("is_crowded", [False, True])
def test_a_stop_while_pictures_are_written_gives_every_turn_back(
    ask: Ask, engines: Engines, ada: Person, monkeypatch: pytest.MonkeyPatch, is_crowded: bool
) -> None:
    generation, turns = ask(), Turns(alone=2, crowded=1)
    monkeypatch.setattr(studio_painting, "TURNS", turns)
    keep = studio_painting._keep

    def stop_first(*given: Any, **named: Any) -> None:
        stop_generation(ada, generation.id, at=make.moment())
        keep(*given, **named)

    monkeypatch.setattr(studio_painting, "_keep", stop_first)
    wired = WiredPainter(SwatchPainter(), is_trusted=True)
    with turns.request() if is_crowded else nullcontext():
        paint(generation.id, wired=wired, blobs=engines.blobs, clock=make.moment, pulse_seconds=0)
    assert (outcome(generation), turns._pictures, turns._requests) == (("stopped", "", 0), 0, 0)
