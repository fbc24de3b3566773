"""What the wall keeps of a page, and the SQL that reads it.

A page is leaves and an overlay. A leaf is what everybody sees of a post, drawn once and shared by all
pages that show it; the overlay is what one viewer sees differently. Both are bytes: how they are drawn is
the door's business (`Drawing`). Reading asks `feed.queries.timeline`, so that the one rule of seeing
decides here as it does everywhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection

from bottega.feed.cards import FeedCard, Timeline
from bottega.feed.queries import timeline
from bottega.feed.wall.stamps import Places, Topic, places_of
from bottega.people.queries import followed_ids
from bottega.reactions.queries import tallies

REMIXES_NOTED_MAX = 100  # of one post; a page with a busier post is re-read after any edit of any post


class Drawing(Protocol):
    """How a door writes cards down. Each answer depends on nothing but its arguments."""

    def card(self, card: FeedCard, *, thumbhash: str) -> bytes:
        """What everybody sees of a post, up to the number of likes, which follows it."""
        ...

    def likes(self, count: int) -> bytes:
        """The number of likes, and the end of the card."""
        ...

    def overlay(self, cards: Sequence[FeedCard]) -> bytes:
        """What this viewer sees differently, for all cards of a page."""
        ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """One post as it was just read: its card, and how many like it."""

    post_id: int
    card: bytes
    likes: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as it was just read, with everything that it depends on.

    places: what the page depends on. like_places: one for each card, in order; a like touches nothing else.
    """

    cards: Sequence[Drawn]
    overlay: bytes
    before_id: int | None
    places: Places
    like_places: Places

    def texts(self) -> list[bytes]:
        """The cards, whole, in order."""
        return [drawn.card + drawn.likes for drawn in self.cards]


class Leaf:
    """A post's card in memory. Pages hold it by reference, so a new number of likes is written once."""

    __slots__ = ("card", "counted_at", "drawn_at", "page_count", "post_id", "text")

    def __init__(self, post_id: int) -> None:
        self.post_id = post_id
        self.card = self.text = b""
        self.drawn_at = self.counted_at = -1
        self.page_count = 0

    def draw(self, drawn: Drawn, *, read_at: int) -> None:
        """Take over what was read at `read_at`, unless something newer is here."""
        likes = self.text[len(self.card) :]
        if read_at >= self.drawn_at:
            self.card, self.drawn_at = drawn.card, read_at
        if read_at >= self.counted_at:
            likes, self.counted_at = drawn.likes, read_at
        self.text = self.card + likes

    def count(self, likes: bytes, *, read_at: int) -> None:
        """Take over a number of likes that was read at `read_at`, unless a newer one is here."""
        if read_at >= self.counted_at:
            self.text, self.counted_at = self.card + likes, read_at


class Page:
    """One viewer's first page in memory.

    read_at: the clock before its SQL began. checked_at: when it was last found to be as good as new.
    """

    __slots__ = ("before_id", "checked_at", "leaves", "like_places", "overlay", "places", "read_at")

    def __init__(self, reading: Reading, leaves: Sequence[Leaf], *, read_at: int) -> None:
        self.leaves = leaves
        self.overlay = reading.overlay
        self.before_id = reading.before_id
        self.places = reading.places
        self.like_places = reading.like_places
        self.read_at = self.checked_at = read_at

    def texts(self) -> list[bytes]:
        """The cards, whole, in order."""
        return [leaf.text for leaf in self.leaves]

    @property
    def byte_count(self) -> int:
        """What the page itself weighs; its leaves are weighed once for all pages."""
        return len(self.overlay) + self.places.nbytes + self.like_places.nbytes + PAGE_BYTES


PAGE_BYTES = 700  # the objects around the bytes, as measured

_ROOTS = """
    SELECT post.id, post.remix_of_id, image.thumbhash,
           ARRAY(SELECT remix.id FROM gallery_post AS remix
                  WHERE remix.remix_of_id = post.id AND remix.withdrawn_at IS NULL
                  ORDER BY remix.id DESC LIMIT %(noted)s + 1),
           post.remix_root_id
      FROM gallery_post AS post JOIN gallery_image AS image ON image.id = post.image_id
     WHERE post.id = ANY(%(ids)s)
"""


def read_page(viewer_id: int, drawing: Drawing, *, before_id: int | None, count_max: int) -> Reading:
    """One page of the viewer's Following timeline by SQL: eight queries."""
    found = timeline(Timeline.FOLLOWING, viewer_id=viewer_id, before_id=before_id, count_max=count_max)
    ids = [card.post.id for card in found.items]
    roots = _roots_of(ids)
    return Reading(
        cards=[_drawn(card, drawing, thumbhash=roots[card.post.id][1]) for card in found.items],
        overlay=drawing.overlay(found.items),
        before_id=found.before_id,
        places=_places(viewer_id, found.items, roots),
        like_places=places_of([(Topic.LIKES_OF, ids)]),
    )


def count_likes(post_ids: Sequence[int], drawing: Drawing) -> dict[int, bytes]:
    """How many like each post now, drawn. Ask only about posts on a page that the rule let through."""
    return {post_id: drawing.likes(tally.likes) for post_id, tally in tallies(post_ids, viewer_id=0).items()}


def _drawn(card: FeedCard, drawing: Drawing, *, thumbhash: str) -> Drawn:
    return Drawn(card.post.id, drawing.card(card, thumbhash=thumbhash), drawing.likes(card.tally.likes))


def _roots_of(ids: Sequence[int]) -> dict[int, tuple[int | None, str, list[int], int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(_ROOTS, {"ids": list(ids), "noted": REMIXES_NOTED_MAX})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {row[0]: row[1:] for row in rows}


def _places(
    viewer_id: int, cards: Sequence[FeedCard], roots: dict[int, tuple[int | None, str, list[int], int | None]]
) -> Places:
    parents = [post_id for root in roots.values() for post_id in (root[0], root[3]) if post_id]
    remixes = [remix_id for root in roots.values() for remix_id in root[2]]
    named = {card.post.author.id for card in cards}
    named |= {link.author.id for card in cards for link in card.post.named_in_credit}
    is_busy = any(len(root[2]) > REMIXES_NOTED_MAX for root in roots.values())
    return places_of(
        [
            (Topic.TIES_OF, [viewer_id]),
            (Topic.POSTS_OF, [viewer_id, *followed_ids(viewer_id)]),
            (Topic.AROUND, [*roots, *parents, *([] if is_busy else remixes)]),
            (Topic.NAME_OF, list(named)),
            (Topic.ANY_POST, [0] if is_busy else []),
        ]
    )
