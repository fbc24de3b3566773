"""The hand-built shapes by name."""

from .beasts import BEASTS
from .birds import BIRDS, SPECIAL_BIRDS
from .figure import Builder
from .people import PEOPLE, SPECIAL
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
}
