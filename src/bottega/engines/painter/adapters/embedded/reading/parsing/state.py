"""What the pass over the marks remembers, and how it looks about from where it stands.

Every look ahead or back is bounded, so that reading stays linear in the length of the text.
"""

from collections.abc import Sequence

from bottega.engines.painter.adapters.embedded.reading.marks import Mark
from bottega.engines.painter.adapters.embedded.reading.reading import Attributes, Mention, Reading, Told
from bottega.engines.painter.adapters.embedded.scene import Link, Spot

NOUNS = ("thing", "feature", "setting")
HOLDERS = frozenset({"person", "creature"})
ADJECTIVES = frozenset({"colour", "shade", "size", "trait", "number", "nudge", "quiet", "grow", "mood"})
LOOK_FAR = 8  # marks to look ahead or back
_VERBS = """
    fly flies watch watches leaves rings rocks bears saws trains plays cooks guards ducks boxes boards
    drums hammers nails parks pipes stands ships swings slides drills fans rakes brushes benches
"""
VERBS_TOO = frozenset(_VERBS.split())  # nouns that may tell what the noun before them does
_BARE_LEADS = {
    "en": frozenset(["at", "in", "on", "the", "by", "a", "an", "surface", "of"]),
    "it": frozenset(
        ["al", "all", "alla", "di", "d", "in", "il", "la", "l", "sul", "sulla", "su", "un", "una", "sotto"]
    ),
}


class State:
    """The memory of the pass. `place` is the index of the mark being read."""

    def __init__(self, marks: Sequence[Mark], language: str, *, editing: bool) -> None:
        self.marks = marks
        self.editing = editing
        self.place = 0
        self.reading = Reading(language)
        self.waiting = Attributes()
        self.shade: float | None = None
        self.tinting = False
        self.last: Mention | None = None
        self.subjects: list[Mention] = []
        self.link: Link | None = None
        self.with_object = False
        self.leading: tuple[Link, Mention] | None = None
        self.linked = False
        self.joined = False
        self.negating = False
        self.replacing = False
        self.after_copula = False
        self.unknown: list[Mark] = []
        self.effigy = False
        self.carrying: Link | None = None
        self.held_spot: Spot | None = None

    def _next(self, ahead: int = 1) -> Mark | None:
        place = self.place + ahead
        if place >= len(self.marks) or self.marks[place].gap:
            return None
        return self.marks[place]

    def _next_is(self, *kinds: str) -> bool:
        mark = self._next()
        return mark is not None and mark.kind in kinds

    def _noun_phrase_follows(self, *, articles: bool = True) -> bool:
        ahead = 1
        while (mark := self._next(ahead)) is not None and ahead <= LOOK_FAR:
            if mark.entry(*NOUNS, "part"):
                return True
            if mark.kind in ("article", "definite"):
                return articles
            if mark.kind not in ADJECTIVES and mark.kind != "conjunction" and mark.kind:
                return False
            if not mark.kind and not articles:
                return self._known_noun_at(ahead + 1)
            ahead += 1
        return False

    def _known_noun_at(self, ahead: int) -> bool:
        mark = self._next(ahead)
        return mark is not None and mark.entry(*NOUNS) is not None

    def _article_before(self) -> bool:
        for back in range(self.place - 1, max(-1, self.place - 1 - LOOK_FAR), -1):
            if self.marks[back].kind not in ("size", "quiet", "trait"):
                return self.marks[back].kind in ("article", "number", "definite")
        return False

    def _adjective_follows(self) -> bool:
        return self.marks[self.place].kind in ADJECTIVES

    def _adjective_at(self, ahead: int) -> bool:
        mark = self._next(ahead)
        return mark is not None and mark.kind in ADJECTIVES

    def _touches_last(self) -> bool:
        if self.waiting.count is not None or self.waiting.definite or self.link is not None:
            return False
        for back in range(self.place - 1, max(-1, self.place - 1 - LOOK_FAR), -1):
            if self.marks[back + 1].gap:
                return False
            if self.marks[back].entry(*NOUNS, "part"):
                return True
            if self.marks[back].kind not in ADJECTIVES | {"conjunction", "of"}:
                return False
        return False

    def _settle_colours(self) -> None:
        """Colours that found no noun: they belong to the noun before, or to the whole picture."""
        if self.waiting.colours:
            if self.tinting or self.last is None:
                self.reading.tint += self.waiting.colours
            elif self.editing or not self.last.look.colours:
                self.last.look.colours = list(self.waiting.colours)
        self.tinting = False
        self.waiting, self.shade = Attributes(), None

    def _drop_colours(self) -> None:
        if self.waiting.colours and self.last is not None and not self.last.look.colours:
            self.last.look.colours = list(self.waiting.colours)
        self.waiting, self.shade = Attributes(), None

    def _after_noun(self) -> None:
        self.waiting, self.shade, self.link, self.with_object = Attributes(), None, None, False

    def _miss(self, text: str, place: int) -> None:
        self.reading.missed.append(Told("", text, place))

    def _bare(self, text: str) -> str:
        words = text.split(" ")
        while len(words) > 1 and words[0].lower() in _BARE_LEADS[self.reading.language]:
            words = words[1:]
        return " ".join(words)
