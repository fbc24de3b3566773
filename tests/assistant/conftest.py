"""What the talk's tests share: Ada's conversation, a writer that plays a script, saying in one word."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection

from bottega.assistant.answering import answer_turn
from bottega.assistant.talking import say_words
from bottega.engines import outside
from bottega.engines.outside import refuse_inside_transaction
from bottega.engines.writer.adapters.embedded import EmbeddedWriter
from bottega.engines.writer.port import Call, Message, Situation, Token, ToolSpec, Writer
from bottega.people.models import Person
from bottega.studio.actions import Wish, open_conversation
from bottega.studio.models import Conversation, Turn
from tests import make

Round = Sequence[str | Call | Exception]
Say = Callable[..., Turn]
Answered = Callable[..., Turn]


def call(name: str, number: int = 1, **arguments: Any) -> Call:
    """A wish for a tool."""
    return Call(f"c{number}", name, arguments)


class ScriptedWriter:
    """Plays one round after another: words are tokens, calls are calls, an exception is raised.

    heard: the messages of each round. tools: the names it was offered. closed: rounds left in the middle.
    """

    name: ClassVar[str] = "scripted"

    def __init__(self, *rounds: Round) -> None:
        self.rounds = list(rounds)
        self.heard: list[list[Message]] = []
        self.tools: list[list[str]] = []
        self.situations: list[Situation] = []
        self.closed = 0

    def reply(
        self, messages: Sequence[Message], *, tools: Sequence[ToolSpec], situation: Situation
    ) -> Iterator[Token | Call]:
        refuse_inside_transaction(self.name)
        self.heard.append(list(messages))
        self.tools.append([tool.name for tool in tools])
        self.situations.append(situation)
        return self._play(self.rounds.pop(0) if self.rounds else [])

    def _play(self, script: Round) -> Iterator[Token | Call]:
        try:
            for piece in script:
                if isinstance(piece, Exception):
                    raise piece
                yield Token(piece) if isinstance(piece, str) else piece
        except GeneratorExit:
            self.closed += 1
            raise


class Ticking:
    """A clock that goes on by the same step at every look."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._now = make.moment()
        self._step = timedelta(seconds=seconds)

    def __call__(self) -> Any:
        self._now += self._step
        return self._now


@pytest.fixture(autouse=True)
def _strict_inside_a_test(db: None) -> Iterator[None]:
    """Engines refuse inside any transaction that our code opens; a test's own does not count."""
    before, depth = outside._transaction_is_open, len(connection.savepoint_ids)
    outside.watch_transactions(lambda: len(connection.savepoint_ids) > depth)
    yield
    outside.watch_transactions(before)


@pytest.fixture
def talk(ada: Person) -> Conversation:
    """A conversation of Ada's."""
    return open_conversation(ada, at=make.moment())


@pytest.fixture
def say(ada: Person, talk: Conversation) -> Say:
    """Somebody says something; Ada, in her conversation, unless said otherwise."""

    def said(words: str = "a red fox", **rest: Any) -> Turn:
        person, where = rest.pop("person", ada), rest.pop("where", talk.id)
        outside: Mapping[str, Any] = {
            "writer": "scripted",
            "idempotency_key": f"say-{make.moment():%H%M%S}",
            "at": make.moment(),
        }
        outside = {
            **outside,
            **{key: rest.pop(key) for key in (*outside, "language", "is_chosen") if key in rest},
        }
        return say_words(person, where, Wish(words, **{"painter": "swatch", **rest}), **outside)

    return said


@pytest.fixture
def answered(say: Say) -> Answered:
    """Say something and have it answered by a writer; by the embedded one unless another is given."""

    def after(words: str = "a red fox", writer: Writer | None = None, **rest: Any) -> Turn:
        clock = rest.pop("clock", Ticking())
        turn = say(words, **rest)
        answer_turn(turn.id, writer=writer or EmbeddedWriter(), clock=clock)
        turn.refresh_from_db()
        return turn

    return after
