"""The words of a recipe and what is filled into them: pure functions, no tables.

A place is a name in braces, `{subject}`; a slot says what is asked for there. Filling is total: whatever
the words, slots and values, the result holds no place, and a value can never open another one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bottega.engines.painter.port import WORDS_MAX
from bottega.kernel.words import clean_text

SLOTS_MAX = 8  # a form longer than this is a questionnaire
KEY_MAX = 24
LABEL_MAX = 60
HINT_MAX = 120
VALUE_MAX = {"text": 200, "long": 1_000, "photo": 20}

_KEY = re.compile(rf"[^\W\d_]\w{{0,{KEY_MAX - 1}}}")
_PLACE = re.compile(rf"\{{\s*([^\W\d_]\w{{0,{KEY_MAX - 1}}})\s*\}}")
_BRACED = re.compile(r"\{([^{}]*)\}")
_BRACES = str.maketrans("{}", "()")
_NAMES = ("subject", "place", "style", "detail", "colour", "mood", "time", "extra")


class SlotKind(StrEnum):
    """What is asked for in a slot."""

    TEXT = "text"  # a few words on one line
    LONG = "long"  # a few lines
    PHOTO = "photo"  # one of the person's own pictures, given to the painter beside the words


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that is asked for. key: its place's name. default: taken where nothing is said."""

    key: str
    kind: SlotKind = SlotKind.TEXT
    label: str = ""
    default: str = ""
    hint: str = ""

    @property
    def shown_label(self) -> str:
        """The label, or the key as a title where the author gave none."""
        return self.label or self.key.replace("_", " ").capitalize()

    @property
    def characters_max(self) -> int:
        """How long a value may be."""
        return VALUE_MAX[self.kind]

    def stored(self) -> dict[str, str]:
        """As `RecipeVersion.slots` keeps it."""
        return {
            "key": self.key,
            "kind": str(self.kind),
            "label": self.label,
            "default": self.default,
            "hint": self.hint,
        }


def slot_of(stored: Mapping[str, Any]) -> Slot:
    """A slot as it was stored."""
    return Slot(
        stored["key"],
        SlotKind(stored["kind"]),
        stored.get("label", ""),
        stored.get("default", ""),
        stored.get("hint", ""),
    )


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a recipe cannot be published yet. code is stable; about: the place or text; most: the limit.

    Codes: empty, too_long, unbalanced, bad_place, no_places, too_many, unknown, unused, duplicate,
    slot_too_long, no_photos, too_many_photos.
    """

    code: str
    about: str = ""
    most: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of filled words; key: the slot that it came from, or "" for the recipe's own words."""

    text: str
    key: str = ""


def places_in(words: str) -> list[str]:
    """The names of the places, lower-cased, each once, in reading order."""
    return list(dict.fromkeys(match[1].lower() for match in _PLACE.finditer(words)))


def filled_parts(words: str, slots: Sequence[Slot], values: Mapping[str, str]) -> list[Part]:
    """The filled words in stretches, so that a page can show what was filled in.

    values: by key; missing or blank ones take the slot's default. A photo's place reads "picture 1",
    "picture 2" in the order of the slots, as painters are given them. A place without a slot reads as
    its name. Braces, in words or values, come out as parentheses.
    """
    said = _said(slots, values)
    parts, end = [], 0
    for match in _PLACE.finditer(words):
        key = match[1].lower()
        parts += [Part(words[end : match.start()]), Part(said.get(key, key), key)]
        end = match.end()
    parts.append(Part(words[end:]))
    return [replace(part, text=part.text.translate(_BRACES)) for part in parts if part.text]


def fill(words: str, slots: Sequence[Slot], values: Mapping[str, str]) -> str:
    """The words with every place filled; see `filled_parts`. One pass: no value is read for places."""
    return "".join(part.text for part in filled_parts(words, slots, values))


def missing_slots(slots: Sequence[Slot], values: Mapping[str, str]) -> list[Slot]:
    """The slots that have neither a value nor a default. Photos have no default."""
    return [slot for slot in slots if not _value(slot, values)]


def clean_values(slots: Sequence[Slot], values: Mapping[str, str]) -> dict[str, str]:
    """What was said for each slot, cleaned, on one line unless the slot is long. Raises TooLong."""
    cleaned = {}
    for slot in slots:
        text = clean_text(values.get(slot.key, ""), characters_max=slot.characters_max)
        cleaned[slot.key] = text if slot.kind == SlotKind.LONG else " ".join(text.split())
    return cleaned


def complaints_about(words: str, slots: Sequence[Slot], *, references_max: int) -> list[Complaint]:
    """Everything that keeps these words and slots from being a recipe; empty when nothing does.

    references_max: how many pictures the recipe's painter takes.
    """
    return [
        *_about_words(words),
        *_about_slots(words, slots),
        *_about_photos(slots, references_max=references_max),
    ]


