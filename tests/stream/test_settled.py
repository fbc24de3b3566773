"""The settled-facts cursor: nobody can appear behind a cursor that has passed."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from bottega.stream.actions import append_fact
from bottega.stream.cards import START, Cursor
from bottega.stream.facts import Kind
from bottega.stream.models import Fact
from bottega.stream.queries import latest_settled, settled_facts
from tests import make

WRITERS = 12
ROUNDS = 12
pytestmark = pytest.mark.django_db(transaction=True)


class Undone(Exception):
    """A writer changed its mind."""


def append(number: int) -> None:
    append_fact(Kind.PERSON_FOLLOWED, actor_id=number, subject_id=None, at=make.moment())


def write(writer: int, committed: list[int]) -> None:
    """Some transactions of one or two facts; slow, quick, and some rolled back."""
    chance = random.Random(writer)
    try:
        for round_ in range(ROUNDS):
            numbers = [writer * 1_000 + round_ * 10 + place for place in range(chance.choice([1, 2]))]
            try:
                with transaction.atomic():
                    for number in numbers:
                        append(number)
                        time.sleep(chance.choice([0, 0, 0.002, 0.02]))
                    if chance.random() < 0.2:
                        raise Undone
                committed.extend(numbers)
            except Undone:
                pass
    finally:
        connection.close()


def read_all(is_over: Callable[[], bool]) -> list[int]:
    """Follow the stream with the pair cursor until the writers have ended and nothing is left.

    What other databases of this server hold back is waited for; what was lost would never come.
    """
    cursor, seen, deadline = START, [], time.monotonic() + 60
    while True:
        was_over = is_over()
        batch = settled_facts(cursor, count_max=7)
        seen += [fact.actor_id for fact in batch]
        if batch:
            cursor = batch[-1].cursor
        elif was_over and (len(seen) >= Fact.objects.count() or time.monotonic() > deadline):
            return seen


@contextmanager
def open_transaction(number: int) -> Iterator[None]:
    """A writer that has appended its fact and does not commit before the block ends."""
    appended, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            append(number)
            appended.set()
            may_commit.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(write_slowly)
        appended.wait(10)
        try:
            yield
        finally:
            may_commit.set()
            slow.result(10)


def append_and_commit(number: int) -> None:
    with transaction.atomic():
        append(number)


def numbers(after: Cursor = START) -> list[int | None]:
    return [fact.actor_id for fact in settled_facts(after)]


def await_numbers(expected: list[int], after: Cursor = START) -> None:
    """Transactions of the other databases of this server hold facts back too: wait until they are over."""
    deadline = time.monotonic() + 20
    while numbers(after) != expected:
        assert time.monotonic() < deadline, numbers(after)
        time.sleep(0.02)


def test_twelve_parallel_writers_lose_no_fact() -> None:
    committed: list[int] = []
    with ThreadPoolExecutor(WRITERS) as threads:
        writers = [threads.submit(write, writer, committed) for writer in range(WRITERS)]
        seen = read_all(lambda: all(writer.done() for writer in writers))
        for writer in writers:
            writer.result()
    assert len(committed) > WRITERS * ROUNDS // 2
    assert sorted(seen) == sorted(committed), "lost, doubled, or never committed"


def test_a_cursor_on_the_sequence_alone_would_lose_a_slow_writers_fact() -> None:
    with open_transaction(1):
        append_and_commit(2)
        passed = Fact.objects.latest("seq").seq  # how far a reader of sequences believes to be
    assert list(Fact.objects.filter(seq__gt=passed)) == [], "the slow fact lies behind that cursor"
    await_numbers([1, 2])  # the pair still gives both


def test_a_fact_waits_for_every_older_transaction_to_end() -> None:
    with open_transaction(1):
        append_and_commit(2)
        assert numbers() == []
        assert latest_settled() == START
    await_numbers([1, 2])


def test_reading_goes_on_behind_the_last_settled_fact() -> None:
    append_and_commit(1)
    await_numbers([1])
    place = latest_settled()
    append_and_commit(2)
    await_numbers([2], place)
    assert latest_settled() > place


def test_transaction_numbers_are_ordered_as_numbers_not_as_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stream_fact (xid, at, kind, actor_id, body)"
            " SELECT number::text::xid8, now(), 'person_followed', number, '{}'"
            " FROM unnest(ARRAY[10, 9, 100]) AS number"
        )
    await_numbers([9, 10, 100])
    await_numbers([10, 100], Cursor(9, 10**9))
