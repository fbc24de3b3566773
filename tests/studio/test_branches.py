"""The tree of one's tries, asking again, and comparing two: one's own, and nobody else's."""

from collections.abc import Callable
from typing import Any

import pytest

from bottega.engines.blobs.port import Blobs
from bottega.engines.wired import Engines, engines
from bottega.gallery.actions import NoSuchImage, Parent
from bottega.gallery.models import Audience
from bottega.kernel.clock import now
from bottega.people.models import Person
from bottega.studio.actions import ask_for_images, end_generation, fork_conversation, open_conversation
from bottega.studio.again import NoSketch, NothingToRepeat, wish_to_finish, wish_to_vary
from bottega.studio.branches import branches_of, children_of
from bottega.studio.comparing import comparison_of, measured_between, pictures_to_compare
from bottega.studio.errors import NoSuchConversation
from bottega.studio.models import Conversation, Drift, Generation, State
from bottega.studio.queries import conversation_of
from tests import make
from tests.studio.conftest import Ask

RunJobs = Callable[..., list[str]]


@pytest.fixture
def blobs(engines: Engines) -> Blobs:
    return engines.blobs


@pytest.fixture
def asked(ask: Ask) -> Ask:
    """Ask, and have it painted on the spot: each candidate gets a picture and its edge."""

    def painted(words: str = "a red fox", **rest: Any) -> Generation:
        generation = ask(words, **rest)
        parent_id = generation.parent_image_id
        parent = Parent(parent_id, generation.parent_post_id) if parent_id else None
        for candidate in generation.candidates.all():
            candidate.image = make.image(generation.owner, words, parent=parent)
            candidate.save()
        end_generation(generation, State.FINISHED, at=make.moment())
        return generation

    return painted


def _ids(generation: Generation) -> list[int]:
    return list(generation.candidates.order_by("place").values_list("image_id", flat=True))


def test_tries_stand_under_the_picture_they_came_from(ada: Person, talk: Conversation, asked: Ask) -> None:
    first = asked("a red fox", count=3)
    second = asked("add a hat", change_image_id=_ids(first)[1], count=2)
    asked("make it winter", change_image_id=_ids(second)[0], count=1)
    asked("an owl", count=1)
    fox, owl = branches_of(ada.id, talk.id)
    assert (fox.words, len(fox.pictures), owl.words) == ("a red fox", 3, "an owl")
    (hat,) = fox.branches
    assert (hat.words, hat.from_number, [each.words for each in hat.branches]) == (
        "add a hat",
        2,
        ["make it winter"],
    )


def test_what_was_tried_in_a_fork_stands_in_the_same_tree(
    ada: Person, talk: Conversation, asked: Ask
) -> None:
    first = asked("a red fox", count=1)
    fork = fork_conversation(ada, talk.id, first.id, at=make.moment())
    asked("add a hat", change_image_id=_ids(first)[0], count=1, where=fork.id)
    for conversation in (talk, fork):
        (fox,) = branches_of(ada.id, conversation.id)
        assert [each.words for each in fox.branches] == ["add a hat"]


def test_a_tree_that_starts_from_a_picture_of_the_library_shows_it(
    ada: Person, talk: Conversation, asked: Ask
) -> None:
    elsewhere = make.image(ada)
    asked("add a hat", change_image_id=elsewhere.id, count=1)
    (hat,) = branches_of(ada.id, talk.id)
    assert hat.source
    assert hat.source.image.id == elsewhere.id


def test_another_conversation_is_another_tree_and_unfinished_tries_stand_in_none(
    ada: Person, talk: Conversation, ask: Ask, asked: Ask
) -> None:
    ask("a red fox")
    asked("an owl", where=open_conversation(ada, at=make.moment()).id)
    assert branches_of(ada.id, talk.id) == []


def test_a_stranger_finds_no_tree_and_no_children(
    ada: Person, cleo: Person, talk: Conversation, asked: Ask
) -> None:
    first = asked(count=1)
    (image_id,) = _ids(first)
    with pytest.raises(NoSuchConversation):
        branches_of(cleo.id, talk.id)
    child = make.image(ada, parent=Parent(image_id))
    assert children_of(ada.id, image_id) == [child.id]
    assert children_of(cleo.id, image_id) == []


def test_somebody_elses_remix_is_no_child_of_mine(ada: Person, cleo: Person) -> None:
    post = make.post(ada)
    make.remix(cleo, post)
    assert children_of(ada.id, post.image_id) == []
    assert children_of(cleo.id, post.image_id) == []


@pytest.mark.django_db(transaction=True)
def test_an_edit_is_measured_when_it_is_finished(
    ada: Person, talk: Conversation, ask: Ask, run_jobs: RunJobs, blobs: Blobs
) -> None:
    small = make.image(
        ada, sha256=blobs.put(make.png("#000000", 4, 4))
    )  # the swatch painter's edits are 4 x 4
    ask("an owl", count=1)
    ask("add a hat", change_image_id=small.id, count=1)
    run_jobs()
    owl, hat = conversation_of(ada.id, talk.id).turns
    assert owl.candidates[0].drift is None
    assert hat.candidates[0].drift
    assert hat.candidates[0].drift.changed_share == Drift.objects.get().changed_share == 1.0


