"""Cuts raw text into plain words; knows letters and punctuation, refuses to know any meaning.

Anything goes in (control characters, direction marks, emoji, 40,000 characters) and nothing raises.
A word remembers how it was written, and what stood between it and the word before.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

LETTERING_MAX = 40  # Scene.lettering's limit
TEXT_MAX = 40_000  # beyond this nothing is read: the port sends 4,000 at most

_WORD = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[.;!?\n|]")
_COMMA = re.compile(r"[,:()\[\]{}\u2013\u2014]")
_QUOTED = re.compile(
    r"\u201c([^\u201d\n]{1,400})\u201d|\u00ab([^\u00bb\n]{1,400})\u00bb|\"([^\"\n]{1,400})\""
    r"|(?<!\w)['\u2018]([^'\u2018\u2019\n]{1,400})['\u2019](?!\w)"
)


class Gap(IntEnum):
    """What separates a word from the one before it."""

    NONE = 0
    COMMA = 1
    STOP = 2


@dataclass(frozen=True, slots=True)
class Word:
    """plain: lower case, for looking up.  raw: as written.  gap: what stands before it."""

    plain: str
    raw: str
    gap: Gap


def clean_text(text: str) -> str:
    """`text` in one Unicode form, without marks that a person cannot see."""
    composed = unicodedata.normalize("NFKC", text[:TEXT_MAX])
    return "".join(" " if unicodedata.category(c) in _UNSEEN and c != "\n" else c for c in composed)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of clean `text`, in order."""
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text.replace("&", " and ")):
        raw = match.group()
        found.append(Word(raw.lower(), raw, _gap(match.string[end : match.start()])))
        end = match.end()
    return tuple(found)


def without_lettering(text: str) -> tuple[str, str]:
    """(what stands in the first quotation marks, the text with every quotation taken out).

    Quotation marks around nearly the whole prompt are taken for a habit of typing, not for lettering.
    """
    match = _QUOTED.search(text)
    if match is None:
        return "", text
    quoted = next(part for part in match.groups() if part is not None)
    if len(quoted) * 10 > len(text) * 8:
        return "", text.replace(match.group(), f" {quoted} ", 1)
    return quoted.strip(), _QUOTED.sub(" ", text)


def fitting_lettering(text: str) -> str:
    """As many whole words of `text` as a picture has room for."""
    if len(text) <= LETTERING_MAX:
        return text
    kept = text[:LETTERING_MAX]
    return kept.rsplit(" ", 1)[0] if " " in kept else kept


def is_number(word: Word) -> bool:
    """Whether the word is plain digits that could be a count."""
    return word.plain.isascii() and word.plain.isdigit() and len(word.plain) <= 3


def bare(text: str) -> str:
    """`text` without accents: people type "citta" as well as "città"."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def _gap(between: str) -> Gap:
    if _STOP.search(between):
        return Gap.STOP
    return Gap.COMMA if _COMMA.search(between) else Gap.NONE
