"""How words are folded before they are compared: one table, used by the index in SQL and by questions.

Folds accents and case of Latin letters and nothing else, so that both sides always agree; every other
script is compared as it was written.
"""

import unicodedata
from typing import Final

from django.db.models import Func, TextField, Value

TERMS_MAX: Final = 12
TERM_MAX: Final = 40  # letters; nobody searches for more, and the index cuts long words anyway
_STEM_MIN: Final = 4
_LETTERS: Final = [chr(code) for code in range(0xC0, 0x180)]


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if base.isascii() and base.isalpha() else ""


ACCENTED: Final = "".join(letter for letter in _LETTERS if _plain(letter))
PLAIN: Final = "".join(_plain(letter) for letter in _LETTERS)
_FOLD: Final = str.maketrans(ACCENTED, PLAIN)


def folded(words: str) -> str:
    """`words` in lower case without the accents of Latin letters."""
    return words.translate(_FOLD).lower()


def folded_sql(column: str) -> Func:
    """The same folding in SQL, for an index expression: immutable, whatever the database's locale."""
    return Func(column, Value(ACCENTED), Value(PLAIN), function="translate", output_field=TextField())


def search_terms(words: str) -> str:
    """A `tsquery` in the "simple" configuration: every word, by its start; "" when there is none.

    At most TERMS_MAX words of TERM_MAX letters. A word's usual plural and singular endings in English
    and Italian are left off, so that "volpi" finds “volpe” and "foxes" finds “fox”.
    """
    kept = ("".join(char for char in word if char.isalnum()) for word in folded(words).split())
    terms = [_stem(word[:TERM_MAX]) for word in kept if word]
    return " & ".join(f"{term}:*" for term in terms[:TERMS_MAX])


def _stem(word: str) -> str:
    if not word.isascii() or len(word) <= _STEM_MIN:
        return word
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word[:-1] if word.endswith(("a", "e", "i", "o")) else word
