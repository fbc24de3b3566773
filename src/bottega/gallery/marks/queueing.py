"""Asking for a picture's marks to be made anew: rows in the queue, within the asker's transaction."""

from typing import Final

from procrastinate.contrib.django import app as jobs
from procrastinate.types import JSONValue

from bottega.gallery.models import Image, Origin, Rendition

AT_ONCE: Final = 500  # rows in one statement


def ask_for_remarking(image_id: int) -> None:
    """Queue it where the picture has marked forms at all; call inside the transaction that changes things."""
    if Rendition.objects.filter(image_id=image_id, kind="png").exists():
        jobs.configure_task("gallery.remark_image").defer(image_id=image_id)


def ask_for_remarking_of_all() -> int:
    """Queue every painted picture, marked before or not, parents before children; how many there are."""
    count, last_id = 0, 0
    painted = Image.objects.filter(erased_at=None).exclude(origin=Origin.UPLOADED).order_by("id")
    while ids := list(painted.filter(pk__gt=last_id).values_list("id", flat=True)[:AT_ONCE]):
        wanted: list[dict[str, JSONValue]] = [{"image_id": each} for each in ids]
        jobs.configure_task("gallery.remark_image").batch_defer(*wanted)
        count, last_id = count + len(ids), ids[-1]
    return count
