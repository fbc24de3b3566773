"""The last word of a reply, written once, and the key under which a turn's one generation is asked for."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from bottega.stream.actions import append_fact, ring
from bottega.stream.facts import Kind
from bottega.studio.models import ReplyState, Turn

Clock = Callable[[], datetime]


def end_reply(turn_id: int, *, failure: str = "", at: datetime) -> None:
    """Write SAID, or FAILED with a stable code; about a reply that has ended it changes nothing."""
    state = ReplyState.FAILED if failure else ReplyState.SAID
    with transaction.atomic():
        writing = Turn.objects.filter(pk=turn_id, reply_state=ReplyState.WRITING)
        if not writing.update(reply_state=state, reply_failure=failure):
            return
        turn = Turn.objects.select_related("conversation").get(pk=turn_id)
        append_fact(
            Kind.TURN_ANSWERED,
            actor_id=turn.conversation.owner_id,
            subject_id=turn.id,
            at=at,
            conversation_id=turn.conversation_id,
            writer=turn.writer,
            calls=len(turn.calls),
            generation_id=turn.generation_id,
            code=failure,
        )
        ring(f"conversation:{turn.conversation_id}")
