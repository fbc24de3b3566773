"""Cards of a timeline as HTML, each drawn once and kept: a page of twenty is then mostly joining.

What is kept is a pure function of its key: the whole card as the rule let it through, the language and
the words for its age. So nothing here can show what a fresh drawing would not; there is nothing to
invalidate. A card holds no token and no viewer: its buttons send the one form of feed/_wall.html.
"""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from bottega.doors.web.templatetags.shown import short_moment
from bottega.feed.cards import FeedCard
from bottega.kernel.clock import now

register = template.Library()

KEPT_MAX = 2_000  # about 10 MB of one process


class _Whole:
    """A card that is equal to another exactly when every field of it is."""

    __slots__ = ("_fields", "card")

    def __init__(self, card: FeedCard) -> None:
        self.card = card
        self._fields = repr(card)

    def __hash__(self) -> int:
        return hash(self._fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Whole) and self._fields == other._fields


@register.simple_tag
def feed_card(card: FeedCard, *, eager: bool = False) -> SafeString:
    """One card. eager: it stands at the top, so its picture is loaded at once."""
    age = short_moment(card.post.published_at, at=now())
    return _drawn(_Whole(card), eager, age, get_language() or "en")


@lru_cache(maxsize=KEPT_MAX)
def _drawn(whole: _Whole, eager: bool, _age: str, _language: str) -> SafeString:
    card = whole.card
    return render_to_string("feed/_card.html", {"post": card.post, "tally": card.tally, "eager": eager})
