"""Questions about the studio. Everything here is its owner's alone: every query takes the owner's id."""

from collections.abc import Iterable, Sequence

from procrastinate.contrib.django.models import ProcrastinateJob

from bottega.engines.painter.port import COUNT_MAX
from bottega.engines.wired import engines
from bottega.gallery.cards import MadeImage, PostCard, PostLink
from bottega.gallery.queries import made_images, post_card, post_cards_as_opened
from bottega.kernel.errors import NotFound
from bottega.studio.again import can_be_final
from bottega.studio.cards import (
    CandidateCard,
    ConversationCard,
    ConversationLink,
    DriftCard,
    ExchangeCard,
    GenerationCard,
    RemixChip,
)
from bottega.studio.errors import NoSuchConversation, NoSuchGeneration
from bottega.studio.exchanges import exchanges_from
from bottega.studio.models import Candidate, Conversation, Drift, Generation, Reference, Turn

RECENT_MAX = 30
DEMO_QUEUE = "demo"  # its one job makes a post of the demo network, {"number", "of"}, and queues the next


def conversation_of(owner_id: int, conversation_id: int) -> ConversationCard:
    """A whole conversation, oldest turn first. Raises NoSuchConversation."""
    conversation = (
        Conversation.objects.filter(pk=conversation_id, owner_id=owner_id).select_related("remix_of").first()
    )
    if conversation is None:
        raise NoSuchConversation("There is no such conversation of yours.")
    rows = list(
        Turn.objects.filter(conversation=conversation).order_by("number").select_related("generation")
    )
    turns = _turns(owner_id, [(row.number, row.generation) for row in rows if row.generation])
    return ConversationCard(
        conversation.id,
        conversation.title,
        turns,
        _chip(owner_id, conversation),
        exchanges_from(rows, {turn.id: turn for turn in turns}, owner_id=owner_id),
    )


def exchange_of(owner_id: int, conversation_id: int, turn_id: int) -> ExchangeCard:
    """One turn of a conversation, words and pictures, fresh. Raises NoSuchGeneration."""
    turn = (
        Turn.objects.filter(pk=turn_id, conversation_id=conversation_id, conversation__owner_id=owner_id)
        .select_related("generation")
        .first()
    )
    if turn is None:
        raise NoSuchGeneration("There is no such turn in this conversation.")
    made = _turns(owner_id, [(turn.number, turn.generation)] if turn.generation else [])
    return exchanges_from([turn], {each.id: each for each in made}, owner_id=owner_id)[0]


def generation_of(owner_id: int, conversation_id: int, generation_id: int) -> GenerationCard:
    """One turn of a conversation, fresh. Raises NoSuchGeneration."""
    turn = (
        Turn.objects.filter(
            conversation_id=conversation_id, generation_id=generation_id, conversation__owner_id=owner_id
        )
        .select_related("generation")
        .first()
    )
    if turn is None or turn.generation is None:
        raise NoSuchGeneration("There is no such request of yours.")
    return _turns(owner_id, [(turn.number, turn.generation)])[0]


def owns_conversation(owner_id: int, conversation_id: int) -> bool:
    """Whether the conversation is this person's."""
    return Conversation.objects.filter(pk=conversation_id, owner_id=owner_id).exists()


def recent_conversations(owner_id: int) -> list[ConversationLink]:
    """The owner's latest RECENT_MAX conversations, latest touched first, each with its newest picture."""
    rows = list(Conversation.objects.filter(owner_id=owner_id).order_by("-touched_at")[:RECENT_MAX])
    newest = dict(
        Candidate.objects.filter(generation__turns__conversation__in=rows)
        .exclude(image=None)
        .order_by("generation__turns__conversation_id", "-image_id")
        .distinct("generation__turns__conversation_id")
        .values_list("generation__turns__conversation_id", "image_id")
    )
    made = made_images(owner_id, [image_id for image_id in newest.values() if image_id])
    return [
        ConversationLink(row.id, row.title, row.touched_at, made.get(newest.get(row.id) or 0)) for row in rows
    ]


def latest_conversation_id(owner_id: int) -> int | None:
    """The conversation that was touched last, to come back to; None before the first."""
    return (
        Conversation.objects.filter(owner_id=owner_id)
        .order_by("-touched_at")
        .values_list("id", flat=True)
        .first()
    )


def preview_of(owner_id: int, generation_id: int, place: int) -> str:
    """The stored PNG of what is painted so far, by its SHA-256. Raises NoSuchGeneration."""
    tile = Candidate.objects.filter(
        generation_id=generation_id, generation__owner_id=owner_id, place=place, image=None
    ).first()
    if tile is None or not tile.preview_sha256:
        raise NoSuchGeneration("There is nothing to see of that picture yet.")
    return tile.preview_sha256


