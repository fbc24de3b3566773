"""The hand-built shapes by name."""

from .figure import Builder

BUILDERS: dict[str, Builder] = {}
