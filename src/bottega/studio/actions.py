"""What happens in the studio. Each verb owns its transactions and appends its facts.

No verb here calls an engine; the worker does, through `painting.paint`.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from procrastinate.contrib.django import app as jobs

from bottega.engines.painter.port import WORDS_MAX
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.models import Image
from bottega.gallery.queries import post_card
from bottega.kernel.errors import Conflict, NotFound, OverLimit
from bottega.kernel.ids import new_id
from bottega.kernel.words import some_text
from bottega.people.models import Person
from bottega.stream.actions import append_fact, ring
from bottega.stream.facts import Kind
from bottega.studio.models import Candidate, Conversation, Generation, State, Turn

CANDIDATES = 4
CANDIDATES_MAX = 4
OPEN_GENERATIONS_MAX = 4  # by one person at a time; more would starve everybody else's
TITLE_MAX = 80
TURNS_MAX = 200  # four pictures and a parent each: what one page can still show
SHAPES: dict[str, tuple[int, int]] = {"square": (1024, 1024), "tall": (832, 1216), "wide": (1216, 832)}


class NoSuchConversation(NotFound):
    """No conversation of that id that belongs to this person."""

    code = "no_such_conversation"


class NoSuchGeneration(NotFound):
    """No generation of that id that belongs to this person."""

    code = "no_such_generation"


class TooManyAtOnce(OverLimit):
    """OPEN_GENERATIONS_MAX of this person's generations are still being painted."""

    code = "too_many_at_once"


class ConversationFull(OverLimit):
    """TURNS_MAX turns; fork it or open a new one."""

    code = "conversation_full"


class BadShape(Conflict):
    """Not one of SHAPES."""

    code = "bad_shape"


@dataclass(frozen=True, slots=True)
class Source:
    """What a request changes: one of one's own images, or a post's image (then post_id is set)."""

    image_id: int
    post_id: int | None = None


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


