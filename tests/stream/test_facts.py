"""Appending facts: in a transaction, with the body that the table lists, and for ever."""

from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction

from bottega.stream.actions import SMALL_TEXT_MAX, append_fact
from bottega.stream.facts import BODY, Kind
from bottega.stream.models import Fact
from tests import make


def _append(kind: Kind, **body: object) -> None:
    append_fact(kind, actor_id=1, subject_id=2, at=make.moment(), **body)  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="in the transaction of its rows"):
        _append(Kind.PERSON_FOLLOWED)
    assert not Fact.objects.exists()


@pytest.mark.parametrize("body", [{}, {"recalled": True, "more": 1}, {"reason": "x"}])
def test_a_body_with_other_keys_than_the_table_says_is_refused(db: None, body: dict[str, object]) -> None:
    with pytest.raises(RuntimeError, match="body keys"):
        _append(Kind.POST_WITHDRAWN, **body)
    assert not Fact.objects.exists()


def test_a_value_as_long_as_a_prompt_is_refused(db: None) -> None:
    with pytest.raises(RuntimeError, match="longer than a small value"):
        _append(Kind.GENERATION_FAILED, made=0, asked=4, code="x" * (SMALL_TEXT_MAX + 1))


def test_every_kind_says_what_its_body_holds() -> None:
    assert set(BODY) == set(Kind)


@pytest.mark.parametrize("change", ["UPDATE stream_fact SET actor_id = 9", "DELETE FROM stream_fact"])
def test_the_database_itself_refuses_to_change_a_fact(db: None, change: str) -> None:
    _append(Kind.POST_WITHDRAWN, recalled=True)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert Fact.objects.get().actor_id == 1


def test_a_refused_action_leaves_no_fact(db: None) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        _append(Kind.POST_WITHDRAWN, recalled=False)
        raise ZeroDivisionError
    assert not Fact.objects.exists()
