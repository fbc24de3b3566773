"""What a person does in the talk: say something, stop the answer, ask for it again.

Owns these verbs' transactions and their facts. The writer is not called here; the worker does, through
`answering.answer_turn`.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from procrastinate.contrib.django import app as jobs

from bottega.assistant.bar import kept_bar
from bottega.assistant.replies import end_reply
from bottega.assistant.turns import own_turn
from bottega.engines.painter.port import WORDS_MAX
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.queries import made_images
from bottega.kernel.errors import OverLimit
from bottega.kernel.words import some_text
from bottega.people.models import Person
from bottega.stream.actions import append_fact, ring
from bottega.stream.facts import Kind
from bottega.studio.actions import (
    TITLE_MAX,
    TURNS_MAX,
    ConversationFull,
    Wish,
)
from bottega.studio.asking import own_conversation
from bottega.studio.models import Conversation, ReplyState, Turn

OPEN_REPLIES_MAX = 4  # of one person; each holds a worker's thread for up to a minute
QUEUE = "talk"
STOPPED = "stopped"


class StillWriting(OverLimit):
    """OPEN_REPLIES_MAX answers to this person are still being written."""

    code = "still_writing"


def say_words(
    person: Person,
    conversation_id: int,
    wish: Wish,
    *,
    writer: str,
    language: str = "en",
    is_chosen: bool = False,
    idempotency_key: str,
    at: datetime,
) -> Turn:
    """Say wish.words to the writer; the worker has it answered. Turn, fact and job commit together.

    wish: what the bar is set to; the writer's tools start from it and never cost more than it would.
    is_chosen: its picture was chosen with Edit, so only that can be meant.
    idempotency_key: 1 to 64 characters; the same key in this conversation returns the first turn.

    Raises NoSuchConversation, NoSuchImage, Empty, TooLong, ConversationFull, StillWriting.
    """
    words = some_text(wish.words, characters_max=WORDS_MAX)
    conversation = own_conversation(person, conversation_id)
    if wish.change_image_id and not made_images(person.id, [wish.change_image_id]):
        raise NoSuchImage("There is no such picture in your library.")
    with transaction.atomic():
        # The person's row is the lock: a double press waits here and finds the first turn.
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        earlier = Turn.objects.filter(conversation=conversation, idempotency_key=idempotency_key).first()
        if earlier:
            return earlier
        _refuse_too_many(person, conversation)
        last = Turn.objects.filter(conversation=conversation).aggregate(last=Max("number"))["last"]
        turn = Turn.objects.create(
            conversation=conversation,
            number=(last or 0) + 1,
            words=words,
            reply_state=ReplyState.WRITING,
            writer=writer,
            wish=kept_bar(wish, language=language, is_chosen=is_chosen),
            said_at=at,
            idempotency_key=idempotency_key,
        )
        title = conversation.title or " ".join(words.split())[:TITLE_MAX]
        Conversation.objects.filter(pk=conversation.pk).update(touched_at=at, title=title)
        _tell_and_queue(turn, person.id, at=at)
    return turn


def stop_reply(person: Person, conversation_id: int, turn_id: int, *, at: datetime) -> None:
    """End the answer now; what it said so far stays, and so do pictures that it asked for.

    The worker notices with its next word. Stopping an ended one changes nothing. Raises NoSuchGeneration.
    """
    turn = own_turn(person, conversation_id, turn_id)
    with transaction.atomic():
        end_reply(turn.id, failure="" if turn.reply or turn.generation_id else STOPPED, at=at)


def retry_reply(person: Person, conversation_id: int, turn_id: int, *, writer: str, at: datetime) -> None:
    """Have a turn answered again whose answer failed and led to no pictures; any other stays as it is.

    Raises NoSuchGeneration, StillWriting.
    """
    turn = own_turn(person, conversation_id, turn_id)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        failed = Turn.objects.filter(pk=turn.pk, reply_state=ReplyState.FAILED, generation=None)
        if not failed.exists():
            return
        _refuse_too_many(person, turn.conversation, has_place=True)
        failed.update(reply_state=ReplyState.WRITING, reply_failure="", reply="", calls=[], writer=writer)
        turn.writer = writer
        _tell_and_queue(turn, person.id, at=at)


def _refuse_too_many(person: Person, conversation: Conversation, *, has_place: bool = False) -> None:
    open_replies = Turn.objects.filter(conversation__owner=person, reply_state=ReplyState.WRITING)
    if open_replies.count() >= OPEN_REPLIES_MAX:
        raise StillWriting("The writer is still answering you. Wait for it, or stop it.")
    if not has_place and Turn.objects.filter(conversation=conversation).count() >= TURNS_MAX:
        raise ConversationFull("This conversation is full. Fork its last turn to go on.")


def _tell_and_queue(turn: Turn, person_id: int, *, at: datetime) -> None:
    append_fact(
        Kind.TURN_SAID,
        actor_id=person_id,
        subject_id=turn.id,
        at=at,
        conversation_id=turn.conversation_id,
        writer=turn.writer,
    )
    # By name: jobs.py imports this room. One lock a conversation: what was said first is answered first.
    lock = f"talk:{turn.conversation_id}"
    jobs.configure_task("assistant.answer_turn", queue=QUEUE, lock=lock).defer(turn_id=turn.id)
    ring(f"conversation:{turn.conversation_id}")
