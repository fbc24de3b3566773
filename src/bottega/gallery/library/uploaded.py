"""One's own uploads and what came of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from bottega.gallery.library.cards import UploadCard
from bottega.gallery.models import Lineage, Upload
from bottega.gallery.queries import made_images
from bottega.kernel.paging import PAGE_MAX, Page

UPLOADS_COUNT: Final = 24
MADE_SHOWN: Final = 6
MADE_MAX: Final = 600  # children looked at for one page; further ones are not counted


def uploads_of(
    owner_id: int, *, before_id: int | None = None, count_max: int = UPLOADS_COUNT
) -> Page[UploadCard]:
    """A person's uploads that are not erased, newest first, for that person alone. Ten queries."""
    count = min(count_max, PAGE_MAX)
    mine = Upload.objects.filter(owner_id=owner_id, image__erased_at=None)
    if before_id:
        mine = mine.filter(pk__lt=before_id)
    rows = list(mine.order_by("-image_id")[: count + 1])
    shown = rows[:count]
    children = _children(owner_id, [row.pk for row in shown])
    newest = {child for made in children.values() for child in made[:MADE_SHOWN]}
    pictures = made_images(owner_id, {row.pk for row in shown} | newest)
    cards = [
        UploadCard(
            image=pictures[row.pk].image,
            file_name=row.file_name,
            shows_person=row.shows_person,
            grant=row.grant,
            has_credentials=bool(row.credentials_sha256),
            uploaded_at=row.uploaded_at,
            made=[pictures[child] for child in children[row.pk][:MADE_SHOWN] if child in pictures],
            made_count=len(children[row.pk]),
        )
        for row in shown
    ]
    return Page(cards, shown[-1].pk if len(rows) > count else None)


def _children(owner_id: int, ids: Sequence[int]) -> dict[int, list[int]]:
    """Newest first; only one's own, because others' pictures are not the uploader's to see."""
    edges = Lineage.objects.filter(parent_id__in=ids, child__maker_id=owner_id, child__erased_at=None)
    children: dict[int, list[int]] = defaultdict(list)
    for parent_id, child_id in edges.order_by("-child_id").values_list("parent_id", "child_id")[:MADE_MAX]:
        children[parent_id].append(child_id)
    return children
