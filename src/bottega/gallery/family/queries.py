"""The family as a tree: the post itself, the line it came by, what stands beside it, what came from it.

Never the whole family: each level has its limit, and what is folded has a count and an address of its own.
Ten queries at most, however large the family is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from django.db import connection

from bottega.gallery.cards import PostCard
from bottega.gallery.family.cards import Family, Kin
from bottega.gallery.family.differences import Difference, difference_of
from bottega.gallery.family.tree import (
    ancestor_ids,
    child_counts,
    child_ids,
    descendant_ids,
    family_size,
    older_count,
)
from bottega.gallery.queries import post_card, post_cards

NEAREST = 3  # generations shown right above the post; of a longer line also the first
BESIDE = 4
BRANCH = 12

_OWN_WORDS = """
    SELECT post.id, image.words
      FROM gallery_post AS post JOIN gallery_image AS image ON image.id = post.image_id
     WHERE post.id = ANY(%(ids)s) AND post.author_id = %(viewer)s AND image.maker_id = %(viewer)s
"""


def family_of(post_id: int, *, viewer_id: int, link_key: str = "", seen: PostCard | None = None) -> Family:
    """The family around a post. seen: its card, where this viewer was given it. Raises NoSuchPost."""
    here = seen or post_card(post_id, viewer_id=viewer_id, link_key=link_key)
    line = ancestor_ids(post_id)
    shown_line = line if len(line) <= NEAREST + 1 else [*line[:NEAREST], line[-1]]
    tree = descendant_ids(post_id, viewer_id=viewer_id)
    if line:
        beside = child_ids(line[0], viewer_id=viewer_id, without_id=post_id, count=BESIDE)
        tree[line[0]] = [post_id, *beside]
    for child_id, parent_id in pairwise(shown_line):
        tree[parent_id] = [child_id]
    drawn = _Drawn.of({post_id, *shown_line, *tree, *chain.from_iterable(tree.values())}, viewer_id, here)
    root_id = line[-1] if line else post_id
    top = _kin(root_id, None, tree, drawn, line={post_id, *shown_line})
    folded = len(line) - len(shown_line)
    if folded:
        far = replace(top.kin[0], difference=None, steps_hidden=folded, steps_hidden_id=line[NEAREST])
        top = replace(top, kin=[far])
    size = family_size(root_id, viewer_id=viewer_id) + (root_id in drawn.cards)
    return Family(top, here, size)


def branch_of(
    post_id: int, *, viewer_id: int, before_id: int | None = None, without_id: int | None = None
) -> Kin:
    """A node with its next BRANCH direct remixes, to unfold them in place.

    The node itself may be hidden or gone; only what this viewer may see of its remixes comes. Its
    `remix_count` counts those that are still to come, with the ones that came.
    """
    shown = child_ids(post_id, viewer_id=viewer_id, before_id=before_id, without_id=without_id, count=BRANCH)
    drawn = _Drawn.of({post_id, *shown}, viewer_id, None)
    node = _kin(post_id, None, {post_id: shown}, drawn, line=set())
    to_come = (
        older_count(post_id, viewer_id=viewer_id, before_id=shown[-1], without_id=without_id)
        if len(shown) == BRANCH
        else 0
    )
    return replace(node, chain_id=without_id, remix_count=len(shown) + to_come)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is known of all nodes of one page. words: the prompts that this viewer may read."""

    here_id: int
    cards: Mapping[int, PostCard]
    counts: Mapping[int, int]
    words: Mapping[int, str]

    @classmethod
    def of(cls, ids: set[int], viewer_id: int, here: PostCard | None) -> "_Drawn":
        cards = post_cards(ids, viewer_id=viewer_id)
        if here:
            cards[here.id] = here
        words = {card.id: card.words for card in cards.values()}
        mine = [card.id for card in cards.values() if viewer_id and card.author.id == viewer_id]
        return cls(
            here.id if here else 0,
            cards,
            child_counts(ids, viewer_id=viewer_id),
            {**words, **_own_words(mine, viewer_id)},
        )

    def difference(self, parent_id: int | None, post_id: int) -> Difference | None:
        if parent_id is None:
            return None
        return difference_of(self.words.get(parent_id, ""), self.words.get(post_id, ""))


def _kin(
    post_id: int, parent_id: int | None, tree: Mapping[int, Sequence[int]], drawn: _Drawn, *, line: set[int]
) -> Kin:
    children = tree.get(post_id, ())
    return Kin(
        id=post_id,
        post=drawn.cards.get(post_id),
        difference=drawn.difference(parent_id, post_id),
        kin=[_kin(child_id, post_id, tree, drawn, line=line) for child_id in children],
        remix_count=drawn.counts.get(post_id, 0),
        is_here=post_id == drawn.here_id,
        chain_id=next((child_id for child_id in children if child_id in line), None),
    )


def _own_words(ids: Sequence[int], viewer_id: int) -> dict[int, str]:
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_OWN_WORDS, {"ids": list(ids), "viewer": viewer_id})
        return dict(cursor.fetchall())
