"""From what a painter handed over to what can be stored: checked, composited, marked, measured.

Everything here happens outside a transaction and can happen twice: bytes are named by their hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bottega.engines.blobs.port import Blobs
from bottega.engines.painter.composite import keep_outside_mask
from bottega.engines.painter.pixels import checked_png
from bottega.engines.painter.port import Painting
from bottega.engines.wired import WiredPainter, engines
from bottega.gallery.actions import StoredForm, StoredImage
from bottega.gallery.lineage import hides_prompt_above
from bottega.gallery.marks.leaving import marked_picture
from bottega.gallery.models import Image, Post
from bottega.studio.drift import Measured, measure
from bottega.studio.models import Candidate, Drift, Generation

STEM_LETTERS = 4  # of a word; enough to know it again in its plural


@dataclass(frozen=True, slots=True)
class Finished:
    """A picture ready to become a row, and what an edit changed (None when it is no edit)."""

    stored: StoredImage
    drift: "StoredDrift | None"


@dataclass(frozen=True, slots=True)
class StoredDrift:
    """A measurement whose heatmap lies in the blob store already."""

    measured: Measured
    heatmap_sha256: str


def finish(
    generation: Generation, painting: Painting, *, wired: WiredPainter, blobs: Blobs, at: datetime
) -> Finished:
    """Make one painting storable and store its bytes. Slow: up to a second; never in a transaction.

    Whatever the painter did, every pixel outside the mask is the one of the picture that was changed.
    Raises Garbled, StoreAway.
    """
    before_png = _before(generation, blobs)
    mask_png = blobs.get(generation.mask_sha256) if generation.mask_sha256 else None
    png = painting.png if wired.is_trusted else checked_png(painting.png)
    if before_png and mask_png and not wired.is_trusted:
        png = keep_outside_mask(before_png, png, mask_png)
    marked = marked_picture(
        png,
        painting=painting,
        painter=generation.painter,
        maker_id=generation.owner_id,
        parent_image_id=generation.parent_image_id,
        parent_post_id=generation.parent_post_id,
        reference_ids=list(generation.references.order_by("place").values_list("image_id", flat=True)),
        before_png=before_png if mask_png else None,
        mask_png=mask_png,
        engines=engines(),
        blobs=blobs,
        at=at,
    )
    words = _readable_words(generation, painting)
    stored = StoredImage(
        sha256=blobs.put(marked.png),
        width_px=marked.forms.width_px,
        height_px=marked.forms.height_px,
        thumbhash=marked.forms.thumbhash,
        colour=marked.forms.average_colour,
        words=words,
        painter=generation.painter,
        model=painting.model,
        seed=painting.seed,
        drew=_readable(painting.drew, generation, words),
        missed=_readable(painting.missed, generation, words),
        memo=painting.memo,
        parameters=painting.parameters,
        fingerprint=marked.fingerprint,
        forms=[
            StoredForm(form.kind, form.width_px, form.height_px, blobs.put(form.content), len(form.content))
            for form in marked.leaving
        ],
    )
    return Finished(stored, _stored_drift(before_png, marked.png, mask_png, blobs))


def write_drift(candidate: Candidate, drift: StoredDrift | None) -> None:
    """Keep the measurement beside its candidate. Call inside the transaction that adds the image."""
    if drift:
        Drift.objects.create(
            candidate=candidate,
            changed_share=drift.measured.changed_share,
            outside_equal=drift.measured.outside_equal,
            ssim=drift.measured.ssim,
            pdq_distance=drift.measured.pdq_distance,
            warning=drift.measured.warning,
            heatmap_sha256=drift.heatmap_sha256,
        )


def _before(generation: Generation, blobs: Blobs) -> bytes | None:
    if generation.parent_image_id is None:
        return None
    return blobs.get(Image.objects.values_list("sha256", flat=True).get(pk=generation.parent_image_id))


def _stored_drift(
    before_png: bytes | None, after_png: bytes, mask_png: bytes | None, blobs: Blobs
) -> StoredDrift | None:
    measured = measure(before_png, after_png, mask_png) if before_png else None
    if measured is None:
        return None
    return StoredDrift(measured, blobs.put(measured.heatmap_png) if measured.heatmap_png else "")


def _readable_words(generation: Generation, painting: Painting) -> str:
    """The merged prompt, without what a private prompt above put into it."""
    if _hides_prompt(generation.parent_post, generation.owner_id):
        return generation.words
    if _has_secret(generation) and generation.parent_image:
        # Not the painter's own merging: its memory may go further back than the reader's may.
        return f"{generation.parent_image.words}, {generation.words}"
    return painting.words


def _readable(terms: Sequence[str], generation: Generation, words: str) -> tuple[str, ...]:
    """What the painter says it drew or missed, without terms that only a private prompt told it."""
    if not _has_secret(generation):
        return tuple(terms)
    return tuple(term for term in terms if _stems(term) <= _stems(words))


def _has_secret(generation: Generation) -> bool:
    """Whether the picture stands on a prompt that its owner may not read."""
    parent_id = generation.parent_image_id
    return _hides_prompt(generation.parent_post, generation.owner_id) or (
        parent_id is not None and hides_prompt_above(parent_id, reader_id=generation.owner_id)
    )


def _hides_prompt(post: Post | None, reader_id: int) -> bool:
    return post is not None and not post.prompt_shown and post.author_id != reader_id


def _stems(text: str) -> set[str]:
    # "balena (come delfino)" speaks of a balena; plurals and endings of the same word must agree.
    plain = text.split(" (")[0].lower()
    return {word.strip(".,;:!?")[:STEM_LETTERS] for word in plain.split()}
