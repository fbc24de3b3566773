"""Asking for a picture's marks to be made anew: one row in the queue, within the asker's transaction."""

from procrastinate.contrib.django import app as jobs

from bottega.gallery.models import Rendition


def ask_for_remarking(image_id: int) -> None:
    """Queue it where the picture has marked forms at all; call inside the transaction that changes things."""
    if Rendition.objects.filter(image_id=image_id, kind="png").exists():
        jobs.configure_task("gallery.remark_image").defer(image_id=image_id)
