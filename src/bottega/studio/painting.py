"""Painting a generation: the only verb that calls an engine, between transactions and never in one.

Safe to run twice: places that hold a picture are not painted again, a picture that comes after the
generation has ended is thrown away, and bytes are named by their hash, so storing them twice is once.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from django.db import transaction

from bottega.engines.blobs.port import Blobs, StoreAway
from bottega.engines.painter.pixels import checked_png
from bottega.engines.painter.port import Brief, Change, Declined, Garbled, Painting, Stopped
from bottega.engines.wired import WiredPainter
from bottega.gallery.actions import Parent, StoredForm, StoredImage, add_image
from bottega.gallery.lineage import hides_prompt_above
from bottega.gallery.models import Image, Post
from bottega.gallery.renditions import renditions_of
from bottega.studio.actions import end_generation, ring_conversations
from bottega.studio.models import Candidate, Generation, State
from bottega.studio.pulse import Pulse

Clock = Callable[[], datetime]
STEM_LETTERS = 4  # of a word; enough to know it again in its plural


def paint(
    generation_id: int, *, wired: WiredPainter, blobs: Blobs, clock: Clock, pulse_seconds: float = 0.25
) -> None:
    """Paint what is missing of a generation and write its last word.

    Ends as FINISHED with at least one picture, as FAILED with a code and the painter's reason
    ("painter_declined", "painter_garbled", "painter_fewer", "store_away"), or as STOPPED.
    pulse_seconds: how often progress is written and the stop noticed; 0 switches the pulse off.

    Raises Away: the painter is busy or down. Nothing is written then; run again, or `give_up`.
    """
    generation = _begin(generation_id)
    if generation is None:
        return
    missing = list(Candidate.objects.filter(generation=generation, image=None).order_by("place"))
    try:
        with Pulse(generation.id, {each.place: each.pk for each in missing}, seconds=pulse_seconds) as pulse:
            for painting in _paintings(generation, missing, wired, blobs, pulse):
                _keep(generation, missing[painting.place], painting, wired=wired, blobs=blobs, at=clock())
    except Stopped:
        return  # whoever stopped it has written the last word
    except Declined as refusal:
        _fail(generation, refusal.code, refusal.sentence, at=clock())
    except Garbled as nonsense:
        _finish_or_fail(generation, nonsense.code, nonsense.sentence, at=clock())
    except StoreAway as full:
        _finish_or_fail(generation, full.code, full.sentence, at=clock())
    else:
        _finish_or_fail(generation, "painter_fewer", "", at=clock())


def give_up(generation_id: int, *, code: str, reason: str, at: datetime) -> None:
    """Write the last word after the last attempt: FINISHED with what there is, or FAILED."""
    generation = Generation.objects.filter(pk=generation_id, ended_at=None).first()
    if generation:
        _finish_or_fail(generation, code, reason, at=at)


def _begin(generation_id: int) -> Generation | None:
    with transaction.atomic():
        generation = Generation.objects.select_for_update().filter(pk=generation_id, ended_at=None).first()
        if generation is None:
            return None
        generation.state = State.PAINTING
        generation.save(update_fields=["state"])
        ring_conversations(generation.id)
    return generation


def _paintings(
    generation: Generation, missing: Sequence[Candidate], wired: WiredPainter, blobs: Blobs, pulse: Pulse
) -> Iterator[Painting]:
    seeds = [candidate.seed for candidate in missing]
    places = [candidate.place for candidate in missing]

    def progress(place: int, share: float) -> None:
        pulse.beat(places[place], share)

    if not seeds:
        return iter(())
    if generation.parent_image_id is None:
        brief = Brief(generation.words, generation.width_px, generation.height_px)
        return wired.painter.paint(brief, seeds=seeds, progress=progress)
    return wired.painter.edit(_change(generation, blobs), seeds=seeds, progress=progress)


def _change(generation: Generation, blobs: Blobs) -> Change:
    parent = Image.objects.get(pk=generation.parent_image_id or 0)
    return Change(
        words=generation.words,
        before_words=parent.words,
        before_png=blobs.get(parent.sha256),
        before_memo=parent.memo if parent.painter == generation.painter else {},
        mask_png=blobs.get(generation.mask_sha256) if generation.mask_sha256 else None,
    )


def _keep(
    generation: Generation,
    candidate: Candidate,
    painting: Painting,
    *,
    wired: WiredPainter,
    blobs: Blobs,
    at: datetime,
) -> None:
    stored = _store(generation, painting, wired=wired, blobs=blobs)
    with transaction.atomic():
        if not Generation.objects.select_for_update().filter(pk=generation.pk, ended_at=None).exists():
            raise Stopped
        if not Candidate.objects.filter(pk=candidate.pk, image=None).exists():
            return
        image = add_image(
            generation.owner,
            stored,
            generation_id=generation.id,
            place=candidate.place,
            parent=_parent(generation),
            at=at,
        )
        Candidate.objects.filter(pk=candidate.pk).update(image=image, share=1.0)
        ring_conversations(generation.id)


def _store(generation: Generation, painting: Painting, *, wired: WiredPainter, blobs: Blobs) -> StoredImage:
    png = painting.png if wired.is_trusted else checked_png(painting.png)
    forms = renditions_of(png)
    words = _readable_words(generation, painting)
    return StoredImage(
        sha256=blobs.put(png),
        width_px=forms.width_px,
        height_px=forms.height_px,
        thumbhash=forms.thumbhash,
        colour=forms.average_colour,
        words=words,
        painter=generation.painter,
        model=painting.model,
        seed=painting.seed,
        drew=_readable(painting.drew, generation, words),
        missed=_readable(painting.missed, generation, words),
        memo=painting.memo,
        forms=[
            StoredForm(form.kind, form.width_px, form.height_px, blobs.put(form.content), len(form.content))
            for form in (*forms.avif, *forms.webp, forms.share_jpeg)
        ],
    )


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


def _parent(generation: Generation) -> Parent | None:
    if generation.parent_image_id is None:
        return None
    return Parent(generation.parent_image_id, generation.parent_post_id)


def _finish_or_fail(generation: Generation, code: str, reason: str, *, at: datetime) -> None:
    asked = Candidate.objects.filter(generation=generation).count()
    made = Candidate.objects.filter(generation=generation).exclude(image=None).count()
    if made == 0:
        _fail(generation, code, reason, at=at)
        return
    with transaction.atomic():
        # A few pictures are a result; `failure` then says why there are not more.
        short = made < asked
        end_generation(
            generation, State.FINISHED, at=at, failure=code if short else "", reason=reason if short else ""
        )


def _fail(generation: Generation, code: str, reason: str, *, at: datetime) -> None:
    with transaction.atomic():
        end_generation(generation, State.FAILED, at=at, failure=code, reason=reason)
