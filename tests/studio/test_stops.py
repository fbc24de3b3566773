"""One watch for all that is painted: it tells each of its own end, outlives a lost database, and rests."""

import threading
from contextlib import ExitStack

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

    def lose_it_once(watched: dict[threading.Event, int]) -> None:
        if not lost.is_set():
            lost.set()
            raise OperationalError("the server closed the connection")
        tell(watched)

    monkeypatch.setattr(stops, "_tell", lose_it_once)
    with stops.watching(generation.id, seconds=OFTEN) as ended:
        assert lost.wait(10)
        stop_generation(ada, generation.id, at=make.moment())
        assert ended.wait(10)
