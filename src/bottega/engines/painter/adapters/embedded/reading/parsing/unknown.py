"""What nobody can draw: manners of artists, likenesses, and words that the vocabulary lacks.

Told as they were written, never guessed at; function words and boasts ("4k") are passed over.
"""

from bottega.engines.painter.adapters.embedded.reading.marks import Mark
from bottega.engines.painter.adapters.embedded.reading.reading import Attributes
from bottega.engines.painter.adapters.embedded.reading.words import Gap, is_number
from bottega.engines.painter.adapters.embedded.scene import COUNT_MAX

from .nouns import Nouns
from .state import NOUNS

_PHRASE_WORDS_MAX = 5
_NAMES_MAX = 12
_MANNER = {"en": "the manner of", "it": "la maniera di"}
_QUIET_ENDS = {"en": ("ly", "ing", "ed", "est", "ier"), "it": ("mente", "ando", "endo")}


class Unknown(Nouns):
    """Reads words that end up in what is missed, or nowhere."""

    def _read_style(self, mark: Mark) -> None:
        medium = self._next(1)
        if medium is not None and medium.kind in ("definite", "article"):
            medium = self._next(2)
        if medium is not None and medium.entry("medium", "representation"):
            return
        prefix = _MANNER[self.reading.language]
        for name in self._take_names():
            self._miss(f"{prefix} {name}", self.place)

    def _take_names(self) -> list[str]:
        names: list[list[str]] = [[]]
        while (mark := self._next() or self._next_listed()) is not None and len(names) < _NAMES_MAX:
            if mark.gap:
                names.append([mark.text])
            elif mark.kind == "conjunction":
                names.append([])
            elif self._ends_name(mark, names[-1]):
                break
            elif mark.kind not in ("definite", "article") or names[-1]:
                names[-1].append(mark.text)
            self.place += 1
        return [" ".join(name) for name in names if name]

    def _next_listed(self) -> Mark | None:
        """The next name of "by Ada, Ben, Cleo"."""
        after = self.marks[self.place + 1] if self.place + 1 < len(self.marks) else None
        return after if after is not None and after.gap is Gap.COMMA and not after.entries else None

    def _ends_name(self, mark: Mark, name: list[str]) -> bool:
        full = len(name) >= _PHRASE_WORDS_MAX
        return full or mark.kind in ("link", "with", "noise", "medium", "spot", "style", "copula", "wearing")

    def _read_made(self, mark: Mark) -> None:
        self._take_phrase(mark)

    def _read_like(self, mark: Mark) -> None:
        if self._next_is("medium", "representation"):
            return  # "as a mosaic"
        self._take_phrase(mark)

    def _take_phrase(self, mark: Mark) -> None:
        """ "made of X", "like a X": X itself must not be drawn, so the whole phrase is told as missed."""
        start, words = self.place, [mark.text]
        self._drop_colours()
        while (after := self._next()) is not None and len(words) < _PHRASE_WORDS_MAX:
            if after.kind in ("link", "with", "copula", "style", "noise", "spot", "verb", "conjunction"):
                break
            words.append(after.text)
            self.place += 1
            if after.entry(*NOUNS, "part"):
                break
        self._miss(" ".join(words), start)

    def _read_idea(self, mark: Mark) -> None:
        self._miss(mark.text, self.place)

    def _read_noise(self, mark: Mark) -> None:
        return

    def _read_verb(self, mark: Mark) -> None:
        self._drop_colours()
        self.after_copula = False

    def _read_quiet(self, mark: Mark) -> None:
        return

    def _read_everything(self, mark: Mark) -> None:
        return

    def _read_unknown(self, mark: Mark) -> None:
        word = mark.words[0]
        if is_number(word):
            if 0 < int(word.plain) <= COUNT_MAX and self._noun_phrase_follows(articles=False):
                self.waiting.count = int(word.plain)
            return
        if self._sounds_quiet(word.plain, word.raw):
            return
        self.unknown.append(mark)

    def _sounds_quiet(self, plain: str, raw: str) -> bool:
        """Adverbs, participles and stray letters hold nothing to draw; names are always told."""
        if len(plain) < 3 or any(c.isdigit() for c in plain):
            return True
        if raw[:1].isupper() and self.place > 0:
            return False
        return len(plain) > 4 and plain.endswith(_QUIET_ENDS[self.reading.language])

    def _flush_unknown(self, before: Mark | None = None) -> None:
        """Tell the unknown words met so far; as a noun they take the waiting adjectives with them."""
        if not self.unknown:
            return
        text = " ".join(mark.text for mark in self.unknown[:_PHRASE_WORDS_MAX])
        if not (self.negating or self.replacing):
            self._miss(text, self.place - len(self.unknown))
        self.unknown = []
        if before is None or before.entry(*NOUNS, "part") is None:
            self.waiting, self.shade = Attributes(), None
            self.link, self.with_object = None, False
