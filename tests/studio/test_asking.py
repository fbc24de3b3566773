"""Asking: what one request writes, what it refuses, and that twice is once."""

import pytest
from django.db import connection

from bottega.gallery.actions import NoSuchImage, NoSuchPost, withdraw_post
from bottega.kernel.words import Empty, TooLong
from bottega.people.actions import block_person
from bottega.people.models import Person
from bottega.stream.models import Fact
from bottega.studio import asking
from bottega.studio.actions import (
    OPEN_GENERATIONS_MAX,
    BadShape,
    ConversationFull,
    NoSuchConversation,
    TooManyAtOnce,
    drop_remix_chip,
    open_conversation,
    rename_conversation,
)
from bottega.studio.models import Candidate, Conversation, Generation, Turn
from bottega.studio.queries import conversation_of, latest_conversation_id, recent_conversations
from tests import make
from tests.studio.conftest import Ask
from tests.together import together


def count_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'studio.paint_generation'")
        return int(cursor.fetchone()[0])


def counts() -> tuple[int, int, int, int]:
    asked = Fact.objects.filter(kind="images_asked").count()
    return Generation.objects.count(), Candidate.objects.count(), asked, count_jobs()


def test_one_request_writes_generation_tiles_turn_fact_and_job_together(ask: Ask) -> None:
    generation = ask("  a red   fox \x00")
    assert generation.words == "a red   fox"
    assert counts() == (1, 4, 1, 1)
    assert Turn.objects.get().number == 1
    assert Fact.objects.get(kind="images_asked").body["count"] == 4


def test_a_job_that_cannot_be_queued_takes_everything_with_it(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(generation_id: int, queue: str) -> None:
        raise RuntimeError(generation_id)

    monkeypatch.setattr(asking, "_queue_painting", refuse)
    with pytest.raises(RuntimeError):
        ask()
    assert counts() == (0, 0, 0, 0)
    assert not Turn.objects.exists()


def test_the_same_key_again_is_the_same_request(ask: Ask) -> None:
    assert ask(idempotency_key="press") == ask("other words", idempotency_key="press")
    assert counts() == (1, 4, 1, 1)


def test_four_seeds_are_four_different_ones(ask: Ask) -> None:
    seeds = list(ask().candidates.values_list("seed", flat=True))
    assert len(set(seeds)) == 4


def test_seeds_that_are_given_are_kept_in_their_order(ask: Ask) -> None:
    tiles = ask(seeds=[9, 3]).candidates.order_by("place")
    assert list(tiles.values_list("seed", flat=True)) == [9, 3]


@pytest.mark.parametrize(("count", "made"), [(-1, 1), (0, 1), (1, 1), (4, 4), (99, 4)])
def test_the_number_of_pictures_has_its_limits(ask: Ask, count: int, made: int) -> None:
    assert ask(count=count).candidates.count() == made
    assert Fact.objects.get(kind="images_asked").body["count"] == made


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("", Empty),
        (" \n\t ", Empty),
        ("\x00\x07\x1b", Empty),
        ("\u202e\u2066", Empty),
        ("x" * 4_001, TooLong),
        ("x" * 40_000, TooLong),
    ],
)
def test_words_that_do_not_fit_ask_for_nothing(ask: Ask, words: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal, match=r"[A-Z].*\."):  # a sentence that a person can read
        ask(words)
    assert counts() == (0, 0, 0, 0)


def test_the_longest_words_and_every_script_are_kept(ask: Ask) -> None:
    assert ask("x" * 4_000).words == "x" * 4_000
    assert ask("ثعلب أحمر \u200f و قمر 🦊").words == "ثعلب أحمر \u200f و قمر 🦊"


def test_marks_that_turn_the_text_around_are_dropped(ask: Ask) -> None:
    assert ask("a \u202egnirts\u202c fox").words == "a gnirts fox"


def test_an_unknown_shape_is_refused_in_words(ask: Ask) -> None:
    assert (ask(shape="wide").width_px, ask(shape="tall").width_px) == (1216, 832)
    with pytest.raises(BadShape):
        ask(shape="round")


def test_one_person_waits_for_only_so_many_at_once(ask: Ask, ada: Person) -> None:
    for _ in range(OPEN_GENERATIONS_MAX):
        ask()
    with pytest.raises(TooManyAtOnce):
        ask()
    assert counts()[0] == OPEN_GENERATIONS_MAX


