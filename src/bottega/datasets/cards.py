"""What the parts of an export hand to each other: a sample, its pictures, and who has a say in it.

Frozen, and without a database behind it, so that writers, proofs and cards can be tested on made samples.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bottega.consent.models import Purpose, Right
from bottega.datasets.models import ExportKind

Plain = (
    str
    | int
    | float
    | bool
    | datetime
    | None
    | Sequence[str]
    | Sequence[int | None]
    | Sequence[float | None]
    | Sequence[bool]
    | Sequence[Mapping[str, object]]
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What goes into a dataset. Read from `Dataset` by `recipes.recipe_of`; can be hashed.

    purposes: all that everybody must allow: the purpose, and publishing where it is open. painters: names, or
    empty for all. since, until: of the moment a sample came to be; until is not included. samples_max: 0 for
    no bound; the oldest are taken. with_shards: WebDataset shards beside the Parquet files.
    """

    kind: ExportKind
    purpose: Purpose
    is_open: bool
    painters: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    samples_max: int = 0
    with_shards: bool = False

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """What each right must be allowed for."""
        return (self.purpose, Purpose.PUBLISH_DATASET) if self.is_open else (self.purpose,)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody with a say in a sample, and the answer that it stands on.

    entry: `seq` in the consent ledger; receipt_sha256: of its receipt. image_id: the picture the right is
    about; for a choice, the one that was chosen. post_id: the post that it stands in, 0 for none.
    """

    person_id: int
    right: Right
    image_id: int
    post_id: int
    entry: int
    receipt_sha256: str
    by_post: bool = False  # the sample stands on that post being there for everybody to see


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a sample. role: its column, such as "image" or "jpg_0"; "images.1" in a list of them.

    blob: SHA-256 of the form that leaves, with its marks in it; kind: "png", "jpeg", "webp" or "avif".
    """

    role: str
    image_id: int
    blob: str
    kind: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One row of a dataset. id: 32 hex characters, the same in every run for the same thing.

    fields: every column but the pictures and what all kinds share (sample_id, author, licence, receipts).
    author_id: whose pseudonym stands in the row: of the maker, or of who chose.
    """

    id: str
    kind: ExportKind
    author_id: int
    at: datetime
    pictures: tuple[Picture, ...]
    fields: Mapping[str, Plain]
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A file of an export. path: from the folder's root, with slashes. rows: 0 where it holds none."""

    path: str
    sha256: str
    byte_count: int
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the Parquet files: `name`, what it holds in one plain sentence, and its type.

    type: "string", "bool", "int64", "float64", "timestamp", "binary" or "image" (the struct of Hugging
    Face's Image); "list<…>" of one of these; or "messages" (a list of {role, content: [{type, text}]}).
    """

    name: str
    type: str
    tells: str


def part_of(type_: str) -> str | None:
    """Of what a column's type is a list; None for a single value."""
    return type_[5:-1] if type_.startswith("list<") and type_.endswith(">") else None


@dataclass(frozen=True, slots=True)
class About:
    """Everything that a card says of one run; the same for the same recipe and horizon.

    at: when the horizon's fact happened; the only clock an export knows. counts: what was left out, by reason
    ("ties", "undecided", "not_public", "no_consent", …). files: the Parquet files and shards, by path; not
    what is written about them. first_at, last_at: of the samples, None where there is none. people: how many
    have a say in it. painters: samples of each, by name. previous_root: of the run that it follows, "" for
    the first; removed: how many samples of that one are gone.
    """

    title: str
    tells: str
    slug: str
    version: str
    recipe: Recipe
    horizon: int
    at: datetime
    licence: str
    samples: int
    byte_count: int
    people: int
    counts: Mapping[str, int]
    files: tuple[Written, ...]
    columns: tuple[Column, ...]
    first_at: datetime | None
    last_at: datetime | None
    painters: Mapping[str, int]
    previous_root: str
    removed: int
