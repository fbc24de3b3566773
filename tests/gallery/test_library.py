"""The library: everything a person ever made, found by their own words, and nobody else's."""

from datetime import UTC, datetime

import pytest

from bottega.gallery.alt import draft_alt_text
from bottega.gallery.cards import RecipeCard
from bottega.gallery.models import ALT_MAX
from bottega.gallery.queries import library, made_images
from bottega.people.models import Person
from tests import make


def words_found(owner: Person, words: str) -> list[str]:
    return [made.recipe.words for made in library(owner.id, words=words).items]


@pytest.fixture
def shelf(ada: Person, cleo: Person) -> Person:
    make.image(ada, "a red fox in the snow")
    make.image(ada, "una volpe rossa nella neve")
    make.image(ada, "a lighthouse, woodblock print")
    make.image(cleo, "a red fox of somebody else")
    return ada


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("fox", ["a red fox in the snow"]),
        ("FOX snow", ["a red fox in the snow"]),
        ("light", ["a lighthouse, woodblock print"]),
        ("neve", ["una volpe rossa nella neve"]),
        ("fox lighthouse", []),
        ("boat", []),
    ],
)
def test_words_find_pictures_by_the_start_of_every_word(shelf: Person, words: str, found: list[str]) -> None:
    assert words_found(shelf, words) == found


@pytest.mark.parametrize("words", ["", "   ", "!!!", "& | ! ( ) :*", "'; --"])
def test_a_search_for_nothing_finds_everything_of_ones_own(shelf: Person, words: str) -> None:
    assert len(words_found(shelf, words)) == 3


@pytest.mark.parametrize("words", ["x" * 40_000, "fox " * 10_000, "fo\x00x", "\u202exof"])
def test_no_search_breaks_the_library(shelf: Person, words: str) -> None:
    assert len(words_found(shelf, words)) <= 3


def test_the_newest_come_first_and_pages_meet_without_gap_or_overlap(ada: Person) -> None:
    made = [make.image(ada).id for _ in range(5)]
    first = library(ada.id, count_max=2)
    second = library(ada.id, count_max=2, before_id=first.before_id)
    third = library(ada.id, count_max=2, before_id=second.before_id)
    shown = [item.image.id for page in (first, second, third) for item in page.items]
    assert shown == made[::-1]
    assert third.before_id is None


def test_the_library_knows_what_is_published_and_what_came_from_what(ada: Person) -> None:
    parent = make.image(ada)
    child = make.image(ada, parent=make.Parent(parent.id))
    post = make.post(ada, child)
    shown = made_images(ada.id, [parent.id, child.id])
    assert (shown[parent.id].post_id, shown[child.id].post_id) == (None, post.id)
    assert shown[child.id].parent_image_id == parent.id


def test_the_pictures_of_others_are_not_ones_own(ada: Person, cleo: Person) -> None:
    assert made_images(cleo.id, [make.image(ada).id]) == {}


def recipe(words: str = "a fox", drew: tuple[str, ...] = ()) -> RecipeCard:
    return RecipeCard(words, "swatch", "swatch 1", 7, drew, (), datetime(2026, 11, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("drew", "language", "draft"),
    [
        (("fox",), "en", "A picture of fox."),
        (("fox", "night", "book"), "en", "A picture of fox, night and book."),
        (("volpe", "notte", "libro"), "it", "Un'immagine con volpe, notte e libro."),
        (("fox", "book"), "fr", "A picture of fox and book."),
        ((), "en", "An image made from the words “a fox”."),
        ((), "it-ch", "Un'immagine fatta con le parole «a fox»."),
    ],
)
def test_alt_text_is_drafted_from_what_was_drawn(drew: tuple[str, ...], language: str, draft: str) -> None:
    assert draft_alt_text(recipe(drew=drew), language=language) == draft


def test_a_draft_always_fits_its_field() -> None:
    for long in (recipe("x" * 4_000), recipe("word " * 800), recipe(drew=("fox",) * 900)):
        assert 0 < len(draft_alt_text(long, language="en")) <= ALT_MAX