def test_a_conversation_is_full_one_day(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "TURNS_MAX", 1)
    ask()
    with pytest.raises(ConversationFull):
        ask()


def test_nobody_speaks_in_the_conversation_of_another(ask: Ask, cleo: Person, talk: Conversation) -> None:
    for call in (
        lambda: ask(owner=cleo),
        lambda: rename_conversation(cleo, talk.id, "mine"),
        lambda: drop_remix_chip(cleo, talk.id),
        lambda: conversation_of(cleo.id, talk.id),
    ):
        with pytest.raises(NoSuchConversation):
            call()


def test_an_edit_changes_only_ones_own_picture_and_keeps_its_size(
    ask: Ask, ada: Person, cleo: Person
) -> None:
    mine = make.image(ada)
    edit = ask("make it winter", change_image_id=mine.id, shape="wide")
    assert (edit.parent_image_id, edit.parent_post_id, edit.width_px) == (mine.id, None, 64)
    with pytest.raises(NoSuchImage):
        ask("make it winter", change_image_id=make.image(cleo).id)


def test_the_first_words_after_a_chip_are_a_remix_and_the_next_are_not(
    ask: Ask, ada: Person, cleo: Person
) -> None:
    post = make.post(cleo)
    talk = open_conversation(ada, remix_of_post_id=post.id, at=make.moment())
    first = ask("make it winter", where=talk.id)
    second = ask("a boat", where=talk.id)
    assert (first.parent_post_id, first.parent_image_id) == (post.id, post.image_id)
    assert (second.parent_post_id, second.parent_image_id) == (None, None)
    assert Fact.objects.get(kind="images_asked", subject_id=first.id).body["edge"] == "remix"


def test_a_chip_that_was_dropped_remixes_nothing(ask: Ask, ada: Person, cleo: Person) -> None:
    talk = open_conversation(ada, remix_of_post_id=make.post(cleo).id, at=make.moment())
    drop_remix_chip(ada, talk.id)
    assert ask(where=talk.id).parent_post_id is None


def test_a_post_that_is_gone_since_the_chip_was_set_cannot_be_remixed(
    ask: Ask, ada: Person, cleo: Person
) -> None:
    post = make.post(cleo)
    talk = open_conversation(ada, remix_of_post_id=post.id, at=make.moment())
    withdraw_post(cleo, post.id, at=make.moment())
    with pytest.raises(NoSuchPost):
        ask(where=talk.id)
    assert conversation_of(ada.id, talk.id).chip is None
    assert counts()[0] == 0


def test_nobody_starts_from_a_post_they_may_not_see(ada: Person, cleo: Person) -> None:
    post = make.post(ada)
    block_person(ada, cleo, at=make.moment())
    with pytest.raises(NoSuchPost):
        open_conversation(cleo, remix_of_post_id=post.id, at=make.moment())
    assert not Conversation.objects.filter(owner=cleo).exists()


def test_conversations_are_named_by_their_first_words_and_listed_by_their_last(ask: Ask, ada: Person) -> None:
    older = open_conversation(ada, at=make.moment())
    newer = open_conversation(ada, at=make.moment())
    ask("a lighthouse", where=newer.id)
    ask("a red\nfox", where=older.id)
    ask("make it winter", where=older.id)
    assert [link.title for link in recent_conversations(ada.id)[:2]] == ["a red fox", "a lighthouse"]
    assert latest_conversation_id(ada.id) == older.id
    rename_conversation(ada, older.id, "  Foxes\n in winter ")
    assert conversation_of(ada.id, older.id).title == "Foxes in winter"


@pytest.mark.django_db(transaction=True)
def test_a_double_press_from_two_threads_is_one_request() -> None:
    ada = make.person("ada")
    talk = open_conversation(ada, at=make.moment())

    def press() -> Generation:
        return make.ask(ada, talk.id, "a red fox", painter="swatch", idempotency_key="press", at=make.NOON)

    one, other = together(press, press)
    assert one == other
    assert counts() == (1, 4, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_keep_to_the_limit_and_to_their_order() -> None:
    ada = make.person("ada")
    talk = open_conversation(ada, at=make.moment())
    presses = [
        lambda key=str(number): make.ask(
            ada, talk.id, "a red fox", painter="swatch", idempotency_key=key, at=make.NOON
        )
        for number in range(OPEN_GENERATIONS_MAX + 2)
    ]
    answers = together(*presses)
    assert sum(isinstance(answer, TooManyAtOnce) for answer in answers) == 2
    assert sorted(Turn.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
