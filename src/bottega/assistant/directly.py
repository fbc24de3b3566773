"""Painting what a person said as it stands, past the writer: the way on when the writer fails."""

from datetime import datetime

from django.db import transaction

from bottega.assistant.bar import wish_of
from bottega.assistant.turns import own_turn
from bottega.people.models import Person
from bottega.studio.actions import ask_for_images
from bottega.studio.models import Generation, ReplyState, Turn


def turn_key(turn_id: int) -> str:
    """The idempotency key of the one generation that a turn may lead to."""
    return f"turn-{turn_id}"


def paint_as_said(person: Person, conversation_id: int, turn_id: int, *, at: datetime) -> Generation:
    """Ask for pictures with a turn's words as its prompt and its bar as it was; twice asks once.

    Raises NoSuchGeneration, and whatever `ask_for_images` raises; then nothing is changed.
    """
    turn = own_turn(person, conversation_id, turn_id)
    if turn.generation:
        return turn.generation
    with transaction.atomic():
        generation = ask_for_images(
            person,
            conversation_id,
            wish_of(turn, turn.words),
            idempotency_key=turn_key(turn.id),
            at=at,
            turn_id=turn.id,
        )
        failed = Turn.objects.filter(pk=turn.pk, reply_state=ReplyState.FAILED)
        failed.update(reply_state=ReplyState.SAID, reply_failure="")
    return generation
