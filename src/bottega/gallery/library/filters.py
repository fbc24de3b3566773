"""What a look into the library is narrowed by, as addresses, forms and smart folders carry it.

Pure. Reads anything and keeps what makes sense: a value that cannot be is no filter, never an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from bottega.kernel.ids import ID_MAX
from bottega.kernel.words import clean_line

WORDS_MAX: Final = 200  # characters; longer than anybody searches for, and the rest is not looked at
PAINTER_MAX: Final = 60
SHAPES: Final = ("square", "tall", "wide")
KINDS: Final = ("made", "uploaded", "published", "starred")
SORTS: Final = ("newest", "oldest")
DAYS: Final = (date(2020, 1, 1), date(2100, 1, 1))


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything that can be asked of a library at once; the empty one shows all of it, newest first.

    words: every one of them, by its start. painter: a painter's name. shape: one of SHAPES.
    from_day, to_day: both included, in UTC. kind: one of KINDS. like: nearest to this picture of one's
    own first; then `sort` and `stacks` say nothing. stack: the members of one stack alone.
    stacks: one picture for each stack. sort: one of SORTS.
    """

    words: str = ""
    painter: str = ""
    shape: str = ""
    from_day: date | None = None
    to_day: date | None = None
    kind: str = ""
    like: int | None = None
    stack: int | None = None
    stacks: bool = False
    sort: str = "newest"

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return any((self.words, self.painter, self.shape, self.from_day, self.to_day, self.kind, self.stack))

    @property
    def pairs(self) -> dict[str, str]:
        """As an address carries them; what is not asked for is left out."""
        written = {NAMES[each.name]: _written(getattr(self, each.name)) for each in fields(self)}
        return {name: value for name, value in written.items() if value and (name, value) != _USUAL}

    def without(self, name: str) -> "Filters":
        """The same without the filter of that name in `pairs`."""
        return read_filters({other: value for other, value in self.pairs.items() if other != name})


NAMES: Final = {
    "words": "q",
    "painter": "painter",
    "shape": "shape",
    "from_day": "from",
    "to_day": "to",
    "kind": "kind",
    "like": "like",
    "stack": "stack",
    "stacks": "stacks",
    "sort": "sort",
}
_USUAL: Final = ("sort", "newest")


def read_filters(pairs: Mapping[str, str]) -> Filters:
    """What an address, a form or a stored folder asks for. Total: nonsense asks for nothing."""
    return Filters(
        words=clean_line(pairs.get("q", "")[:WORDS_MAX], characters_max=WORDS_MAX),
        painter=clean_line(pairs.get("painter", "")[:PAINTER_MAX], characters_max=PAINTER_MAX),
        shape=_one_of(SHAPES, pairs.get("shape")),
        from_day=_day(pairs.get("from")),
        to_day=_day(pairs.get("to")),
        kind=_one_of(KINDS, pairs.get("kind")),
        like=_id(pairs.get("like")),
        stack=_id(pairs.get("stack")),
        stacks=pairs.get("stacks") == "1",
        sort=_one_of(SORTS, pairs.get("sort")) or "newest",
    )


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _one_of(known: tuple[str, ...], value: str | None) -> str:
    return value if value in known else ""


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if DAYS[0] <= day <= DAYS[1] else None


def _id(text: str | None) -> int | None:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    return int(text) if 0 < int(text) <= ID_MAX else None
