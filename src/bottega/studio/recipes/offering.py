"""What stands on two forms before anything is pressed: a post's "make mine", and an author's recipe.

Reads only; whoever presses asks every permission anew, in `making.py`, `actions.py` and `ask_for_images`.
"""

from collections.abc import Mapping

from bottega.engines.wired import engines, wired_painter
from bottega.gallery.asks import remix_standing
from bottega.gallery.cards import PostCard
from bottega.gallery.models import Image, Origin
from bottega.gallery.queries import library, own_post, post_card, recipe_of_post
from bottega.gallery.uploads import UploadNotGranted, refuse_foreign_upload
from bottega.studio.asking import CANDIDATES
from bottega.studio.models import Candidate, Generation, Recipe, RecipeVersion, Tier
from bottega.studio.recipes.cards import (
    MakeSheet,
    Offer,
    RecipeCredit,
    RecipeDesk,
    RecipeLink,
    VersionCard,
)
from bottega.studio.recipes.filling import SlotKind
from bottega.studio.recipes.making import painter_for
from bottega.studio.recipes.origins import recipe_version_behind
from bottega.studio.recipes.queries import (
    credit_of,
    newest_version,
    recipes_of_posts,
    successes,
    version_card,
)
from bottega.studio.recipes.seeing import seen_version

PHOTOS_MAX = 24  # of one's own latest pictures, to choose from


def make_sheet(post_id: int, *, person_id: int, link_key: str = "") -> MakeSheet:
    """Every way in which this person may make that post their own. Raises NoSuchPost."""
    post = post_card(post_id, viewer_id=person_id, link_key=link_key)
    image = Image.objects.get(pk=post.image.id)
    offered = recipes_of_posts([post_id], viewer_id=person_id, link_key=link_key).get(post_id)
    offer = _offer(offered) if offered else None
    asks_photo = offer and any(slot.kind == SlotKind.PHOTO for slot in offer.version.slots)
    return MakeSheet(
        post=post,
        offer=offer,
        how=recipe_of_post(post_id, viewer_id=person_id, link_key=link_key),
        shape=shape_of(image.width_px, image.height_px),
        # Settings may quote the prompt (what to avoid, for one), so they are shown with it or not at all.
        parameters=image.parameters if post.words else {},
        remix_terms=_remix_terms(post, person_id),
        photos=library(person_id, count_max=PHOTOS_MAX).items if asks_photo else (),
        is_mine=post.author.id == person_id,
    )


def recipe_desk(owner_id: int, post_id: int, *, from_version_id: int | None = None) -> RecipeDesk:
    """The author's form for a post of theirs: its recipe as it stands, a copy, or the picture's own words.

    from_version_id: a recipe that the owner may see, to copy; else the one that the picture was made
    with, else nothing but its words. Raises NoSuchPost, NoSuchRecipe.
    """
    own_post(owner_id, post_id)
    post = post_card(post_id, viewer_id=owner_id)
    row = Recipe.objects.filter(post_id=post_id, withdrawn_at=None).first()
    if row:
        version = version_card(newest_version(row.id))
        origin_id = row.forked_from_id
    else:
        origin_id = from_version_id or recipe_version_behind(post.image.id)
        version = _copied(origin_id, owner_id) if from_version_id else _proposed(post, origin_id, owner_id)
    return RecipeDesk(
        post=post,
        recipe_id=row.id if row else None,
        title=row.title if row else "",
        version=version,
        forked_from=_credit(origin_id, owner_id),
        reveals=not post.words and row is None,
        references_max=_references_max(version.painter),
    )


def shape_of(width_px: int, height_px: int) -> str:
    """The name of a shape among `asking.SHAPES`."""
    return "square" if width_px == height_px else "wide" if width_px > height_px else "tall"


def _offer(link: RecipeLink) -> Offer:
    row = newest_version(link.id)
    version = version_card(row)
    painter, is_gone = painter_for(row)
    wired = wired_painter(painter)
    photos = sum(slot.kind == SlotKind.PHOTO for slot in version.slots)
    return Offer(
        link=link,
        version=version,
        success=successes([link.id])[link.id],
        painter=painter,
        painter_label=wired.label or painter,
        painter_gone=is_gone,
        count=CANDIDATES,
        price=wired.prices[version.tier] * CANDIDATES,
        photos_refused=photos > wired.painter.abilities.references,
    )


def _remix_terms(post: PostCard, person_id: int) -> str:
    standing = remix_standing(post, viewer_id=person_id)
    if not standing.may_remix:
        return standing.terms
    try:
        refuse_foreign_upload(post.image.id, person_id=person_id)
    except UploadNotGranted:
        return "upload"
    return ""


def _copied(version_id: int | None, owner_id: int) -> VersionCard:
    return version_card(seen_version(version_id or 0, viewer_id=owner_id))


def _proposed(post: PostCard, origin_id: int | None, owner_id: int) -> VersionCard:
    """What the picture was made with: the recipe's words where it was one, else its own."""
    image = Image.objects.get(pk=post.image.id)
    origin = RecipeVersion.objects.filter(pk=origin_id).first() if origin_id else None
    if origin and _credit(origin_id, owner_id) != RecipeCredit(None):
        return version_card(origin)
    candidate = Candidate.objects.filter(image=image).select_related("generation").first()
    return VersionCard(
        id=0,
        number=0,
        words=image.words.replace("{", "(").replace("}", ")"),
        slots=(),
        painter=image.painter if image.origin == Origin.PAINTED else engines().default_painter,
        tier=candidate.generation.tier if candidate else Tier.FINAL,
        shape=shape_of(image.width_px, image.height_px),
        parameters=_asked_parameters(candidate.generation if candidate else None),
        note="",
        made_at=image.made_at,
    )


def _asked_parameters(generation: Generation | None) -> Mapping[str, object]:
    return dict(generation.parameters) if generation else {}


def _credit(version_id: int | None, owner_id: int) -> RecipeCredit | None:
    return credit_of(version_id, viewer_id=owner_id) if version_id else None


def _references_max(painter: str) -> int:
    wired = engines().painters.get(painter)
    return wired.painter.abilities.references if wired else 0
