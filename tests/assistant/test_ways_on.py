"""Stopping an answer, asking for it again, and painting the words as they are."""

from bottega.assistant.answering import answer_turn
from bottega.assistant.directly import paint_as_said
from bottega.assistant.talking import retry_reply, stop_reply
from bottega.engines.writer.port import Token
from bottega.people.models import Person
from bottega.studio.models import Generation
from tests import make
from tests.assistant.conftest import Answered, Say, ScriptedWriter, Ticking, call

CREATE = call("create_image", prompt="a red fox in the snow")


def test_stopping_keeps_what_was_said_and_ends_the_writer(ada: Person, say: Say) -> None:
    turn = say("a fox")

    class Stopped(ScriptedWriter):
        def _play(self, script: object) -> object:  # type: ignore[override]
            yield Token("Let me ")
            yield Token("see")
            stop_reply(ada, turn.conversation_id, turn.id, at=make.moment())
            yield Token(" what")
            yield CREATE

    answer_turn(turn.id, writer=Stopped(), clock=Ticking(0.2))
    turn.refresh_from_db()
    assert (turn.reply, turn.reply_state, turn.generation) == ("Let me see", "said", None)


def test_stopping_before_a_word_offers_the_ways_on(ada: Person, say: Say) -> None:
    turn = say("a fox")
    stop_reply(ada, turn.conversation_id, turn.id, at=make.moment())
    turn.refresh_from_db()
    assert (turn.reply_state, turn.reply_failure) == ("failed", "stopped")
    answer_turn(turn.id, writer=ScriptedWriter([CREATE]), clock=Ticking())
    assert Generation.objects.count() == 0


def test_trying_again_answers_a_failed_turn_and_no_other(ada: Person, answered: Answered) -> None:
    turn = answered("a fox", ScriptedWriter([]))
    retry_reply(ada, turn.conversation_id, turn.id, writer="scripted", at=make.moment())
    answer_turn(turn.id, writer=ScriptedWriter([CREATE], ["Coming."]), clock=Ticking())
    turn.refresh_from_db()
    assert (turn.reply, turn.reply_state) == ("Coming.", "said")
    retry_reply(ada, turn.conversation_id, turn.id, writer="scripted", at=make.moment())
    turn.refresh_from_db()
    assert turn.reply_state == "said"


def test_words_can_be_painted_as_they_are_once(ada: Person, answered: Answered) -> None:
    turn = answered("make me a fox", ScriptedWriter([]), shape="wide", count=2)
    for _ in range(2):
        paint_as_said(ada, turn.conversation_id, turn.id, at=make.moment())
    generation = Generation.objects.get()
    turn.refresh_from_db()
    assert (generation.words, generation.width_px, generation.candidates.count()) == (
        "make me a fox",
        1216,
        2,
    )
    assert (turn.generation, turn.reply_state, turn.reply_failure) == (generation, "said", "")
