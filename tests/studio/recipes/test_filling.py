"""The words of a recipe: filling is total, values are plain words, differences read as both texts."""

import random

from bottega.studio.recipes.changes import word_spans
from bottega.studio.recipes.filling import Slot, SlotKind, fill, with_place
from bottega.studio.recipes.proposing import phrases_in

WORDS = "a {subject} reading under a lamp, {style}"
SLOTS = [Slot("subject", label="Your subject", default="fox"), Slot("style", default="watercolour")]


def test_filling_puts_each_value_in_its_place_and_defaults_where_nothing_was_said() -> None:
    assert fill(WORDS, SLOTS, {"subject": "owl"}) == "a owl reading under a lamp, watercolour"
    assert fill(WORDS, SLOTS, {"subject": "  "}) == "a fox reading under a lamp, watercolour"


def test_a_value_that_looks_like_a_place_is_plain_words() -> None:
    assert fill(WORDS, SLOTS, {"subject": "{style}"}) == "a (style) reading under a lamp, watercolour"
    assert fill(WORDS, SLOTS, {"subject": "{", "style": "}"}) == "a ( reading under a lamp, )"


def test_photos_are_named_in_the_order_in_which_the_painter_gets_them() -> None:
    slots = [Slot("me", SlotKind.PHOTO), Slot("dog", SlotKind.PHOTO)]
    assert fill("{dog} beside {me}", slots, {"me": "7", "dog": "8"}) == "picture 2 beside picture 1"


def test_filling_is_total() -> None:
    chance = random.Random(7)
    alphabet = ["{", "}", "{{", "a", " ", "subject", "style", "{subject}", "{style}", "{x1}", "é", "\n"]
    for _ in range(2_000):
        words, one, two = ("".join(chance.choices(alphabet, k=chance.randint(0, 9))) for _ in range(3))
        filled = fill(words, [Slot("subject", default=two)], {"subject": one, "style": two})
        assert not {"{", "}"} & set(filled)


def test_a_phrase_becomes_a_place_and_filling_gives_the_same_words_again() -> None:
    words = "a fox reading under a lamp, watercolour"
    for phrase in phrases_in(words):
        with_it, slots = with_place(words, [], phrase)
        assert with_it != words
        assert fill(with_it, slots, {}) == words
    assert phrases_in(words)[-1] == "watercolour"


def test_a_phrase_inside_a_place_is_left_alone() -> None:
    assert with_place("a {style}", [Slot("style")], "style") == ("a {style}", [Slot("style")])
    assert with_place("a fox", [], "an owl") == ("a fox", [])


def test_what_changed_between_two_wordings_reads_as_both() -> None:
    before, after = WORDS, "a {subject} reading by a fire, {style}, at night"
    spans = word_spans(before, after)
    assert "".join(span.text for span in spans if span.kind != "added") == before
    assert "".join(span.text for span in spans if span.kind != "removed") == after
