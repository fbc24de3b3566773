"""Filling a recipe in: what was said becomes a request for pictures in a conversation of its own.

Words alone are filled in, so the author's remix terms do not bind here: the recipe itself is the offer.
No engine is called; the worker paints, as for every request.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bottega.engines.wired import NoSuchPainter, engines, wired_painter
from bottega.kernel.errors import Conflict
from bottega.people.models import Person
from bottega.studio.actions import open_conversation
from bottega.studio.asking import CANDIDATES, Wish, ask_for_images
from bottega.studio.models import Generation, RecipeVersion, Tier, Turn
from bottega.studio.recipes.filling import (
    Slot,
    SlotKind,
    clean_values,
    fill,
    missing_slots,
    slot_of,
)
from bottega.studio.recipes.seeing import seen_version


class SlotsMissing(Conflict):
    """Nothing was said for slots that have no default; `keys` names them, `facts["labels"]` reads them."""

    code = "slots_missing"

    def __init__(self, missing: list[Slot]) -> None:
        labels = ", ".join(f"“{slot.shown_label}”" for slot in missing)
        super().__init__(f"Still to fill in: {labels}. Everything else is kept.", labels=labels)
        self.keys = [slot.key for slot in missing]


def make_by_recipe(
    person: Person,
    version_id: int,
    values: Mapping[str, str],
    *,
    idempotency_key: str,
    at: datetime,
    link_key: str = "",
    count: int = CANDIDATES,
) -> tuple[Generation, int]:
    """Ask for `count` pictures by a recipe; gives the generation and its new conversation's id.

    values: by slot key; text up to the slot's length, for a photo the id of one of the person's own
    pictures. The same idempotency_key gives the first generation and opens no second conversation.
    The recipe's painter is asked, or the default one where it is gone.

    Raises NoSuchRecipe, SlotsMissing, TooLong, and whatever `ask_for_images` raises.
    """
    version = seen_version(version_id, viewer_id=person.id, link_key=link_key)
    wish = wish_by_recipe(version, values, count=count)
    with transaction.atomic():
        # The person's row is the lock, as in ask_for_images: a double press waits here.
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        earlier = Generation.objects.filter(owner=person, idempotency_key=idempotency_key).first()
        if earlier is None:
            conversation = open_conversation(person, at=at)
            earlier = ask_for_images(person, conversation.id, wish, idempotency_key=idempotency_key, at=at)
    first_turn = Turn.objects.filter(generation=earlier).order_by("id")[0]
    return earlier, first_turn.conversation_id


def painter_for(version: RecipeVersion) -> tuple[str, bool]:
    """The name of the painter that a recipe is made with today, and whether its own is gone."""
    try:
        wired_painter(version.painter)
    except NoSuchPainter:
        return engines().default_painter, True
    return version.painter, False


def wish_by_recipe(version: RecipeVersion, values: Mapping[str, str], *, count: int = CANDIDATES) -> Wish:
    """What a wording asks for once it is filled in. Raises SlotsMissing, TooLong."""
    slots = [slot_of(stored) for stored in version.slots]
    said = clean_values(slots, values)
    missing = missing_slots(slots, said)
    if missing:
        raise SlotsMissing(missing)
    painter, is_gone = painter_for(version)
    photos = [said[slot.key] for slot in slots if slot.kind == SlotKind.PHOTO]
    return Wish(
        fill(version.words, slots, said),
        painter,
        shape=version.shape,
        tier=Tier(version.tier),
        count=count,
        reference_ids=[int(each) if each.isascii() and each.isdigit() else 0 for each in photos],
        recipe_version_id=version.id,
        slots=said,
        # A painter's settings mean nothing to another painter.
        parameters={} if is_gone else version.parameters,
    )
