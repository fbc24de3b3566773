"""The hand-built shapes by name."""

from .beasts import BEASTS
from .birds import BIRDS, SPECIAL_BIRDS
from .characters import SPECIAL
from .everyday import EVERYDAY
from .figure import Builder
from .people import PEOPLE
from .sitters import SITTERS
from .structures import STRUCTURES
from .wares import WARES
from .waters import WATERS

BUILDERS: dict[str, Builder] = {
    **BEASTS,
    **BIRDS,
    **SPECIAL_BIRDS,
    **SITTERS,
    **WATERS,
    **PEOPLE,
    **SPECIAL,
    **WARES,
    **STRUCTURES,
    **EVERYDAY,
}
# The packs' own names for what we draw ourselves.
_ALSO = {
    "wine-bottle": "bottle",
    "bottle-wine": "bottle",
    "glass-cocktail": "wine-glass",
    "rodent": "mouse",
    "car-sports": "car",
    "apple-whole": "apple",
    "mug-hot": "mug",
    "sailboat": "sail-boat",
    "user-tie": "businessman",
    "pine-tree": "pine",
    "palm-tree": "palm",
    "plane": "airplane",
    "globe-model": "planet",
}
BUILDERS.update({name: BUILDERS[own] for name, own in _ALSO.items()})
