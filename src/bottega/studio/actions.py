"""What happens to conversations and generations. Each verb owns its transactions and appends its facts.

No verb here calls an engine; the worker does, through `painting.paint`. Asking for images has a file of
its own, `asking.py`; it is handed out from here as well.
"""

from datetime import datetime

from django.db import transaction

from bottega.gallery.queries import post_card
from bottega.kernel.ids import new_id
from bottega.kernel.words import some_text
from bottega.people.models import Person
from bottega.stream.actions import append_fact
from bottega.stream.facts import Kind
from bottega.studio.asking import (
    OPEN_GENERATIONS_MAX,
    TITLE_MAX,
    TURNS_MAX,
    Wish,
    ask_for_images,
    own_conversation,
)
from bottega.studio.ending import end_generation, ring_conversations
from bottega.studio.errors import (
    BadShape,
    ConversationFull,
    NoSuchConversation,
    NoSuchGeneration,
    PainterCannot,
    TooManyAtOnce,
)
from bottega.studio.models import Conversation, Generation, State, Turn

__all__ = [
    "OPEN_GENERATIONS_MAX",
    "TITLE_MAX",
    "TURNS_MAX",
    "BadShape",
    "ConversationFull",
    "NoSuchConversation",
    "NoSuchGeneration",
    "PainterCannot",
    "TooManyAtOnce",
    "Wish",
    "ask_for_images",
    "drop_remix_chip",
    "end_generation",
    "fork_conversation",
    "open_conversation",
    "rename_conversation",
    "ring_conversations",
    "stop_generation",
]


def open_conversation(
    owner: Person, *, remix_of_post_id: int | None = None, link_key: str = "", at: datetime
) -> Conversation:
    """Start an empty conversation; with a post, its picture is the chip that the first words change.

    Raises NoSuchPost when the owner may not see that post.
    """
    if remix_of_post_id:
        post_card(remix_of_post_id, viewer_id=owner.id, link_key=link_key)
    with transaction.atomic():
        conversation = Conversation.objects.create(
            id=new_id(at), owner=owner, remix_of_id=remix_of_post_id, opened_at=at, touched_at=at
        )
        append_fact(
            Kind.CONVERSATION_OPENED,
            actor_id=owner.id,
            subject_id=conversation.id,
            at=at,
            remix_of_post_id=remix_of_post_id,
        )
    return conversation


def drop_remix_chip(owner: Person, conversation_id: int) -> None:
    """Let the next words start from nothing instead of the post. Raises NoSuchConversation."""
    if not Conversation.objects.filter(pk=conversation_id, owner=owner).update(remix_of=None):
        raise NoSuchConversation("There is no such conversation of yours.")


def stop_generation(owner: Person, generation_id: int, *, at: datetime) -> None:
    """End a generation now: finished pictures stay, whatever the painter still makes is thrown away.

    The worker notices within a second and lets the painter go. Stopping one that has ended changes
    nothing. Raises NoSuchGeneration.
    """
    with transaction.atomic():
        generation = Generation.objects.select_for_update().filter(pk=generation_id, owner=owner).first()
        if generation is None:
            raise NoSuchGeneration("There is no such request of yours.")
        end_generation(generation, State.STOPPED, at=at)


def fork_conversation(
    owner: Person, conversation_id: int, generation_id: int, *, at: datetime
) -> Conversation:
    """Open a new conversation with everything up to and including one turn; the old one stays.

    Pictures are shared, not copied or painted again. Raises NoSuchConversation, NoSuchGeneration.
    """
    origin = own_conversation(owner, conversation_id)
    turn = Turn.objects.filter(conversation=origin, generation_id=generation_id).first()
    if turn is None:
        raise NoSuchGeneration("There is no such turn in this conversation.")
    with transaction.atomic():
        fork = Conversation.objects.create(
            id=new_id(at), owner=owner, title=origin.title, opened_at=at, touched_at=at
        )
        kept = Turn.objects.filter(conversation=origin, number__lte=turn.number).order_by("number")
        Turn.objects.bulk_create(
            Turn(
                conversation=fork,
                generation_id=each.generation_id,
                number=each.number,
                words=each.words,
                reply=each.reply,
                reply_state=each.reply_state,
                reply_failure=each.reply_failure,
                writer=each.writer,
                calls=each.calls,
                said_at=each.said_at,
            )
            for each in kept
        )
        append_fact(
            Kind.CONVERSATION_FORKED,
            actor_id=owner.id,
            subject_id=fork.id,
            at=at,
            from_conversation_id=origin.id,
            generation_id=generation_id,
        )
    return fork


def rename_conversation(owner: Person, conversation_id: int, title: str) -> None:
    """Give a conversation a title of its own. Raises NoSuchConversation, Empty, TooLong."""
    title = " ".join(some_text(title, characters_max=TITLE_MAX).split())
    if not Conversation.objects.filter(pk=conversation_id, owner=owner).update(title=title):
        raise NoSuchConversation("There is no such conversation of yours.")
