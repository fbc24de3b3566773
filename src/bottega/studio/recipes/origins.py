"""Which recipe a picture was made with, looking up through its maker's own edits."""

from collections.abc import Iterable

from django.db import connection

from bottega.gallery.lineage import OWN_EDITS_MAX

# Stops at the first picture that came out of a recipe; a remix of somebody's post is a new beginning.
_BEHIND = """
    WITH RECURSIVE above AS (
        SELECT image.id AS first_id, image.id, 0 AS step, generation.recipe_version_id AS version_id
          FROM unnest(%(ids)s::bigint[]) AS image(id)
          LEFT JOIN studio_candidate AS candidate ON candidate.image_id = image.id
          LEFT JOIN studio_generation AS generation ON generation.id = candidate.generation_id
        UNION ALL
        SELECT above.first_id, edge.parent_id, above.step + 1, generation.recipe_version_id
          FROM above
          JOIN gallery_lineage AS edge ON edge.child_id = above.id AND edge.edge = 'edit'
          LEFT JOIN studio_candidate AS candidate ON candidate.image_id = edge.parent_id
          LEFT JOIN studio_generation AS generation ON generation.id = candidate.generation_id
         WHERE above.version_id IS NULL AND above.step < %(steps)s
    )
    SELECT first_id, version_id FROM above WHERE version_id IS NOT NULL
"""


def recipe_versions_behind(image_ids: Iterable[int]) -> dict[int, int]:
    """The version that each image was made with, by image; images without one are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, {"ids": list(image_ids), "steps": OWN_EDITS_MAX})
        return dict(cursor.fetchall())


def recipe_version_behind(image_id: int) -> int | None:
    """The version that one image was made with, or None."""
    return recipe_versions_behind([image_id]).get(image_id)
