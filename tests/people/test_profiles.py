"""Profiles and lists of people, each as one viewer may see them."""

import pytest
from django.db import IntegrityError, transaction

from bottega.kernel.words import TooLong
from bottega.people.actions import block_person, edit_profile, follow_person, mute_person, suspend_person
from bottega.people.models import Person
from bottega.people.queries import (
    blocked_people,
    demo_people,
    follow_suggestions,
    muted_people,
    person_cards,
    profile_of,
)
from bottega.stream.models import Fact
from tests import make


def test_a_profile_counts_followers_and_knows_how_the_viewer_stands(ada: Person, ben: Person) -> None:
    seen = profile_of(ada, viewer_id=ben.id)
    assert (seen.followers, seen.following) == (1, 0)
    assert (seen.is_self, seen.follows, seen.blocks, seen.mutes) == (False, True, False, False)
    assert profile_of(ada, viewer_id=ada.id).is_self


def test_a_profile_tells_the_viewer_of_their_own_block_and_mute(ada: Person, cleo: Person) -> None:
    block_person(cleo, ada, at=make.moment())
    mute_person(cleo, ada, at=make.moment())
    seen = profile_of(ada, viewer_id=cleo.id)
    assert (seen.blocks, seen.mutes) == (True, True)
    assert not profile_of(ada, viewer_id=0).blocks


def test_editing_a_profile_cleans_what_was_typed(ada: Person) -> None:
    edit_profile(ada, name="  Ada \x07 \u202eLovelace\n", bio="one\n\ntwo\x00", at=make.moment())
    ada.refresh_from_db()
    assert (ada.name, ada.bio) == ("Ada Lovelace", "one\n\ntwo")
    assert Fact.objects.filter(kind="profile_edited").count() == 1


@pytest.mark.parametrize("field", ["name", "bio"])
def test_a_profile_that_is_too_long_changes_nothing(ada: Person, field: str) -> None:
    fields = {"name": "Ada", "bio": "", field: "x" * 40_000}
    with pytest.raises(TooLong) as refusal:
        edit_profile(ada, **fields, at=make.moment())
    assert refusal.value.facts["characters"] == 40_000
    ada.refresh_from_db()
    assert ada.name == "Ada"


@pytest.mark.parametrize("handle", ["A", "Ada Lovelace", "ada-l", "", "x" * 31, "àda"])
def test_the_database_refuses_handles_that_are_not_plain(db: None, handle: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(handle=handle[:30] if len(handle) < 31 else "X" * 30)


def test_two_people_cannot_have_one_handle(ada: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(handle="ada")


def test_suggestions_leave_out_everybody_who_should_not_be_followed(ada: Person, ben: Person) -> None:
    viewer = make.person("viewer")
    blocking, blocked, muted, gone, fresh = (make.person() for _ in range(5))
    follow_person(viewer, ada, at=make.moment())
    block_person(blocking, viewer, at=make.moment())
    block_person(viewer, blocked, at=make.moment())
    mute_person(viewer, muted, at=make.moment())
    suspend_person(gone, by=None, at=make.moment())
    suggested = {card.id for card in follow_suggestions(viewer.id, count_max=12)}
    assert suggested == {ben.id, fresh.id}


def test_the_most_followed_are_suggested_first(ada: Person, ben: Person, cleo: Person) -> None:
    assert follow_suggestions(cleo.id, count_max=1)[0].id == ada.id


def test_the_lists_for_undoing_hold_exactly_whom_the_viewer_chose(
    ada: Person, ben: Person, cleo: Person
) -> None:
    block_person(ada, ben, at=make.moment())
    mute_person(ada, cleo, at=make.moment())
    assert [card.handle for card in blocked_people(ada.id)] == ["ben"]
    assert [card.handle for card in muted_people(ada.id)] == ["cleo"]
    assert blocked_people(ben.id) == muted_people(cleo.id) == []


def test_demo_people_are_listed_until_they_are_suspended(ada: Person) -> None:
    one, other = make.person("one", is_demo=True), make.person("other", is_demo=True)
    assert {card.id for card in demo_people()} == {one.id, other.id}
    suspend_person(other, by=None, at=make.moment())
    assert [card.handle for card in demo_people()] == ["one"]


def test_a_card_shows_the_handle_where_no_name_was_given(db: None) -> None:
    plain = make.person("plain")
    card = person_cards([plain.id, 17])[plain.id]
    assert (card.shown_name, card.initial) == ("plain", "P")
    assert 0 <= card.hue < 360
