"""Marks to a Reading: which adjective belongs to which noun, and which noun stands where.

One pass from left to right with a little memory: the adjectives that wait for a noun, the last noun,
the subjects of the clause, and the relation that waits for its object. No grammar is complete; where
words are ambiguous the nearer noun wins, and what nobody understood is told, never guessed.
"""

from collections.abc import Sequence

from bottega.engines.painter.adapters.embedded.scene import COUNT_MAX, Link, Spot

from .colours import shaded
from .lexicon import Entry
from .marks import Mark, language_of, marks_of
from .reading import Attributes, Mention, Reading, Told
from .words import Gap, clean_text, is_number, without_lettering, words_of

_NOUNS = ("thing", "feature", "setting")
_WHOLES = ("hour", "weather", "season", "medium")
_HOLDERS = frozenset({"person", "creature"})
_WORN_BY = frozenset({Link.ON, Link.NEXT_TO})  # "a hat on the fox" is a fox that wears a hat
_ADJECTIVES = frozenset({"colour", "shade", "size", "trait", "number", "nudge", "quiet", "grow", "mood"})
_BARE_LEADS = {
    "en": frozenset({"at", "in", "on", "the", "by", "a", "an", "surface", "of"}),
    "it": frozenset({"al", "all", "alla", "di", "d", "in", "il", "la", "l", "sul", "sulla", "su", "un", "una"}),
}
_PHRASE_WORDS_MAX = 5


def reading_of(text: str) -> Reading:
    """Everything that a whole prompt says, in the language that it seems to be in."""
    lettering, rest = without_lettering(clean_text(text))
    words = words_of(rest)
    language = language_of(words)
    reading = reading_of_marks(marks_of(words, language), language)
    reading.lettering = lettering
    return reading


def reading_of_marks(marks: Sequence[Mark], language: str, *, editing: bool = False) -> Reading:
    """Everything that `marks` say. editing: "make the red fox blue" means blue, not red and blue."""
    return _Parser(marks, language, editing=editing).run()


