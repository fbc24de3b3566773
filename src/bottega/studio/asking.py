"""Asking for images: every check of a request, then one transaction that writes all of it.

No engine is called here; the worker does, through `painting.paint`.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from procrastinate.contrib.django import app as jobs

from bottega.engines.painter.port import REFERENCES_MAX, WORDS_MAX
from bottega.engines.wired import WiredPainter, wired_painter
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.models import Image, Post
from bottega.gallery.queries import post_card
from bottega.gallery.terms import refuse_remix
from bottega.gallery.uploads import refuse_foreign_upload
from bottega.kernel.ids import new_id
from bottega.kernel.words import some_text
from bottega.people.models import Person
from bottega.stream.actions import append_fact, ring
from bottega.stream.facts import Kind
from bottega.studio import credits
from bottega.studio.errors import (
    BadShape,
    ConversationFull,
    NoSuchConversation,
    PainterCannot,
    TooManyAtOnce,
)
from bottega.studio.keeping import keep_each
from bottega.studio.models import Candidate, Conversation, Generation, Keep, Reference, Tier, Turn

CANDIDATES = 4
CANDIDATES_MAX = 4
OPEN_GENERATIONS_MAX = 4  # by one person at a time; more would starve everybody else's
TITLE_MAX = 80
TURNS_MAX = 200  # four pictures and a parent each: what one page can still show
SHAPES: dict[str, tuple[int, int]] = {"square": (1024, 1024), "tall": (832, 1216), "wide": (1216, 832)}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for.

    words: 1 to WORDS_MAX characters. painter: a wired painter's name. shape: one of SHAPES; edits keep
        the picture's own. count: 1 to CANDIDATES_MAX.
    change_image_id: one of the owner's own images, which the words then change; without it the
        conversation's chip (a post) is changed if there is one, else the words stand alone.
    remix_post_id: a post to change again, where an earlier request changed it; asked for permission anew.
    mask_sha256: a stored mask PNG of the changed image's size, or "".
    reference_ids: the owner's own images that the painter goes by, in order, at most REFERENCES_MAX.
    recipe_version_id, slots: the recipe that the words were filled in from, already filled in.
    parameters: by the painter's own names.
    seeds: one for each picture, different, 0 to 2**31 - 1, to repeat known ones; else random.
    """

    words: str
    painter: str
    shape: str = "square"
    tier: Tier = Tier.FINAL
    count: int = CANDIDATES
    change_image_id: int | None = None
    remix_post_id: int | None = None
    mask_sha256: str = ""
    reference_ids: Sequence[int] = ()
    recipe_version_id: int | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seeds: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a request changes: one of one's own images, or a post's image (then post_id is set)."""

    image_id: int
    post_id: int | None = None


def ask_for_images(
    owner: Person,
    conversation_id: int,
    wish: Wish,
    *,
    idempotency_key: str,
    at: datetime,
    turn_id: int | None = None,
    is_queued: bool = True,
) -> Generation:
    """Ask for pictures; the worker paints them. Generation, price, turn, fact and job commit together.

    idempotency_key: 1 to 64 characters; the same key returns the first generation.
    turn_id: the turn of this conversation that said it and has no generation yet; else a new turn.
    is_queued: False where the caller, itself a job, paints at once.

    Raises NoSuchConversation, NoSuchImage, NoSuchPost, RemixRefused, AskFirst, UploadNotGranted,
    NoSuchPainter, PainterCannot, Empty, TooLong, BadShape, TooManyAtOnce, ConversationFull, NotEnoughCredits.
    """
    words = some_text(wish.words, characters_max=WORDS_MAX)
    conversation = own_conversation(owner, conversation_id)
    earlier = Generation.objects.filter(owner=owner, idempotency_key=idempotency_key).first()
    if earlier:
        return earlier
    wired = wired_painter(wish.painter)
    source = _source(owner, conversation, wish)
    references = _references(owner, wish)
    _refuse_what_painter_cannot(wired, source, references)
    width_px, height_px = _size(source, wish)
    seeds = wish.seeds or _fresh_seeds(min(max(wish.count, 1), CANDIDATES_MAX))
    with transaction.atomic():
        # The person's row is the lock: a double press waits here and finds the first generation.
        Person.objects.select_for_update(no_key=True).get(pk=owner.pk)
        earlier = Generation.objects.filter(owner=owner, idempotency_key=idempotency_key).first()
        if earlier:
            return earlier
        _refuse_too_many(owner, conversation)
        if source and source.post_id:
            # In here, where the post's row is locked: what is asked for now is decided now, whatever its
            # author says while it is being painted.
            refuse_remix(source.post_id, person_id=owner.id)
        generation = Generation.objects.create(
            id=new_id(at),
            owner=owner,
            words=words,
            painter=wish.painter,
            width_px=width_px,
            height_px=height_px,
            parent_image_id=source.image_id if source else None,
            parent_post_id=source.post_id if source else None,
            mask_sha256=wish.mask_sha256 if source else "",
            tier=wish.tier,
            parameters=dict(wish.parameters),
            price=wired.prices[wish.tier] * len(seeds),
            recipe_version_id=wish.recipe_version_id,
            slots=dict(wish.slots),
            asked_at=at,
            idempotency_key=idempotency_key,
        )
        credits.reserve(generation, at=at)
        _write_candidates(generation, seeds)
        _write_references(generation, references)
        keep_each(owner, _continued(source, references), Keep.How.CONTINUED, at=at)
        _write_turn(conversation, generation, turn_id, at)
        _append_asked(generation, conversation, len(seeds))
        if is_queued:
            _queue_painting(generation.id, wired.queue)
        ring(f"conversation:{conversation.id}")
    return generation


def own_conversation(owner: Person, conversation_id: int) -> Conversation:
    """The row of one of the owner's conversations. Raises NoSuchConversation."""
    conversation = Conversation.objects.filter(pk=conversation_id, owner=owner).first()
    if conversation is None:
        raise NoSuchConversation("There is no such conversation of yours.")
    return conversation


