"""Looking up one's own pictures by the words somebody said: exact beginnings first, then without endings.

"Foxes" finds a prompt that says "fox", and "volpi" one that says "volpe". Bounded: two questions at most.
"""

from collections.abc import Sequence

from bottega.gallery.cards import MadeImage
from bottega.gallery.queries import library

_ENDINGS = ("ies", "es", "s", "a", "e", "i", "o")
_STEM_MIN = 3  # letters; shorter beginnings would find everything


def found_pictures(owner_id: int, words: str, *, count_max: int) -> Sequence[MadeImage]:
    """The owner's pictures whose prompt holds every word, newest first; with "" simply the newest."""
    found = library(owner_id, words=words, count_max=count_max).items
    stems = " ".join(_stem(word) for word in words.split())
    if found or stems == words:
        return found
    return library(owner_id, words=stems, count_max=count_max).items


def _stem(word: str) -> str:
    """The word without its plural or gender, as far as _STEM_MIN letters of it stay."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_MIN:
            return word.removesuffix(ending)
    return word
