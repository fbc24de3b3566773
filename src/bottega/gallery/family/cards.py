"""What the family hands out: nodes of a tree, complete and frozen."""

from collections.abc import Sequence
from dataclasses import dataclass

from bottega.gallery.cards import PostCard
from bottega.gallery.family.differences import Difference

COUNT_MAX = 10_000  # what is more is said as "over 10,000"


@dataclass(frozen=True, slots=True)
class Kin:
    """One post of the family, and those of its remixes that are shown below it.

    post: None where it is not for this viewer to see; it stands there because others came through it.
    difference: from the prompt above it; None for the first of the family.
    kin: newest first. remix_count: its direct remixes that lead to something this viewer may see, the
        shown ones among them, at most COUNT_MAX + 1. chain_id: the one of them that the page came by.
    steps_hidden: how many generations lie folded between it and the one shown above it.
    """

    id: int
    post: PostCard | None
    difference: Difference | None
    kin: Sequence["Kin"] = ()
    remix_count: int = 0
    is_here: bool = False
    chain_id: int | None = None
    steps_hidden: int = 0
    steps_hidden_id: int | None = None

    @property
    def folded_count(self) -> int:
        """How many direct remixes are not shown."""
        return max(self.remix_count - len(self.kin), 0)

    @property
    def before_id(self) -> int | None:
        """Where the folded ones go on, for `branch_of`; None: from the newest."""
        shown = [each.id for each in self.kin if each.id != self.chain_id]
        return shown[-1] if shown else None

    @property
    def is_capped(self) -> bool:
        """There are more remixes than were counted."""
        return self.remix_count > COUNT_MAX


@dataclass(frozen=True, slots=True)
class Family:
    """The family around one post.

    top: the first of the family; the shown tree hangs from it. here: the post itself.
    size: how many posts of the family this viewer may see; above COUNT_MAX it was not counted further.
    """

    top: Kin
    here: PostCard
    size: int

    @property
    def is_alone(self) -> bool:
        """It came from no post, and nobody made anything from it."""
        return self.top.is_here and not self.top.remix_count
