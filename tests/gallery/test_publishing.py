"""Publishing, editing, recalling: the second act, once, and only of one's own pictures."""

from datetime import timedelta
from typing import Any

import pytest

from bottega.gallery.actions import (
    RECALL_MINUTES,
    AlreadyPublished,
    NoSuchImage,
    NoSuchPost,
    edit_post,
    publish_post,
    withdraw_post,
)
from bottega.gallery.models import Audience, Image, Post
from bottega.gallery.previews import publish_preview
from bottega.gallery.queries import media_file, own_post, post_card, posts_by
from bottega.kernel.words import Empty, TooLong
from bottega.people.models import Person
from bottega.stream.models import Fact
from tests import make
from tests.together import together

FIELDS: dict[str, Any] = {
    "audience": Audience.PUBLIC,
    "caption": "At dawn",
    "alt_text": "A red fox",
    "prompt_shown": False,
}


def publish(author: Person, image: Image, key: str = "press", **rest: Any) -> Post:
    return publish_post(author, image.id, idempotency_key=key, at=make.moment(), **{**FIELDS, **rest})


def test_nothing_is_seen_before_it_is_published(ada: Person, ben: Person) -> None:
    image = make.image(ada)
    with pytest.raises(NoSuchImage):
        media_file(image.id, kind="png", width_px=None, viewer_id=ben.id)
    assert not posts_by(ada.id, viewer_id=ada.id).items


def test_a_post_says_exactly_what_was_on_the_sheet(ada: Person, cleo: Person) -> None:
    card = post_card(publish(ada, make.image(ada), prompt_shown=True).id, viewer_id=cleo.id)
    assert (card.caption, card.alt_text, card.words, card.audience) == (
        "At dawn",
        "A red fox",
        "a red fox",
        "public",
    )


def test_the_same_press_again_is_the_same_post(ada: Person) -> None:
    image = make.image(ada)
    assert publish(ada, image) == publish(ada, image)
    assert Fact.objects.filter(kind="post_published").count() == 1


def test_a_picture_stands_in_one_post_at_a_time(ada: Person) -> None:
    image = make.image(ada)
    first = publish(ada, image)
    with pytest.raises(AlreadyPublished):
        publish(ada, image, key="another press")
    withdraw_post(ada, first.id, at=make.moment())
    assert publish(ada, image, key="a third press").id != first.id


def test_nobody_publishes_the_picture_of_another(ada: Person, cleo: Person) -> None:
    with pytest.raises(NoSuchImage):
        publish(cleo, make.image(ada))
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("field", "text", "refusal"),
    [
        ("alt_text", "", Empty),
        ("alt_text", " \x00\u202e", Empty),
        ("alt_text", "x" * 1_001, TooLong),
        ("caption", "x" * 601, TooLong),
        ("caption", "x" * 40_000, TooLong),
    ],
)
def test_texts_that_do_not_fit_publish_nothing(
    ada: Person, field: str, text: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        publish(ada, make.image(ada), **{field: text})
    assert not Post.objects.exists()


def test_within_ten_minutes_a_post_is_recalled_and_later_withdrawn(ada: Person) -> None:
    for late, recalled in ((timedelta(0), True), (timedelta(seconds=1), False)):
        post = make.post(ada)
        moment = post.published_at + timedelta(minutes=RECALL_MINUTES) + late
        withdraw_post(ada, post.id, at=moment)
        fact = Fact.objects.get(kind="post_withdrawn", subject_id=post.id)
        assert fact.body == {"recalled": recalled}


def test_a_withdrawn_post_leaves_its_picture_with_its_maker(ada: Person, cleo: Person) -> None:
    post = make.post(ada)
    withdraw_post(ada, post.id, at=make.moment())
    assert media_file(post.image_id, kind="png", width_px=None, viewer_id=ada.id).sha256
    with pytest.raises(NoSuchPost):
        post_card(post.id, viewer_id=cleo.id)
    with pytest.raises(NoSuchPost):
        withdraw_post(ada, post.id, at=make.moment())


def test_editing_changes_what_is_said_and_for_whom_but_never_the_picture(ada: Person, cleo: Person) -> None:
    post = make.post(ada)
    edit_post(ada, post.id, at=make.moment(), **{**FIELDS, "caption": "At noon", "prompt_shown": True})
    card = post_card(post.id, viewer_id=cleo.id)
    assert (card.caption, card.words, card.image.id) == ("At noon", "a red fox", post.image_id)
    assert card.edited_at


def test_a_narrower_audience_hides_the_post_at_once(ada: Person, ben: Person, cleo: Person) -> None:
    post = make.post(ada)
    edit_post(ada, post.id, at=make.moment(), **{**FIELDS, "audience": Audience.FOLLOWERS})
    assert post_card(post.id, viewer_id=ben.id)
    with pytest.raises(NoSuchPost):
        post_card(post.id, viewer_id=cleo.id)


def test_nobody_edits_or_withdraws_the_post_of_another(ada: Person, cleo: Person) -> None:
    post = make.post(ada)
    with pytest.raises(NoSuchPost):
        edit_post(cleo, post.id, at=make.moment(), **FIELDS)
    with pytest.raises(NoSuchPost):
        withdraw_post(cleo, post.id, at=make.moment())
    with pytest.raises(NoSuchPost):
        own_post(cleo.id, post.id)


def test_the_sheet_shows_every_field_and_credits_the_parent(ada: Person, cleo: Person) -> None:
    parent = make.post(ada)
    child = make.image(cleo, "the fox in winter", parent=make.Parent(parent.image_id, parent.id))
    sheet = publish_preview(cleo.id, child.id)
    assert (sheet.words, sheet.alt_draft) == ("the fox in winter", "A picture of fox.")
    assert sheet.remix_of
    assert sheet.remix_of.author.handle == "ada"
    with pytest.raises(NoSuchImage):
        publish_preview(ada.id, child.id)


def test_an_edit_of_ones_own_remix_still_names_the_post_it_came_from(ada: Person, cleo: Person) -> None:
    parent = make.post(ada)
    remix = make.image(cleo, parent=make.Parent(parent.image_id, parent.id))
    edit = make.image(cleo, parent=make.Parent(remix.id))
    assert publish(cleo, edit).remix_of_id == parent.id


@pytest.mark.django_db(transaction=True)
def test_a_double_press_from_two_threads_publishes_once() -> None:
    ada = make.person("ada")
    image = make.image(ada)
    one, other = together(*[lambda: publish(ada, image)] * 2)
    assert one == other == Post.objects.get()
    assert Fact.objects.filter(kind="post_published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_different_presses_at_once_publish_one_picture_once() -> None:
    ada = make.person("ada")
    image = make.image(ada)
    answers = together(lambda: publish(ada, image, "one"), lambda: publish(ada, image, "other"))
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyPublished", "Post"]
    assert Post.objects.count() == 1


def test_a_fact_that_cannot_be_written_takes_the_post_with_it(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make.image(ada)

    def refuse(topic: str) -> None:
        raise RuntimeError(topic)

    monkeypatch.setattr("bottega.gallery.actions.ring", refuse)
    with pytest.raises(RuntimeError):
        publish(ada, image)
    assert not Post.objects.exists()
    assert not Fact.objects.filter(kind="post_published").exists()
