"""Which samples there are: public or chosen, allowed by everybody with a say, told by the horizon."""

import re
from typing import Any

import pytest
from django.db import transaction

from bottega.consent.models import Purpose, Right
from bottega.datasets.cards import Sample
from bottega.datasets.models import ExportKind
from bottega.datasets.samples import rights
from bottega.datasets.samples.asking import rows_of
from bottega.gallery.actions import Parent, edit_post, withdraw_post
from bottega.gallery.models import Audience, Image
from bottega.people.models import Person
from bottega.stream.actions import append_fact
from bottega.stream.facts import Kind
from bottega.studio.models import Candidate
from tests import make
from tests.datasets.scenes import asked, horizon, kept, looked_at, recipe
from tests.plans import joined_tables

pytestmark = pytest.mark.django_db(transaction=True)
DPO = ExportKind.DPO
TABLES_WITH_A_SAY = re.compile(r"\b(line|member|entry|said)\b")


def test_a_public_picture_is_a_sample_once_its_author_said_yes(ada: Person) -> None:
    post = make.post(ada, prompt_shown=True)
    assert looked_at(recipe()) == ([], {"no_work": 1})
    make.allow(ada)
    samples, left_out = looked_at(recipe())
    assert [sample.fields["text"] for sample in samples] == [post.image.words]
    assert left_out == {}


def test_a_prompt_that_is_not_shown_gives_way_to_the_alt_text_and_takes_the_settings_with_it(
    ada: Person,
) -> None:
    make.post(ada, make.image(ada, parameters={"negative": "a secret"}), alt_text="A fox, seen from afar")
    make.allow(ada)
    (sample,), _ = looked_at(recipe())
    assert (sample.fields["text"], sample.fields["text_is_prompt"]) == ("A fox, seen from afar", False)
    assert sample.fields["params"] == "{}"


@pytest.mark.parametrize("audience", [Audience.ONLY_ME, Audience.LINK, Audience.FOLLOWERS])
def test_what_a_stranger_cannot_see_is_no_sample(ada: Person, audience: Audience) -> None:
    make.post(ada, audience=audience)
    make.allow(ada)
    assert looked_at(recipe())[0] == []


def test_a_withdrawn_post_a_suspended_author_and_an_erased_picture_give_nothing(
    ada: Person, ben: Person
) -> None:
    withdrawn, erased = make.post(ada), make.post(ada)
    make.post(ben)
    make.allow(ada)
    make.allow(ben)
    withdraw_post(ada, withdrawn.id, at=make.moment())
    Image.objects.filter(pk=erased.image_id).update(erased_at=make.moment())
    Person.objects.filter(pk=ben.pk).update(suspended_at=make.moment())
    assert looked_at(recipe())[0] == []


def test_an_ancestor_who_says_no_keeps_the_remix_out(ada: Person, ben: Person) -> None:
    parent = make.post(ada)
    child = make.remix(ben, parent)
    make.allow(ben)
    make.allow(ada, right=Right.WORK)
    samples, left_out = looked_at(recipe())
    assert [sample.pictures[0].image_id for sample in samples] == [parent.image_id]
    assert left_out == {"no_descent": 1}
    make.allow(ada, right=Right.DESCENT)
    (_, remix), _ = looked_at(recipe())
    assert remix.pictures[0].image_id == child.image_id
    assert {(party.person_id, party.right) for party in remix.parties} == {
        (ben.id, Right.WORK),
        (ada.id, Right.DESCENT),
    }


def test_an_open_dataset_needs_a_second_yes_and_names_both_receipts(ada: Person) -> None:
    make.post(ada)
    make.allow(ada, Purpose.TRAIN_GENERATIVE)
    assert looked_at(recipe(is_open=True)) == ([], {"no_work": 1})
    make.allow(ada, Purpose.PUBLISH_DATASET)
    (sample,), _ = looked_at(recipe(is_open=True))
    assert len({party.receipt_sha256 for party in sample.parties}) == 2


def test_nothing_is_known_of_what_came_after_the_horizon(ada: Person) -> None:
    first = make.post(ada)
    make.allow(ada)
    before = horizon()
    make.post(ada)
    samples, left_out = looked_at(recipe(), at=before)
    assert [sample.pictures[0].image_id for sample in samples] == [first.image_id]
    assert left_out == {}


def test_a_yes_from_after_the_horizon_opens_nothing_before_it(ada: Person) -> None:
    make.post(ada)
    before = horizon()
    make.allow(ada)
    assert looked_at(recipe(), at=before) == ([], {"too_new": 1})


