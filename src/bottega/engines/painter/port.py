"""The seam to whatever turns words into pictures; every image model is an adapter behind it.

A painter is slow, may cost money and may fail in every way there is: never call one inside a
transaction, and believe nothing it returns before `pixels.checked_png` has looked at it.
The embedded default needs no network and no weights; other adapters speak to a server.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from bottega.kernel.errors import NotAllowed, Unavailable

WORDS_MAX = 4_000  # characters; the longest prompt that we send to any painter
SIDE_PX_MIN, SIDE_PX_MAX, SIDE_PX_STEP = 256, 2048, 16
COUNT_MAX = 8
REFERENCES_MAX = 4


class Tier(StrEnum):
    """How much work to put in."""

    SKETCH = "sketch"  # quick and small, to choose from: fewer steps, half the side
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Brief:
    """What to paint.

    words: 1 to WORDS_MAX characters, any language the painter reads.
    width_px, height_px: SIDE_PX_MIN to SIDE_PX_MAX, multiples of SIDE_PX_STEP; already the tier's size.
    parameters: JSON-safe, by the names that the painter's `Abilities.parameters` gives; unknown names
        and values out of range are left out and the default is taken.
    references_png: up to REFERENCES_MAX pictures to go by, checked, in the order in which the words
        may speak of them. A painter without `Abilities.references` never gets any.
    """

    words: str
    width_px: int = 1024
    height_px: int = 1024
    tier: Tier = Tier.FINAL
    parameters: Mapping[str, Any] = field(default_factory=dict)
    references_png: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What to change in a picture that exists.

    words: the change alone ("make it winter"), 1 to WORDS_MAX characters.
    before_words: the prompt that the picture stands for now; painters without memory need it.
    before_png: the picture's own bytes, as `Painting.png`.
    before_memo: the `Painting.memo` that came with it, or empty when it came from elsewhere.
    mask_png: None, or a PNG of the picture's size: where it is white (> 127) the picture may
        change, elsewhere every pixel must come back as it was.
    """

    words: str
    before_words: str
    before_png: bytes
    before_memo: Mapping[str, Any] = field(default_factory=dict)
    mask_png: bytes | None = None
    tier: Tier = Tier.FINAL
    parameters: Mapping[str, Any] = field(default_factory=dict)
    references_png: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Painting:
    """One finished picture.

    place: index into the `seeds` that were asked for; each place comes at most once.
    png: sRGB PNG bytes, at most 16 MiB.
    seed: the number that repeats it, where the painter can repeat.
    words: the whole prompt that the picture now stands for (after an edit: the merged one).
    drew, missed: what the painter says it understood and what it could not draw; a painter that
        cannot say leaves both empty.
    memo: JSON-safe, at most 64 KiB; handed back as `Change.before_memo` when the picture is edited.
    model: name and version of what made it, as the painter states it.
    parameters: JSON-safe, at most 8 KiB: everything else that went into it, by the painter's own names
        (steps, guidance, sampler, strength ...), so that it can be read and repeated.
    """

    place: int
    png: bytes
    seed: int
    words: str
    model: str
    drew: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    memo: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number, choice or line of words that a person may set, as the form shows it.

    name: the painter's own. kind: "number" (low to high in steps of `step`), "choice" (one of
    `choices`) or "text" (at most `high` characters, may be empty). default: what an untouched form sends.
    """

    name: str
    kind: str
    default: float | str
    low: float = 0
    high: float = 0
    step: float = 1
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a painter can do, so that a page offers nothing that would be refused.

    edits: it changes pictures at all. masks: it keeps to a region by itself (the studio composites in
    any case). references: how many reference pictures it takes, 0 to REFERENCES_MAX. previews: it shows
    unfinished pictures. repeats: the same seed gives the same picture. is_trained: a model learned from
    pictures is behind it; False for a pure algorithm, which the marks of its pictures then say.
    """

    edits: bool = True
    masks: bool = True
    references: int = 0
    previews: bool = False
    repeats: bool = True
    is_trained: bool = True
    parameters: tuple[Parameter, ...] = ()


class Progress(Protocol):
    """Called with (place, share finished from 0.0 to 1.0), from any thread the painter works in.

    preview_png: what there is so far, a PNG or JPEG of any size up to 2 MiB, unchecked; only from
    painters with `Abilities.previews`. It may raise Stopped: the painter then abandons everything,
    releases what it holds and lets it pass.
    """

    def __call__(self, place: int, share: float, preview_png: bytes | None = None, /) -> None:
        """Take note."""
        ...


class Stopped(Exception):
    """The person pressed stop; raised by a Progress callback, passed on by the painter."""


class Declined(NotAllowed):
    """The painter refuses these words or this picture; asking again will not help."""

    code = "painter_declined"


class Away(Unavailable):
    """The painter is busy or down; `facts["retry_after_seconds"]` says when to try again."""

    code = "painter_away"


class Garbled(Unavailable):
    """The painter answered, but with something that is no picture we accept."""

    code = "painter_garbled"


class Painter(Protocol):
    """Makes and edits pictures. Instances are shared between threads."""

    name: ClassVar[str]

    @property
    def abilities(self) -> Abilities:
        """What it can do; asked often, so answered from memory."""
        ...

    def paint(self, brief: Brief, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Make one picture for each seed, best effort, yielding each as it finishes.

        seeds: 1 to COUNT_MAX different integers, 0 to 2**31 - 1.
        A painter that returns fewer than asked simply ends early; the caller counts.
        May take 60 seconds and cost money: never call inside a transaction.

        Raises Declined(reason): it refuses these words; do not retry.
        Raises Away(retry_after_seconds): busy or down; retry later.
        Raises Garbled: it answered nonsense; one retry is reasonable.
        Raises Stopped when `progress` did.
        """
        ...

    def edit(self, change: Change, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Make one changed version for each seed; order, limits and errors as for `paint`.

        With a mask, pixels outside it are byte-identical to `before_png`'s pixels.
        The size never changes.
        """
        ...
