"""Which wishes of the vocabulary the renderer can fulfil; the one place that asks it.

Imported late, inside the functions: the renderer loads its drawing library, which nobody needs who
only wants to read words.
"""

from dataclasses import dataclass
from functools import lru_cache

from .lexicon import Entry


@dataclass(frozen=True, slots=True)
class Choice:
    """The shape that will be drawn; `stands_in` when it is honestly something else."""

    shape: str
    stands_in: bool


def chosen_shape(entry: Entry) -> Choice | None:
    """The first of the entry's shapes that can be drawn, or None."""
    known = _known_shapes()
    for wish in entry.shapes:
        if wish.removeprefix("~") in known:
            return Choice(wish.removeprefix("~"), wish.startswith("~"))
    return None


def chosen_feature(entry: Entry) -> str | None:
    """The first of the entry's landscape features that can be drawn, or None."""
    return next((wish for wish in entry.features if wish in _known_features()), None)


def can_draw(feature: str) -> bool:
    """Whether the renderer knows this landscape feature."""
    return feature in _known_features()


@lru_cache(maxsize=1)
def _known_shapes() -> frozenset[str]:
    from bottega.engines.painter.adapters.embedded.rendering.shapes import known_shapes

    return known_shapes()


@lru_cache(maxsize=1)
def _known_features() -> frozenset[str]:
    from bottega.engines.painter.adapters.embedded.rendering import FEATURES

    return FEATURES