def _source(owner: Person, conversation: Conversation, wish: Wish) -> Source | None:
    if wish.change_image_id:
        if not Image.objects.filter(pk=wish.change_image_id, maker=owner, erased_at=None).exists():
            raise NoSuchImage("There is no such picture in your library.")
        refuse_foreign_upload(wish.change_image_id, person_id=owner.id)
        return Source(wish.change_image_id)
    post = conversation.remix_of
    if wish.remix_post_id:
        post = Post.objects.filter(pk=wish.remix_post_id).first()
    if post:
        # Asked again now, not only when the chip was set: the post may have been withdrawn since.
        card = post_card(post.id, viewer_id=owner.id, link_key=post.link_key)
        refuse_foreign_upload(card.image.id, person_id=owner.id)
        return Source(card.image.id, card.id)
    return None


def _references(owner: Person, wish: Wish) -> list[int]:
    asked = list(dict.fromkeys(wish.reference_ids))[:REFERENCES_MAX]
    mine = Image.objects.filter(pk__in=asked, maker=owner, erased_at=None).values_list("id", flat=True)
    if len(mine) < len(asked):
        raise NoSuchImage("There is no such picture in your library.")
    for image_id in asked:
        refuse_foreign_upload(image_id, person_id=owner.id)
    return asked


def _refuse_what_painter_cannot(
    wired: WiredPainter, source: Source | None, references: Sequence[int]
) -> None:
    abilities = wired.painter.abilities
    if source and not abilities.edits:
        raise PainterCannot("This painter makes new pictures and changes none. Choose another.", what="edit")
    if len(references) > abilities.references:
        raise PainterCannot(
            f"This painter takes {abilities.references} reference pictures. Choose another, or fewer.",
            what="references",
            references_max=abilities.references,
        )


def _size(source: Source | None, wish: Wish) -> tuple[int, int]:
    if source:
        width_px, height_px = Image.objects.values_list("width_px", "height_px").get(pk=source.image_id)
        return width_px, height_px
    if wish.shape not in SHAPES:
        raise BadShape(f"Pictures are {', '.join(SHAPES)}; “{wish.shape[:20]}” is none of these.")
    width_px, height_px = SHAPES[wish.shape]
    return (width_px // 2, height_px // 2) if wish.tier == Tier.SKETCH else (width_px, height_px)


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


def _write_references(generation: Generation, references: Sequence[int]) -> None:
    Reference.objects.bulk_create(
        Reference(generation=generation, image_id=image_id, place=place)
        for place, image_id in enumerate(references)
    )


def _continued(source: Source | None, references: Sequence[int]) -> list[int]:
    return [*references, source.image_id] if source else list(references)


def _write_turn(
    conversation: Conversation, generation: Generation, turn_id: int | None, at: datetime
) -> None:
    if turn_id:
        open_turn = Turn.objects.filter(pk=turn_id, conversation=conversation, generation=None)
        if not open_turn.update(generation=generation):
            raise NoSuchConversation("There is no such turn without pictures in this conversation.")
        Conversation.objects.filter(pk=conversation.pk).update(touched_at=at, remix_of=None)
        return
    last = Turn.objects.filter(conversation=conversation).aggregate(last=Max("number"))["last"]
    Turn.objects.create(conversation=conversation, generation=generation, number=(last or 0) + 1)
    title = conversation.title or " ".join(generation.words.split())[:TITLE_MAX]
    # The chip has done its work: what follows in this conversation changes one's own pictures.
    Conversation.objects.filter(pk=conversation.pk).update(touched_at=at, title=title, remix_of=None)


def _queue_painting(generation_id: int, queue: str) -> None:
    # By name: jobs.py imports this file. The job's row commits with the generation's. One lock for
    # each generation, so that a job picked up again never runs beside its first self.
    name = f"generation:{generation_id}"
    jobs.configure_task("studio.paint_generation", queue=queue, lock=name).defer(generation_id=generation_id)


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
        tier=generation.tier,
        price=generation.price,
        recipe_version_id=generation.recipe_version_id,
    )
