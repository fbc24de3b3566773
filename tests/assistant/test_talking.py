"""Saying, answering, stopping, trying again: what stands in the turn afterwards, and what was asked for."""

from collections.abc import Sequence

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from bottega.assistant.answering import answer_turn
from bottega.assistant.directly import paint_as_said
from bottega.assistant.talking import StillWriting, retry_reply, stop_reply
from bottega.engines.wired import Engines
from bottega.engines.writer.adapters.embedded import EmbeddedWriter
from bottega.engines.writer.port import (
    CALLS_MAX,
    REPLY_MAX,
    UNREADABLE,
    Call,
    Token,
    WriterAway,
    WriterDeclined,
    WriterGarbled,
)
from bottega.gallery.actions import NoSuchImage
from bottega.kernel.words import Empty, TooLong
from bottega.people.models import Person
from bottega.stream.models import Fact
from bottega.studio.actions import (
    NoSuchConversation,
    NoSuchGeneration,
    fork_conversation,
    open_conversation,
)
from bottega.studio.models import Conversation, Generation, Turn
from bottega.studio.queries import conversation_of, exchange_of
from tests import make
from tests.assistant.conftest import Answered, Say, ScriptedWriter, Ticking, call

CREATE = call("create_image", prompt="a red fox in the snow")


def test_saying_writes_the_turn_its_fact_and_its_job_and_asks_for_nothing_yet(
    say: Say, talk: Conversation
) -> None:
    turn = say("a red fox")
    assert (turn.words, turn.reply_state, turn.generation) == ("a red fox", "writing", None)
    assert Fact.objects.filter(kind="turn_said", subject_id=turn.id).count() == 1
    assert Generation.objects.count() == 0
    assert Conversation.objects.get(pk=talk.id).title == "a red fox"


def test_the_same_key_says_it_once(say: Say) -> None:
    assert say("a red fox", idempotency_key="k").id == say("a red fox", idempotency_key="k").id
    assert Turn.objects.count() == 1


def test_the_worker_answers_what_was_said_and_the_pictures_are_asked_for(
    say: Say, engines: Engines, run_jobs: object
) -> None:
    engines.writer = EmbeddedWriter()
    turn = say("paint a red fox")
    assert "assistant.answer_turn" in run_jobs()  # type: ignore[operator]
    turn.refresh_from_db()
    assert turn.reply.startswith("Four tries, coming.")
    assert turn.generation
    assert (turn.generation.words, turn.generation.state) == ("a red fox", "finished")


def test_a_switched_off_writer_fails_what_still_waits_and_keeps_the_words(say: Say, run_jobs: object) -> None:
    turn = say()
    run_jobs()  # type: ignore[operator]
    turn.refresh_from_db()
    assert (turn.reply_state, turn.reply_failure, turn.words) == ("failed", "writer_off", "a red fox")


def test_it_says_once_in_a_conversation_that_it_reads_by_rule(answered: Answered) -> None:
    assert "I read by rule" in answered("a red fox").reply
    assert "by rule" not in answered("an owl").reply


def test_an_italian_gets_an_italian_answer(answered: Answered) -> None:
    assert answered("una volpe rossa").reply.startswith("Quattro prove, arrivano. Leggo seguendo regole")


def test_a_change_goes_to_the_picture_on_the_canvas(ada: Person, answered: Answered) -> None:
    fox = make.image(ada)
    generation = answered("make it winter", change_image_id=fox.id).generation
    assert generation
    assert (generation.parent_image_id, generation.words) == (fox.id, "make it winter")


def test_a_change_of_nothing_is_asked_back_and_costs_nothing(answered: Answered) -> None:
    turn = answered("make it winter")
    assert turn.reply.startswith("Which picture should I change?")
    assert Generation.objects.count() == 0


def test_a_post_in_the_bar_is_what_words_change(ada: Person, ben: Person, answered: Answered) -> None:
    post = make.post(ben)
    remix = open_conversation(ada, remix_of_post_id=post.id, at=make.moment())
    generation = answered("make it winter", where=remix.id).generation
    assert generation
    assert generation.parent_post_id == post.id


