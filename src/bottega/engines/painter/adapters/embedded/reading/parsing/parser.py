"""The pass itself: mark by mark, crossing punctuation, choosing one meaning where there are several."""

from bottega.engines.painter.adapters.embedded.reading.marks import Mark
from bottega.engines.painter.adapters.embedded.reading.reading import Attributes, Reading
from bottega.engines.painter.adapters.embedded.reading.words import Gap

from .state import VERBS_TOO
from .unknown import Unknown


class Parser(Unknown):
    """Reads marks from left to right into a Reading; good for one text."""

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

    def _read(self, mark: Mark) -> None:
        kind = self._meaning(mark)
        if kind:
            self._flush_unknown(before=mark)
        getattr(self, f"_read_{kind or 'unknown'}", self._read_quiet)(mark)

    def _meaning(self, mark: Mark) -> str:
        """The kind to read this mark as: colour or fruit, shade or mood, verb or relation."""
        kind = mark.kind
        if kind == "shade" and self._near("colour") is None and mark.entry("nudge"):
            kind = "nudge"
        if kind == "thing" and self._says_what_it_does(mark):
            return "verb"
        if kind == "by" or (kind == "link" and mark.entry("by")):
            return "link" if self._noun_phrase_follows() else "style"
        if kind == "colour" and mark.entry("thing") and not self._is_colour(mark):
            return "thing"
        if kind == "spot" and self._next_is("of"):
            return "quiet"
        if kind in ("trait", "size", "effigy") and mark.entry("thing"):
            return kind if self._noun_phrase_follows(articles=False) else "thing"
        if (
            kind == "nudge"
            and (after := self._next()) is not None
            and (after.entry("part") or not after.kind)
        ):
            return "quiet"
        if kind == "representation" and mark.entry("thing") and not self._next_is("of", "style"):
            return "thing" if self._article_before() else "representation"
        return kind

    def _says_what_it_does(self, mark: Mark) -> bool:
        if mark.text.lower() not in VERBS_TOO or mark.gap or self.place == 0:
            return False
        return self.marks[self.place - 1].kind in ("thing", "feature", "pronoun")

    def _near(self, kind: str) -> Mark | None:
        spots = (self.place + 1, self.place - 1) if self.reading.language == "it" else (self.place + 1,)
        near = (self.marks[spot] for spot in spots if 0 <= spot < len(self.marks))
        return next((mark for mark in near if mark.entry(kind)), None)

    def _is_colour(self, mark: Mark) -> bool:
        if mark.entries[0].plural or ((entry := mark.entry("thing")) is not None and entry.plural):
            return False
        if self.reading.language == "it":
            return self.last is not None and self.marks[self.place - 1].kind != "article"
        return self._noun_phrase_follows(articles=False) or not self._article_before()