class _Parser:
    """The left-to-right pass. `place` is the index of the mark being read."""

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
        self.held_spot: Spot | None = None

    def run(self) -> Reading:
        """Read every mark and settle what is left over."""
        while self.place < len(self.marks):
            mark = self.marks[self.place]
            self._cross(mark.gap)
            self._read(mark)
            self.place += 1
        self._flush_unknown()
        self._settle_colours()
        return self.reading

    # -- punctuation -------------------------------------------------------------------------

    def _cross(self, gap: Gap) -> None:
        if gap is Gap.NONE:
            return
        self._flush_unknown()
        if gap is Gap.STOP or not self._adjective_follows():
            self._settle_colours()
            self.link, self.with_object = None, False
        self.negating = self.replacing = self.after_copula = self.effigy = False
        self.joined = True
        if gap is Gap.STOP:
            self.waiting, self.shade, self.leading, self.joined = Attributes(), None, None, False
            self.linked = True

    def _adjective_follows(self) -> bool:
        return self.marks[self.place].kind in _ADJECTIVES

    # -- choosing a meaning ------------------------------------------------------------------

    def _read(self, mark: Mark) -> None:
        kind = self._meaning(mark)
        if kind:
            self._flush_unknown(before=mark)
        getattr(self, f"_read_{kind or 'unknown'}", self._read_quiet)(mark)

    def _meaning(self, mark: Mark) -> str:
        """The kind to read this mark as: colour or fruit, shade or mood, verb or relation."""
        kind = mark.kind
        if kind == "shade" and self._near("colour") is None and mark.entry("nudge", "size"):
            return "nudge"
        if kind == "by" or (kind == "link" and mark.entry("by")):
            return "link" if self._noun_phrase_follows() else "style"
        if kind == "colour" and mark.entry("thing") and not self._is_colour(mark):
            return "thing"
        if kind == "spot" and self._next_is("of"):
            return "quiet"
        if kind == "trait" and mark.entry("thing"):
            return "trait" if self._noun_phrase_follows(articles=False) else "thing"
        if kind == "representation" and mark.entry("thing") and not self._next_is("of", "style"):
            return "thing" if self._article_before() else "representation"
        return kind

    def _near(self, kind: str) -> Mark | None:
        spots = (self.place + 1, self.place - 1) if self.reading.language == "it" else (self.place + 1,)
        near = (self.marks[spot] for spot in spots if 0 <= spot < len(self.marks))
        return next((mark for mark in near if mark.entry(kind)), None)

    def _is_colour(self, mark: Mark) -> bool:
        if mark.entries[0].plural or (entry := mark.entry("thing")) is not None and entry.plural:
            return False
        if self.reading.language == "it":
            return self.last is not None and self.marks[self.place - 1].kind != "article"
        return self._noun_phrase_follows(articles=False) or not self._article_before()

    def _article_before(self) -> bool:
        back = self.place - 1
        while back >= 0 and self.marks[back].kind in ("size", "quiet", "trait"):
            back -= 1
        return back >= 0 and self.marks[back].kind in ("article", "number", "definite")

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
        while (mark := self._next(ahead)) is not None and ahead < 8:
            if mark.entry(*_NOUNS, "part"):
                return True
            if mark.kind in ("article", "definite"):
                return articles
            if mark.kind not in _ADJECTIVES and mark.kind != "conjunction" and mark.kind:
                return False
            if not mark.kind and not articles:
                return self._known_noun_at(ahead + 1)
            ahead += 1
        return False

    def _known_noun_at(self, ahead: int) -> bool:
        mark = self._next(ahead)
        return mark is not None and mark.entry(*_NOUNS) is not None

    # -- adjectives --------------------------------------------------------------------------

    def _target(self) -> Attributes:
        """The noun behind, where the adjective follows it (Italian, or after "is"); else the next."""
        behind = self.last is not None and self._touches_last()
        if self.last is not None and (self.after_copula or (self.reading.language == "it" and behind)):
            return self.last.look
        return self.waiting

    def _touches_last(self) -> bool:
        if self.waiting.count is not None or self.waiting.definite or self.link is not None:
            return False
        back = self.place
        while back >= 0 and not self.marks[back].gap:
            back -= 1
            if back >= 0 and self.marks[back].entry(*_NOUNS, "part"):
                return True
            if back >= 0 and self.marks[back].kind not in _ADJECTIVES | {"conjunction", "colour", "of"}:
                return False
        return False

    def _read_colour(self, mark: Mark) -> None:
        entry = mark.entry("colour")
        assert entry is not None
        colour = shaded(entry.value, self.shade if self.shade is not None else 1.0)
        self.shade = None
        if self.tinting:
            self.reading.tint.append(colour)
            return
        target = self._target()
        if len(target.colours) < 3 and colour not in target.colours:
            target.colours.append(colour)

    def _read_shade(self, mark: Mark) -> None:
        entry = mark.entry("shade")
        assert entry is not None
        target = self._target()
        if self.reading.language == "it" and target.colours and self.marks[self.place - 1].entry("colour"):
            target.colours[-1] = shaded(target.colours[-1], float(entry.value))
        else:
            self.shade = float(entry.value)

    def _read_size(self, mark: Mark) -> None:
        entry = mark.entry("size")
        assert entry is not None
        self._target().scale = float(entry.value)

    def _read_grow(self, mark: Mark) -> None:
        entry = mark.entry("grow")
        assert entry is not None
        self._target().grow = float(entry.value)
        if self.last is not None:
            self.last.look.grow = float(entry.value)

    def _read_trait(self, mark: Mark) -> None:
        entry = mark.entry("trait")
        assert entry is not None
        target = self._target()
        if target is self.waiting and self.last and not self._noun_phrase_follows(articles=False):
            target = self.last.look
        if entry.value not in target.traits and len(target.traits) < 6:
            target.traits.append(entry.value)

    def _read_nudge(self, mark: Mark) -> None:
        self._nudge(mark, "nudge")

    def _read_shift(self, mark: Mark) -> None:
        self._nudge(mark, "shift")

    def _read_mood(self, mark: Mark) -> None:
        self._nudge(mark, "mood")
        self._miss(mark.text, self.place)

    def _nudge(self, mark: Mark, kind: str) -> None:
        entry = mark.entry(kind)
        assert entry is not None
        name, amount = entry.value.split()
        setattr(self.reading, name, max(-1.0, min(1.0, getattr(self.reading, name) + float(amount))))

    def _read_number(self, mark: Mark) -> None:
        entry = mark.entry("number")
        assert entry is not None
        self.waiting.count = min(COUNT_MAX, int(entry.value))

    def _read_article(self, mark: Mark) -> None:
        self.waiting.definite = False

    def _read_definite(self, mark: Mark) -> None:
        self.waiting.definite = True

    def _settle_colours(self) -> None:
        """Colours that found no noun: they belong to the noun before, or to the whole picture."""
        if self.waiting.colours:
            if self.tinting or self.last is None:
                self.reading.tint += self.waiting.colours
            elif self.editing or not self.last.look.colours:
                self.last.look.colours = list(self.waiting.colours)
        self.tinting = False
        self.waiting, self.shade = Attributes(), None

    # -- nouns -------------------------------------------------------------------------------

    def _read_thing(self, mark: Mark) -> None:
        entry = mark.entry("thing")
        assert entry is not None
        if self._is_modifier(mark, entry):
            self._miss(mark.text, self.place)
            return
        if entry.family == "part" and (self.with_object or self._owned()):
            self._read_part(mark)
            return
        self._place_mention(self._mention(entry, mark))

    def _read_feature(self, mark: Mark) -> None:
        entry = mark.entry("feature")
        assert entry is not None
        self._place_mention(self._mention(entry, mark))

    def _mention(self, entry: Entry, mark: Mark) -> Mention:
        known = self._met_before(entry) if self.waiting.definite else None
        if known is not None and not self.waiting.another:
            known.look.take(self.waiting)
            return known
        made = Mention(entry, entry.said, self.place, self.waiting, plural=entry.plural, effigy=self.effigy)
        made.spot, self.held_spot = self.held_spot or Spot.ANYWHERE, None
        return made

    def _met_before(self, entry: Entry) -> Mention | None:
        return next((old for old in self.reading.mentions if old.entry.name == entry.name), None)

    def _place_mention(self, mention: Mention) -> None:
        self.waiting, self.shade, self.effigy = Attributes(), None, False
        if self.negating or self.replacing:
            (self.reading.refused_mentions if self.negating else self.reading.replaced).append(mention)
            self.link, self.with_object = None, False
            return
        if mention not in self.reading.mentions:
            self.reading.mentions.append(mention)
        self.last, self.after_copula = mention, False
        self._tie(mention)

    def _tie(self, mention: Mention) -> None:
        link = self.link or (self._with_link(mention) if self.with_object else None)
        self.link, was_with, self.with_object = None, self.with_object, False
        if link is None and not was_with:
            self._become_subject(mention)
            return
        self.linked = True
        if not self.subjects:
            if link is not None:
                self.leading = (link, mention)
            return
        for subject in self.subjects:
            self._tie_one(subject, self._fitting(link, mention), mention)

    def _tie_one(self, subject: Mention, link: Link | None, mention: Mention) -> None:
        if link is None or subject is mention or mention.entry.kind != "thing":
            return
        if subject.entry.family == "wear" and mention.entry.family in _HOLDERS and link in _WORN_BY:
            link, subject, mention = Link.WEARING, mention, subject
        if link is Link.IN and subject.entry.family == "container" and self._is_content(mention):
            subject, mention = mention, subject
        if len(subject.ties) < 6:
            subject.ties.append((link, mention))

    def _is_content(self, mention: Mention) -> bool:
        return self.marks[self.place - 1].kind in ("with", "of") or mention.entry.family in ("food", "plant")

    def _fitting(self, link: Link | None, mention: Mention) -> Link | None:
        return Link.WEARING if link is Link.IN and mention.entry.family == "wear" else link

    def _with_link(self, mention: Mention) -> Link | None:
        subject = self.subjects[-1] if self.subjects else None
        if subject is None or mention.entry.kind != "thing":
            return None
        if subject.entry.family == "container":
            return Link.IN
        if subject.entry.family in _HOLDERS and mention.entry.family == "wear":
            return Link.WEARING
        if subject.entry.family in _HOLDERS and mention.entry.family == "hand":
            return Link.HOLDING
        return Link.NEXT_TO

    def _become_subject(self, mention: Mention) -> None:
        if self.joined and not self.linked and mention not in self.subjects:
            self.subjects.append(mention)
        else:
            self.subjects = [mention]
        self.linked = self.joined = False
        if self.leading is not None:
            link, anchor = self.leading
            self._tie_one(mention, link, anchor)
            self.leading = None

    def _is_modifier(self, mark: Mark, entry: Entry) -> bool:
        """In "robot mouse" the robot only tells what kind of mouse."""
        if self.reading.language != "en" or entry.plural:
            return False
        mark_after = self._next()
        if mark_after is None or mark_after.kind not in ("thing", "feature", "setting"):
            return False
        return not mark_after.words[0].plain[:1].isdigit()

    def _owned(self) -> bool:
        return self.place > 0 and (self.waiting.definite or self.marks[self.place - 1].kind == "of")

    def _read_part(self, mark: Mark) -> None:
        """A detail of something ("blue eyes"): not drawn, told, and its adjectives go with it."""
        self.waiting, self.shade, self.link, self.with_object = Attributes(), None, None, False
        if not self.negating:
            self._miss(mark.text, self.place)

    def _read_setting(self, mark: Mark) -> None:
        entry = mark.entry("setting")
        assert entry is not None
        told = Told(entry.value, self._bare(mark.text), self.place)
        if self.negating:
            self.reading.refused.append(told)
        elif not self.replacing:
            self.reading.wholes.setdefault("setting", []).append(told)
            self.reading.tint += self.waiting.colours[:1]
        self._after_whole()

    def _after_whole(self) -> None:
        """A whole-picture noun takes its adjectives with it, and what follows it is not the last thing's."""
        self.last = None
        self.waiting, self.shade, self.link, self.with_object = Attributes(), None, None, False

    def _read_whole(self, mark: Mark, kind: str) -> None:
        entry = mark.entry(kind)
        assert entry is not None
        told = Told(entry.value, self._bare(mark.text), self.place)
        if self.negating:
            self.reading.refused.append(told)
        elif not self.replacing:
            self.reading.wholes.setdefault(kind, []).append(told)
        if kind != "medium":
            return
        self.reading.tint += self.waiting.colours
        self._after_whole()

    def _read_hour(self, mark: Mark) -> None:
        self._read_whole(mark, "hour")

    def _read_weather(self, mark: Mark) -> None:
        self._read_whole(mark, "weather")

    def _read_season(self, mark: Mark) -> None:
        self._read_whole(mark, "season")

    def _read_medium(self, mark: Mark) -> None:
        self._read_whole(mark, "medium")

    def _read_representation(self, mark: Mark) -> None:
        self.reading.tint += self.waiting.colours
        self._after_whole()

    def _read_effigy(self, mark: Mark) -> None:
        self.effigy = True

    def _bare(self, text: str) -> str:
        words = text.split(" ")
        while len(words) > 1 and words[0].lower() in _BARE_LEADS[self.reading.language]:
            words = words[1:]
        return " ".join(words)

    # -- relations and places ----------------------------------------------------------------

    def _read_link(self, mark: Mark) -> None:
        entry = mark.entry("link")
        assert entry is not None
        if entry.value == "in" and self._colours_only_follow():
            self._tint_or_dress()
            return
        self._start_link(Link(entry.value))

    def _start_link(self, link: Link) -> None:
        self._drop_colours()
        self.link, self.with_object = link, False
        self.negating = self.replacing = self.after_copula = False

    def _drop_colours(self) -> None:
        if self.waiting.colours and self.last is not None and not self.last.look.colours:
            self.last.look.colours = list(self.waiting.colours)
        self.waiting, self.shade = Attributes(), None

    def _colours_only_follow(self) -> bool:
        ahead, seen = 1, False
        while (mark := self._next(ahead)) is not None:
            if mark.kind == "tone" and seen:
                return True
            if mark.kind not in ("colour", "shade", "conjunction", "nudge", "definite"):
                return seen and mark.entry(*_NOUNS, "part") is None and mark.kind != ""
            seen = seen or mark.entry("colour") is not None
            ahead += 1
        return seen

    def _tint_or_dress(self) -> None:
        person = self.last is not None and self.last.entry.family in _HOLDERS
        self.tinting = not person
        self.after_copula = person

    def _read_tint(self, mark: Mark) -> None:
        self.tinting = True

    def _read_tone(self, mark: Mark) -> None:
        self.reading.tint += self.waiting.colours
        self.waiting, self.shade = Attributes(), None

    def _read_greyscale(self, mark: Mark) -> None:
        if self._noun_phrase_follows(articles=False):
            self.waiting.colours = ["#1c1b1e", "#f5f3ec"]
        else:
            self.reading.tint += ["#1c1b1e", "#f5f3ec"]

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
        entry = mark.entry("spot")
        assert entry is not None
        spot = Spot(entry.value)
        self._drop_colours()
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

    def _adjective_at(self, ahead: int) -> bool:
        mark = self._next(ahead)
        return mark is not None and mark.kind in _ADJECTIVES

    def _read_copula(self, mark: Mark) -> None:
        self.after_copula = self.last is not None
        self.linked = True

    def _read_pronoun(self, mark: Mark) -> None:
        self.link = None
        self.last = self.subjects[0] if self.subjects else self.last

    def _read_negation(self, mark: Mark) -> None:
        self._settle_colours()
        self.negating, self.link, self.with_object = True, None, False

    def _read_instead(self, mark: Mark) -> None:
        self._settle_colours()
        self.replacing, self.link, self.with_object = True, None, False

    def _read_close(self, mark: Mark) -> None:
        entry = mark.entry("close")
        assert entry is not None
        self.reading.close = entry.value == "1"

    def _read_everything(self, mark: Mark) -> None:
        return

    # -- the unknown -------------------------------------------------------------------------

    def _read_style(self, mark: Mark) -> None:
        medium = self._next(1)
        if medium is not None and medium.kind in ("definite", "article"):
            medium = self._next(2)
        if medium is not None and medium.entry("medium", "representation"):
            return
        prefix = {"en": "the manner of", "it": "la maniera di"}[self.reading.language]
        for name in self._take_names():
            self._miss(f"{prefix} {name}", self.place)

    def _take_names(self) -> list[str]:
        names: list[list[str]] = [[]]
        while (mark := self._next()) is not None and len(names) < 6:
            if mark.kind == "conjunction":
                names.append([])
            elif self._ends_name(mark, names[-1]):
                break
            elif mark.kind not in ("definite", "article") or names[-1]:
                names[-1].append(mark.text)
            self.place += 1
        return [" ".join(name) for name in names if name]

    def _ends_name(self, mark: Mark, name: list[str]) -> bool:
        full = len(name) >= _PHRASE_WORDS_MAX
        return full or mark.kind in ("link", "with", "noise", "medium", "spot", "style", "copula", "wearing")

    def _read_made(self, mark: Mark) -> None:
        self._take_phrase(mark)

    def _read_like(self, mark: Mark) -> None:
        self._take_phrase(mark)

    def _take_phrase(self, mark: Mark) -> None:
        """"made of X", "like a X": X itself must not be drawn, so the whole phrase is told as missed."""
        start, words = self.place, [mark.text]
        self._drop_colours()
        while (after := self._next()) is not None and len(words) < _PHRASE_WORDS_MAX:
            if after.kind in ("link", "with", "copula", "style", "noise", "spot", "verb", "conjunction"):
                break
            words.append(after.text)
            self.place += 1
            if after.entry(*_NOUNS, "part"):
                break
        self._miss(" ".join(words), start)

    def _read_noise(self, mark: Mark) -> None:
        return

    def _read_verb(self, mark: Mark) -> None:
        self._drop_colours()
        self.after_copula = False

    def _read_quiet(self, mark: Mark) -> None:
        return

    def _read_do(self, mark: Mark) -> None:
        entry = mark.entry("do")
        if entry is not None and entry.value == "another":
            self.waiting.another = True

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
        ends = ("ly", "ing", "ed", "est", "ier") if self.reading.language == "en" else ("mente", "ando", "endo")
        return len(plain) > 4 and plain.endswith(ends)

    def _flush_unknown(self, before: Mark | None = None) -> None:
        """Tell the unknown words met so far; as a noun they take the waiting adjectives with them."""
        if not self.unknown:
            return
        text = " ".join(mark.text for mark in self.unknown[:_PHRASE_WORDS_MAX])
        if not (self.negating or self.replacing):
            self._miss(text, self.place - len(self.unknown))
        self.unknown = []
        if before is None or before.entry(*_NOUNS, "part") is None:
            self.waiting, self.shade = Attributes(), None
            self.link, self.with_object = None, False

    def _miss(self, text: str, place: int) -> None:
        self.reading.missed.append(Told("", text, place))


