"""From what was said to one intent: what is wanted, and the words that go with it.

Pure: knows no tools and no pictures, asks nothing. The order of the questions is the design: small talk
only where it is the whole line, a search and a recipe before pictures, a change before a new picture.
"""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from re import Pattern
from typing import Final

from bottega.engines.writer.adapters.embedded import patterns

LINE_MAX: Final = 4_000  # characters that are looked at


class Intent(StrEnum):
    """What somebody wants."""

    CREATE = "create"
    CHANGE = "change"
    SEARCH = "search"
    RECIPE = "recipe"
    PAINTERS = "painters"
    AGAIN = "again"
    SURPRISE = "surprise"
    WHICH = "which"  # a change, but of no picture
    PUBLISH = "publish"
    DESCRIBE = "describe"
    GREETING = "greeting"
    THANKS = "thanks"
    WHO = "who"
    HELP = "help"
    NO = "no"
    QUESTION = "question"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Heard:
    """One intent. words: prompt, change, search words or recipe, as the intent goes.

    count: 1 to 4, shape: one of square, tall, wide, where they were said. number: which of the last
    pictures is meant, from 1. values: of a recipe's slots.
    """

    intent: Intent
    words: str = ""
    count: int | None = None
    shape: str | None = None
    number: int | None = None
    values: dict[str, str] = field(default_factory=dict)


_SMALL_TALK: Final[tuple[tuple[Pattern[str], Intent], ...]] = (
    (patterns.GREETING, Intent.GREETING),
    (patterns.THANKS, Intent.THANKS),
    (patterns.AGAIN, Intent.AGAIN),
    (patterns.NO, Intent.NO),
    (patterns.SURPRISE, Intent.SURPRISE),
    (patterns.VAGUE, Intent.UNCLEAR),
)
_ABOUT_US: Final[tuple[tuple[Pattern[str], Intent], ...]] = (
    (patterns.WHO, Intent.WHO),
    (patterns.HELP, Intent.HELP),
    (patterns.PUBLISH, Intent.PUBLISH),
    (patterns.PAINTERS, Intent.PAINTERS),
    (patterns.DESCRIBE, Intent.DESCRIBE),
    (patterns.DO_NOT, Intent.NO),
)


def hear(said: str, *, has_subject: bool, is_chosen: bool) -> Heard:
    """What is wanted by these words.

    has_subject: a picture stands there that words may change. is_chosen: it was chosen for that by hand.
    """
    line = " ".join(said[:LINE_MAX].replace("’", "'").split())
    talk = _small_talk(line)
    if talk:
        return talk
    line = _without_politeness(line)
    return _small_talk(line) or _use_of_a_tool(line) or _picture(line, has_subject, is_chosen)


def _small_talk(line: str) -> Heard | None:
    whole = next((intent for pattern, intent in _SMALL_TALK if pattern.fullmatch(line)), None)
    about = whole or next((intent for pattern, intent in _ABOUT_US if pattern.match(line)), None)
    if about:
        return Heard(about)
    has_letters = sum(letter.isalpha() for letter in line) >= 2
    return None if has_letters else Heard(Intent.UNCLEAR)


def _use_of_a_tool(line: str) -> Heard | None:
    recipe = patterns.RECIPE.match(line)
    if recipe:
        return _recipe(recipe)
    search = patterns.SEARCH.match(line)
    if search:
        return Heard(Intent.SEARCH, _search_words(line[search.end() :]))
    return None


def _picture(line: str, has_subject: bool, is_chosen: bool) -> Heard:
    new = patterns.NEW.match(line)
    if new:
        return _wish(line[new.end() :] or line)
    ordinal = patterns.ORDINAL.search(line)
    if ordinal and (has_subject or patterns.CHANGE.match(line)):
        return Heard(Intent.CHANGE, _without(line, ordinal), number=_ordinal(ordinal))
    changes = patterns.CHANGE.match(line) or (has_subject and patterns.OF_THIS.match(line))
    create = patterns.CREATE.match(line)
    if changes and (has_subject or not create):
        return Heard(Intent.CHANGE if has_subject else Intent.WHICH, line.rstrip(" ?.!"))
    if create and not is_chosen:
        return _wish(line[create.end() :])
    if patterns.QUESTION.match(line):
        return Heard(Intent.QUESTION)
    return Heard(Intent.CHANGE, line) if has_subject else _wish(line)


def _wish(words: str) -> Heard:
    """A new picture, with count and shape taken out of the words where they were said."""
    heard = Heard(Intent.CREATE)
    shape = patterns.SHAPE.search(words)
    if shape:
        said = next(each for each in shape.groups() if each).strip().lower()
        heard = replace(heard, shape=_SHAPES[said])
        words = words[: shape.start()] + words[shape.end() :]
    words = words.strip(" ,.:;")
    count = patterns.COUNT.match(words)
    if count:
        heard = replace(heard, count=_number(count["count"]))
        words = words[count.end() :]
    of = patterns.PICTURE_OF.match(words)
    words = (words[of.end() :] if of else words).strip(" ,:;")
    return replace(heard, words=words) if words else Heard(Intent.UNCLEAR)


def _recipe(found: re.Match[str]) -> Heard:
    named = (found["before"] or found["after"] or "").strip()
    parts = patterns.RECIPE_VALUES.split(f"{named}{found['rest'] or ''}", maxsplit=1)
    values = {
        each["key"].lower(): each["value"].strip()
        for each in patterns.RECIPE_VALUE.finditer(parts[1] if len(parts) > 1 else "")
    }
    if len(parts) > 1 and not values:
        values = {"subject": parts[1].strip(" .!")}
    return Heard(Intent.RECIPE, parts[0].strip(" \"'“”«».,!?"), values=values)


def _search_words(words: str) -> str:
    tidy = words.strip(" ?!.,:")
    kept = patterns.SEARCH_NOISE.sub("", f"{tidy} ").strip()
    return "" if kept.casefold() in _WHOLE_LIBRARY else kept


def _without_politeness(line: str) -> str:
    line = patterns.POLITE_END.sub("", line).rstrip(" .!")
    for _ in range(3):  # "hey, can you please …"
        start = patterns.POLITE_START.match(line)
        if not start or start.end() == len(line):
            break
        line = line[start.end() :]
    return line.strip()


def _without(line: str, found: re.Match[str]) -> str:
    rest = f"{line[: found.start()]}{line[found.end() :]}"
    tidy = " ".join(rest.split()).strip(" ,")
    return re.sub(r"^(make|turn)\b", r"\1 it", tidy, flags=re.IGNORECASE) if tidy else line


def _ordinal(found: re.Match[str]) -> int:
    said = next(each for each in found.groups() if each).lower()
    return int(said) if said.isdigit() else _ORDINALS[said]


def _number(said: str) -> int:
    return min(int(said) if said.isdigit() else _NUMBERS[said.lower()], 4) or 1


_WHOLE_LIBRARY: Final = {
    "",
    "library",
    "libreria",
    "pictures",
    "images",
    "immagini",
    "quadri",
    "disegni",
    "ones",
}
_NUMBERS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "due": 2, "tre": 3, "quattro": 4}
_ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "prima": 1, "seconda": 2, "terza": 3, "quarta": 4,
}  # fmt: skip
_SHAPES: Final = {
    "tall": "tall", "vertical": "tall", "portrait": "tall", "alto": "tall", "verticale": "tall",
    "wide": "wide", "horizontal": "wide", "landscape": "wide", "panoramic": "wide", "largo": "wide",
    "orizzontale": "wide", "panoramico": "wide", "square": "square", "quadrato": "square",
}  # fmt: skip