def test_the_second_of_the_last_four_can_be_named(ada: Person, answered: Answered, run_jobs: object) -> None:
    first = answered("a red fox").generation
    run_jobs()  # type: ignore[operator]
    assert first
    shown = first.candidates.get(place=0).image
    second = answered("make the second one bluer", change_image_id=shown.id if shown else None).generation
    assert second
    assert second.parent_image_id == first.candidates.get(place=1).image_id


def test_again_asks_for_the_last_wish_once_more(answered: Answered) -> None:
    answered("a red fox")
    generation = answered("again").generation
    assert generation
    assert generation.words == "a red fox"


def test_found_pictures_are_shown_and_only_ones_own(ada: Person, cleo: Person, answered: Answered) -> None:
    mine, hers = make.image(ada, "a red fox"), make.image(cleo, "a red fox of Cleo's")
    make.post(cleo, hers)
    turn = answered("show me my foxes")
    said = exchange_of(ada.id, turn.conversation_id, turn.id).said
    assert said
    assert [made.image.id for made in said.found] == [mine.id]
    assert said.reply.startswith("Here it is.")


def test_italian_plurals_find_the_singular(ada: Person, answered: Answered) -> None:
    make.image(ada, "una volpe rossa")
    assert answered("trova le mie volpi").reply.startswith("Eccola.")


