"""A prompt that its author does not show: none of its words leaves by any card, nor by a remix."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import pytest

from bottega.engines.painter.port import Abilities, Brief, Change, Painting, Progress
from bottega.engines.wired import Engines, WiredPainter
from bottega.feed.cards import Timeline
from bottega.feed.queries import timeline
from bottega.gallery.models import Post
from bottega.gallery.previews import publish_preview
from bottega.gallery.queries import (
    library,
    lineage_of,
    post_card,
    posts_by,
    recipe_of_post,
)
from bottega.people.models import Person
from bottega.stream.models import Fact
from bottega.studio.actions import open_conversation
from bottega.studio.models import Generation
from bottega.studio.painting import paint
from bottega.studio.queries import conversation_of
from tests import make

SECRET = "a zebra dreaming of quetzals"
SECRET_WORDS = ("zebra", "dream", "quetzal")


class TellingPainter:
    """Tells all it knows: the whole merged prompt, and each word of it as drawn or as missed."""

    name: ClassVar[str] = "telling"
    abilities: ClassVar[Abilities] = Abilities(references=4)

    def paint(self, brief: Brief, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """One picture for each seed."""
        return self._tell(brief.words, seeds)

    def edit(self, change: Change, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """One picture for each seed, with a memory of everything before."""
        before = change.before_memo.get("words", change.before_words)
        return self._tell(f"{before}, {change.words}", seeds)

    def _tell(self, words: str, seeds: Sequence[int]) -> Iterator[Painting]:
        drew, missed = tuple(words.split()[::2]), tuple(words.split()[1::2])
        for place, seed in enumerate(seeds):
            yield Painting(place, make.png(), seed, words, "telling 1", drew, missed, {"words": words})


@pytest.fixture
def telling(engines: Engines) -> Engines:
    engines.painters = {"telling": WiredPainter(TellingPainter(), is_trusted=True)}
    return engines


def made(owner: Person, words: str, engines: Engines, **source: Any) -> Generation:
    """Ask and paint at once; `remix_of` a post or `change_image_id`."""
    conversation = open_conversation(owner, remix_of_post_id=source.pop("remix_of", None), at=make.moment())
    generation = make.ask(
        owner,
        conversation.id,
        words,
        painter="telling",
        idempotency_key=words[:64],
        count=1,
        at=make.moment(),
        is_queued=False,
        **source,
    )
    paint(
        generation.id,
        wired=engines.painters["telling"],
        blobs=engines.blobs,
        clock=make.moment,
        pulse_seconds=0,
    )
    return generation


def image_of(generation: Generation) -> Any:
    image = generation.candidates.get().image
    assert image
    return image


def assert_silent(*answers: object) -> None:
    told = repr(answers).lower()
    assert [word for word in SECRET_WORDS if word in told] == []


@pytest.fixture
def secret_post(ada: Person, telling: Engines) -> Post:
    return make.post(ada, image_of(made(ada, SECRET, telling)), alt_text="Stripes", caption="")


def test_no_card_of_the_post_holds_a_word_of_it(secret_post: Post, ada: Person, ben: Person) -> None:
    for viewer_id in (0, ben.id):
        assert_silent(
            post_card(secret_post.id, viewer_id=viewer_id),
            recipe_of_post(secret_post.id, viewer_id=viewer_id),
            posts_by(ada.id, viewer_id=viewer_id),
            lineage_of(secret_post.id, viewer_id=viewer_id),
            [timeline(name, viewer_id=viewer_id) for name in Timeline],
        )


def test_the_maker_still_reads_it_in_the_library(secret_post: Post, ada: Person) -> None:
    (mine,) = library(ada.id).items
    assert mine.recipe.words == SECRET


def test_a_remix_keeps_only_the_words_that_its_maker_wrote(
    secret_post: Post, ben: Person, telling: Engines
) -> None:
    generation = made(ben, "make it winter", telling, remix_of=secret_post.id)
    (mine,) = library(ben.id).items
    assert mine.recipe.words == "make it winter"
    assert "winter" in (*mine.recipe.drew, *mine.recipe.missed)
    conversation_id = generation.turns.get().conversation_id
    assert_silent(mine, conversation_of(ben.id, conversation_id), publish_preview(ben.id, mine.image.id))


def test_neither_an_edit_nor_a_remix_of_that_remix_tells_more(
    secret_post: Post, ben: Person, cleo: Person, telling: Engines
) -> None:
    remix = image_of(made(ben, "make it winter", telling, remix_of=secret_post.id))
    edit = image_of(made(ben, "add a boat", telling, change_image_id=remix.id))
    shown = make.post(ben, edit, prompt_shown=True, alt_text="Snow", caption="")
    made(cleo, "at night", telling, remix_of=shown.id)
    assert_silent(library(ben.id), library(cleo.id), post_card(shown.id, viewer_id=cleo.id))
    assert_silent(recipe_of_post(shown.id, viewer_id=cleo.id))
    assert library(cleo.id).items[0].recipe.words == "make it winter, add a boat, at night"


def test_whoever_remixes_their_own_post_reads_everything(
    secret_post: Post, ada: Person, telling: Engines
) -> None:
    made(ada, "make it winter", telling, remix_of=secret_post.id)
    assert library(ada.id).items[0].recipe.words == f"{SECRET}, make it winter"


def test_no_fact_holds_a_word_of_any_prompt(secret_post: Post, ben: Person, telling: Engines) -> None:
    made(ben, "make it winter", telling, remix_of=secret_post.id)
    bodies = repr(list(Fact.objects.values_list("body", flat=True)))
    assert_silent(bodies)
    assert "winter" not in bodies


def test_a_shown_prompt_is_shown_with_all_that_was_understood(
    ada: Person, cleo: Person, telling: Engines
) -> None:
    post = make.post(ada, image_of(made(ada, SECRET, telling)), prompt_shown=True)
    recipe = recipe_of_post(post.id, viewer_id=cleo.id)
    assert recipe.words == SECRET
    assert recipe.drew
