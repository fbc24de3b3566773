"""Plurals and genders, English and Italian; makes forms from a dictionary form, never the reverse.

The vocabulary is small enough to write every form down once when it is loaded, so that reading a
prompt is a plain look-up and "glasses" can never be mistaken for something that it is not.
"""

from collections.abc import Iterator

_ENGLISH_ENDS = (("s", "es"), ("x", "es"), ("z", "es"), ("ch", "es"), ("sh", "es"))
_ITALIAN_JOINTS = frozenset({"di", "da", "del", "della", "dello", "dell", "dei", "a", "al", "con", "in", "d"})


def english_plural(noun: str) -> str:
    """The plural of an English noun or noun phrase ("cup of tea" gives "cups of tea")."""
    head, joint, rest = noun.partition(" of ")
    if not joint:
        head, joint, rest = noun.partition(" on ")
    before, _, last = head.rpartition(" ")
    return " ".join(filter(None, (before, _english_word(last)))) + joint + rest


def italian_plurals(noun: str) -> frozenset[str]:
    """The plurals that an Italian noun phrase may have (rules allow two for "pianeta", "amico")."""
    words = noun.split(" ")
    cut = next((place for place, word in enumerate(words) if place and word in _ITALIAN_JOINTS), len(words))
    heads = [""]
    for word in words[:cut]:
        heads = [f"{head} {form}".strip() for head in heads for form in _italian_word(word)]
    rest = "".join(f" {word}" for word in words[cut:])
    return frozenset(head + rest for head in heads[:8])


def italian_adjectives(adjective: str) -> frozenset[str]:
    """An Italian adjective in every gender and number."""
    before, _, last = adjective.rpartition(" ")
    lead = f"{before} " if before else ""
    return frozenset(lead + form for form in _agreeing(last))


def italian_feminine(noun: str) -> str:
    """ "gatto" gives "gatta"; anything else comes back as it was."""
    first, space, rest = noun.partition(" ")
    return first[:-1] + "a" + space + rest if first.endswith("o") else noun


def _english_word(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + next((tail for end, tail in _ENGLISH_ENDS if word.endswith(end)), "s")


def _italian_word(word: str) -> tuple[str, ...]:
    match word[-2:]:
        case "ca" | "ga":
            return (word[:-1] + "he",)
        case "co" | "go":
            return (word[:-1] + "hi", word[:-1] + "i")
        case "io":
            return (word[:-1],)
    if word.endswith(("cia", "gia")):
        return (word[:-2] + "e", word[:-1] + "e")
    if word.endswith("a"):
        return (word[:-1] + "e",)
    return (word[:-1] + "i",) if word.endswith(("o", "e")) else (word,)


def _agreeing(word: str) -> Iterator[str]:
    yield word
    if word.endswith("o"):
        yield from (word[:-1] + "a", *_italian_word(word), *_italian_word(word[:-1] + "a"))
    elif word.endswith("e"):
        yield word[:-1] + "i"
    elif word.endswith("a") and word.endswith("ista"):
        yield from (word[:-1] + "i", word[:-1] + "e")
