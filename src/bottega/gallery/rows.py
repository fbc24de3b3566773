"""The rows of a new picture, wherever it came from: the image, its forms, what it is found again by.

Writes inside the caller's transaction and appends no fact; `actions.add_image` and `uploading` do.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bottega.gallery.models import Image, Mark, Rendition
from bottega.kernel.ids import new_id
from bottega.people.models import Person

if TYPE_CHECKING:
    from bottega.gallery.actions import Fingerprint, StoredForm, StoredImage


def write_image(maker: Person, stored: "StoredImage", *, stack: int, at: datetime) -> Image:
    """Write a picture whose bytes lie in the blob store already. Call inside a transaction.

    stack: what it lies together with in the library; 0 for a picture by itself.
    """
    image_id = new_id(at)
    image = Image.objects.create(
        id=image_id,
        maker=maker,
        sha256=stored.sha256,
        width_px=stored.width_px,
        height_px=stored.height_px,
        thumbhash=stored.thumbhash,
        colour=stored.colour,
        words=stored.words,
        painter=stored.painter,
        model=stored.model,
        seed=stored.seed,
        origin=stored.origin,
        parameters=dict(stored.parameters),
        drew=list(stored.drew),
        missed=list(stored.missed),
        memo=dict(stored.memo),
        made_at=at,
        stack=stack or image_id,
    )
    write_forms(image, stored.forms)
    _write_mark(image, stored.fingerprint)
    return image


def write_forms(image: Image, forms: "Sequence[StoredForm]") -> None:
    """Write the rows of the forms that an image leaves in. Call inside the caller's transaction."""
    Rendition.objects.bulk_create(
        Rendition(
            image=image,
            kind=form.kind,
            width_px=form.width_px,
            height_px=form.height_px,
            sha256=form.sha256,
            byte_count=form.byte_count,
        )
        for form in forms
    )


def _write_mark(image: Image, fingerprint: "Fingerprint | None") -> None:
    if fingerprint:
        Mark.objects.create(
            image=image,
            maker_id=image.maker_id,
            code=fingerprint.code,
            pdq="".join(f"{byte:08b}" for byte in fingerprint.pdq),
            quality=fingerprint.quality,
            looks=list(fingerprint.looks),
            signed_at=fingerprint.signed_at,
            reference_ids=list(fingerprint.reference_ids),
        )
