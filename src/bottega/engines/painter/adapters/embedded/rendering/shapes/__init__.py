"""Every silhouette the painter knows: built by hand first, out of an icon pack otherwise."""

from functools import lru_cache

from ..chance import Chance
from .figure import Figure, Part, figure_from
from .icons import icon_figure, icon_names
from .natural import Nature, nature_of
from .registry import BUILDERS

__all__ = ["Figure", "Nature", "Part", "figure_of", "known_shapes", "nature_of"]


@lru_cache(maxsize=1)
def known_shapes() -> frozenset[str]:
    """The English names of everything `figure_of` can draw."""
    return frozenset(BUILDERS) | icon_names()


def figure_of(shape: str, chance: Chance, traits: frozenset[str] = frozenset()) -> Figure | None:
    """The figure of a shape, posed by chance; None when the name is unknown."""
    build = BUILDERS.get(shape)
    if build is not None:
        return figure_from(build(chance, traits))
    return icon_figure(shape)
