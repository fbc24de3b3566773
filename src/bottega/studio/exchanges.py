"""Turns as a conversation shows them: what was said, what the writer answered, what was painted.

Assembles cards from rows that its caller read as their owner's; asks for found pictures alone, and only
where a writer looked some up.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bottega.gallery.cards import MadeImage
from bottega.gallery.queries import made_images
from bottega.studio.cards import CallCard, ExchangeCard, GenerationCard, SaidCard
from bottega.studio.models import Turn

FOUND_MAX = 12  # small tiles under one reply


def exchanges_from(
    turns: Sequence[Turn], generations: Mapping[int, GenerationCard], *, owner_id: int
) -> list[ExchangeCard]:
    """One card for each turn, in the order given. generations: by id, every one that the turns name.

    One query where any of the turns looked up pictures, else none.
    """
    wanted = {image_id for turn in turns for image_id in _found_ids(turn)}
    found = made_images(owner_id, wanted) if wanted else {}
    return [
        ExchangeCard(
            turn.id,
            turn.number,
            _said(turn, found) if turn.reply_state else None,
            generations.get(turn.generation_id or 0),
        )
        for turn in turns
    ]


def _said(turn: Turn, found: Mapping[int, MadeImage]) -> SaidCard:
    return SaidCard(
        words=turn.words,
        reply=turn.reply,
        state=turn.reply_state,
        failure=turn.reply_failure,
        writer=turn.writer,
        calls=[_call(each) for each in turn.calls],
        found=[found[image_id] for image_id in _found_ids(turn) if image_id in found],
    )


def _call(call: Mapping[str, Any]) -> CallCard:
    outcome = call.get("outcome") or {}
    return CallCard(call.get("name", ""), outcome.get("refused", ""), outcome.get("words", ""))


def _found_ids(turn: Turn) -> list[int]:
    ids = [
        int(picture["image_id"])
        for call in turn.calls
        if call.get("name") == "search_library"
        for picture in (call.get("outcome") or {}).get("pictures", ())
    ]
    return list(dict.fromkeys(ids))[:FOUND_MAX]
