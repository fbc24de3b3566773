"""Asking again: wishes made out of earlier requests, to vary a picture or to finish a sketch.

Reads and writes nothing else; whoever asks hands the wish to `ask_for_images`, where every permission
is asked anew. Another person's pictures are not found here.
"""

from bottega.engines.wired import engines, wired_painter
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.models import Image
from bottega.kernel.errors import Conflict
from bottega.studio.asking import Wish
from bottega.studio.models import Candidate, Generation, Tier


class NothingToRepeat(Conflict):
    """The picture was not painted here on request, so there are no words to paint it by again."""

    code = "nothing_to_repeat"


class NoSketch(Conflict):
    """Only a sketch made from words alone becomes a final picture, by a painter that repeats its seeds."""

    code = "no_sketch"


def wish_to_vary(owner_id: int, image_id: int) -> Wish:
    """The request that made a picture, as it was, without its seeds: new ones are drawn.

    Raises NoSuchImage, NothingToRepeat.
    """
    candidate = _candidate_of(owner_id, image_id)
    generation = candidate.generation
    parent_id, post_id = generation.parent_image_id, generation.parent_post_id
    return Wish(
        generation.words,
        generation.painter,
        shape=shape_of(generation),
        tier=Tier(generation.tier),
        count=generation.candidates.count(),
        change_image_id=None if post_id else parent_id,
        remix_post_id=post_id,
        mask_sha256=generation.mask_sha256,
        reference_ids=_references_of(generation),
        recipe_version_id=generation.recipe_version_id,
        slots=generation.slots,
        parameters=generation.parameters,
    )


def wish_to_finish(owner_id: int, image_id: int) -> Wish:
    """The same picture as a sketch, with the same seed and a final's work: one picture.

    Raises NoSuchImage, NothingToRepeat, NoSketch, NoSuchPainter.
    """
    candidate = _candidate_of(owner_id, image_id)
    generation = candidate.generation
    wired_painter(generation.painter)
    if not can_be_final(generation):
        raise NoSketch("Only a sketch made from words alone can be made final. Edit or vary this one.")
    return Wish(
        generation.words,
        generation.painter,
        shape=shape_of(generation),
        tier=Tier.FINAL,
        count=1,
        seeds=[candidate.seed],
        reference_ids=_references_of(generation),
        recipe_version_id=generation.recipe_version_id,
        slots=generation.slots,
        parameters=generation.parameters,
    )


def can_be_final(generation: Generation) -> bool:
    """Whether a generation's pictures are sketches that its painter can paint again as finals."""
    wired = engines().painters.get(generation.painter)
    is_sketch = generation.tier == Tier.SKETCH and generation.parent_image_id is None
    return is_sketch and wired is not None and wired.painter.abilities.repeats


def shape_of(generation: Generation) -> str:
    """The name of the shape that was asked for, as in `asking.SHAPES`."""
    if generation.width_px == generation.height_px:
        return "square"
    return "wide" if generation.width_px > generation.height_px else "tall"


def _candidate_of(owner_id: int, image_id: int) -> Candidate:
    if not Image.objects.filter(pk=image_id, maker_id=owner_id, erased_at=None).exists():
        raise NoSuchImage("There is no such picture in your library.")
    candidate = (
        Candidate.objects.filter(image_id=image_id, generation__owner_id=owner_id)
        .select_related("generation")
        .first()
    )
    if candidate is None:
        raise NothingToRepeat("This picture was not painted here, so there are no words to repeat. Edit it.")
    return candidate


def _references_of(generation: Generation) -> list[int]:
    return list(generation.references.order_by("place").values_list("image_id", flat=True))
