"""Likes, saves and comments: once however often pressed, counted only where they may be seen."""

from collections.abc import Callable

import pytest

from bottega.gallery.actions import NoSuchPost, withdraw_post
from bottega.gallery.models import Audience
from bottega.kernel.words import Empty, TooLong
from bottega.people.actions import block_person, suspend_person
from bottega.people.models import Person
from bottega.reactions.actions import (
    NoSuchComment,
    comment_on_post,
    like_post,
    remove_comment,
    save_post,
    unlike_post,
    unsave_post,
)
from bottega.reactions.models import Comment, Like, Save
from bottega.reactions.queries import comments_on, saved_posts, tallies
from bottega.stream.models import Fact
from tests import make
from tests.together import together

Verb = Callable[..., None]
PAIRS = [
    (like_post, unlike_post, Like, "post_liked", "post_unliked"),
    (save_post, unsave_post, Save, "post_saved", "post_unsaved"),
]
each_pair = pytest.mark.parametrize(("add", "remove", "table", "added", "removed"), PAIRS)


def facts(kind: str) -> int:
    return Fact.objects.filter(kind=kind).count()


def say(person: Person, post_id: int, words: str = "How quiet.", key: str = "press") -> Comment:
    return comment_on_post(person, post_id, words, idempotency_key=key, at=make.moment())


@each_pair
def test_twice_is_once_and_back_is_once(
    ada: Person, cleo: Person, add: Verb, remove: Verb, table: type[Like], added: str, removed: str
) -> None:
    post = make.post(ada)
    for verb in (add, add, remove, remove, add):
        verb(cleo, post.id, at=make.moment())
    assert table.objects.count() == 1
    assert (facts(added), facts(removed)) == (2, 1)
    assert Fact.objects.filter(kind=added).latest("seq").body == {"author_id": ada.id}


@each_pair
@pytest.mark.django_db(transaction=True)
def test_a_double_press_from_two_threads_is_one_row_and_one_fact(
    add: Verb, remove: Verb, table: type[Like], added: str, removed: str
) -> None:
    ada, cleo = make.person("ada"), make.person("cleo")
    post = make.post(ada)
    press = lambda: add(cleo, post.id, at=make.NOON)  # noqa: E731
    assert together(press, press, press) == [None, None, None]
    assert (table.objects.count(), facts(added)) == (1, 1)


@each_pair
def test_what_was_given_can_be_taken_back_when_the_post_is_gone(
    ada: Person, cleo: Person, add: Verb, remove: Verb, table: type[Like], added: str, removed: str
) -> None:
    post = make.post(ada)
    add(cleo, post.id, at=make.moment())
    withdraw_post(ada, post.id, at=make.moment())
    with pytest.raises(NoSuchPost):
        add(cleo, post.id, at=make.moment())
    remove(cleo, post.id, at=make.moment())
    assert not table.objects.exists()


def test_a_tally_counts_and_knows_the_viewer(ada: Person, ben: Person, cleo: Person) -> None:
    post = make.post(ada)
    like_post(ben, post.id, at=make.moment())
    save_post(cleo, post.id, at=make.moment())
    say(cleo, post.id)
    mine = tallies([post.id], viewer_id=ben.id)[post.id]
    assert (mine.likes, mine.saves, mine.comments) == (1, 1, 1)
    assert (mine.liked_by_me, mine.saved_by_me) == (True, False)
    assert tallies([], viewer_id=ben.id) == {}


def test_a_comment_is_there_once_and_cleaned(ada: Person, cleo: Person) -> None:
    post = make.post(ada)
    first = say(cleo, post.id, " How\x00 quiet.\u202e ")
    assert say(cleo, post.id, "Something else") == first
    (card,) = comments_on(post.id, viewer_id=0)
    assert (card.words, card.author.handle, card.may_remove) == ("How quiet.", "cleo", False)
    assert facts("comment_made") == 1


@pytest.mark.django_db(transaction=True)
def test_a_comment_sent_twice_at_once_is_one() -> None:
    ada = make.person("ada")
    post = make.post(ada)
    one, other = together(*[lambda: say(ada, post.id)] * 2)
    assert one == other == Comment.objects.get()
    assert facts("comment_made") == 1


@pytest.mark.parametrize(
    ("words", "refusal"),
    [("", Empty), ("\x00 \u2066", Empty), ("x" * 1_001, TooLong), ("x" * 40_000, TooLong)],
)
def test_comments_that_do_not_fit_are_refused(ada: Person, words: str, refusal: type[Exception]) -> None:
    post = make.post(ada)
    with pytest.raises(refusal):
        say(ada, post.id, words)
    assert not Comment.objects.exists()


def test_comments_read_oldest_first(ada: Person, cleo: Person) -> None:
    post = make.post(ada)
    for number in range(3):
        say(cleo, post.id, f"{number}", key=f"{number}")
    assert [card.words for card in comments_on(post.id, viewer_id=ada.id)] == ["0", "1", "2"]


def test_ones_own_comment_and_any_below_ones_own_post_can_be_removed(
    ada: Person, ben: Person, cleo: Person
) -> None:
    post = make.post(ada)
    by_ben, by_cleo = say(ben, post.id), say(cleo, post.id)
    with pytest.raises(NoSuchComment):
        remove_comment(cleo, by_ben.id, at=make.moment())
    assert remove_comment(cleo, by_cleo.id, at=make.moment()) == post.id
    assert remove_comment(ada, by_ben.id, at=make.moment()) == post.id
    with pytest.raises(NoSuchComment):
        remove_comment(ada, by_ben.id, at=make.moment())
    assert comments_on(post.id, viewer_id=0) == []
    assert facts("comment_removed") == 2


def test_comments_of_blocked_and_suspended_people_are_neither_listed_nor_counted(
    ada: Person, ben: Person, cleo: Person, mo: Person
) -> None:
    post = make.post(ada)
    for person in (ben, cleo, mo):
        say(person, post.id)
    block_person(ben, cleo, at=make.moment())
    suspend_person(mo, by=None, at=make.moment())
    for viewer, seen in ((ben, ["ben"]), (cleo, ["cleo"]), (ada, ["ben", "cleo"])):
        listed = [card.author.handle for card in comments_on(post.id, viewer_id=viewer.id)]
        assert listed == seen
        assert tallies([post.id], viewer_id=viewer.id)[post.id].comments == len(seen)


def test_a_link_post_is_answered_with_its_key_and_stays_off_the_shelf(ada: Person, cleo: Person) -> None:
    post = make.post(ada, audience=Audience.LINK)
    save_post(cleo, post.id, link_key=post.link_key, at=make.moment())
    with pytest.raises(NoSuchPost):
        like_post(cleo, post.id, at=make.moment())
    assert saved_posts(cleo.id).items == []


def test_the_shelf_is_latest_saved_first_and_pages_meet(ada: Person, cleo: Person) -> None:
    posts = [make.post(ada) for _ in range(5)]
    for post in posts[::-1]:
        save_post(cleo, post.id, at=make.moment())
    first = saved_posts(cleo.id, count_max=2)
    rest = saved_posts(cleo.id, count_max=9, before_id=first.before_id)
    assert [card.id for card in (*first.items, *rest.items)] == [post.id for post in posts]
    assert rest.before_id is None
