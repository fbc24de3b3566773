"""The region brush's answer: a mask PNG that says where a picture may change.

Reads one uploaded file, lets nothing through that has not passed the pixel gate, stores the rest as a
blob. Refuses a mask of another size than its picture and one in which nothing is marked.
"""

from django.core.files.uploadedfile import UploadedFile

from bottega.engines.painter.composite import white_in
from bottega.engines.painter.pixels import checked_mask, png_size
from bottega.engines.wired import engines
from bottega.gallery.cards import MadeImage
from bottega.kernel.errors import Conflict

MASK_BYTES_MAX = 4 * 1024 * 1024  # a two-tone PNG of 2048² is far below


class BadMask(Conflict):
    """The marked region does not fit the picture; `facts["reason"]`: heavy, wrong_size or blank."""

    code = "bad_mask"


def stored_mask(upload: "UploadedFile[bytes] | None", subject: MadeImage) -> str:
    """Store a mask for `subject` and return its SHA-256; "" when none was sent.

    Raises BadMask, Garbled (it is no picture), Away, StoreAway.
    """
    if not upload:
        return ""
    if (upload.size or 0) > MASK_BYTES_MAX:
        raise BadMask("The marked region is too heavy. Mark it again.", reason="heavy")
    content = upload.read()
    image = subject.image
    if content and png_size(content) != (image.width_px, image.height_px):
        raise BadMask(
            "The marked region does not have the picture's size. Mark it again.", reason="wrong_size"
        )
    mask = checked_mask(content, width_px=image.width_px, height_px=image.height_px)
    if not white_in(mask).any():
        raise BadMask("Nothing is marked in the picture. Paint over what may change.", reason="blank")
    return engines().blobs.put(mask)
