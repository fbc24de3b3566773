"""What the reactions room hands out."""

from dataclasses import dataclass
from datetime import datetime

from bottega.people.cards import PersonCard


@dataclass(frozen=True, slots=True)
class Tally:
    """How a post was answered, as one viewer may see it."""

    likes: int = 0
    saves: int = 0
    comments: int = 0
    liked_by_me: bool = False
    saved_by_me: bool = False


@dataclass(frozen=True, slots=True)
class CommentCard:
    """One comment. may_remove: the viewer wrote it or owns the post."""

    id: int
    author: PersonCard
    words: str
    made_at: datetime
    may_remove: bool