def ask_for_images(
    owner: Person,
    conversation_id: int,
    words: str,
    *,
    painter: str,
    idempotency_key: str,
    at: datetime,
    change_image_id: int | None = None,
    mask_sha256: str = "",
    shape: str = "square",
    count: int = CANDIDATES,
    seeds: Sequence[int] | None = None,
    is_queued: bool = True,
) -> Generation:
    """Ask for pictures; the worker paints them. Generation, turn, fact and job commit together.

    words: 1 to WORDS_MAX characters. count: 1 to CANDIDATES_MAX.
    change_image_id: one of the owner's own images, which the words then change; without it the
        conversation's chip (a post) is changed if there is one, else the words stand alone.
    mask_sha256: a stored mask PNG of the changed image's size, or "".
    idempotency_key: 1 to 64 characters; the same key returns the first generation.
    seeds: one for each picture, different, 0 to 2**31 - 1, to repeat known ones; else random.
    is_queued: False where the caller, itself a job, paints at once.

    Raises NoSuchConversation, NoSuchImage, NoSuchPost, Empty, TooLong, BadShape, TooManyAtOnce,
    ConversationFull.
    """
    words = some_text(words, characters_max=WORDS_MAX)
    conversation = _own_conversation(owner, conversation_id)
    earlier = Generation.objects.filter(owner=owner, idempotency_key=idempotency_key).first()
    if earlier:
        return earlier
    source = _source(owner, conversation, change_image_id)
    width_px, height_px = _size(source, shape)
    with transaction.atomic():
        # The person's row is the lock: a double press waits here and finds the first generation.
        Person.objects.select_for_update(no_key=True).get(pk=owner.pk)
        earlier = Generation.objects.filter(owner=owner, idempotency_key=idempotency_key).first()
        if earlier:
            return earlier
        _refuse_too_many(owner, conversation)
        generation = Generation.objects.create(
            id=new_id(at),
            owner=owner,
            words=words,
            painter=painter,
            width_px=width_px,
            height_px=height_px,
            parent_image_id=source.image_id if source else None,
            parent_post_id=source.post_id if source else None,
            mask_sha256=mask_sha256 if source else "",
            asked_at=at,
            idempotency_key=idempotency_key,
        )
        drawn = seeds or _fresh_seeds(min(max(count, 1), CANDIDATES_MAX))
        _write_candidates(generation, drawn)
        _write_turn(conversation, generation, at)
        _append_asked(generation, conversation, len(drawn))
        if is_queued:
            _queue_painting(generation.id)
        ring(f"conversation:{conversation.id}")
    return generation


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
    origin = _own_conversation(owner, conversation_id)
    turn = Turn.objects.filter(conversation=origin, generation_id=generation_id).first()
    if turn is None:
        raise NoSuchGeneration("There is no such turn in this conversation.")
    with transaction.atomic():
        fork = Conversation.objects.create(
            id=new_id(at), owner=owner, title=origin.title, opened_at=at, touched_at=at
        )
        kept = Turn.objects.filter(conversation=origin, number__lte=turn.number).order_by("number")
        Turn.objects.bulk_create(
            Turn(conversation=fork, generation_id=each.generation_id, number=each.number) for each in kept
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


def _own_conversation(owner: Person, conversation_id: int) -> Conversation:
    conversation = Conversation.objects.filter(pk=conversation_id, owner=owner).first()
    if conversation is None:
        raise NoSuchConversation("There is no such conversation of yours.")
    return conversation


def _source(owner: Person, conversation: Conversation, change_image_id: int | None) -> Source | None:
    if change_image_id:
        if not Image.objects.filter(pk=change_image_id, maker=owner, erased_at=None).exists():
            raise NoSuchImage("There is no such picture in your library.")
        return Source(change_image_id)
    if conversation.remix_of_id:
        # Asked again now, not only when the chip was set: the post may have been withdrawn since.
        link_key = conversation.remix_of.link_key if conversation.remix_of else ""
        card = post_card(conversation.remix_of_id, viewer_id=owner.id, link_key=link_key)
        return Source(card.image.id, card.id)
    return None


def _size(source: Source | None, shape: str) -> tuple[int, int]:
    if source:
        width_px, height_px = Image.objects.values_list("width_px", "height_px").get(pk=source.image_id)
        return width_px, height_px
    if shape not in SHAPES:
        raise BadShape(f"Pictures are {', '.join(SHAPES)}; “{shape[:20]}” is none of these.")
    return SHAPES[shape]


def _refuse_too_many(owner: Person, conversation: Conversation) -> None:
    if Generation.objects.filter(owner=owner, ended_at=None).count() >= OPEN_GENERATIONS_MAX:
        raise TooManyAtOnce(
            f"{OPEN_GENERATIONS_MAX} requests of yours are still being painted. Wait for one, or stop it."
        )
    if Turn.objects.filter(conversation=conversation).count() >= TURNS_MAX:
        raise ConversationFull("This conversation is full. Fork its last turn to go on.")


def _fresh_seeds(count: int) -> list[int]:
    # Neighbours, not four draws: the embedded painter gives neighbouring seeds different compositions,
    # and to every other painter one random number is as good as the next.
    first = secrets.randbelow(2**31 - count)
    return list(range(first, first + count))


def _write_candidates(generation: Generation, seeds: Sequence[int]) -> None:
    Candidate.objects.bulk_create(
        Candidate(generation=generation, place=place, seed=seed) for place, seed in enumerate(seeds)
    )


def _write_turn(conversation: Conversation, generation: Generation, at: datetime) -> None:
    last = Turn.objects.filter(conversation=conversation).aggregate(last=Max("number"))["last"]
    Turn.objects.create(conversation=conversation, generation=generation, number=(last or 0) + 1)
    title = conversation.title or " ".join(generation.words.split())[:TITLE_MAX]
    # The chip has done its work: what follows in this conversation changes one's own pictures.
    Conversation.objects.filter(pk=conversation.pk).update(touched_at=at, title=title, remix_of=None)


def _queue_painting(generation_id: int) -> None:
    # By name: jobs.py imports this file. The job's row commits with the generation's. One lock for
    # each generation, so that a job picked up again never runs beside its first self.
    name = f"generation:{generation_id}"
    jobs.configure_task("studio.paint_generation", queue="paint", lock=name).defer(
        generation_id=generation_id
    )


def _append_asked(generation: Generation, conversation: Conversation, count: int) -> None:
    edge = "remix" if generation.parent_post_id else "edit" if generation.parent_image_id else None
    append_fact(
        Kind.IMAGES_ASKED,
        actor_id=generation.owner_id,
        subject_id=generation.id,
        at=generation.asked_at,
        conversation_id=conversation.id,
        painter=generation.painter,
        count=count,
        edge=edge,
        parent_image_id=generation.parent_image_id,
        parent_post_id=generation.parent_post_id,
    )


def end_generation(
    generation: Generation, state: State, *, at: datetime, failure: str = "", reason: str = ""
) -> None:
    """Write the last word about a generation, once; a second word changes nothing.

    Call inside a transaction. state: FINISHED, FAILED or STOPPED. failure: a stable code.
    """
    written = Generation.objects.filter(pk=generation.pk, ended_at=None).update(
        state=state, ended_at=at, failure=failure, failure_reason=reason[:300]
    )
    if not written:
        return
    asked = Candidate.objects.filter(generation=generation).count()
    made = Candidate.objects.filter(generation=generation).exclude(image=None).count()
    body: dict[str, int | str] = {"made": made, "asked": asked}
    kind = {State.FINISHED: Kind.GENERATION_FINISHED, State.STOPPED: Kind.GENERATION_STOPPED}.get(
        state, Kind.GENERATION_FAILED
    )
    if kind == Kind.GENERATION_FAILED:
        body["code"] = failure
    append_fact(kind, actor_id=generation.owner_id, subject_id=generation.id, at=at, **body)
    ring_conversations(generation.id)


def ring_conversations(generation_id: int) -> None:
    """Wake every page that shows this generation."""
    for conversation_id in Turn.objects.filter(generation_id=generation_id).values_list(
        "conversation_id", flat=True
    )[:50]:
        ring(f"conversation:{conversation_id}")
