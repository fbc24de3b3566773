"""Walking the edges from child to parent. Edges are written with the child and never guessed."""

from collections.abc import Iterable, Sequence

from django.db import connection

OWN_EDITS_MAX = 10_000  # of one remix: a bound for the walk, too far to edit a credit away


_REMIXED_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT edge.child_id AS image_id, edge.parent_id, edge.via_post_id, 1 AS step
          FROM gallery_lineage AS edge WHERE edge.child_id = ANY(%(images)s)
         UNION ALL
        SELECT above.image_id, edge.parent_id, edge.via_post_id, above.step + 1
          FROM above JOIN gallery_lineage AS edge ON edge.child_id = above.parent_id
         WHERE above.via_post_id IS NULL AND above.step < %(steps)s
    )
    SELECT image_id, via_post_id FROM above WHERE via_post_id IS NOT NULL
"""


def remixed_post_ids(image_ids: Sequence[int]) -> dict[int, int]:
    """The post that each image's nearest remix started from; images that came from no post are left out.

    Looks up through its maker's own edits and through the reference it was painted by. One query.
    """
    if not image_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_REMIXED_ABOVE, {"images": list(image_ids), "steps": OWN_EDITS_MAX})
        return dict(cursor.fetchall())


_OTHERS = """
    SELECT post.id FROM gallery_post AS post LEFT JOIN gallery_post AS root ON root.id = post.remix_root_id
     WHERE post.id = ANY(%(posts)s) AND (post.author_id <> %(person)s OR root.author_id <> %(person)s)
"""


def others_post_ids(post_ids: Iterable[int], *, person_id: int) -> set[int]:
    """Those of the posts that somebody else made, or whose family somebody else began."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, {"posts": list(post_ids), "person": person_id})
        return {row[0] for row in cursor.fetchall()}


def remixed_post_id(image_id: int) -> int | None:
    """The post that an image's nearest remix started from, or None."""
    return remixed_post_ids([image_id]).get(image_id)


_HIDDEN_PROMPT_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT parent_id, via_post_id, 1 AS step FROM gallery_lineage WHERE child_id = %(image)s
        UNION ALL
        SELECT edge.parent_id, edge.via_post_id, above.step + 1
          FROM above JOIN gallery_lineage AS edge ON edge.child_id = above.parent_id
         WHERE above.step < %(steps)s
    )
    SELECT EXISTS (SELECT 1 FROM above JOIN gallery_post AS post ON post.id = above.via_post_id
                    WHERE NOT post.prompt_shown AND post.author_id <> %(reader)s)
"""


def hides_prompt_above(image_id: int, *, reader_id: int) -> bool:
    """Whether some post that this image came from keeps its prompt from that reader."""
    with connection.cursor() as cursor:
        cursor.execute(_HIDDEN_PROMPT_ABOVE, {"image": image_id, "reader": reader_id, "steps": OWN_EDITS_MAX})
        return bool(cursor.fetchone()[0])
