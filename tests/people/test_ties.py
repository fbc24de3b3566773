"""Following, blocking and muting: what each leaves behind, and what happens when they meet."""

import pytest

from bottega.people import actions
from bottega.people.actions import (
    NoSuchPerson,
    Oneself,
    TooManyFollows,
    block_person,
    follow_person,
    mute_person,
    restore_person,
    suspend_person,
    unblock_person,
    unfollow_person,
    unmute_person,
)
from bottega.people.models import Block, Follow, Mute, Person
from bottega.people.queries import followed_ids, is_blocked_between, person_by_handle
from bottega.stream.models import Fact
from tests import make
from tests.together import together


def facts(kind: str) -> int:
    return Fact.objects.filter(kind=kind).count()


def test_following_twice_is_the_same_as_once(ada: Person, cleo: Person) -> None:
    follow_person(cleo, ada, at=make.moment())
    follow_person(cleo, ada, at=make.moment())
    assert followed_ids(cleo.id) == [ada.id]
    assert facts("person_followed") == 1


def test_unfollowing_somebody_not_followed_changes_nothing(ada: Person, cleo: Person) -> None:
    unfollow_person(cleo, ada, at=make.moment())
    assert facts("person_unfollowed") == 0


def test_unfollowing_takes_the_tie_away(ada: Person, ben: Person) -> None:
    unfollow_person(ben, ada, at=make.moment())
    assert followed_ids(ben.id) == []
    assert facts("person_unfollowed") == 1


@pytest.mark.parametrize("verb", [follow_person, block_person, mute_person])
def test_nobody_ties_themselves_to_themselves(ada: Person, verb: object) -> None:
    with pytest.raises(Oneself):
        verb(ada, ada, at=make.moment())  # type: ignore[operator]
    assert not Fact.objects.exclude(kind="person_joined").exists()


def test_a_block_ends_the_follows_of_both(ada: Person, ben: Person) -> None:
    follow_person(ada, ben, at=make.moment())
    block_person(ada, ben, at=make.moment())
    assert not Follow.objects.exists()
    assert is_blocked_between(ben.id, ada.id)


def test_taking_a_block_back_does_not_bring_the_follows_back(ada: Person, ben: Person) -> None:
    block_person(ada, ben, at=make.moment())
    unblock_person(ada, ben, at=make.moment())
    assert not is_blocked_between(ada.id, ben.id)
    assert not Follow.objects.exists()


def test_blocking_twice_is_the_same_as_once(ada: Person, cleo: Person) -> None:
    block_person(ada, cleo, at=make.moment())
    block_person(ada, cleo, at=make.moment())
    unblock_person(ada, cleo, at=make.moment())
    unblock_person(ada, cleo, at=make.moment())
    assert (facts("person_blocked"), facts("person_unblocked")) == (1, 1)


def test_nobody_follows_across_a_block_in_either_direction(ada: Person, cleo: Person) -> None:
    block_person(ada, cleo, at=make.moment())
    for follower, followee in ((ada, cleo), (cleo, ada)):
        with pytest.raises(NoSuchPerson):
            follow_person(follower, followee, at=make.moment())
    assert not Follow.objects.exists()


def test_two_people_may_block_each_other_and_one_block_stays(ada: Person, cleo: Person) -> None:
    block_person(ada, cleo, at=make.moment())
    block_person(cleo, ada, at=make.moment())
    unblock_person(ada, cleo, at=make.moment())
    assert is_blocked_between(ada.id, cleo.id)


def test_a_suspended_person_cannot_be_followed(ada: Person, cleo: Person, mo: Person) -> None:
    suspend_person(ada, by=mo, at=make.moment())
    with pytest.raises(NoSuchPerson):
        follow_person(cleo, ada, at=make.moment())  # `ada` here was read before: the row decides


def test_suspending_twice_is_once_and_restoring_undoes_it(ada: Person, mo: Person) -> None:
    suspend_person(ada, by=mo, at=make.moment())
    suspend_person(ada, by=None, at=make.moment())
    restore_person(ada, by=mo, at=make.moment())
    assert (facts("person_suspended"), facts("person_restored")) == (1, 1)
    assert person_by_handle("ada", viewer_id=0) == ada


def test_a_mute_is_told_to_nobody_and_changes_no_follow(ada: Person, ben: Person) -> None:
    mute_person(ben, ada, at=make.moment())
    mute_person(ben, ada, at=make.moment())
    assert Follow.objects.filter(follower=ben, followee=ada).exists()
    assert facts("person_muted") == 1
    unmute_person(ben, ada, at=make.moment())
    assert not Mute.objects.exists()
    assert facts("person_unmuted") == 1


def test_there_is_an_end_to_following(ada: Person, ben: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "FOLLOWS_MAX", 1)
    with pytest.raises(TooManyFollows):
        follow_person(ben, make.person(), at=make.moment())


def test_absent_suspended_and_blocking_people_are_the_same_to_a_viewer(
    ada: Person, cleo: Person, mo: Person
) -> None:
    suspend_person(mo, by=None, at=make.moment())
    block_person(ada, cleo, at=make.moment())
    answers = [person_by_handle(handle, viewer_id=cleo.id) for handle in ("nobody", "mo", "ada")]
    assert answers == [None, None, None]


def test_whoever_blocks_still_finds_the_blocked_to_undo_it(ada: Person, cleo: Person) -> None:
    block_person(ada, cleo, at=make.moment())
    assert person_by_handle("cleo", viewer_id=ada.id) == cleo


def test_handles_are_found_in_any_case(ada: Person) -> None:
    assert person_by_handle("ADA", viewer_id=0) == ada


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(8))
def test_a_follow_and_a_block_at_the_same_moment_never_leave_both(_round: int) -> None:
    ada, ben = make.person("ada"), make.person("ben")
    answers = together(
        lambda: follow_person(ben, ada, at=make.moment()),
        lambda: block_person(ada, ben, at=make.moment()),
        lambda: follow_person(ada, ben, at=make.moment()),
    )
    assert all(answer is None or isinstance(answer, NoSuchPerson) for answer in answers)
    assert Block.objects.count() == 1
    assert not Follow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_double_pressed_follow_is_one_follow() -> None:
    ada, ben = make.person("ada"), make.person("ben")
    answers = together(*[lambda: follow_person(ben, ada, at=make.moment())] * 2)
    assert answers == [None, None]
    assert facts("person_followed") == 1
