"""What a finished picture is given before anybody may have it: its number, its forms, its signature.

Slow work on bytes, outside every transaction; the rows are written by whoever asked. A mark that cannot
be made never costs a picture: it leaves without that mark, the log says why, and `signed_at` stays empty.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pixels

from bottega.engines.blobs.port import Blobs, NoSuchBlob
from bottega.engines.credentials.port import Credentials, Ingredient, NotSigned
from bottega.engines.painter.composite import white_in
from bottega.engines.watermark.port import CODE_MAX
from bottega.engines.wired import Engines
from bottega.gallery.actions import Fingerprint
from bottega.gallery.marks.fingerprint import fingerprint_of
from bottega.gallery.marks.manifest import TITLE, UPLOAD_TITLE, statement_of
from bottega.gallery.marks.telling import Telling, telling_of_new
from bottega.gallery.marks.xmp import manifest_bytes, png_with_xmp, xmp_packet
from bottega.gallery.models import Image, Origin, Upload
from bottega.gallery.models import Rendition as Form
from bottega.gallery.renditions import Rendition, Renditions, renditions_of

_log = logging.getLogger(__name__)

# Each step adds some 7 kB to the chain in the whole picture. Above this, after some 35 steps, it begins
# anew: that picture names its parent, whose own file carries the chain above it.
CHAIN_BYTES_MAX: Final = 256 * 1024
WITH_CHAIN: Final = ("png", "jpeg")  # what people keep and post elsewhere; screen forms only name the parent


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


@dataclass(frozen=True, slots=True)
class LeavingForms:
    """Every form of one picture with its marks. is_signed: all of them are."""

    forms: Renditions
    leaving: Sequence[Rendition]
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What all pictures of one request stand on, read from rows once so that the rest is bytes alone.

    telling: of them all, but for the system that each painting names. ingredients: the parent first.
    """

    telling: Telling
    ingredients: Sequence[Ingredient]
    reference_ids: Sequence[int]


def ground_of(
    *,
    painter: str,
    maker_id: int,
    parent_image_id: int | None,
    parent_post_id: int | None,
    reference_ids: Sequence[int],
    engines: Engines,
    blobs: Blobs,
    at: datetime,
) -> Ground:
    """Gather what the marks of a new picture say and what it is made from.

    painter: the wired one's name. parent_post_id: the post that a remix started from. Raises StoreAway.
    """
    telling = telling_of_new(
        painter=painter,
        model="",
        parent_image_id=parent_image_id,
        parent_post_id=parent_post_id,
        reference_ids=reference_ids,
        maker_id=maker_id,
        engines=engines,
        at=at,
    )
    ingredients = ingredients_of(parent_image_id, reference_ids, blobs) if engines.credentials else []
    return Ground(telling, ingredients, reference_ids)


def marked_picture(
    png: bytes,
    ground: Ground,
    *,
    model: str,
    before_png: bytes | None,
    mask_png: bytes | None,
    engines: Engines,
    at: datetime,
) -> MarkedPicture:
    """Watermark a picture, make its forms and mark each; asks no database, so any thread may.

    model: as the painting names it. before_png, mask_png: for an edit within a mask; outside it not even
    the watermark moves a pixel, so there the pixels go on carrying the parent's number.
    About a second of one core for 1024²: never in a transaction.
    """
    master, code = _watermarked(png, before_png, mask_png, engines)
    telling = replace(ground.telling.by(model), made_at=at)
    made = leaving_forms(master, telling, ground.ingredients, engines)
    fingerprint = _fingerprint(master, engines)
    if fingerprint:
        signed_at = at if made.is_signed else None
        kept = ground.reference_ids
        fingerprint = replace(fingerprint, code=code, signed_at=signed_at, reference_ids=kept)
    return MarkedPicture(master, made.forms, made.leaving, fingerprint)