def test_a_no_from_after_the_horizon_counts_at_once(ada: Person) -> None:
    make.post(ada)
    make.allow(ada)
    before = horizon()
    make.deny(ada)
    assert looked_at(recipe(), at=before) == ([], {"no_work": 1})


def test_what_came_from_an_upload_is_left_out(ada: Person) -> None:
    photo = make.image(ada, origin="uploaded")
    make.post(ada, make.image(ada, parent=Parent(photo.id, by_reference=True)))
    make.allow(ada)
    assert looked_at(recipe()) == ([], {"from_upload": 1})


def test_painters_and_days_choose_and_the_oldest_come_first(ada: Person) -> None:
    posts = [make.post(ada, make.image(ada, painter=painter)) for painter in ("swatch", "other", "swatch")]
    make.allow(ada)
    chosen = recipe(painters="swatch", samples_max=1)
    assert _images(looked_at(chosen)[0]) == [posts[0].image_id]
    late = recipe(since=posts[1].published_at.isoformat(), until=posts[2].published_at.isoformat())
    assert _images(looked_at(late)[0]) == [posts[1].image_id]


def test_prompts_are_told_where_they_are_shown_without_a_picture(ada: Person) -> None:
    make.post(ada, make.image(ada, parameters={"steps": 9, "guidance": 4}), prompt_shown=True)
    make.post(ada)
    make.allow(ada)
    (sample,), left_out = looked_at(recipe(ExportKind.PROMPTS))
    assert (sample.fields["prompt"], sample.fields["step"], sample.fields["cfg"]) == ("a red fox", 9, 4.0)
    assert (sample.pictures, left_out) == ((), {"no_text": 1})


def test_each_kept_picture_is_paired_with_each_that_was_not(ada: Person) -> None:
    images = asked(ada, count=4)
    for image in images[:2]:
        kept(ada, image)
    make.allow(ada)
    samples, left_out = looked_at(recipe(DPO))
    assert (len(samples), left_out) == (4, {})
    for sample in samples:
        winner = sample.pictures[0 if sample.fields["label_0"] == 1.0 else 1]
        assert winner.image_id in {image.id for image in images[:2]}
        assert sample.fields["caption"] == "a red fox"


def test_the_better_picture_does_not_always_stand_first(ada: Person) -> None:
    for _ in range(4):
        kept(ada, asked(ada, count=4)[0])
    make.allow(ada)
    labels = {sample.fields["label_0"] for sample in looked_at(recipe(DPO))[0]}
    assert labels == {0.0, 1.0}


def test_all_or_nothing_kept_is_no_choice_and_is_counted(ada: Person) -> None:
    asked(ada, count=2)
    for image in asked(ada, count=2):
        kept(ada, image)
    make.allow(ada)
    assert looked_at(recipe(DPO)) == ([], {"undecided": 1, "ties": 1})


def test_a_pair_needs_who_chose_as_well(ada: Person) -> None:
    kept(ada, asked(ada, count=2)[0])
    make.allow(ada, right=Right.WORK)
    assert looked_at(recipe(DPO)) == ([], {"no_choice": 1})
    make.allow(ada, right=Right.CHOICE)
    (sample,), _ = looked_at(recipe(DPO))
    assert {party.right for party in sample.parties} == {Right.WORK, Right.CHOICE}


def test_a_no_for_the_post_of_the_kept_picture_binds_the_choice(ada: Person) -> None:
    images = asked(ada, count=2)
    kept(ada, images[0])
    post = make.post(ada, images[0])
    make.allow(ada)
    make.deny(ada, Purpose.TRAIN_GENERATIVE, post_id=post.id, right=Right.CHOICE)
    assert looked_at(recipe(DPO)) == ([], {"no_choice": 1})


def test_what_was_kept_after_the_horizon_is_not_kept_yet(ada: Person) -> None:
    images = asked(ada, count=2)
    make.allow(ada)
    before = horizon()
    kept(ada, images[1])
    assert looked_at(recipe(DPO), at=before) == ([], {"undecided": 1})
    assert len(looked_at(recipe(DPO))[0]) == 1


def test_a_judge_is_asked_with_as_many_pictures_as_there_are(ada: Person) -> None:
    kept(ada, asked(ada, count=3)[0])
    make.allow(ada)
    for sample in looked_at(recipe(ExportKind.VLM_PREFERENCE))[0]:
        parts = [part["type"] for message in sample.fields["prompt"] for part in message["content"]]  # type: ignore[union-attr,index,call-overload]
        assert parts.count("image") == len(sample.pictures) == 2
    labels = [sample.fields["label"] for sample in looked_at(recipe(ExportKind.KTO))[0]]
    assert sorted(map(bool, labels)) == [False, False, True]


