"""Words to marks: which language, and which stretch of words means what, longest phrase first.

Linear in the length of the text: at each place at most as many look-ups as the longest phrase that
begins with that word. Where a phrase has several meanings the mark keeps them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .lexicon import LANGUAGES, Entry, Lexicon, lexicons
from .words import Gap, Word

_FUNCTION_KINDS = frozenset({"article", "definite", "link", "with", "of", "conjunction", "copula"})
_SHARED_KINDS = frozenset({"thing", "medium", "noise", "setting", "feature", "tone"})


_GUESS_WORDS = 200  # a language shows itself early; the guess reads the text twice


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of words. entries: its meanings, likeliest first; none: an unknown word."""

    words: tuple[Word, ...]
    entries: tuple[Entry, ...]

    @property
    def gap(self) -> Gap:
        """What stands before it."""
        return self.words[0].gap

    @property
    def text(self) -> str:
        """The words as they were written."""
        return " ".join(word.raw for word in self.words)

    @property
    def kind(self) -> str:
        """The likeliest meaning's kind, or "" for an unknown word."""
        return self.entries[0].kind if self.entries else ""

    def entry(self, *kinds: str) -> Entry | None:
        """The likeliest meaning among `kinds`, or None."""
        return next((entry for entry in self.entries if entry.kind in kinds), None)

    def meaning(self, kind: str) -> Entry:
        """The meaning of a kind that this mark is known to have; LookupError when it has not."""
        entry = self.entry(kind)
        if entry is None:
            raise LookupError(f"{self.text!r} is no {kind}")
        return entry


def language_of(words: Sequence[Word], default: str = "en") -> str:
    """The language whose vocabulary covers more of `words`, small words first; a draw gives `default`."""
    scores = {language: _score(words[:_GUESS_WORDS], lexicons()[language]) for language in LANGUAGES}
    if scores["it"] == scores["en"]:
        return default
    return max(scores, key=lambda language: scores[language])


def marks_of(words: Sequence[Word], language: str) -> tuple[Mark, ...]:
    """The marks of `words`, read in `language`; nouns of the other language are understood too."""
    here = lexicons()[language]
    there = lexicons()["it" if language == "en" else "en"]
    found: list[Mark] = []
    place = 0
    while place < len(words):
        mark = _longest(words, place, here) or _borrowed(words, place, there)
        mark = mark or Mark((words[place],), ())
        found.append(mark)
        place += len(mark.words)
    return tuple(found)


def _score(words: Sequence[Word], lexicon: Lexicon) -> float:
    points, place = 0.0, 0
    while place < len(words):
        mark = _longest(words, place, lexicon)
        place += len(mark.words) if mark else 1
        if mark is None:
            continue
        small = any(entry.kind in _FUNCTION_KINDS for entry in mark.entries)
        points += 0.4 if len(mark.text) == 1 else 1.0 if small else 0.7 * len(mark.words)
    return round(points, 3)


def _longest(words: Sequence[Word], place: int, lexicon: Lexicon) -> Mark | None:
    for size in range(lexicon.longest.get(words[place].plain, 0), 0, -1):
        part = tuple(words[place : place + size])
        if len(part) < size or any(word.gap for word in part[1:]):
            continue
        entries = lexicon.phrases.get(" ".join(word.plain for word in part))
        if entries:
            return Mark(part, entries)
    return None


def _borrowed(words: Sequence[Word], place: int, lexicon: Lexicon) -> Mark | None:
    mark = _longest(words, place, lexicon)
    if mark is None or len(mark.words[0].plain) < 4:
        return None
    kept = tuple(entry for entry in mark.entries if entry.kind in _SHARED_KINDS)
    return Mark(mark.words, kept) if kept else None
