"""One watch for all that is painted: it tells each of its own end, outlives a lost database, and rests."""

import threading
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import OperationalError

from bottega.people.models import Person
from bottega.studio.actions import stop_generation
from bottega.studio.stops import Stops
from tests import make
from tests.studio.conftest import Ask

pytestmark = pytest.mark.django_db(transaction=True)

OFTEN = 0.02  # seconds


def watchers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "stops"]


def test_one_thread_tells_each_of_its_own_end_and_rests_when_nobody_waits(ask: Ask, ada: Person) -> None:
    stops, stopped, other = Stops(), ask(), ask()
    with ExitStack() as watched:
        ended, again = (watched.enter_context(stops.watching(stopped.id, seconds=OFTEN)) for _ in range(2))
        still = watched.enter_context(stops.watching(other.id, seconds=OFTEN))
        assert len(watchers()) == 1
        stop_generation(ada, stopped.id, at=make.moment())
        assert ended.wait(10)
        assert again.wait(10)
        assert not still.is_set()
        thread = watchers()[0]
    thread.join(10)
    assert not watchers()


def test_a_watch_after_a_rest_is_a_new_one(ask: Ask, ada: Person) -> None:
    stops, generation = Stops(), ask()
    with stops.watching(generation.id, seconds=OFTEN):
        first = watchers()[0]
    first.join(10)
    with stops.watching(generation.id, seconds=OFTEN) as ended:
        stop_generation(ada, generation.id, at=make.moment())
        assert ended.wait(10)


def test_a_database_that_went_away_for_a_moment_ends_no_watch(
    ask: Ask, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops, generation, lost = Stops(), ask(), threading.Event()
    tell = stops._tell

    def lose_it_once(watched: Any) -> None:
        if not lost.is_set():
            lost.set()
            raise OperationalError("the server closed the connection")
        tell(watched)

    monkeypatch.setattr(stops, "_tell", lose_it_once)
    with stops.watching(generation.id, seconds=OFTEN) as ended:
        assert lost.wait(10)
        stop_generation(ada, generation.id, at=make.moment())
        assert ended.wait(10)


def test_news_are_written_before_each_look_by_the_one_thread_and_never_after_the_end(ask: Ask) -> None:
    stops, wrote, writers = Stops(), threading.Event(), set()

    def write() -> None:
        writers.add(threading.current_thread().name)
        wrote.set()

    with stops.watching(ask().id, seconds=OFTEN), stops.watching(ask().id, seconds=OFTEN):
        with stops.watching(ask().id, seconds=OFTEN, write_news=write):
            assert wrote.wait(10)
        wrote.clear()
        assert not wrote.wait(OFTEN * 10)
    assert writers == {"stops"}


def test_one_paintings_trouble_keeps_neither_news_nor_stops_from_the_others(ask: Ask, ada: Person) -> None:
    stops, generation, wrote = Stops(), ask(), threading.Event()

    def break_down() -> None:
        raise OperationalError("the server closed the connection")

    with (
        stops.watching(ask().id, seconds=OFTEN, write_news=break_down),
        stops.watching(generation.id, seconds=OFTEN, write_news=wrote.set) as ended,
    ):
        assert wrote.wait(10)
        wrote.clear()
        assert wrote.wait(10)
        stop_generation(ada, generation.id, at=make.moment())
        assert ended.wait(10)


def test_leaving_waits_for_the_news_that_are_being_written(ask: Ask) -> None:
    stops, began, ended = Stops(), threading.Event(), threading.Event()

    def write() -> None:
        began.set()
        threading.Event().wait(0.2)
        ended.set()

    with stops.watching(ask().id, seconds=OFTEN, write_news=write):
        assert began.wait(10)
    assert ended.is_set()


def test_a_look_that_was_about_to_begin_writes_no_news_of_who_left(ask: Ask) -> None:
    stops, wrote = Stops(), threading.Event()
    with stops.watching(ask().id, seconds=3600, write_news=wrote.set):
        watched = dict(stops._watched)
    stops._look(watched)
    assert not wrote.is_set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_watch_that_broke_starts_anew_with_the_next_painting(ask: Ask, ada: Person) -> None:
    stops, generation, broke = Stops(), ask(), threading.Event()

    def break_down() -> None:
        broke.set()
        raise ValueError("a fault of ours")

    with stops.watching(ask().id, seconds=OFTEN, write_news=break_down):
        assert broke.wait(10)
        for thread in watchers():
            thread.join(10)
    with stops.watching(generation.id, seconds=OFTEN) as ended:
        stop_generation(ada, generation.id, at=make.moment())
        assert ended.wait(10)
