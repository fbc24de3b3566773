"""Nouns: which of them are drawn, which only tell the kind of another, which set the whole picture."""

from dataclasses import replace

from bottega.engines.painter.adapters.embedded.reading.lexicon import Entry
from bottega.engines.painter.adapters.embedded.reading.marks import Mark
from bottega.engines.painter.adapters.embedded.reading.reading import Attributes, Mention, Told
from bottega.engines.painter.adapters.embedded.scene import Link, Spot

from .relations import Relations
from .state import HOLDERS, VERBS_TOO

_PATTERNS = {"stripes": "striped", "dots": "spotted", "checkerboard": "checkered"}
_EFFIGIES = frozenset({"statue", "bust"})
_PREPOSITIONS = frozenset({"on", "in", "under", "at", "above", "against", "by", "over"})
_MENTIONS_MAX = 64  # nouns followed; far more than can be drawn


class Nouns(Relations):
    """Reads words that name."""

    def _read_thing(self, mark: Mark) -> None:
        entry = mark.meaning("thing")
        if (after := self._next()) is not None and after.text.lower() == "shaped":
            self._miss(f"{mark.text}-{after.text}", self.place)
            self.place += 1
            return
        if self._is_pattern(entry):
            self._read_pattern(entry)
            return
        if self._is_effigy():
            self.effigy = True
            self._place_mention(self._mention(entry, mark))
            self.place += 1
            return
        if self._is_modifier(entry):
            if self._grows_there(entry):
                self._place_mention(replace(self._mention(entry, mark), plural=True))
            else:
                self._miss(mark.text, self.place)
            return
        if entry.family == "part" and (self.with_object or self._owned() or self._has_body()):
            self._read_part(mark)
            return
        self._place_mention(self._mention(entry, mark))

    def _read_feature(self, mark: Mark) -> None:
        entry = mark.meaning("feature")
        self._place_mention(self._mention(entry, mark))

    def _mention(self, entry: Entry, mark: Mark) -> Mention:
        known = self._met_before(entry) if self.waiting.definite else None
        if known is not None and not self.waiting.another:
            known.look.take(self.waiting)
            return known
        made = Mention(
            entry,
            said=entry.said,
            met=mark.text.lower(),
            place=self.place,
            look=self.waiting,
            plural=entry.plural,
            effigy=self.effigy,
        )
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
            if len(self.reading.mentions) >= _MENTIONS_MAX:
                return
            self.reading.mentions.append(mention)
        self.last, self.after_copula = mention, False
        self._tie(mention)

    def _is_modifier(self, entry: Entry) -> bool:
        """In "robot mouse" and "a wizard's hat" the first noun only tells what kind."""
        if self.reading.language != "en" or entry.plural:
            return False
        after = self._next()
        if after is not None and after.text == "s":
            held = self.link in (Link.WEARING, Link.HOLDING) or self.with_object
            worn = self._next(2)
            return held and worn is not None and worn.entry("thing") is not None
        if after is None or after.kind not in ("thing", "feature", "setting"):
            return False
        return after.words[0].plain not in _PREPOSITIONS | VERBS_TOO

    def _grows_there(self, entry: Entry) -> bool:
        """A "mushroom forest" is a forest with mushrooms."""
        after = self._next()
        return entry.family in ("plant", "food") and after is not None and after.kind == "setting"

    def _is_effigy(self) -> bool:
        """In "owl statue" the owl is drawn, of stone."""
        after = self._next()
        statue = after.entry("thing") if after is not None else None
        return statue is not None and statue.name in _EFFIGIES

    def _is_pattern(self, entry: Entry) -> bool:
        return entry.name in _PATTERNS and bool(self.subjects) and (self.with_object or self.link is Link.IN)

    def _read_pattern(self, entry: Entry) -> None:
        """ "with blue stripes" changes how the subject looks."""
        look = self.subjects[-1].look
        look.traits.append(_PATTERNS[entry.name])
        look.colours += self.waiting.colours[: 3 - len(look.colours)]
        self._after_noun()

    def _owned(self) -> bool:
        return self.place > 0 and (self.waiting.definite or self.marks[self.place - 1].kind == "of")

    def _has_body(self) -> bool:
        """Whether somebody was named whose eye or hand this may be."""
        return any(mention.entry.family in HOLDERS for mention in self.reading.mentions)

    def _read_part(self, mark: Mark) -> None:
        """A detail of something ("blue eyes"): not drawn, told, and its adjectives go with it."""
        only_a_place = self.waiting.definite and self.link is not None  # "on its head"
        self._after_noun()
        if not (self.negating or only_a_place):
            self._miss(mark.text, self.place)

    def _read_setting(self, mark: Mark) -> None:
        entry = mark.meaning("setting")
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
        self._after_noun()

    def _read_whole(self, mark: Mark, kind: str) -> None:
        entry = mark.meaning(kind)
        told = Told(entry.value, self._bare(mark.text), self.place)
        if self.negating:
            self.reading.refused.append(told)
        elif not self.replacing:
            self.reading.wholes.setdefault(kind, []).append(told)
        self.reading.tint += self.waiting.colours
        self.waiting.colours = []
        if kind == "medium":
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

    def _read_close(self, mark: Mark) -> None:
        entry = mark.meaning("close")
        self.reading.close = entry.value == "1"
