"""Marks to a Reading: which adjective belongs to which noun, and which noun stands where.

One pass from left to right with a little memory: the adjectives that wait for a noun, the last noun,
the subjects of the clause, and the relation that waits for its object. No grammar is complete; where
words are ambiguous the nearer noun wins, and what nobody understood is told, never guessed. The pass
is one class, built up file by file: state, adjectives, relations, nouns, unknown, parser.
"""

from collections.abc import Sequence

from bottega.engines.painter.adapters.embedded.reading.marks import Mark, language_of, marks_of
from bottega.engines.painter.adapters.embedded.reading.reading import Reading
from bottega.engines.painter.adapters.embedded.reading.words import clean_text, without_lettering, words_of

from .parser import Parser


def reading_of(text: str) -> Reading:
    """Everything that a whole prompt says, in the language that it seems to be in."""
    lettering, rest = without_lettering(clean_text(text))
    words = words_of(rest)
    language = language_of(words)
    reading = reading_of_marks(marks_of(words, language), language)
    reading.set_lettering(lettering)
    return reading


def reading_of_marks(marks: Sequence[Mark], language: str, *, editing: bool = False) -> Reading:
    """Everything that `marks` say. editing: "make the red fox blue" means blue, not red and blue."""
    return Parser(marks, language, editing=editing).run()