def test_varying_asks_for_the_same_with_other_seeds(ada: Person, talk: Conversation, asked: Ask) -> None:
    reference = make.image(ada)
    parent = make.image(ada)
    first = asked(
        "add a hat",
        change_image_id=parent.id,
        mask_sha256=engines().blobs.put(make.png("#ffffff")),
        reference_ids=[reference.id],
        parameters={"strength": 0.5},
        count=2,
    )
    wish = wish_to_vary(ada.id, _ids(first)[0])
    again = ask_for_images(ada, talk.id, wish, idempotency_key="again", at=now())
    for name in ("words", "painter", "parent_image_id", "mask_sha256", "tier", "parameters", "price"):
        assert getattr(again, name) == getattr(first, name), name
    assert list(again.references.values_list("image_id", flat=True)) == [reference.id]
    seeds = [set(each.candidates.values_list("seed", flat=True)) for each in (first, again)]
    assert len(seeds[1]) == 2
    assert not seeds[0] & seeds[1]


def test_varying_a_remix_asks_again_whether_it_may(ada: Person, ben: Person, asked: Ask) -> None:
    post = make.post(ada)
    talk = open_conversation(ben, remix_of_post_id=post.id, at=make.moment())
    first = asked("make it winter", owner=ben, where=talk.id, count=1)
    wish = wish_to_vary(ben.id, _ids(first)[0])
    assert ask_for_images(ben, talk.id, wish, idempotency_key="a", at=now()).parent_post_id == post.id
    post.audience = Audience.ONLY_ME
    post.save()
    with pytest.raises(Exception, match="not for you to see"):
        ask_for_images(ben, talk.id, wish, idempotency_key="b", at=now())


def test_a_sketch_becomes_final_with_its_own_seed(ada: Person, talk: Conversation, asked: Ask) -> None:
    sketch = asked("a red fox", tier="sketch", shape="tall", count=3)
    chosen = sketch.candidates.get(place=2)
    wish = wish_to_finish(ada.id, chosen.image_id or 0)
    final = ask_for_images(ada, talk.id, wish, idempotency_key="final", at=now())
    assert (final.tier, final.width_px, final.height_px) == ("final", 832, 1216)
    assert list(final.candidates.values_list("seed", flat=True)) == [chosen.seed]


def test_what_is_no_sketch_is_not_made_final_and_what_was_not_asked_for_not_varied(
    ada: Person, talk: Conversation, asked: Ask
) -> None:
    final = asked("a red fox", count=1)
    with pytest.raises(NoSketch):
        wish_to_finish(ada.id, _ids(final)[0])
    with pytest.raises(NothingToRepeat):
        wish_to_vary(ada.id, make.image(ada).id)


def test_a_stranger_varies_finishes_and_compares_nothing(
    ada: Person, cleo: Person, talk: Conversation, asked: Ask, blobs: Blobs
) -> None:
    image_id = _ids_after(asked)
    mine = make.image(cleo)
    for question in (
        lambda: wish_to_vary(cleo.id, image_id),
        lambda: wish_to_finish(cleo.id, image_id),
        lambda: comparison_of(cleo.id, mine.id, image_id),
        lambda: measured_between(cleo.id, mine.id, image_id, blobs=blobs),
        lambda: pictures_to_compare(cleo.id, image_id),
    ):
        with pytest.raises(NoSuchImage):
            question()


def _ids_after(asked: Ask) -> int:
    generation = asked(tier="sketch", count=1)
    return _ids(generation)[0]


def test_two_recipes_are_told_apart_word_by_word(ada: Person) -> None:
    one = make.image(ada, "a red fox under a lamp", seed=5)
    two = make.image(ada, "a blue fox under the lamp", seed=6, parameters={"steps": 20})
    comparison = comparison_of(ada.id, one.id, two.id)
    assert [(part.change, part.words) for part in comparison.words] == [
        ("same", "a"),
        ("gone", "red"),
        ("new", "blue"),
        ("same", "fox under"),
        ("gone", "a"),
        ("new", "the"),
        ("same", "lamp"),
    ]
    assert [(each.name, each.first, each.second) for each in comparison.differences] == [
        ("seed", "5", "6"),
        ("steps", "", "20"),
    ]


def test_pictures_of_different_sizes_have_no_heatmap(ada: Person, blobs: Blobs) -> None:
    one = make.image(ada)
    other = make.image(ada, sha256=blobs.put(make.png("#112233", 32, 64)), width_px=32)
    assert not comparison_of(ada.id, one.id, other.id).is_same_size
    with pytest.raises(NoSuchImage):
        measured_between(ada.id, one.id, other.id, blobs=blobs)


def test_parent_and_siblings_are_offered_first_for_comparing(
    ada: Person, talk: Conversation, asked: Ask
) -> None:
    parent = make.image(ada)
    make.image(ada)
    edit = asked("add a hat", change_image_id=parent.id, count=2)
    one, two = _ids(edit)
    offered = [made.image.id for made in pictures_to_compare(ada.id, one)]
    assert offered[:2] == [parent.id, two]
    assert one not in offered
