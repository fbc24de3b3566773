"""What a writer is told before it answers: the talk so far, and the situation of the turn.

Everything here is the person's own: their words, their pictures' ids, and the prompt of a post that they
chose to start from, where its author shows it. It is still foreign text to whoever reads it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from bottega.assistant.bar import price_of, wish_of
from bottega.engines.writer.port import Call, Message, Situation
from bottega.gallery.queries import made_images, post_card
from bottega.kernel.errors import NotFound
from bottega.studio.models import Candidate, Generation, ReplyState, Turn

MESSAGES_MAX: Final = 24  # of the past; what this turn adds fits below the port's HISTORY_MAX
CHARACTERS_MAX: Final = 24_000  # of the past: about 6,000 tokens
SUBJECT_MAX: Final = 1_000  # characters of the prompt of the picture on the canvas


def messages_of(turn: Turn) -> list[Message]:
    """The talk up to and including this turn's words, oldest first; whole turns, the latest that fit."""
    earlier = list(
        Turn.objects.filter(conversation_id=turn.conversation_id, number__lt=turn.number)
        .select_related("generation")
        .order_by("-number")[:MESSAGES_MAX]
    )
    pictures = _pictures_by_generation([each.generation_id for each in earlier if each.generation_id])
    kept: list[Message] = []
    for each in earlier:
        group = list(_exchange(each, pictures))
        if len(kept) + len(group) > MESSAGES_MAX or _length(kept) + _length(group) > CHARACTERS_MAX:
            break
        kept = [*group, *kept]
    return [*kept, Message("person", turn.words)]


def situation_of(turn: Turn, *, seconds_left: float) -> Situation:
    """What stands around this turn: language, the picture that "it" means, how the bar is set."""
    wish = wish_of(turn, turn.words)
    subject = _subject(turn, wish.change_image_id)
    answered = Turn.objects.filter(
        conversation_id=turn.conversation_id, number__lt=turn.number, reply_state=ReplyState.SAID
    )
    return Situation(
        language=turn.wish.get("language", "en"),
        has_subject=subject is not None,
        subject=(subject or "")[:SUBJECT_MAX],
        facts={
            "shape": wish.shape,
            "quality": str(wish.tier),
            "count": wish.count,
            "painter": wish.painter,
            "credits": price_of(wish),
            "is_chosen": bool(turn.wish.get("is_chosen") or turn.conversation.remix_of_id),
            "is_first_reply": not answered.exclude(reply="").exists(),
        },
        seconds_left=seconds_left,
    )


def _subject(turn: Turn, image_id: int | None) -> str | None:
    """The prompt of what the words may change; None where there is nothing to change."""
    person_id = turn.conversation.owner_id
    if image_id:
        made = made_images(person_id, [image_id]).get(image_id)
        return made.recipe.words if made else None
    post = turn.conversation.remix_of
    if post is None:
        return None
    try:
        return post_card(post.id, viewer_id=person_id, link_key=post.link_key).words
    except NotFound:
        return None  # withdrawn since


def _exchange(turn: Turn, pictures: Mapping[int, list[dict[str, Any]]]) -> Iterator[Message]:
    words = turn.words or (turn.generation.words if turn.generation else "")
    yield Message("person", words)
    calls = turn.calls or _as_calls(turn.generation)
    if calls:
        made = pictures.get(turn.generation_id or 0, [])
        state = turn.generation.state if turn.generation else ""
        yield Message("writer", "", tuple(_call(turn, place, each) for place, each in enumerate(calls)))
        for place, each in enumerate(calls):
            outcome = each["outcome"]
            told = {**outcome, "state": state, "pictures": made} if "generation_id" in outcome else outcome
            yield Message("tool", orjson.dumps(told).decode(), answers=f"t{turn.id}c{place}")
    if turn.reply:
        yield Message("writer", turn.reply)


def _as_calls(generation: Generation | None) -> list[dict[str, Any]]:
    """A request that was made directly, told as the tool that would have made it."""
    if generation is None:
        return []
    name, key = ("edit_image", "instruction") if generation.parent_image_id else ("create_image", "prompt")
    outcome = {"generation_id": str(generation.id)}
    return [{"name": name, "arguments": {key: generation.words}, "outcome": outcome}]


def _call(turn: Turn, place: int, call: Mapping[str, Any]) -> Call:
    return Call(f"t{turn.id}c{place}", call["name"], call["arguments"])


def _pictures_by_generation(generation_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Candidate.objects.filter(generation_id__in=generation_ids).exclude(image=None).order_by("place")
    for generation_id, place, image_id in rows.values_list("generation_id", "place", "image_id"):
        found.setdefault(generation_id, []).append({"number": place + 1, "image_id": str(image_id)})
    return found


def _length(messages: Sequence[Message]) -> int:
    return sum(len(message.words) for message in messages)
