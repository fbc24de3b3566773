"""Colours, sizes, counts and traits: each goes to the noun behind it or waits for the next one."""

from bottega.engines.painter.adapters.embedded.reading.colours import shaded
from bottega.engines.painter.adapters.embedded.reading.marks import Mark
from bottega.engines.painter.adapters.embedded.reading.reading import Attributes
from bottega.engines.painter.adapters.embedded.scene import COUNT_MAX

from .state import State

_INK, _PAPER = "#1c1b1e", "#f5f3ec"


class Adjectives(State):
    """Reads words that describe."""

    def _target(self) -> Attributes:
        """The noun behind, where the adjective follows it (Italian, or after "is"); else the next."""
        behind = self.last is not None and self._touches_last()
        if self.last is not None and (self.after_copula or (self.reading.language == "it" and behind)):
            return self.last.look
        return self.waiting

    def _read_colour(self, mark: Mark) -> None:
        entry = mark.meaning("colour")
        colour = shaded(entry.value, self.shade if self.shade is not None else 1.0)
        self.shade = None
        if self.tinting:
            self.reading.tint.append(colour)
            return
        target = self._target()
        if len(target.colours) < 3 and colour not in target.colours:
            target.colours.append(colour)

    def _read_shade(self, mark: Mark) -> None:
        entry = mark.meaning("shade")
        target = self._target()
        if self.reading.language == "it" and target.colours and self.marks[self.place - 1].entry("colour"):
            target.colours[-1] = shaded(target.colours[-1], float(entry.value))
        else:
            self.shade = float(entry.value)

    def _read_size(self, mark: Mark) -> None:
        entry = mark.meaning("size")
        self._target().scale = float(entry.value)

    def _read_grow(self, mark: Mark) -> None:
        entry = mark.meaning("grow")
        self._target().grow = float(entry.value)
        if self.last is not None:
            self.last.look.grow = float(entry.value)

    def _read_trait(self, mark: Mark) -> None:
        entry = mark.meaning("trait")
        target = self._target()
        if target is self.waiting and self.last and not self._noun_phrase_follows(articles=False):
            doing = mark.words[-1].plain.endswith("ing") and bool(self.subjects)
            target = self.subjects[0].look if doing else self.last.look
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
        entry = mark.meaning(kind)
        name, amount = entry.value.split()
        setattr(self.reading, name, max(-1.0, min(1.0, getattr(self.reading, name) + float(amount))))

    def _read_number(self, mark: Mark) -> None:
        entry = mark.meaning("number")
        self.waiting.count = min(COUNT_MAX, int(entry.value))

    def _read_article(self, mark: Mark) -> None:
        if self.waiting.colours:
            self._settle_colours()
        self.waiting.definite = False

    def _read_definite(self, mark: Mark) -> None:
        if self.waiting.colours:
            self._settle_colours()
        self.waiting.definite = True

    def _read_tint(self, mark: Mark) -> None:
        self.tinting = True

    def _read_tone(self, mark: Mark) -> None:
        self.reading.tint += self.waiting.colours
        self.waiting, self.shade = Attributes(), None

    def _read_greyscale(self, mark: Mark) -> None:
        if self._noun_phrase_follows(articles=False):
            self.waiting.colours = [_INK, _PAPER]
        else:
            self.reading.tint += [_INK, _PAPER]

    def _read_copula(self, mark: Mark) -> None:
        self.after_copula = self.last is not None
        self.linked = True

    def _read_do(self, mark: Mark) -> None:
        entry = mark.entry("do")
        if entry is not None and entry.value == "another":
            self.waiting.another = True
