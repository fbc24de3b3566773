"""What a text was found to say, before it becomes a Scene or a change to one."""

from dataclasses import dataclass, field

from bottega.engines.painter.adapters.embedded.scene import Link, Spot

from .lexicon import Entry
from .words import fitting_lettering

LAST_PLACE = 10_000  # after every word: lettering is told last


@dataclass(slots=True)
class Attributes:
    """Adjectives that wait for their noun, or that were given to it."""

    count: int | None = None
    colours: list[str] = field(default_factory=list)
    scale: float | None = None
    grow: float | None = None
    traits: list[str] = field(default_factory=list)
    definite: bool = False
    another: bool = False

    def tell(self) -> bool:
        """Whether there is anything that changes how the noun looks."""
        return bool(self.colours or self.traits or self.scale or self.grow)

    def take(self, other: "Attributes") -> None:
        """Let `other`'s words win over these."""
        self.count = other.count if other.count is not None else self.count
        self.colours = list(other.colours) or self.colours
        self.scale = other.scale or self.scale
        self.grow = other.grow or self.grow
        self.traits += [trait for trait in other.traits if trait not in self.traits]


@dataclass(slots=True, eq=False)
class Mention:
    """One noun of the text.

    said: singular, in the person's language.  met: as it stood in the text.  place: its word's index.
    """

    entry: Entry
    said: str
    met: str
    place: int
    look: Attributes
    plural: bool = False
    spot: Spot = Spot.ANYWHERE
    ties: list[tuple[Link, "Mention"]] = field(default_factory=list)
    effigy: bool = False


@dataclass(slots=True)
class Told:
    """A word that sets the whole picture ("night") or that was not understood ("nostalgia")."""

    value: str
    text: str
    place: int


@dataclass(slots=True)
class Reading:
    """Everything found, in the order said. `wholes` maps a kind ("hour", "medium" …) to its words."""

    language: str
    mentions: list[Mention] = field(default_factory=list)
    wholes: dict[str, list[Told]] = field(default_factory=dict)
    refused: list[Told] = field(default_factory=list)
    refused_mentions: list[Mention] = field(default_factory=list)
    replaced: list[Mention] = field(default_factory=list)
    missed: list[Told] = field(default_factory=list)
    tint: list[str] = field(default_factory=list)
    warmth: float = 0.0
    light: float = 0.0
    close: bool | None = None
    lettering: str = ""

    def tell(self, kind: str, value: str, text: str, place: int) -> None:
        """Note a whole-picture word."""
        self.wholes.setdefault(kind, []).append(Told(value, text, place))

    def set_lettering(self, quoted: str) -> None:
        """Letter what fits of `quoted` and tell the rest as missed."""
        self.lettering = fitting_lettering(quoted)
        rest = quoted[len(self.lettering) :].strip()
        if rest:
            self.missed.append(Told("", f"\u201c{rest}\u201d", LAST_PLACE))

    def first(self, kind: str) -> str | None:
        """The first value told for `kind`."""
        told = self.wholes.get(kind)
        return told[0].value if told else None
