"""Hearing over a real LISTEN: rings and news as they commit, and a clean start after a gap."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from bottega.people.actions import suspend_person
from bottega.people.models import Person
from bottega.stream.actions import append_fact, ring
from bottega.stream.facts import Kind
from bottega.stream.live import CutOff, Ear, Hub, News
from tests import make

SECONDS = 10
pytestmark = pytest.mark.django_db(transaction=True)


class Listener:
    """What somebody leaning on the hub was told."""

    def __init__(self, hub: Hub) -> None:
        self.news: list[News] = []
        self.gaps = 0
        hub.on_news(self.news.append, on_gap=self._note_gap)

    def _note_gap(self) -> None:
        self.gaps += 1


@asynccontextmanager
async def hearing(hub: Hub) -> AsyncIterator[None]:
    task = asyncio.create_task(hub.run())
    try:
        await until(lambda: hub.is_hearing)
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(is_so: Callable[[], Any]) -> None:
    async with asyncio.timeout(SECONDS):
        while not is_so():
            await asyncio.sleep(0.01)


async def aside(act: Callable[[], None]) -> None:
    """Do it in a thread, as pages do, and leave no connection behind."""

    def and_close() -> None:
        try:
            act()
        finally:
            connection.close()

    await asyncio.to_thread(and_close)


def in_transaction(*acts: Callable[[], None]) -> Callable[[], None]:
    def together() -> None:
        with transaction.atomic():
            for act in acts:
                act()

    return together


def follow(number: int) -> Callable[[], None]:
    return lambda: append_fact(Kind.PERSON_FOLLOWED, actor_id=number, subject_id=2, at=make.moment())


async def next_topic(ear: Ear) -> str:
    return await asyncio.wait_for(ear.next_topic(), SECONDS)


def end_listeners() -> None:
    """What a restart of the database does to a listening connection."""
    with psycopg.connect(settings.HOME.database_url(), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ~ 'pulse'"
        )


def new_hub() -> Hub:
    return Hub(settings.HOME.database_url())


def test_a_ring_wakes_the_pages_of_its_topic_and_no_others() -> None:
    async def story() -> None:
        hub = new_hub()
        async with hearing(hub):
            with hub.ear(1, ["post:1"]) as one, hub.ear(2, ["post:2"]) as other:
                await aside(in_transaction(lambda: ring("post:1")))
                assert await next_topic(one) == "post:1"
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(other.next_topic(), 0.1)

    asyncio.run(story())


def test_nothing_is_heard_of_what_was_rolled_back() -> None:
    def change_mind() -> None:
        raise ZeroDivisionError

    async def story() -> None:
        hub = new_hub()
        listener = Listener(hub)
        async with hearing(hub):
            with suppress(ZeroDivisionError):
                await aside(in_transaction(follow(1), change_mind))
            await aside(in_transaction(follow(2)))
            await until(lambda: listener.news)
        assert [news.actor_id for news in listener.news] == [2]

    asyncio.run(story())


def test_news_carry_the_fact_and_come_in_commit_order() -> None:
    async def story() -> None:
        hub = new_hub()
        listener = Listener(hub)
        async with hearing(hub):
            for number in range(5):
                await aside(in_transaction(follow(number)))
            await until(lambda: len(listener.news) == 5)
        assert listener.news[0] == News(Kind.PERSON_FOLLOWED, 0, 2, {})
        assert [news.actor_id for news in listener.news] == list(range(5))

    asyncio.run(story())


def test_after_a_gap_everybody_starts_afresh_and_hears_again() -> None:
    async def story() -> None:
        hub = new_hub()
        listener = Listener(hub)
        async with hearing(hub):
            with hub.ear(1, ["post:1"]) as ear:
                assert listener.gaps == 1
                await aside(end_listeners)
                await until(lambda: listener.gaps == 2)
                assert await next_topic(ear) == "post:1", "the page asks again for what it may have missed"
                await aside(in_transaction(follow(7)))
                await until(lambda: listener.news)

    asyncio.run(story())


def test_a_hub_that_does_not_listen_says_so() -> None:
    async def story() -> None:
        hub = new_hub()
        assert not hub.is_hearing
        async with hearing(hub):
            assert hub.is_hearing
        await aside(lambda: None)

    asyncio.run(story())


def test_a_suspended_persons_open_page_is_cut_off(ada: Person) -> None:
    async def story() -> None:
        hub = new_hub()
        async with hearing(hub):
            with hub.ear(ada.id, ["posts:public"]) as ear:
                await aside(lambda: suspend_person(ada, by=None, at=make.moment()))
                with pytest.raises(CutOff):
                    await next_topic(ear)

    asyncio.run(story())


def test_a_page_that_lets_rings_pile_up_is_cut_off() -> None:
    async def story() -> None:
        ear = Ear(1)
        for number in range(100):
            ear.hear(f"post:{number}")
        with pytest.raises(CutOff):
            await ear.next_topic()

    asyncio.run(story())
