"""Cleaning what people type, before anything is stored: one rule for every text field.

Keeps every script and emoji. Drops what can only deceive or break: control characters, lone
surrogates, and the marks that turn the direction of the text around them (a name with a
right-to-left override can read as another name). Direction marks that Arabic and Hebrew need
(U+200E, U+200F) stay: pages isolate each text with <bdi>.
"""

import re
import unicodedata

from bottega.kernel.errors import OverLimit

_DECEIVING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_MARKS_MAX = 3  # combining marks on one letter; more is a way to paint over other lines
_MARK = "[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]"
_PILED = re.compile(f"({_MARK}{{{_MARKS_MAX}}}){_MARK}+")


class TooLong(OverLimit):
    """The text is longer than its field holds; `facts`: characters, characters_max."""

    code = "too_long"


class Empty(OverLimit):
    """Nothing is left once spaces and control characters are gone."""

    code = "empty"


def clean_line(text: str, *, characters_max: int) -> str:
    """`text` as one trimmed line in NFC; may be empty. Raises TooLong."""
    return " ".join(clean_text(text, characters_max=characters_max).split())


def clean_text(text: str, *, characters_max: int) -> str:
    """`text` trimmed, in NFC, line breaks kept; may be empty. Raises TooLong."""
    kept = "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn")
    )
    tidy = _PILED.sub(r"\1", unicodedata.normalize("NFC", _DECEIVING.sub("", kept))).strip()
    if len(tidy) > characters_max:
        raise TooLong(
            f"That is {len(tidy):,} characters; at most {characters_max:,} fit here.",
            characters=len(tidy),
            characters_max=characters_max,
        )
    return tidy


def some_text(text: str, *, characters_max: int) -> str:
    """As `clean_text`, but raises Empty when nothing is left."""
    tidy = clean_text(text, characters_max=characters_max)
    if not tidy:
        raise Empty("Nothing was written. Type a few words first.")
    return tidy
