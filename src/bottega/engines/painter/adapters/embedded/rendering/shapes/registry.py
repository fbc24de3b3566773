"""The hand-built shapes by name."""

from .beasts import BEASTS
from .figure import Builder
from .people import PEOPLE, SPECIAL

BUILDERS: dict[str, Builder] = {**BEASTS, **PEOPLE, **SPECIAL}
