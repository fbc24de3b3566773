"""What the feed hands out."""

from dataclasses import dataclass
from enum import StrEnum

from bottega.gallery.cards import PostCard
from bottega.reactions.cards import Tally


class Timeline(StrEnum):
    """The timelines there are."""

    FOLLOWING = "following"
    NEWEST = "newest"
    EXPLORE = "explore"


class Why(StrEnum):
    """Why a post is in this timeline; the page turns it into a sentence."""

    OWN = "own"
    FOLLOWED = "followed"
    NEW_HERE = "new_here"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class FeedCard:
    """A post in a timeline: what it is, how it was answered, why it is here."""

    post: PostCard
    tally: Tally
    remix_count: int
    why: Why
