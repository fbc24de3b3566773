"""What the studio's tests share: a person's conversation, and asking in one word."""

from collections.abc import Callable
from typing import Any

import pytest

from bottega.people.models import Person
from bottega.studio.actions import open_conversation
from bottega.studio.models import Conversation, Generation
from tests import make

Ask = Callable[..., Generation]


@pytest.fixture
def talk(ada: Person) -> Conversation:
    """A conversation of Ada's."""
    return open_conversation(ada, at=make.moment())


@pytest.fixture
def ask(ada: Person, talk: Conversation) -> Ask:
    """Ada asks in her conversation; every field can be said otherwise."""

    def asked(words: str = "a red fox", **rest: Any) -> Generation:
        owner, where = rest.pop("owner", ada), rest.pop("where", talk.id)
        return make.ask(owner, where, words, **rest)

    return asked
