"""What the library hands out, complete and frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bottega.gallery.cards import ImageCard, MadeImage
from bottega.gallery.library.filters import Filters


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """One picture on the shelf.

    stack: what it lies together with; stack_count: how many of these the filters let through, 1 where
    stacks are not asked for. file_name: an upload's, else "".
    """

    made: MadeImage
    is_upload: bool
    is_starred: bool
    file_name: str
    stack: int
    stack_count: int = 1


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the library.

    after: pass it as `after` for the next page; "" when nothing is left. count: how many pictures the
    filters let through, at most COUNT_MAX; then `is_more` is True. like: the picture that likeness is
    measured to; lacks_looks: it was never measured, so nothing can be like it.
    """

    items: Sequence[ShelfItem]
    after: str
    count: int
    is_more: bool
    like: MadeImage | None = None
    lacks_looks: bool = False


@dataclass(frozen=True, slots=True)
class FolderLink:
    """A smart folder by name. pairs: what it asks for, as an address carries it."""

    id: int
    name: str
    filters: Filters

    @property
    def pairs(self) -> Mapping[str, str]:
        """As an address carries them."""
        return self.filters.pairs


@dataclass(frozen=True, slots=True)
class FolderCard:
    """A smart folder with what it holds now. count: at most 99; then `is_more` may be True."""

    link: FolderLink
    cover: MadeImage | None
    count: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class UploadCard:
    """One upload, for its owner. made: the newest of one's own pictures that came from it directly."""

    image: ImageCard
    file_name: str
    shows_person: bool
    grant: str
    has_credentials: bool
    uploaded_at: datetime
    made: Sequence[MadeImage]
    made_count: int
