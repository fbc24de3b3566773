"""The shape of a family in SQL: ids alone, each query with a limit for every level.

A remix belongs to the tree when its viewer may see it, or when it leads to one that they may see. Posts
behind a link stand in no list. The one rule of seeing decides both, and all counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from bottega.gallery.family.cards import COUNT_MAX
from bottega.gallery.visibility import may_see_sql, viewer_parameters

LEVELS = (12, 4, 2, 1)  # remixes shown of the post, of each of those, and so on
NODES_MAX = 60  # below the post: what one page draws
CHAIN_MAX = 10_000
_BRIDGE_STEPS = 8  # generations that nobody may see, one below the other, before a branch counts as ended
_BRIDGE_NODES = 500

# What nobody may see is looked through only where it must be: CASE keeps the order.
_KIN = f"""
    CASE WHEN post.audience <> 'link' AND {may_see_sql("post")} THEN true
    ELSE EXISTS (
        WITH RECURSIVE below AS (
            SELECT child.id, 1 AS step FROM gallery_post AS child WHERE child.remix_of_id = post.id
             UNION ALL
            SELECT child.id, below.step + 1
              FROM below JOIN gallery_post AS child ON child.remix_of_id = below.id
             WHERE below.step < {_BRIDGE_STEPS}
        )
        SELECT 1 FROM (SELECT id FROM below LIMIT {_BRIDGE_NODES}) AS near
          JOIN gallery_post AS seen ON seen.id = near.id
         WHERE seen.audience <> 'link' AND {may_see_sql("seen")}) END
"""  # noqa: S608 - no outside text in it

_DESCENDANTS = f"""
    WITH RECURSIVE tree AS (
        SELECT %(post)s::bigint AS id, NULL::bigint AS parent_id, 0 AS level
         UNION ALL
        SELECT child.id, tree.id, tree.level + 1
          FROM tree CROSS JOIN LATERAL (
               SELECT post.id FROM gallery_post AS post
                WHERE post.remix_of_id = tree.id AND {_KIN}
                ORDER BY post.id DESC LIMIT (%(limits)s::int[])[tree.level + 1]) AS child
         WHERE tree.level < %(levels)s
    )
    SELECT id, parent_id FROM tree WHERE parent_id IS NOT NULL LIMIT %(nodes)s
"""  # noqa: S608

_CHILDREN = f"""
    SELECT post.id FROM gallery_post AS post
     WHERE post.remix_of_id = %(post)s AND post.id < %(before)s AND post.id <> %(without)s AND {_KIN}
     ORDER BY post.id DESC LIMIT %(count)s
"""  # noqa: S608

_OLDER = f"""
    SELECT count(*) FROM (
        SELECT 1 FROM gallery_post AS post
         WHERE post.remix_of_id = %(post)s AND post.id < %(before)s AND post.id <> %(without)s AND {_KIN}
         LIMIT %(count)s) AS listed
"""  # noqa: S608

_COUNTS = f"""
    SELECT parent.id, counted.kin FROM unnest(%(ids)s::bigint[]) AS parent(id) CROSS JOIN LATERAL (
        SELECT count(*) AS kin FROM (
            SELECT 1 FROM gallery_post AS post WHERE post.remix_of_id = parent.id AND {_KIN}
             LIMIT %(count)s) AS listed) AS counted
"""  # noqa: S608

_SIZE = f"""
    SELECT count(*) FROM (
        SELECT 1 FROM gallery_post AS post
         WHERE post.remix_root_id = %(root)s AND post.audience <> 'link' AND {may_see_sql("post")}
         LIMIT %(count)s) AS listed
"""  # noqa: S608

_CHAIN = """
    WITH RECURSIVE chain AS (
        SELECT remix_of_id AS id, 1 AS step FROM gallery_post WHERE id = %(post)s
         UNION ALL
        SELECT post.remix_of_id, chain.step + 1 FROM chain JOIN gallery_post AS post ON post.id = chain.id
         WHERE chain.id IS NOT NULL AND chain.step < %(steps)s
    )
    SELECT id FROM chain WHERE id IS NOT NULL ORDER BY step
"""


def ancestor_ids(post_id: int) -> list[int]:
    """The posts above, nearest first, down from the first of the family; at most CHAIN_MAX."""
    return [row[0] for row in _rows(_CHAIN, {"post": post_id, "steps": CHAIN_MAX})]


def descendant_ids(post_id: int, *, viewer_id: int) -> dict[int, list[int]]:
    """The tree below a post, each node's shown remixes newest first; LEVELS wide, at most NODES_MAX nodes."""
    limits = {"limits": list(LEVELS), "levels": len(LEVELS), "nodes": NODES_MAX}
    tree: dict[int, list[int]] = {}
    for node_id, parent_id in _rows(
        _DESCENDANTS, {"post": post_id, **limits, **viewer_parameters(viewer_id)}
    ):
        tree.setdefault(parent_id, []).append(node_id)
    return {parent_id: sorted(children, reverse=True) for parent_id, children in tree.items()}


def child_ids(
    post_id: int, *, viewer_id: int, before_id: int | None = None, without_id: int | None = None, count: int
) -> list[int]:
    """Direct remixes older than `before_id`, newest first; without the one that is on the page already."""
    bounds = {"before": before_id or 2**63 - 1, "without": without_id or 0, "count": count}
    return [row[0] for row in _rows(_CHILDREN, {"post": post_id, **bounds, **viewer_parameters(viewer_id)})]


def older_count(post_id: int, *, viewer_id: int, before_id: int, without_id: int | None = None) -> int:
    """How many direct remixes are still to come after `before_id`; stops at COUNT_MAX + 1."""
    bounds = {"before": before_id, "without": without_id or 0, "count": COUNT_MAX + 1}
    found = _rows(_OLDER, {"post": post_id, **bounds, **viewer_parameters(viewer_id)})
    return int(found[0][0])


def child_counts(ids: Iterable[int], *, viewer_id: int) -> dict[int, int]:
    """How many direct remixes each post has for this viewer; each count stops at COUNT_MAX + 1."""
    found = {"ids": list(ids), "count": COUNT_MAX + 1, **viewer_parameters(viewer_id)}
    return dict(_rows(_COUNTS, found))


def family_size(root_id: int, *, viewer_id: int) -> int:
    """How many posts below the first of a family this viewer may see; stops at COUNT_MAX + 1."""
    found = _rows(_SIZE, {"root": root_id, "count": COUNT_MAX + 1, **viewer_parameters(viewer_id)})
    return int(found[0][0])


def _rows(sql: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: Sequence[Any] = cursor.fetchall()
    return rows
