"""Walking the edges from child to parent. Edges are written with the child and never guessed."""

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