def leaving_forms(
    master_png: bytes, telling: Telling, ingredients: Sequence[Ingredient], engines: Engines
) -> LeavingForms:
    """Encode the forms of a master, write XMP into each, then sign each; no database, no store."""
    packet = xmp_packet(telling)
    forms = renditions_of(master_png, xmp=packet)
    whole = Rendition("png", forms.width_px, forms.height_px, png_with_xmp(master_png, packet))
    plain = (whole, *forms.avif, *forms.webp, forms.share_jpeg)
    if engines.credentials is None:
        return LeavingForms(forms, plain, is_signed=False)
    try:
        signed = tuple(_signed(form, telling, ingredients, engines.credentials) for form in plain)
    except NotSigned as refusal:
        _log.error("a picture leaves unsigned: %s", refusal.sentence)
        return LeavingForms(forms, plain, is_signed=False)
    return LeavingForms(forms, signed, is_signed=True)


def _signed(
    form: Rendition, telling: Telling, full: Sequence[Ingredient], credentials: Credentials
) -> Rendition:
    ingredients = full if form.kind in WITH_CHAIN else [_named_only(each) for each in full]
    statement = statement_of(telling, ingredients)
    return replace(form, content=credentials.sign(form.content, form.media_type, statement))


def _named_only(ingredient: Ingredient) -> Ingredient:
    return Ingredient(ingredient.title, ingredient.relationship)


def ingredients_of(
    parent_image_id: int | None, reference_ids: Sequence[int], blobs: Blobs
) -> list[Ingredient]:
    """What it was made from: the parent first, then what the painter was given. Raises StoreAway."""
    parent = [_ingredient(parent_image_id, "parentOf", blobs)] if parent_image_id else []
    others = [each for each in dict.fromkeys(reference_ids) if each != parent_image_id]
    return [*parent, *(_ingredient(each, "inputTo", blobs) for each in others)]


def _ingredient(image_id: int, relationship: str, blobs: Blobs) -> Ingredient:
    image = Image.objects.get(pk=image_id)
    try:
        if image.origin == Origin.UPLOADED:
            # Its own bytes were rebuilt when it came in: what it was signed with is all that is kept.
            store = Upload.objects.values_list("credentials_sha256", flat=True).filter(pk=image_id).first()
            return Ingredient(UPLOAD_TITLE, relationship, manifest=blobs.get(store) if store else b"")
        form = Form.objects.filter(image=image, kind="png").values_list("sha256", flat=True).first()
        content = blobs.get(form) if form else b""
    except NoSuchBlob:  # erased since
        content = b""
    if manifest_bytes(content) > CHAIN_BYTES_MAX:
        content = b""
    return Ingredient(TITLE, relationship, "image/png" if content else "", content)


def _watermarked(
    png: bytes, before_png: bytes | None, mask_png: bytes | None, engines: Engines
) -> tuple[bytes, int | None]:
    """The picture with a new number in it, and the number; as it came, and None, where that fails."""
    if engines.watermark is None or engines.embedder is None:
        return png, None  # without the index nobody could ask what a number stands for
    code = secrets.randbelow(CODE_MAX + 1)
    try:
        marked = engines.watermark.embed(png, code)
        return (laid_within(before_png, marked, mask_png) if before_png and mask_png else marked), code
    except (ValueError, ArithmeticError, LookupError, MemoryError):
        _log.exception("a picture leaves without a watermark")
        return png, None


def laid_within(before_png: bytes, after_png: bytes, mask_png: bytes) -> bytes:
    """`after` where the mask is white, elsewhere bit for bit `before`; no soft edge, for it was softened.

    All three have one size, else ValueError.
    """
    before, after = _colours(before_png), _colours(after_png)
    may_change = white_in(mask_png)
    if not before.shape == after.shape == (*may_change.shape, 3):
        raise ValueError(f"sizes differ: {before.shape}, {after.shape}, {may_change.shape}")
    out = BytesIO()
    mixed = np.where(may_change[..., np.newaxis], after, before)
    Pixels.fromarray(mixed).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _colours(png: bytes) -> NDArray[np.uint8]:
    with Pixels.open(BytesIO(png), formats=["PNG"]) as picture:
        return np.asarray(picture.convert("RGB"))


def _fingerprint(png: bytes, engines: Engines) -> Fingerprint | None:
    if engines.embedder is None:
        return None
    pdq, quality = fingerprint_of(png)
    return Fingerprint(pdq, quality, engines.embedder.looks_of(png))
