"""What the studio's tests share: a person's conversation, and asking in one word."""

from collections.abc import Callable
from typing import Any

import pytest

from bottega.people.models import Person
from bottega.studio.actions import ask_for_images, open_conversation
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
        fields: dict[str, Any] = {
            "painter": "swatch",
            "idempotency_key": f"key-{make.moment()}",
            "at": make.moment(),
            **rest,
        }
        owner, where = fields.pop("owner", ada), fields.pop("where", talk.id)
        return ask_for_images(owner, where, words, **fields)

    return asked
