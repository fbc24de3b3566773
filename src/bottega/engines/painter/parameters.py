"""What a person set, held against what a painter offers: only what fits comes through.

Pure; every adapter asks here, so that no form and no recipe can reach past a painter's own limits.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bottega.engines.painter.port import Parameter

TEXT_MAX: Final = 1_000  # characters, where a parameter of kind "text" names no limit of its own


def settled_parameters(offered: Sequence[Parameter], asked: Mapping[str, Any]) -> dict[str, float | str]:
    """Return a value for each offered parameter, in order: the asked one where it fits, else the default.

    A number outside its range is pulled to the nearer end; what is no number, no offered choice and no
    text counts as not asked for.
    """
    return {each.name: _settled(each, asked.get(each.name)) for each in offered}


def _settled(offered: Parameter, asked: Any) -> float | str:
    if offered.kind == "number":
        return _within(offered, asked)
    if not isinstance(asked, str):
        return offered.default
    if offered.kind == "choice":
        return asked if asked in offered.choices else offered.default
    return "".join(letter if letter.isprintable() else " " for letter in asked)[: _text_max(offered)]


def _within(offered: Parameter, asked: Any) -> float | str:
    try:
        number = float(asked)
    except (TypeError, ValueError):
        return offered.default
    if isinstance(asked, bool) or number != number:
        return offered.default
    number = min(max(number, offered.low), offered.high)
    return round(number) if float(offered.step).is_integer() else number


def _text_max(offered: Parameter) -> int:
    return int(offered.high) or TEXT_MAX
