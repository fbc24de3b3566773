"""Forking a conversation: the same pictures in two places, each going its own way."""

from collections.abc import Callable

import pytest

from bottega.gallery.models import Image
from bottega.people.models import Person
from bottega.studio.actions import (
    NoSuchConversation,
    NoSuchGeneration,
    fork_conversation,
    stop_generation,
)
from bottega.studio.models import Conversation, Generation
from bottega.studio.queries import conversation_of, generation_of, owns_conversation
from tests import make
from tests.studio.conftest import Ask

Jobs = Callable[..., list[str]]


def words_in(owner: Person, conversation: Conversation) -> list[str]:
    return [turn.words for turn in conversation_of(owner.id, conversation.id).turns]


def test_a_fork_holds_everything_up_to_its_turn_and_the_old_one_stays(
    ask: Ask, ada: Person, talk: Conversation
) -> None:
    first, second, third = ask("one"), ask("two"), ask("three")
    fork = fork_conversation(ada, talk.id, second.id, at=make.moment())
    assert words_in(ada, fork) == ["one", "two"]
    ask("four", where=fork.id)
    assert words_in(ada, fork) == ["one", "two", "four"]
    assert words_in(ada, talk) == ["one", "two", "three"]
    assert [first.id, second.id, third.id] == [turn.id for turn in conversation_of(ada.id, talk.id).turns]


@pytest.mark.django_db(transaction=True)
def test_a_fork_shares_pictures_and_paints_nothing_again(
    ask: Ask, ada: Person, talk: Conversation, run_jobs: Jobs
) -> None:
    generation = ask()
    run_jobs()
    fork = fork_conversation(ada, talk.id, generation.id, at=make.moment())
    assert run_jobs() == []
    assert Image.objects.count() == 4
    old, new = (conversation_of(ada.id, each.id).turns[0] for each in (talk, fork))
    assert [tile.made for tile in old.candidates] == [tile.made for tile in new.candidates]
    assert Generation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_fork_of_an_open_turn_sees_it_finish(
    ask: Ask, ada: Person, talk: Conversation, run_jobs: Jobs
) -> None:
    generation = ask()
    fork = fork_conversation(ada, talk.id, generation.id, at=make.moment())
    assert generation_of(ada.id, fork.id, generation.id).is_open
    run_jobs()
    assert generation_of(ada.id, fork.id, generation.id).made_count == 4


def test_nobody_forks_or_stops_what_is_not_theirs(
    ask: Ask, ada: Person, cleo: Person, talk: Conversation
) -> None:
    generation = ask()
    with pytest.raises(NoSuchConversation):
        fork_conversation(cleo, talk.id, generation.id, at=make.moment())
    with pytest.raises(NoSuchGeneration):
        stop_generation(cleo, generation.id, at=make.moment())
    with pytest.raises(NoSuchGeneration):
        generation_of(cleo.id, talk.id, generation.id)
    assert not owns_conversation(cleo.id, talk.id)


def test_a_turn_of_another_conversation_cannot_be_forked_here(
    ask: Ask, ada: Person, talk: Conversation
) -> None:
    generation = ask()
    empty = Conversation.objects.create(owner=ada, opened_at=make.moment(), touched_at=make.moment())
    with pytest.raises(NoSuchGeneration):
        fork_conversation(ada, empty.id, generation.id, at=make.moment())
