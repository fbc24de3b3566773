"""Drafting alt text from a recipe: what was drawn, said plainly. The author confirms or rewrites it."""

from bottega.gallery.cards import RecipeCard
from bottega.gallery.models import ALT_MAX

_PHRASES = {
    "en": ("A picture of {things}.", " and ", "An image made from the words “{words}”."),
    "it": ("Un'immagine con {things}.", " e ", "Un'immagine fatta con le parole «{words}»."),
}
_WORDS_QUOTED_MAX = 200


def draft_alt_text(recipe: RecipeCard, *, language: str) -> str:
    """One sentence of at most ALT_MAX characters in "en" or "it" (others get English).

    Built from `drew` where the painter says what it drew, otherwise from the prompt itself.
    """
    of_things, joint, of_words = _PHRASES.get(language[:2], _PHRASES["en"])
    if recipe.drew:
        *most, last = recipe.drew
        things = joint.join([", ".join(most), last]) if most else last
        return of_things.format(things=things)[:ALT_MAX]
    words = recipe.words.strip()
    shortened = (
        words if len(words) <= _WORDS_QUOTED_MAX else words[:_WORDS_QUOTED_MAX].rsplit(" ", 1)[0] + "…"
    )
    return of_words.format(words=shortened)[:ALT_MAX]
