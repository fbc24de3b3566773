"""Walking the edges from child to parent. Edges are written with the child and never guessed."""

from django.db import connection

from bottega.gallery.models import Lineage

OWN_EDITS_MAX = 200  # of one remix; further on it is no longer that remix


def remixed_post_id(image_id: int) -> int | None:
    """The post that an image's nearest remix started from, looking up through its maker's own edits."""
    for _ in range(OWN_EDITS_MAX):
        edge = Lineage.objects.filter(child_id=image_id).first()
        if edge is None or edge.via_post_id:
            return edge.via_post_id if edge else None
        image_id = edge.parent_id
    return None


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
