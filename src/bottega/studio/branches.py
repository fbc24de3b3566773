"""The tree of one's own tries: which came out of which, across a conversation and its forks.

Questions only, and only their owner's: every one takes the owner's id and finds nobody else's pictures.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bottega.gallery.cards import MadeImage
from bottega.gallery.models import Lineage
from bottega.gallery.queries import made_images
from bottega.studio.errors import NoSuchConversation
from bottega.studio.models import Candidate, Conversation, Generation, Turn

TRIES_MAX = 200  # requests in one tree; the oldest are left out
CHILDREN_MAX = 24


@dataclass(frozen=True, slots=True)
class Branch:
    """One request with its pictures, and the requests that changed one of them, oldest first.

    from_number: which picture of the branch above it changed, from 1; 0 at the top of a tree.
    source: at the top of a tree, the owner's picture from elsewhere that it changed, if it did.
    """

    generation_id: int
    words: str
    tier: str
    pictures: Sequence[MadeImage]
    from_number: int
    source: MadeImage | None
    branches: Sequence["Branch"]


def branches_of(owner_id: int, conversation_id: int) -> list[Branch]:
    """Every request of a conversation and of its forks as trees, oldest first. Five queries.

    Requests without a finished picture are left out. Raises NoSuchConversation.
    """
    if not Conversation.objects.filter(pk=conversation_id, owner_id=owner_id).exists():
        raise NoSuchConversation("There is no such conversation of yours.")
    generations = _generations(owner_id, conversation_id)
    rows = Candidate.objects.filter(generation__in=generations).exclude(image=None).order_by("place")
    pictures: dict[int, list[int]] = defaultdict(list)
    for generation_id, image_id in rows.values_list("generation_id", "image_id"):
        if image_id:
            pictures[generation_id].append(image_id)
    parents = {each.parent_image_id for each in generations if each.parent_image_id}
    made = made_images(owner_id, parents.union(*pictures.values()))
    return _grown(generations, pictures, made)


def children_of(owner_id: int, image_id: int) -> list[int]:
    """The owner's own pictures made by changing this one, newest first, at most CHILDREN_MAX."""
    edges = Lineage.objects.filter(
        parent_id=image_id, parent__maker_id=owner_id, child__maker_id=owner_id, child__erased_at=None
    )
    return list(edges.order_by("-child_id").values_list("child_id", flat=True)[:CHILDREN_MAX])


def _generations(owner_id: int, conversation_id: int) -> list[Generation]:
    here = Turn.objects.filter(conversation_id=conversation_id).exclude(generation=None)
    beside = Turn.objects.filter(
        conversation__owner_id=owner_id, generation_id__in=here.values("generation_id")
    ).values("conversation_id")
    ids = Turn.objects.filter(conversation_id__in=beside).exclude(generation=None).values("generation_id")
    newest = Generation.objects.filter(pk__in=ids, owner_id=owner_id).order_by("-id")[:TRIES_MAX]
    return sorted(newest, key=lambda each: each.id)


def _grown(
    generations: Sequence[Generation], pictures: dict[int, list[int]], made: dict[int, MadeImage]
) -> list[Branch]:
    """From the youngest to the oldest, so that each finds its branches ready: no recursion, no limit."""
    home = {image_id: generation_id for generation_id, ids in pictures.items() for image_id in ids}
    below: dict[int, list[Branch]] = defaultdict(list)
    tops: list[Branch] = []
    for each in reversed(generations):
        ids = [image_id for image_id in pictures.get(each.id, ()) if image_id in made]
        above = home.get(each.parent_image_id or 0)
        if not ids:
            continue
        branch = Branch(
            generation_id=each.id,
            words=each.words,
            tier=each.tier,
            pictures=[made[image_id] for image_id in ids],
            from_number=pictures[above].index(each.parent_image_id or 0) + 1 if above else 0,
            source=None if above else made.get(each.parent_image_id or 0),
            branches=below[each.id][::-1],
        )
        (below[above] if above else tops).append(branch)
    return tops[::-1]