def test_a_whole_set_tells_ties_and_the_undecided_too(ada: Person) -> None:
    first, _, third = asked(ada, count=3), asked(ada, count=2), asked(ada, count=2)
    kept(ada, first[1])
    for image in third:
        kept(ada, image)
    make.allow(ada)
    samples, _ = looked_at(recipe(ExportKind.FULL))
    assert [sample.fields["outcome"] for sample in samples] == ["decided", "undecided", "tie"]
    assert samples[0].fields["kept"] == [False, True, False]
    assert samples[0].fields["positions"] == [None, None, None]


def test_a_whole_set_says_what_was_shown_where_and_for_how_long(ada: Person) -> None:
    images = asked(ada, count=2)
    _show(ada, images)
    make.allow(ada)
    (sample,), _ = looked_at(recipe(ExportKind.FULL))
    assert sample.fields["positions"] == [1, 0]
    assert sample.fields["propensities"] == [0.25, 0.75]
    assert sample.fields["dwell_ms"] == [None, 900]
    assert sample.fields["policy"] == "taste"


def test_an_edit_of_ones_own_needs_the_choice_while_anything_of_it_is_private(ada: Person) -> None:
    first = asked(ada, count=1)[0]
    asked(ada, "make it night", count=1, change_image_id=first.id)
    make.allow(ada, right=Right.WORK)
    assert looked_at(recipe(ExportKind.EDIT)) == ([], {"no_choice": 1})
    make.allow(ada, right=Right.CHOICE)
    (sample,), _ = looked_at(recipe(ExportKind.EDIT))
    assert sample.fields["edit_prompt"] == "make it night"
    assert [picture.role for picture in sample.pictures] == ["input_image", "edited_image"]


def test_an_edit_that_everybody_can_read_needs_no_choice(ada: Person) -> None:
    first = asked(ada, count=1)[0]
    second = asked(ada, "make it night", count=1, change_image_id=first.id)[0]
    make.post(ada, first)
    post = make.post(ada, second, prompt_shown=True)
    make.allow(ada, right=Right.WORK)
    (sample,), _ = looked_at(recipe(ExportKind.EDIT))
    assert post.id in {party.post_id for party in sample.parties if party.by_post}


def test_anothers_picture_that_is_private_again_is_not_shown_by_a_remix(ada: Person, ben: Person) -> None:
    parent = make.post(ada, asked(ada, count=1)[0])
    asked(ben, "in the snow", count=1, remix_post_id=parent.id)
    make.allow(ada)
    make.allow(ben)
    assert len(looked_at(recipe(ExportKind.EDIT))[0]) == 1
    edit_post(
        ada,
        parent.id,
        audience=Audience.FOLLOWERS,
        caption="",
        alt_text="A fox",
        prompt_shown=False,
        at=make.moment(),
    )
    assert looked_at(recipe(ExportKind.EDIT)) == ([], {"not_public": 1})


def _images(samples: list[Sample]) -> list[int]:
    return [sample.pictures[0].image_id for sample in samples]


def _show(viewer: Person, images: list[Image]) -> None:
    """Somebody was shown the second picture first, and looked at it for 0.9 seconds."""
    generation = Candidate.objects.get(image=images[0]).generation_id
    set_id = 7
    with transaction.atomic():
        append_fact(
            Kind.SET_SHOWN,
            actor_id=viewer.id,
            subject_id=set_id,
            at=make.moment(),
            surface="studio",
            policy="taste",
            ids=[images[1].id, images[0].id],
            propensities=[0.75, 0.25],
            generation_id=generation,
        )
        append_fact(
            Kind.THING_SEEN,
            actor_id=viewer.id,
            subject_id=images[1].id,
            at=make.moment(),
            set_id=set_id,
            position=0,
            dwell_ms=900,
            surface="studio",
        )


@pytest.mark.parametrize("kind", [ExportKind.TEXT_TO_IMAGE, DPO])
def test_who_has_a_say_is_looked_up_by_key_and_never_by_reading_a_whole_table(
    ada: Person, monkeypatch: pytest.MonkeyPatch, kind: ExportKind
) -> None:
    first, *_ = asked(ada)
    kept(ada, first)
    make.post(ada)
    make.allow(ada)
    joins: list[str] = []

    def looked_through(statement: str, parameters: Any) -> Any:
        joins.extend(joined_tables(statement, parameters))
        return rows_of(statement, parameters)

    monkeypatch.setattr(rights, "rows_of", looked_through)
    assert looked_at(recipe(kind))[0]
    assert [join for join in joins if TABLES_WITH_A_SAY.search(join)] == []