def test_tokens_are_written_in_order_a_few_times_a_second(
    answered: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    writer = ScriptedWriter(["One ", "two ", "three ", "four."])
    look = type(writer)._play

    def looking(self: ScriptedWriter, script: Sequence[object]) -> object:
        for piece in look(self, script):  # type: ignore[arg-type]
            yield piece
            seen.append(Turn.objects.get().reply)

    monkeypatch.setattr(ScriptedWriter, "_play", looking)
    turn = answered("hello", writer, clock=Ticking(0.2))
    assert seen == ["One", "One two", "One two three", "One two three four."]
    assert turn.reply == "One two three four."


def test_a_quick_writer_is_not_written_down_word_by_word(answered: Answered) -> None:
    calls = 0

    class Counting(ScriptedWriter):
        def _play(self, script: object) -> object:  # type: ignore[override]
            for _ in range(500):
                yield Token("word ")
                nonlocal calls
                calls += bool(Turn.objects.get().reply)

    answered("hello", Counting(), clock=Ticking(0.0))
    assert calls == 0


def test_what_tools_answer_is_told_and_the_last_round_has_no_tools(answered: Answered) -> None:
    search = [call("search_library", number, words="fox") for number in range(4)]
    writer = ScriptedWriter(*([each] for each in search[:3]), ["Enough."])
    turn = answered("foxes?", writer)
    assert turn.reply == "Enough."
    assert [bool(tools) for tools in writer.tools] == [True, True, True, False]
    assert [message.who for message in writer.heard[1]] == ["person", "writer", "tool"]
    assert writer.heard[1][2].answers == "c0"


def test_words_of_several_rounds_stand_below_each_other(answered: Answered) -> None:
    turn = answered("a fox", ScriptedWriter(["Let me see.", CREATE], ["Four tries, coming."]))
    assert turn.reply == "Let me see.\n\nFour tries, coming."


def test_one_turn_leads_to_one_generation_whatever_the_writer_asks(answered: Answered) -> None:
    greedy = [call("create_image", number, prompt=f"fox {number}") for number in range(12)]
    turn = answered("foxes", ScriptedWriter(greedy, greedy, greedy, ["Done."]))
    assert Generation.objects.count() == 1
    refusals = [each["outcome"].get("refused") for each in turn.calls]
    assert refusals[:2] == [None, "one_a_turn"]
    assert refusals.count("one_a_turn") == CALLS_MAX - 1


def test_running_twice_neither_paints_nor_speaks_twice(answered: Answered) -> None:
    turn = answered("a red fox")
    again = ScriptedWriter([CREATE], ["Twice."])
    answer_turn(turn.id, writer=again, clock=Ticking())
    assert again.heard == []
    assert Generation.objects.count() == 1


def test_a_worker_that_died_after_asking_leaves_one_generation_and_an_end(say: Say) -> None:
    turn = say("a red fox")

    class Died(BaseException):
        pass

    class Dying(ScriptedWriter):
        def _play(self, script: object) -> object:  # type: ignore[override]
            if len(self.heard) == 2:
                raise Died
            yield CREATE

    with pytest.raises(Died):
        answer_turn(turn.id, writer=Dying(), clock=Ticking())
    answer_turn(turn.id, writer=ScriptedWriter([CREATE], ["Again."]), clock=Ticking())
    turn.refresh_from_db()
    assert turn.reply_state == "said"
    assert Generation.objects.count() == 1
    assert Fact.objects.filter(kind="turn_answered").count() == 1


def test_a_worker_that_died_before_asking_begins_anew(say: Say) -> None:
    turn = say("a red fox")
    Turn.objects.filter(pk=turn.id).update(reply="Half a", calls=[{"name": "x", "outcome": {}}])
    answer_turn(turn.id, writer=ScriptedWriter(["Whole."]), clock=Ticking())
    turn.refresh_from_db()
    assert (turn.reply, turn.calls) == ("Whole.", [])


@pytest.mark.parametrize("failed", [WriterDeclined("no"), WriterGarbled("nonsense")])
def test_a_writer_that_will_not_or_cannot_fails_with_its_code_and_costs_nothing(
    failed: WriterDeclined | WriterGarbled, answered: Answered
) -> None:
    turn = answered("a red fox", ScriptedWriter(["Let me", failed]))
    assert (turn.reply_state, turn.reply_failure) == ("failed", failed.code)
    assert Generation.objects.count() == 0


def test_a_writer_with_nothing_to_say_is_garbled(answered: Answered) -> None:
    assert answered("a fox", ScriptedWriter([])).reply_failure == "writer_garbled"


def test_a_writer_that_fails_after_asking_leaves_the_pictures_coming(answered: Answered) -> None:
    turn = answered("a fox", ScriptedWriter([CREATE], [WriterAway("gone")]))
    assert (turn.reply_state, turn.reply_failure) == ("said", "")
    assert turn.generation


def test_a_busy_writer_is_tried_again_and_then_given_up(say: Say, engines: Engines, run_jobs: object) -> None:
    engines.writer = writer = ScriptedWriter(
        *([WriterAway("busy", retry_after_seconds=60)] for _ in range(3))
    )
    turn = say()
    run_jobs()  # type: ignore[operator]
    turn.refresh_from_db()
    assert turn.reply_failure == "writer_away"
    assert len(writer.heard) == 1  # a minute is more than anybody waits for


def test_a_writers_own_bug_leaves_nobody_waiting(say: Say, engines: Engines, run_jobs: object) -> None:
    engines.writer = ScriptedWriter([ValueError("a bug")])
    turn = say()
    run_jobs()  # type: ignore[operator]
    turn.refresh_from_db()
    assert turn.reply_failure == "writer_broke"


def test_arguments_that_are_no_json_are_said_once_and_then_it_is_over(answered: Answered) -> None:
    bad = Call("c1", "create_image", {UNREADABLE: '{"pro'})
    writer = ScriptedWriter([bad], [bad], ["Never said."])
    turn = answered("a fox", writer)
    assert "valid JSON" in writer.heard[1][-1].words
    assert (turn.reply_failure, Generation.objects.count()) == ("writer_garbled", 0)


def test_a_writer_that_learns_after_bad_arguments_goes_on(answered: Answered) -> None:
    bad = Call("c1", "create_image", {UNREADABLE: "{"})
    assert answered("a fox", ScriptedWriter([bad], [CREATE], ["Coming."])).generation


def test_a_reply_without_end_is_cut_and_the_writer_let_go(answered: Answered) -> None:
    writer = ScriptedWriter(["x" * 1_000] * 50)
    turn = answered("a fox", writer)
    assert (len(turn.reply), writer.closed) == (REPLY_MAX, 1)


def test_a_minute_is_the_end(answered: Answered) -> None:
    writer = ScriptedWriter(["word "] * 500)
    turn = answered("a fox", writer, clock=Ticking(1.0))
    assert writer.closed == 1
    assert turn.reply_state == "said"
    assert 10 < len(turn.reply.split()) < 60


def test_nul_and_half_characters_never_reach_the_database(answered: Answered) -> None:
    bad = call("create_image", prompt="a \x00fox\ud800", shape="wide")
    turn = answered("a fox", ScriptedWriter(["a\x00b\ud800", bad], ["c\u202ed"]))
    assert turn.reply == "ab\n\ncd"
    assert turn.calls[0]["arguments"]["prompt"] == "a fox"


def test_bad_words_and_foreign_things_are_refused_and_nothing_is_written(
    ada: Person, cleo: Person, say: Say
) -> None:
    for words, refusal in (("  ", Empty), ("x" * 4_001, TooLong)):
        with pytest.raises(refusal):
            say(words)
    with pytest.raises(NoSuchConversation):
        say(person=cleo)
    with pytest.raises(NoSuchImage):
        say(change_image_id=make.image(cleo).id)
    assert Turn.objects.count() == 0


def test_nobody_else_reaches_a_turn(cleo: Person, answered: Answered) -> None:
    turn = answered("a fox", ScriptedWriter([]))
    for verb in (stop_reply, paint_as_said):
        with pytest.raises(NoSuchGeneration):
            verb(cleo, turn.conversation_id, turn.id, at=make.moment())
    with pytest.raises(NoSuchGeneration):
        retry_reply(cleo, turn.conversation_id, turn.id, writer="scripted", at=make.moment())
    with pytest.raises(NoSuchGeneration):
        exchange_of(cleo.id, turn.conversation_id, turn.id)


def test_a_fifth_open_answer_waits_its_turn(say: Say) -> None:
    for number in range(4):
        say("a fox", idempotency_key=f"k{number}")
    with pytest.raises(StillWriting):
        say("a fox", idempotency_key="k5")


def test_a_refused_wish_is_an_answer_in_words(ada: Person, talk: Conversation, answered: Answered) -> None:
    for number in range(4):
        make.ask(ada, talk.id, f"fox {number}")
    turn = answered("a fifth fox")
    assert turn.reply.startswith("Four requests of yours are still being painted.")
    assert (turn.reply_state, turn.generation) == ("said", None)


def test_the_talk_so_far_is_told_with_ids_of_ones_own_pictures(
    ada: Person, talk: Conversation, answered: Answered, run_jobs: object
) -> None:
    make.ask(ada, talk.id, "a direct fox")
    answered("an owl", ScriptedWriter([CREATE], ["Coming."]))
    run_jobs()  # type: ignore[operator]
    writer = ScriptedWriter(["Yes."])
    answered("and now?", writer)
    told = writer.heard[0]
    assert [message.who for message in told] == [
        "person", "writer", "tool", "person", "writer", "tool", "writer", "person",
    ]  # fmt: skip
    assert told[1].calls[0].arguments == {"prompt": "a direct fox"}
    assert '"image_id"' in told[5].words


def test_a_long_talk_is_told_from_its_end(answered: Answered) -> None:
    for number in range(14):
        answered(f"word {number}", ScriptedWriter(["Yes."]))
    writer = ScriptedWriter(["Yes."])
    answered("the last", writer)
    told = writer.heard[0]
    assert len(told) <= 25
    assert (told[0].who, told[-1].words) == ("person", "the last")


def test_a_fork_carries_the_talk_and_a_direct_request_has_no_words_said(
    ada: Person, talk: Conversation, answered: Answered
) -> None:
    make.ask(ada, talk.id, "a direct fox")
    turn = answered("an owl")
    assert turn.generation
    forked = fork_conversation(ada, talk.id, turn.generation.id, at=make.moment())
    direct, said = conversation_of(ada.id, forked.id).exchanges
    assert direct.said is None
    assert said.said
    assert (said.said.words, said.is_verbatim) == ("an owl", True)


def test_what_is_said_first_is_answered_first_and_waits_behind_no_picture(
    say: Say, talk: Conversation
) -> None:
    for number in range(2):
        say(f"fox {number}", idempotency_key=f"k{number}")
    queued = ProcrastinateJob.objects.filter(task_name="assistant.answer_turn")
    assert set(queued.values_list("lock", "queue_name")) == {(f"talk:{talk.id}", "talk")}
