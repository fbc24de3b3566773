"""What a finished picture is given before anybody may have it: its number, its forms, its signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bottega.engines.blobs.port import Blobs
from bottega.engines.painter.port import Painting
from bottega.engines.wired import Engines
from bottega.gallery.actions import Fingerprint
from bottega.gallery.renditions import Rendition, Renditions, renditions_of


@dataclass(frozen=True, slots=True)
class MarkedPicture:
    """png: the watermarked pixels, without metadata; the master that edits start from.

    leaving: the forms that leave the server, each with XMP and a signed manifest; the first is the
    whole picture as kind "png".
    """

    png: bytes
    forms: Renditions
    leaving: Sequence[Rendition]
    fingerprint: Fingerprint | None


def marked_picture(
    png: bytes,
    *,
    painting: Painting,
    parent_image_id: int | None,
    reference_ids: Sequence[int],
    before_png: bytes | None,
    mask_png: bytes | None,
    engines: Engines,
    blobs: Blobs,
    at: datetime,
) -> MarkedPicture:
    """Watermark a picture, make its forms and mark each. Slow; never in a transaction.

    before_png, mask_png: for an edit within a mask; outside it not even the watermark moves a pixel.
    """
    forms = renditions_of(png)
    return MarkedPicture(png, forms, (*forms.avif, *forms.webp, forms.share_jpeg), None)
