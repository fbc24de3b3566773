"""Which facts leave: only what everybody with a say allows now, and that something was taken back, always."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction

from bottega.consent.models import Answer, Purpose, Right
from bottega.datasets.leaving import Leaving, Say, leave_of, told_as
from bottega.datasets.leaving import _query as leaving_query
from bottega.gallery.actions import Parent, edit_post, withdraw_post
from bottega.gallery.models import Audience, Image, Post
from bottega.gallery.visibility import NOBODY, viewer_parameters
from bottega.people.actions import suspend_person
from bottega.people.models import Person
from bottega.reactions.actions import comment_on_post, like_post, save_post
from bottega.stream.actions import append_fact
from bottega.stream.facts import Kind
from bottega.stream.positions import place_settled
from tests import make
from tests.plans import joined_tables

pytestmark = pytest.mark.django_db
USE = Purpose.TRAIN_OTHER


def leaving(purpose: Purpose = USE, after: int = 0) -> list[Leaving]:
    place_settled()
    return [fact for fact in leave_of(after, purposes=[purpose]).facts if not fact.is_withdrawal]


def kinds(purpose: Purpose = USE) -> list[str]:
    return [fact.kind for fact in leaving(purpose)]


def withdrawals() -> list[Mapping[str, Any]]:
    place_settled()
    return [fact.body for fact in leave_of(0, purposes=[USE]).facts if fact.is_withdrawal]


def show(viewer: Person, ids: list[int], set_id: int = 7) -> None:
    with transaction.atomic():
        append_fact(
            Kind.SET_SHOWN,
            actor_id=viewer.id,
            subject_id=set_id,
            at=make.moment(),
            surface="newest",
            policy="chronological",
            ids=ids,
            propensities=None,
            generation_id=None,
        )
        for position, thing_id in enumerate(ids):
            append_fact(
                Kind.THING_SEEN,
                actor_id=viewer.id,
                subject_id=thing_id,
                at=make.moment(),
                set_id=set_id,
                position=position,
                dwell_ms=900,
                surface="newest",
            )


def test_silence_lets_nothing_leave(ada: Person, ben: Person) -> None:
    post = make.post(ada)
    like_post(ben, post.id, at=make.moment())
    show(ben, [post.id])
    assert kinds() == []


def test_a_public_post_leaves_by_its_authors_yes_for_works(ada: Person) -> None:
    make.post(ada)
    make.allow(ada, USE, right=Right.WORK)
    assert kinds() == ["post_published"]
    assert kinds(Purpose.TRAIN_GENERATIVE) == []


def test_only_public_posts_leave(ada: Person) -> None:
    for audience in Audience:
        make.post(ada, audience=audience)
    make.allow(ada, right=Right.WORK)
    (told,) = leaving()
    assert Post.objects.get(pk=told.subject_id).audience == Audience.PUBLIC


def test_making_a_picture_leaves_by_its_makers_yes_for_choices_as_well(ada: Person) -> None:
    make.image(ada)
    make.allow(ada, right=Right.WORK)
    assert kinds() == []
    make.allow(ada, right=Right.CHOICE)
    assert kinds() == ["image_made"]


def test_a_like_needs_the_likers_yes_and_the_authors(ada: Person, ben: Person) -> None:
    like_post(ben, make.post(ada).id, at=make.moment())
    make.allow(ben)
    assert kinds() == []
    make.allow(ada, right=Right.WORK)
    assert kinds() == ["post_published", "post_liked"]
    make.deny(ben, right=Right.CHOICE)
    assert kinds() == ["post_published"]


def test_choices_leave_for_no_use_that_they_were_never_asked_for(ada: Person, ben: Person) -> None:
    like_post(ben, make.post(ada).id, at=make.moment())
    make.allow(ada)
    make.allow(ben)
    assert kinds(Purpose.GROUND) == ["post_published"]


def test_a_like_of_a_post_that_went_private_leaves_no_more(ada: Person, ben: Person) -> None:
    post = make.post(ada)
    save_post(ben, post.id, at=make.moment())
    make.allow(ada)
    make.allow(ben)
    assert "post_saved" in kinds()
    edit_post(
        ada,
        post.id,
        audience=Audience.ONLY_ME,
        caption="",
        alt_text="x",
        prompt_shown=False,
        at=make.moment(),
    )
    assert kinds() == ["image_made"], "which is her own choice, and needs no post"
    assert withdrawals() == [
        {"why": "post_edited", "person_id": None, "post_id": post.id, "image_id": post.image_id}
    ]


def test_a_remix_leaves_only_with_the_yes_of_every_author_above(
    ada: Person, ben: Person, cleo: Person
) -> None:
    last = make.remix(cleo, make.remix(ben, make.post(ada)))
    make.allow(cleo, right=Right.WORK)
    make.allow(ben, right=Right.DESCENT)
    assert kinds() == []
    make.allow(ada, right=Right.DESCENT)
    (told,) = leaving()
    assert told.subject_id == last.id
    assert told.body["remix_of_post_id"] is None, "naming Ben's post would need his yes for his works"
    assert {(say.right, say.person_id) for say in told.says} == {
        (Right.WORK, cleo.id),
        (Right.DESCENT, ben.id),
        (Right.DESCENT, ada.id),
    }


def test_the_parent_is_named_where_its_author_allows_that_too(ada: Person, ben: Person) -> None:
    parent = make.post(ada)
    make.remix(ben, parent)
    make.allow(ada)
    make.allow(ben)
    told = leaving()[-1]
    assert (told.kind, told.body["remix_of_post_id"]) == ("post_published", parent.id)


def test_a_set_keeps_its_places_and_loses_what_may_not_be_told(
    ada: Person, ben: Person, cleo: Person
) -> None:
    open_, closed = make.post(ada), make.post(cleo)
    make.allow(ada, right=Right.WORK)
    make.allow(ben, right=Right.CHOICE)
    show(ben, [closed.id, open_.id])
    shown, seen = leaving()[1:]
    assert (shown.kind, shown.body["ids"]) == ("set_shown", [None, open_.id])
    assert (seen.kind, seen.subject_id, seen.body["position"]) == ("thing_seen", open_.id, 1)
    assert Say(Right.CHOICE, ben.id) in shown.says
    assert Say(Right.WORK, ada.id, open_.image_id) in shown.says


def test_a_set_of_ones_own_candidates_names_the_unpublished_ones(ada: Person) -> None:
    one, other = make.image(ada), make.image(ada)
    make.allow(ada)
    show(ada, [one.id, other.id])
    assert leaving()[2].body["ids"] == [one.id, other.id]


def test_somebody_elses_unpublished_picture_is_never_named(ada: Person, ben: Person) -> None:
    hidden = make.image(ada)
    make.allow(ada)
    make.allow(ben)
    show(ben, [hidden.id])
    told = [fact for fact in leaving() if fact.actor_id == ben.id]
    assert [fact.body.get("ids") for fact in told] == [[None]]


def test_a_no_for_one_post_takes_its_facts_away_and_no_others(ada: Person, ben: Person) -> None:
    kept, gone = make.post(ada), make.post(ada)
    make.allow(ada)
    make.allow(ben)
    for post in (kept, gone):
        like_post(ben, post.id, at=make.moment())
    make.deny(ada, USE, post_id=gone.id)
    assert [fact.subject_id for fact in leaving() if fact.kind == "post_liked"] == [kept.id]


def test_comments_follows_and_blocks_never_leave(ada: Person, ben: Person) -> None:
    post = make.post(ada)
    comment_on_post(ben, post.id, "Lovely", idempotency_key="one", at=make.moment())
    make.allow(ada)
    make.allow(ben)
    assert set(kinds()) == {"image_made", "post_published"}


def test_a_yes_taken_back_is_told_whatever_anybody_allows(ada: Person) -> None:
    post = make.post(ada)
    make.allow(ada, USE, right=Right.WORK)
    make.deny(ada, USE, right=Right.WORK, post_id=post.id)
    make.deny(ada, USE, right=Right.WORK)
    assert kinds() == []
    one = {"why": "consent_changed", "person_id": ada.id, "right": "work", "purpose": "train_other"}
    assert withdrawals() == [
        {**one, "post_id": post.id, "image_id": post.image_id},
        {**one, "post_id": None, "image_id": None},
    ]


def test_a_yes_is_not_told(ada: Person) -> None:
    make.allow(ada)
    assert withdrawals() == []


def test_unsetting_an_answer_is_told_as_taking_it_back(ada: Person) -> None:
    make.allow(ada, USE, right=Right.WORK)
    make.allow(ada, USE, right=Right.WORK, answer=Answer.UNSET)
    assert [body["why"] for body in withdrawals()] == ["consent_changed"]


def test_withdrawn_posts_erased_pictures_and_closed_accounts_are_told(ada: Person, mo: Person) -> None:
    post = make.post(ada)
    withdraw_post(ada, post.id, at=make.moment())
    with transaction.atomic():
        append_fact(Kind.IMAGE_ERASED, actor_id=ada.id, subject_id=post.image_id, at=make.moment())
    suspend_person(ada, by=mo, at=make.moment())
    told = withdrawals()
    assert [body["why"] for body in told] == ["post_withdrawn", "image_erased", "person_suspended"]
    assert [body["image_id"] for body in told] == [post.image_id, post.image_id, None]


def test_nothing_of_a_suspended_person_leaves(ada: Person, ben: Person, mo: Person) -> None:
    like_post(ben, make.post(ada).id, at=make.moment())
    make.image(ben)
    make.allow(ada, right=Right.WORK)
    make.allow(ben)
    suspend_person(ben, by=mo, at=make.moment())
    assert kinds() == ["post_published"]
    suspend_person(ada, by=mo, at=make.moment())
    assert kinds() == []


def test_what_came_from_an_erased_picture_leaves_no_more(ada: Person) -> None:
    parent = make.image(ada)
    make.post(ada, make.image(ada, parent=Parent(parent.id)))
    make.allow(ada)
    assert "post_published" in kinds()
    Image.objects.filter(pk=parent.id).update(erased_at=make.moment())
    assert kinds() == []


def test_batches_follow_each_other_and_say_how_far_they_looked(ada: Person) -> None:
    make.allow(ada, right=Right.WORK)
    posts = [make.post(ada).id for _ in range(4)]
    place_settled()
    found, pos = [], 0
    while (leave := leave_of(pos, purposes=[USE], count_max=2)).read_to > pos:
        found += [fact.subject_id for fact in leave.facts]
        pos = leave.read_to
    assert found == posts
    assert leave_of(pos, purposes=[USE]).facts == []


def test_nothing_behind_the_end_of_the_stretch_is_looked_at(ada: Person) -> None:
    make.allow(ada, right=Right.WORK)
    make.post(ada)
    place_settled()
    last = leave_of(0, purposes=[USE]).read_to
    assert leave_of(0, purposes=[USE], until=last - 1).facts == []


def test_outside_people_are_pseudonyms_and_ids_are_words(ada: Person, ben: Person) -> None:
    post = make.post(ada)
    like_post(ben, post.id, at=make.moment())
    make.allow(ada, right=Right.WORK)
    make.allow(ben)
    names = {ada.id: "p-ada", ben.id: "p-ben"}
    told = told_as(leaving()[-1], names.__getitem__)
    assert told["who"] == "p-ben"
    assert told["about"] == str(post.id)
    assert told["body"] == {"author": "p-ada"}
    assert told["says"] == [
        {"right": "choice", "who": "p-ben", "image": None},
        {"right": "work", "who": "p-ada", "image": str(post.image_id)},
    ]
    assert str(ada.id) not in str(told)
    assert str(ben.id) not in str(told)


def test_a_use_must_be_named() -> None:
    with pytest.raises(ValueError, match="without a purpose"):
        leave_of(0, purposes=[])


def test_a_batch_looks_its_pictures_up_and_never_reads_them_all(ada: Person) -> None:
    make.post(ada)
    place_settled()
    parameters = {**viewer_parameters(NOBODY), "after": 0, "until": 2**62, "count_max": 100}
    joins = joined_tables(leaving_query((USE,)), parameters)
    assert [join for join in joins if "line" in join] == []
