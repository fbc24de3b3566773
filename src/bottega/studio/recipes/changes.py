"""What one version of a recipe says differently from the one before: pure, for reading only."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bottega.studio.recipes.filling import Slot

# A word carries the space behind it, so that neighbours which both changed read as one change.
_TOKEN = re.compile(r"\{[^{}]*\}\s*|\w+\s*|[^\w\s]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words. kind: "same", "added" or "removed"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that changed. name: painter, tier, shape, parameters or slot; about: which slot."""

    name: str
    before: str
    after: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What two versions are compared by."""

    words: str
    slots: Sequence[Slot]
    painter: str
    tier: str
    shape: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Changes:
    """spans: both wordings in one reading; empty when the words are the same. settings: the rest."""

    spans: Sequence[Span]
    settings: Sequence[Setting]


def changes_between(before: Wording, after: Wording) -> Changes:
    """What `after` says differently."""
    spans = word_spans(before.words, after.words) if before.words != after.words else []
    return Changes(spans, [*_plain_settings(before, after), *_slot_settings(before.slots, after.slots)])


def word_spans(before: str, after: str) -> list[Span]:
    """Both texts in one reading: joining same and added gives `after`, same and removed `before`."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    spans: list[Span] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            spans.append(Span("same", "".join(old[i1:i2])))
            continue
        spans += [Span("removed", "".join(old[i1:i2])), Span("added", "".join(new[j1:j2]))]
    return [span for span in spans if span.text]


def _plain_settings(before: Wording, after: Wording) -> list[Setting]:
    pairs = [
        ("painter", before.painter, after.painter),
        ("tier", before.tier, after.tier),
        ("shape", before.shape, after.shape),
        ("parameters", _listed(before.parameters), _listed(after.parameters)),
    ]
    return [Setting(*pair) for pair in pairs if pair[1] != pair[2]]


def _slot_settings(before: Sequence[Slot], after: Sequence[Slot]) -> list[Setting]:
    old = {slot.key: slot for slot in before}
    new = {slot.key: slot for slot in after}
    changed = (key for key in {**old, **new} if old.get(key) != new.get(key))
    return [Setting("slot", _told(old.get(key)), _told(new.get(key)), key) for key in changed]


def _told(slot: Slot | None) -> str:
    return f"{slot.shown_label}: {slot.default or '…'}" if slot else ""


def _listed(parameters: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(parameters.items()))
