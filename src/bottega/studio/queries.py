"""Questions about the studio. Everything here is its owner's alone: every query takes the owner's id."""

from collections.abc import Iterable, Sequence

from procrastinate.contrib.django.models import ProcrastinateJob

from bottega.gallery.cards import MadeImage, PostCard, PostLink
from bottega.gallery.queries import made_images, post_card, post_cards
from bottega.kernel.errors import NotFound
from bottega.studio.cards import CandidateCard, ConversationCard, ConversationLink, GenerationCard, RemixChip
from bottega.studio.errors import NoSuchConversation, NoSuchGeneration
from bottega.studio.models import Candidate, Conversation, Generation, Turn

RECENT_MAX = 30
DEMO_QUEUE = "demo"  # its one job makes a post of the demo network, {"number", "of"}, and queues the next


def conversation_of(owner_id: int, conversation_id: int) -> ConversationCard:
    """A whole conversation, oldest turn first. Raises NoSuchConversation."""
    conversation = (
        Conversation.objects.filter(pk=conversation_id, owner_id=owner_id).select_related("remix_of").first()
    )
    if conversation is None:
        raise NoSuchConversation("There is no such conversation of yours.")
    turns = Turn.objects.filter(conversation=conversation).order_by("number").select_related("generation")
    numbered = [(turn.number, turn.generation) for turn in turns if turn.generation]
    return ConversationCard(
        conversation.id, conversation.title, _turns(owner_id, numbered), _chip(owner_id, conversation)
    )


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
    tiles = list(Candidate.objects.filter(generation__in=generations).order_by("place"))
    parents = {each.parent_image_id for each in generations if each.parent_image_id}
    made = made_images(owner_id, parents | {tile.image_id for tile in tiles if tile.image_id})
    posts = post_cards(
        {each.parent_post_id for each in generations if each.parent_post_id}, viewer_id=owner_id
    )
    return [_turn(number, generation, tiles, made, posts) for number, generation in numbered]


def _turn(
    number: int,
    generation: Generation,
    tiles: Sequence[Candidate],
    made: dict[int, MadeImage],
    posts: dict[int, PostCard],
) -> GenerationCard:
    candidates = [
        CandidateCard(tile.place, tile.share, made.get(tile.image_id or 0))
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
    )


def _in_order(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(word for words in lists for word in words))
