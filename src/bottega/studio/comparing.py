"""Two of one's own pictures beside each other: what is different in them and in how they were made.

Everything here is its owner's alone. Reads rows and, for the heatmap, bytes; never writes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bottega.engines.blobs.port import Blobs
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.cards import MadeImage
from bottega.gallery.models import Image
from bottega.gallery.queries import library, made_images
from bottega.studio.drift import Measured, measure
from bottega.studio.models import Candidate

PICKABLE_MAX = 24
WORDS_COMPARED_MAX = 400  # words of each prompt; further on they stand whole, as "gone" and "new"


@dataclass(frozen=True, slots=True)
class WordsPart:
    """A run of words. change: "same", "gone" (only in the first) or "new" (only in the second)."""

    change: str
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two were made with differently. name: "painter", "seed" or the painter's own."""

    name: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two pictures, the older one first as asked for. words: the prompts as one text with marks.

    differences: settings that differ, in reading order; those in neither list are the same.
    is_same_size: whether their pixels can be held against each other.
    """

    first: MadeImage
    second: MadeImage
    words: Sequence[WordsPart]
    differences: Sequence[Difference]
    is_same_size: bool


def comparison_of(owner_id: int, first_id: int, second_id: int) -> Comparison:
    """Two of the owner's pictures side by side. Raises NoSuchImage."""
    made = made_images(owner_id, [first_id, second_id])
    if first_id not in made or second_id not in made:
        raise NoSuchImage("There is no such picture in your library.")
    first, second = made[first_id], made[second_id]
    return Comparison(
        first=first,
        second=second,
        words=list(_words_apart(first.recipe.words, second.recipe.words)),
        differences=list(_differences(first_id, second_id)),
        is_same_size=_size(first) == _size(second),
    )


def measured_between(owner_id: int, first_id: int, second_id: int, *, blobs: Blobs) -> Measured:
    """How far the second picture is from the first, with its heatmap. Slow: a tenth of a second.

    Raises NoSuchImage: not the owner's, or of different sizes.
    """
    hashes = dict(
        Image.objects.filter(pk__in=[first_id, second_id], maker_id=owner_id, erased_at=None).values_list(
            "id", "sha256"
        )
    )
    measured = None
    if first_id in hashes and second_id in hashes:
        measured = measure(blobs.get(hashes[first_id]), blobs.get(hashes[second_id]), None)
    if measured is None:
        raise NoSuchImage("There is no such pair of pictures in your library.")
    return measured


def pictures_to_compare(owner_id: int, image_id: int) -> list[MadeImage]:
    """What to hold beside a picture: its parent and its siblings first, then the latest; no repeats.

    Raises NoSuchImage.
    """
    own = made_images(owner_id, [image_id]).get(image_id)
    if own is None:
        raise NoSuchImage("There is no such picture in your library.")
    siblings = Candidate.objects.filter(
        generation__candidates__image_id=image_id, generation__owner_id=owner_id
    ).order_by("place")
    near = [own.parent_image_id, *siblings.values_list("image_id", flat=True)]
    close = made_images(owner_id, [each for each in near if each])
    latest = {made.image.id: made for made in library(owner_id, count_max=PICKABLE_MAX).items}
    ordered = {each: close[each] for each in near if each in close} | latest
    return [made for each, made in ordered.items() if each != image_id][:PICKABLE_MAX]


def _words_apart(first: str, second: str) -> Iterator[WordsPart]:
    one, two = first.split(), second.split()
    if max(len(one), len(two)) > WORDS_COMPARED_MAX:
        yield from (WordsPart("gone", first), WordsPart("new", second))
        return
    for _, a, b, c, d in SequenceMatcher(a=one, b=two, autojunk=False).get_opcodes():
        if one[a:b] == two[c:d]:
            yield WordsPart("same", " ".join(one[a:b]))
            continue
        if a < b:
            yield WordsPart("gone", " ".join(one[a:b]))
        if c < d:
            yield WordsPart("new", " ".join(two[c:d]))


def _differences(first_id: int, second_id: int) -> Iterator[Difference]:
    one, two = _made_with(first_id), _made_with(second_id)
    for name in dict.fromkeys((*one, *two)):
        if one.get(name) != two.get(name):
            yield Difference(name, _said(one.get(name)), _said(two.get(name)))


def _made_with(image_id: int) -> dict[str, Any]:
    image = Image.objects.get(pk=image_id)
    tier = Candidate.objects.filter(image_id=image_id).values_list("generation__tier", flat=True).first()
    return {
        "painter": image.painter,
        "model": image.model,
        "tier": tier or "",
        "size": f"{image.width_px} × {image.height_px}",
        "seed": image.seed,
        **image.parameters,
    }


def _said(value: object) -> str:
    return "" if value is None else str(value)[:200]


def _size(made: MadeImage) -> tuple[int, int]:
    return made.image.width_px, made.image.height_px
