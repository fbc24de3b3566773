"""The author's form of a recipe: what was sent, one change by a button, and how it stands.

Pure reading of forms: the words are the author's, the slots follow the places that stand in them. Writes
nothing and publishes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from django.http import QueryDict

from bottega.engines.painter.port import WORDS_MAX
from bottega.engines.wired import engines
from bottega.kernel.errors import BottegaError
from bottega.studio.models import Tier
from bottega.studio.recipes.actions import NOTE_MAX, TITLE_MAX, Draft, RecipeFlawed
from bottega.studio.recipes.cards import RecipeDesk
from bottega.studio.recipes.filling import (
    HINT_MAX,
    KEY_MAX,
    LABEL_MAX,
    SLOTS_MAX,
    Complaint,
    Part,
    Slot,
    SlotKind,
    complaints_about,
    filled_parts,
    in_words_order,
    places_in,
    with_place,
)
from bottega.studio.recipes.proposing import phrases_in

SLOTS_READ_MAX = 4 * SLOTS_MAX  # more than fit, so that the complaint can count them
TEXT_READ_MAX = 4 * WORDS_MAX


@dataclass(frozen=True, slots=True)
class FilledField:
    """One slot in the form that others fill in. value: as it was sent; is_missing: it must be said."""

    slot: Slot
    value: str = ""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class RecipeForm:
    """How the form stands. phrases: stretches of the words that may become places.

    complaints: only after the author asked to see or publish it. refusal: why publishing was refused.
    """

    desk: RecipeDesk
    title: str
    words: str
    slots: Sequence[Slot]
    note: str = ""
    tier: str = Tier.FINAL
    shape: str = "square"
    keeps_settings: bool = True
    agrees: bool = False
    from_id: int | None = None
    complaints: Sequence[Complaint] = ()
    refusal: BottegaError | None = None

    title_max: ClassVar[int] = TITLE_MAX
    note_max: ClassVar[int] = NOTE_MAX
    label_max: ClassVar[int] = LABEL_MAX
    hint_max: ClassVar[int] = HINT_MAX
    words_max: ClassVar[int] = WORDS_MAX
    slots_max: ClassVar[int] = SLOTS_MAX

    @property
    def phrases(self) -> list[str]:
        """What could be made a place by one press; none when the form is as long as it may be."""
        return phrases_in(self.words) if len(self.slots) < SLOTS_MAX else []

    @property
    def preview(self) -> list[Part]:
        """The words as they read with nothing filled in."""
        return filled_parts(self.words, self.slots, {})

    @property
    def fields(self) -> list[FilledField]:
        """The form as others will find it."""
        return [FilledField(slot) for slot in self.slots]

    @property
    def unplaced(self) -> list[Slot]:
        """The slots whose place is gone from the words, to be put back or removed."""
        placed = places_in(self.words)
        return [slot for slot in self.slots if slot.key not in placed]

    @property
    def takes_photo(self) -> bool:
        """Whether the painter takes one more picture beside the words."""
        photos = sum(slot.kind == SlotKind.PHOTO for slot in self.slots)
        return photos < self.desk.references_max and len(self.slots) < SLOTS_MAX

    @property
    def draft(self) -> Draft:
        """What would be published."""
        version = self.desk.version
        return Draft(
            title=self.title,
            words=self.words,
            slots=self.slots,
            painter=self.painter,
            tier=Tier(self.tier),
            shape=self.shape,
            parameters=version.parameters if self.keeps_settings else {},
            note=self.note,
        )

    @property
    def painter(self) -> str:
        """The recipe's painter, or the default one where it is gone."""
        wired = engines()
        named = self.desk.version.painter
        return named if named in wired.painters else wired.default_painter

    def checked(self) -> "RecipeForm":
        """The same with everything that is wrong with it."""
        most = self.desk.references_max
        return replace(self, complaints=complaints_about(self.words, self.slots, references_max=most))

    def refused(self, refusal: BottegaError) -> "RecipeForm":
        """The same with the reason why it was not published."""
        if isinstance(refusal, RecipeFlawed):
            return replace(self, complaints=refusal.complaints)
        return replace(self, refusal=refusal)


def filled_fields(slots: Sequence[Slot], sent: QueryDict, missing: Sequence[str] = ()) -> list[FilledField]:
    """The fields as they were sent; `missing` are the keys that were refused for being empty."""
    return [FilledField(slot, sent.get(f"slot-{slot.key}", ""), slot.key in missing) for slot in slots]


def form_of(desk: RecipeDesk, *, from_id: int | None = None) -> RecipeForm:
    """The form as it first opens."""
    version = desk.version
    return RecipeForm(
        desk,
        desk.title,
        version.words,
        in_words_order(version.words, version.slots),
        note=version.note if desk.recipe_id else "",
        tier=version.tier,
        shape=version.shape,
        from_id=from_id,
    )


def sent_form(desk: RecipeDesk, sent: QueryDict, *, from_id: int | None = None) -> RecipeForm:
    """The form as it was sent, with the one change that its button asks for: wrap, add or drop."""
    words = sent.get("words", "")[:TEXT_READ_MAX].replace("\r\n", "\n")
    slots = [_sent_slot(sent, key) for key in sent.getlist("slot")[:SLOTS_READ_MAX]]
    slots = [slot for slot in slots if slot.key != sent.get("drop")]
    if "wrap" in sent:
        words, slots = with_place(words, slots, sent.get("wrap", ""))
    if sent.get("add") == "photo":
        slots.append(Slot(_free_key("photo", slots), SlotKind.PHOTO))
    tier, shape = sent.get("tier", ""), sent.get("shape", "")
    return RecipeForm(
        desk,
        sent.get("title", "")[:TEXT_READ_MAX],
        words,
        in_words_order(words, slots),
        note=sent.get("note", "")[:TEXT_READ_MAX],
        tier=tier if tier in Tier.values else desk.version.tier,
        shape=shape if shape in ("square", "tall", "wide") else desk.version.shape,
        keeps_settings="settings" in sent or not desk.version.parameters,
        agrees="agrees" in sent,
        from_id=from_id,
    )


def _sent_slot(sent: QueryDict, key: str) -> Slot:
    kind = sent.get(f"kind-{key}", "")
    return Slot(
        key[: KEY_MAX + 1],
        SlotKind(kind) if kind in list(SlotKind) else SlotKind.TEXT,
        sent.get(f"label-{key}", "")[:TEXT_READ_MAX].strip(),
        sent.get(f"default-{key}", "")[:TEXT_READ_MAX].strip(),
        sent.get(f"hint-{key}", "")[:TEXT_READ_MAX].strip(),
    )


def _free_key(stem: str, slots: Sequence[Slot]) -> str:
    taken = {slot.key for slot in slots}
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, 99))) if key not in taken)