def heatmap_of(owner_id: int, generation_id: int, place: int) -> str:
    """The blob of what one edit changed, as a transparent PNG. Raises NoSuchGeneration."""
    if place >= COUNT_MAX:
        raise NoSuchGeneration("There is no such request of yours.")
    drift = Drift.objects.filter(
        candidate__generation_id=generation_id,
        candidate__generation__owner_id=owner_id,
        candidate__place=place,
    ).first()
    if drift is None or not drift.heatmap_sha256:
        raise NoSuchGeneration("There is no such request of yours.")
    return drift.heatmap_sha256


def demo_progress() -> tuple[int, int] | None:
    """How many posts of the demo network are made, and of how many; None once nothing waits."""
    queued = ProcrastinateJob.objects.filter(queue_name=DEMO_QUEUE, status__in=("todo", "doing"))
    job = queued.order_by("id").values_list("args", flat=True).first()
    return (job["number"], job["of"]) if job else None


def _chip(owner_id: int, conversation: Conversation) -> RemixChip | None:
    if conversation.remix_of is None:
        return None
    try:
        card = post_card(
            conversation.remix_of.id, viewer_id=owner_id, link_key=conversation.remix_of.link_key
        )
    except NotFound:
        return None  # withdrawn since: nothing to start from any more
    return RemixChip(PostLink(card.id, card.author), card.image.src, card.alt_text, card.words)


def _turns(owner_id: int, numbered: Sequence[tuple[int, Generation]]) -> list[GenerationCard]:
    generations = [generation for _, generation in numbered]
    tiles = list(
        Candidate.objects.filter(generation__in=generations).select_related("drift").order_by("place")
    )
    referred = _references(generations)
    parents = {each.parent_image_id for each in generations if each.parent_image_id}
    wanted = parents | {tile.image_id for tile in tiles if tile.image_id}
    made = made_images(owner_id, wanted.union(*referred.values()))
    posts = post_cards_as_opened(
        {each.parent_post_id for each in generations if each.parent_post_id}, viewer_id=owner_id
    )
    return [
        _turn(number, generation, tiles, made, posts, referred.get(generation.id, ()))
        for number, generation in numbered
    ]


def _references(generations: Sequence[Generation]) -> dict[int, list[int]]:
    rows = Reference.objects.filter(generation__in=generations).order_by("place")
    referred: dict[int, list[int]] = {}
    for generation_id, image_id in rows.values_list("generation_id", "image_id"):
        referred.setdefault(generation_id, []).append(image_id)
    return referred


def _turn(
    number: int,
    generation: Generation,
    tiles: Sequence[Candidate],
    made: dict[int, MadeImage],
    posts: dict[int, PostCard],
    referred: Sequence[int],
) -> GenerationCard:
    candidates = [
        CandidateCard(tile.place, tile.share, made.get(tile.image_id or 0), _drift(tile), _preview_url(tile))
        for tile in tiles
        if tile.generation_id == generation.id
    ]
    finished = [candidate.made for candidate in candidates if candidate.made]
    post = posts.get(generation.parent_post_id or 0)
    return GenerationCard(
        id=generation.id,
        number=number,
        words=generation.words,
        kind="remix" if generation.parent_post_id else "edit" if generation.parent_image_id else "ask",
        state=generation.state,
        failure=generation.failure,
        failure_reason=generation.failure_reason,
        painter=generation.painter,
        asked_at=generation.asked_at,
        candidates=candidates,
        parent=made.get(generation.parent_image_id or 0),
        remix_of=PostLink(post.id, post.author) if post else None,
        drew=_in_order(made_image.recipe.drew for made_image in finished),
        missed=_in_order(made_image.recipe.missed for made_image in finished),
        tier=generation.tier,
        width_px=generation.width_px,
        height_px=generation.height_px,
        price=generation.price,
        can_be_final=can_be_final(generation),
        final_price=_final_price(generation.painter),
        references=[made[image_id] for image_id in referred if image_id in made],
    )


def _final_price(painter: str) -> int:
    wired = engines().painters.get(painter)
    return wired.prices["final"] if wired else 0


def _preview_url(tile: Candidate) -> str:
    # The hash makes a new address of each preview, so that a page shows the newest.
    if tile.image_id or not tile.preview_sha256:
        return ""
    return f"/studio/preview/{tile.generation_id}/{tile.place}.png?v={tile.preview_sha256[:12]}"


def _drift(tile: Candidate) -> DriftCard | None:
    drift: Drift | None = getattr(tile, "drift", None)  # Django raises a kind of AttributeError for none
    if drift is None:
        return None
    address = f"/studio/heatmap/{tile.generation_id}/{tile.place}.png" if drift.heatmap_sha256 else ""
    return DriftCard(
        drift.changed_share,
        drift.outside_equal,
        drift.ssim,
        drift.pdq_distance,
        drift.warning,
        address,
    )


def _in_order(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(word for words in lists for word in words))
