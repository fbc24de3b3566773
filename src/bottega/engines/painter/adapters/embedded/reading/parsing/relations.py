"""On, under, with, wearing, without, on the left: where nouns stand, and which ones do not.

The subject of a clause is the noun before its first relation; nouns joined by "and" share it. The
noun after a relation is its object and never becomes the subject.
"""

from bottega.engines.painter.adapters.embedded.reading.marks import Mark
from bottega.engines.painter.adapters.embedded.reading.reading import Mention
from bottega.engines.painter.adapters.embedded.reading.words import Gap
from bottega.engines.painter.adapters.embedded.scene import Link, Spot

from .adjectives import Adjectives
from .state import HOLDERS, LOOK_FAR, NOUNS

_HANDY = frozenset({"hand", "wear", "food", "container", "creature", "part", "plant"})
_CARRIED = {"wear": Link.WEARING, "hand": Link.HOLDING}
_WORN_BY = frozenset({Link.ON, Link.NEXT_TO})  # "a hat on the fox" is a fox that wears a hat
_TIES_MAX = 6


class Relations(Adjectives):
    """Reads words that place one noun by another."""

    def _tie(self, mention: Mention) -> None:
        link = self.link or (self._with_link(mention) if self.with_object else None)
        if link is None and self.joined and self.carrying:
            link = _CARRIED.get(mention.entry.family)  # "wearing a jacket, a hat and a scarf"
        self.link, was_with, self.with_object = None, self.with_object, False
        if link is None and not was_with:
            self._become_subject(mention)
            return
        self.linked, self.joined = True, False
        if not self.subjects:
            if link is not None:
                self.leading = (link, mention)
            return
        fitting = self._fitting(link, mention)
        self.carrying = fitting if fitting in (Link.WEARING, Link.HOLDING) else None
        for subject in self.subjects:
            self._tie_one(subject, fitting, mention)

    def _tie_one(self, subject: Mention, link: Link | None, mention: Mention) -> None:
        if link is None or subject is mention or mention.entry.kind != "thing":
            return
        if subject.entry.family == "wear" and mention.entry.family in HOLDERS and link in _WORN_BY:
            link, subject, mention = Link.WEARING, mention, subject
        if link is Link.IN and subject.entry.family == "container" and self._is_content(mention):
            subject, mention = mention, subject
        if len(subject.ties) < _TIES_MAX:
            subject.ties.append((link, mention))

    def _is_content(self, mention: Mention) -> bool:
        return self.marks[self.place - 1].kind in ("with", "of") or mention.entry.family in ("food", "plant")

    def _fitting(self, link: Link | None, mention: Mention) -> Link | None:
        if link is Link.IN and mention.entry.family == "wear":
            return Link.WEARING
        if link is Link.HOLDING and mention.entry.family not in _HANDY:
            return Link.NEXT_TO
        if link is Link.IN and mention.entry.family in ("hand", "creature", "person"):
            return Link.NEXT_TO
        return link

    def _with_link(self, mention: Mention) -> Link | None:
        subject = self.subjects[-1] if self.subjects else None
        if subject is None or mention.entry.kind != "thing":
            return None
        if subject.entry.family == "container":
            return Link.IN
        if subject.entry.family in HOLDERS and mention.entry.family == "wear":
            return Link.WEARING
        if subject.entry.family in HOLDERS and mention.entry.family == "hand":
            return Link.HOLDING
        return Link.NEXT_TO

    def _become_subject(self, mention: Mention) -> None:
        if self.joined and not self.linked and mention not in self.subjects:
            self.subjects.append(mention)
        else:
            self.subjects = [mention]
        self.linked = self.joined = False
        self.carrying = None
        if self.leading is not None:
            link, anchor = self.leading
            self._tie_one(mention, link, anchor)
            self.leading = None

    def _read_link(self, mark: Mark) -> None:
        entry = mark.meaning("link")
        if entry.value == "in" and self._colours_only_follow():
            self._tint_or_dress()
            return
        self._start_link(Link(entry.value))

    def _start_link(self, link: Link) -> None:
        self._drop_colours()
        self.link, self.with_object = link, False
        self.negating = self.replacing = self.after_copula = False

    def _colours_only_follow(self) -> bool:
        ahead, seen = 1, False
        while (mark := self._next(ahead)) is not None and ahead <= LOOK_FAR:
            if mark.kind == "tone" and seen:
                return True
            if mark.kind not in ("colour", "shade", "conjunction", "nudge", "definite"):
                return seen and mark.entry(*NOUNS, "part") is None and mark.kind != ""
            seen = seen or mark.entry("colour") is not None
            ahead += 1
        return seen

    def _tint_or_dress(self) -> None:
        person = self.last is not None and self.last.entry.family in HOLDERS
        self.tinting = not person
        self.after_copula = person

    def _read_with(self, mark: Mark) -> None:
        self._drop_colours()
        self.link, self.with_object = None, True
        self.negating = self.replacing = self.after_copula = self.tinting = False

    def _read_of(self, mark: Mark) -> None:
        subject = self.subjects[-1] if self.subjects else None
        if subject is not None and subject is self.last and subject.entry.family == "container":
            self.link = Link.IN
        elif self._next() is not None and self.last is not None:
            self.with_object = self.with_object or self._next_is("part")

    def _read_spot(self, mark: Mark) -> None:
        entry = mark.meaning("spot")
        spot = Spot(entry.value)
        self._drop_colours()
        if self.place and self.marks[self.place - 1].text in ("from", "da"):
            return  # "light from the left" puts nothing there
        if self._spot_leads(mark):
            self.held_spot = spot
            return
        if self.last is not None:
            self.last.spot = spot
        self.link, self.with_object = None, False

    def _spot_leads(self, mark: Mark) -> bool:
        starts = self.place == 0 or mark.gap is not Gap.NONE
        return starts and self._noun_phrase_follows()

    def _read_conjunction(self, mark: Mark) -> None:
        self.joined = True
        if self.last is not None and not self.waiting.tell():
            self.after_copula = self.after_copula and self._adjective_at(1)

    def _read_pronoun(self, mark: Mark) -> None:
        self.link = None
        self.last = self.subjects[0] if self.subjects else self.last

    def _read_negation(self, mark: Mark) -> None:
        self._settle_colours()
        self.negating, self.link, self.with_object = True, None, False

    def _read_instead(self, mark: Mark) -> None:
        self._settle_colours()
        self.replacing, self.link, self.with_object = True, None, False
