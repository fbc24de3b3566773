"""Keeps: written once, by the first thing a maker does with a picture, and counted from rows."""

import pytest

from bottega.gallery.actions import AlreadyPublished, NoSuchImage
from bottega.gallery.models import Audience, Post
from bottega.people.models import Person
from bottega.stream.facts import Kind
from bottega.stream.models import Fact
from bottega.studio.keeping import keep, keep_each, publish_kept
from bottega.studio.models import Candidate, Conversation, Keep
from tests import make
from tests.studio.conftest import Ask

STARRED, DOWNLOADED = Keep.How.STARRED, Keep.How.DOWNLOADED


def kept_facts() -> list[dict[str, object]]:
    return list(Fact.objects.filter(kind=Kind.IMAGE_KEPT).order_by("seq").values_list("body", flat=True))


def test_a_keep_is_written_once_and_the_first_reason_stays(ada: Person) -> None:
    image = make.image(ada)
    keep(ada, image.id, STARRED, at=make.moment())
    keep(ada, image.id, DOWNLOADED, at=make.moment())
    assert [each.how for each in Keep.objects.all()] == [STARRED]
    assert kept_facts() == [{"how": "starred", "generation_id": None}]


def test_a_keep_knows_the_request_that_its_picture_came_from(ada: Person, ask: Ask) -> None:
    generation = ask()
    image = make.image(ada)
    Candidate.objects.filter(generation=generation, place=0).update(image=image)
    keep(ada, image.id, DOWNLOADED, at=make.moment())
    assert Keep.objects.get().generation_id == generation.id
    assert kept_facts() == [{"how": "downloaded", "generation_id": generation.id}]


def test_nobody_keeps_a_picture_for_somebody_else(ada: Person, cleo: Person) -> None:
    image = make.image(ada)
    with pytest.raises(NoSuchImage):
        keep(cleo, image.id, STARRED, at=make.moment())
    assert keep_each(cleo, [image.id], STARRED, at=make.moment()) == 0
    assert not Keep.objects.exists()


def test_many_are_kept_at_once_and_those_of_others_passed_over(ada: Person, cleo: Person) -> None:
    mine = [make.image(ada).id for _ in range(3)]
    assert keep_each(ada, [*mine, make.image(cleo).id], DOWNLOADED, at=make.moment()) == 3
    assert set(Keep.objects.values_list("image_id", flat=True)) == set(mine)


def test_publishing_keeps_and_a_refused_publishing_does_not(ada: Person) -> None:
    image = make.image(ada)
    make.post(ada, image)
    words = {"audience": Audience.PUBLIC, "caption": "", "alt_text": "A fox", "prompt_shown": False}
    with pytest.raises(AlreadyPublished):
        publish_kept(ada, image.id, idempotency_key="again", at=make.moment(), **words)
    assert not Keep.objects.exists()
    other = make.image(ada)
    publish_kept(ada, other.id, idempotency_key="first", at=make.moment(), **words)
    assert (Keep.objects.get().image_id, Keep.objects.get().how) == (other.id, "published")
    assert Post.objects.count() == 2


def test_going_on_from_ones_own_picture_keeps_it(ada: Person, ask: Ask) -> None:
    changed, shown = make.image(ada), make.image(ada)
    ask("make it winter", change_image_id=changed.id, reference_ids=[shown.id])
    assert dict(Keep.objects.values_list("image_id", "how")) == {
        changed.id: "continued",
        shown.id: "continued",
    }


def test_going_on_from_somebody_elses_post_keeps_nothing(ada: Person, cleo: Person, ask: Ask) -> None:
    talk = Conversation.objects.create(
        owner=cleo, remix_of=make.post(ada), opened_at=make.moment(), touched_at=make.moment()
    )
    ask("make it winter", owner=cleo, where=talk.id)
    assert not Keep.objects.exists()