def with_place(words: str, slots: Sequence[Slot], phrase: str) -> tuple[str, list[Slot]]:
    """The words with the first `phrase` in them made a place, and the slots with one more.

    The phrase becomes the slot's default, so filling gives the same words again. Nothing changes when
    the phrase does not stand there, holds a brace, or SLOTS_MAX are there already.
    """
    at = _found_outside_places(words, phrase)
    taken = {slot.key for slot in slots} | set(places_in(words))
    if at is None or "{" in phrase or "}" in phrase or len(slots) >= SLOTS_MAX:
        return words, list(slots)
    key = next((name for name in _NAMES if name not in taken), f"slot_{len(taken) + 1}")
    wrapped = f"{words[:at]}{{{key}}}{words[at + len(phrase) :]}"
    return wrapped, [*slots, Slot(key, default=phrase)]


def in_words_order(words: str, slots: Sequence[Slot]) -> list[Slot]:
    """The slots as they are asked for: in reading order, and those that stand nowhere last.

    Places without a slot get one of kind "text".
    """
    known = {slot.key: slot for slot in slots}
    placed = [known.get(key) or Slot(key) for key in places_in(words)]
    return [*placed, *(slot for slot in slots if slot not in placed)]


def _found_outside_places(words: str, phrase: str) -> int | None:
    if not phrase.strip():
        return None
    braced = [match.span() for match in _BRACED.finditer(words)]
    found = (match.start() for match in re.finditer(re.escape(phrase), words))
    return next((at for at in found if not any(start <= at < end for start, end in braced)), None)


def _said(slots: Sequence[Slot], values: Mapping[str, str]) -> dict[str, str]:
    photos = [slot.key for slot in slots if slot.kind == SlotKind.PHOTO]
    numbered = {key: f"picture {number}" for number, key in enumerate(photos, 1)}
    return {slot.key: _value(slot, values) for slot in slots} | numbered


def _value(slot: Slot, values: Mapping[str, str]) -> str:
    return values.get(slot.key, "").strip() or slot.default


def _about_words(words: str) -> Iterator[Complaint]:
    if not words.strip():
        yield Complaint("empty")
        return
    if len(words) > WORDS_MAX:
        yield Complaint("too_long", str(len(words)), WORDS_MAX)
    rest = _BRACED.sub("", words)
    if "{" in rest or "}" in rest:
        yield Complaint("unbalanced", _around_brace(words, rest))
    for match in _BRACED.finditer(words):
        if not _PLACE.fullmatch(match[0]):
            yield Complaint("bad_place", match[0][: KEY_MAX + 6], KEY_MAX)


def _around_brace(words: str, rest: str) -> str:
    brace = next(char for char in rest if char in "{}")
    # Of an opening brace what follows tells where it stands, of a closing one what came before.
    at = words.rfind("{") if brace == "{" else words.find("}")
    return words[at : at + 20] if brace == "{" else words[max(at - 19, 0) : at + 1]


def _about_slots(words: str, slots: Sequence[Slot]) -> Iterator[Complaint]:
    keys = [slot.key for slot in slots]
    placed = places_in(words)
    if words.strip() and not slots and not placed:
        yield Complaint("no_places")
    if len(slots) > SLOTS_MAX:
        yield Complaint("too_many", str(len(slots)), SLOTS_MAX)
    yield from (Complaint("unknown", key) for key in placed if key not in keys)
    yield from (Complaint("duplicate", key) for key in dict.fromkeys(keys) if keys.count(key) > 1)
    for slot in slots:
        if not _KEY.fullmatch(slot.key) or slot.key != slot.key.lower():
            yield Complaint("bad_place", slot.key[:KEY_MAX], KEY_MAX)
        elif slot.kind != SlotKind.PHOTO and slot.key not in placed:
            yield Complaint("unused", slot.key)
        yield from _about_lengths(slot)


def _about_lengths(slot: Slot) -> Iterator[Complaint]:
    limits = ((slot.label, LABEL_MAX), (slot.hint, HINT_MAX), (slot.default, slot.characters_max))
    for text, most in limits:
        if len(text) > most:
            yield Complaint("slot_too_long", slot.key, most)


def _about_photos(slots: Sequence[Slot], *, references_max: int) -> Iterator[Complaint]:
    photos = [slot for slot in slots if slot.kind == SlotKind.PHOTO]
    if photos and references_max == 0:
        yield Complaint("no_photos")
    elif len(photos) > references_max:
        yield Complaint("too_many_photos", str(len(photos)), references_max)
