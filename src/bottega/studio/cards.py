"""What the studio hands out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bottega.gallery.cards import MadeImage, PostLink


@dataclass(frozen=True, slots=True)
class CandidateCard:
    """One tile. share: 0.0 to 1.0 of the work done; made is None until it is finished."""

    place: int
    share: float
    made: MadeImage | None

    @property
    def percent(self) -> int:
        """share as a whole number, for a progress bar."""
        return round(self.share * 100)


@dataclass(frozen=True, slots=True)
class GenerationCard:
    """One turn of a conversation: the words and the tiles below them.

    kind: "ask" (from words alone), "edit" (of one's own picture) or "remix" (of a post).
    parent: the picture that was changed, when it is the owner's own; remix_of: the post, when it is
        one the owner may (still) see.
    state: "waiting", "painting", "finished", "failed" or "stopped".
    failure: a stable code when failed, such as "painter_away"; failure_reason: the painter's own words.
    drew, missed: what the painter says it understood, over all tiles, in reading order.
    """

    id: int
    number: int
    words: str
    kind: str
    state: str
    failure: str
    failure_reason: str
    painter: str
    asked_at: datetime
    candidates: Sequence[CandidateCard]
    parent: MadeImage | None
    remix_of: PostLink | None
    drew: Sequence[str]
    missed: Sequence[str]

    @property
    def is_open(self) -> bool:
        """Still waiting or painting: show progress and the stop button."""
        return self.state in ("waiting", "painting")

    @property
    def made_count(self) -> int:
        """How many tiles hold a picture."""
        return sum(candidate.made is not None for candidate in self.candidates)


@dataclass(frozen=True, slots=True)
class ConversationLink:
    """A conversation in the list at the side; `cover` is its latest picture, if it has one."""

    id: int
    title: str
    touched_at: datetime
    cover: MadeImage | None


@dataclass(frozen=True, slots=True)
class RemixChip:
    """The post a conversation will start from, until its owner removes it.

    image_url: a small form of the post's picture. words: its prompt where shown, for the prompt bar.
    """

    post: PostLink
    image_url: str
    alt_text: str
    words: str


@dataclass(frozen=True, slots=True)
class ConversationCard:
    """A whole conversation, oldest turn first. chip: what the next words will change, if a post."""

    id: int
    title: str
    turns: Sequence[GenerationCard]
    chip: RemixChip | None
