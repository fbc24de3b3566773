"""What the prompt bar was set to when something was said, kept with the turn as JSON, and read back.

Old turns may hold fewer keys than today's; what is missing takes the wish's own default.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bottega.engines.wired import engines, wired_painter
from bottega.studio.actions import Wish
from bottega.studio.models import Tier, Turn


def kept_bar(wish: Wish, *, language: str, is_chosen: bool) -> dict[str, Any]:
    """The wish without its words, JSON-safe. is_chosen: its picture was chosen with Edit."""
    return {
        "painter": wish.painter,
        "shape": wish.shape,
        "tier": str(wish.tier),
        "count": wish.count,
        "change_image_id": wish.change_image_id,
        "reference_ids": list(wish.reference_ids),
        "parameters": dict(wish.parameters),
        "language": language,
        "is_chosen": is_chosen,
    }


def wish_of(turn: Turn, words: str) -> Wish:
    """The wish that the bar stood for, with these words; the default painter where its own is gone."""
    kept: Mapping[str, Any] = turn.wish
    has_painter = kept.get("painter") in engines().painters
    asked = Wish(words, kept["painter"] if has_painter else engines().default_painter)
    return replace(
        asked,
        shape=kept.get("shape", asked.shape),
        tier=Tier(kept.get("tier", asked.tier)),
        count=kept.get("count", asked.count),
        change_image_id=kept.get("change_image_id"),
        reference_ids=tuple(kept.get("reference_ids", ())),
        parameters=kept.get("parameters", {}) if has_painter else {},
    )


def price_of(wish: Wish) -> int:
    """Credits that this wish would cost. Raises NoSuchPainter."""
    return wired_painter(wish.painter).prices[wish.tier] * wish.count
