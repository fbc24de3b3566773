"""An edit instruction cut into clauses, each with the verb that leads it.

"make it winter and add two boats on the left" is two clauses; "a fox and a bear" is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .marks import Mark
from .words import Gap

_INTO_AFTER = {
    "replace": frozenset({"with", "for", "by", "con", "to"}),
    # Not "with": "make it winter with a full moon" adds a moon and swaps nothing.
    "change": frozenset({"into", "to", "in", "con"}),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """verb: "add", "remove", "replace", "change", "move", "write" or "".

    body: its marks without the verb.  into: what stands after "with" in "replace X with Y", if anything.
    degree: 1 for "more", -1 for "less", 0 for neither.
    """

    verb: str
    body: tuple[Mark, ...]
    into: tuple[Mark, ...] = ()
    degree: int = 0


def clauses_of(marks: Sequence[Mark]) -> list[Clause]:
    """The clauses of an instruction, in order."""
    parts: list[list[Mark]] = [[]]
    for mark in marks:
        if parts[-1] and (mark.gap is Gap.STOP or (_verb(mark) and _may_end(parts[-1], mark))):
            parts.append([])
        parts[-1].append(mark)
    return [_clause(part) for part in parts if part]


def _verb(mark: Mark) -> str:
    entry = mark.entries[0] if mark.entries else None
    if entry is None or entry.kind != "do" or entry.value in ("another", "only"):
        return ""
    return entry.value


def _may_end(part: Sequence[Mark], mark: Mark) -> bool:
    return mark.gap is not Gap.NONE or part[-1].kind == "conjunction"


def _clause(part: Sequence[Mark]) -> Clause:
    lead = next((mark for mark in part if _verb(mark)), None)
    degrees = [int(entry.value) for mark in part if (entry := mark.entry("more", "less"))]
    body = [mark for mark in part if mark is not lead and not mark.entry("more", "less")]
    verb = _verb(lead) if lead is not None else ""
    cut = _cut(body, verb)
    return Clause(verb, tuple(body[:cut]), tuple(body[cut + 1 :]), degrees[0] if degrees else 0)


def _cut(body: Sequence[Mark], verb: str) -> int:
    joints = _INTO_AFTER.get(verb, frozenset())
    for place, mark in enumerate(body):
        link = mark.entry("link")
        if (
            place
            and mark.gap is Gap.NONE
            and mark.words[0].plain in joints
            and (link is None or link.value in ("in", "on", "next to"))
        ):
            return place
    return len(body)
