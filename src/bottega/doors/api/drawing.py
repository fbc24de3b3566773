"""How posts are written in the API: the card that everybody sees, and the overlay of one viewer.

Ids are strings, because they are larger than JavaScript's numbers hold. Addresses are paths on the same
host. The document that `openapi` serves says the same in JSON Schema, and a test compares the two.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from bottega.feed.cards import FeedCard
from bottega.gallery.cards import Credit, ImageCard, PostLink
from bottega.people.cards import PersonCard


class JsonDrawing:
    """`feed.wall.pages.Drawing` in JSON."""

    def card(self, card: FeedCard, *, thumbhash: str) -> bytes:
        """The card as an object left open behind the key of its likes."""
        post = card.post
        words = {
            "id": str(post.id),
            "url": post.shown_url,
            "author": _person(post.author),
            "image": _image(post.image, thumbhash),
            "caption": post.caption,
            "alt_text": post.alt_text,
            "audience": post.audience,
            "prompt": post.words or None,
            "painter": post.painter,
            "remix_terms": post.terms,
            "published_at": _moment(post.published_at),
            "edited_at": _moment(post.edited_at) if post.edited_at else None,
        }
        return orjson.dumps(words)[:-1] + b',"likes":'

    def likes(self, count: int) -> bytes:
        """The number and the bracket that closes the card."""
        return b"%d}" % count

    def overlay(self, cards: Sequence[FeedCard]) -> bytes:
        """A list with one object for each card."""
        return orjson.dumps([_as_viewed(card) for card in cards])


def _as_viewed(card: FeedCard) -> dict[str, Any]:
    return {
        "id": str(card.post.id),
        "liked": card.tally.liked_by_me,
        "saved": card.tally.saved_by_me,
        "comments": card.tally.comments,
        "remixes": card.remix_count,
        "remix_of": _link(card.post.remix_of) if card.post.remix_of else None,
        "remix_hidden": card.post.remix_hidden,
        "credit": _credit(card.post.credit) if card.post.credit else None,
        "why": card.why,
    }


def _person(person: PersonCard) -> dict[str, Any]:
    return {
        "id": str(person.id),
        "handle": person.handle,
        "name": person.shown_name,
        "url": f"/@{person.handle}",
        "is_demo": person.is_demo,
    }


def _image(image: ImageCard, thumbhash: str) -> dict[str, Any]:
    return {
        "id": str(image.id),
        "width": image.width_px,
        "height": image.height_px,
        "colour": image.colour,
        "thumbhash": thumbhash,
        "original": image.original_url,
        "forms": [
            {"kind": form.kind, "width": form.width_px, "height": form.height_px, "url": image.url(form)}
            for form in image.renditions
        ],
    }


def _link(link: PostLink) -> dict[str, Any]:
    return {"id": str(link.id), "url": f"/p/{link.id}", "author": _person(link.author)}


def _credit(credit: Credit) -> dict[str, Any]:
    return {
        "after": _link(credit.after) if credit.after else None,
        "via": _link(credit.via) if credit.via else None,
        "has_via": credit.has_via,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
