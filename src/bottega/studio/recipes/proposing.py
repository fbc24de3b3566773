"""Which stretches of a prompt somebody else might want to say differently: a guess, offered as buttons.

Pure and by rule: a prompt is mostly "a thing doing something somewhere, in a manner", in English or
Italian. Nothing depends on the guess being right; the author selects any other words just as well.
"""

import re

PHRASES_MAX = 6
PHRASE_MAX = 60

# Where a new idea begins inside a clause.
_TURNS = re.compile(
    r"\s+(?=(?:in|on|at|under|over|by|near|beside|behind|above|below|between|with|through|among|during|into"
    r"|nel|nella|nello|nei|nelle|sul|sulla|sullo|sotto|sopra|accanto|dietro|davanti|tra|fra|con|su|al|alla"
    r"|che|while|as)\s)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[^,;.:\n{}]+")


def phrases_in(words: str) -> list[str]:
    """At most PHRASES_MAX different phrases of the words, as they stand there, in reading order."""
    phrases = (
        piece.strip()
        for clause in _CLAUSE.findall(re.sub(r"\{[^{}]*\}", "\n", words))
        for piece in _TURNS.split(clause)
    )
    fitting = (each for each in phrases if len(each) <= PHRASE_MAX and any(char.isalpha() for char in each))
    return list(dict.fromkeys(fitting))[:PHRASES_MAX]
