"""What happens to recipes: published, said anew, withdrawn. Each verb owns its transaction and its fact.

A version never changes: saying a recipe anew adds one. Filling a recipe in is `making.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from bottega.engines.wired import wired_painter
from bottega.gallery.models import Post
from bottega.gallery.queries import own_post
from bottega.kernel.errors import Conflict, OverLimit
from bottega.kernel.ids import new_id
from bottega.kernel.words import clean_line, clean_text, some_text
from bottega.people.models import Person
from bottega.stream.actions import append_fact, ring
from bottega.stream.facts import Kind
from bottega.studio.asking import SHAPES
from bottega.studio.errors import BadShape
from bottega.studio.models import Recipe, RecipeVersion, Tier
from bottega.studio.recipes.filling import Complaint, Slot, complaints_about
from bottega.studio.recipes.origins import recipe_version_behind
from bottega.studio.recipes.seeing import NoSuchRecipe, seen_version

TITLE_MAX = 80
NOTE_MAX = 300
VERSIONS_MAX = 100  # of one recipe; more is a new recipe


class RecipeFlawed(Conflict):
    """The words and slots make no form; `complaints` says everything that is wrong."""

    code = "recipe_flawed"

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("This is no recipe yet. Nothing was published.", count=len(complaints))
        self.complaints = complaints


class RecipeExists(Conflict):
    """A recipe hangs on this post already; say that one anew."""

    code = "recipe_exists"


class PromptWouldShow(Conflict):
    """The post keeps its prompt private, and nobody agreed that the recipe shows it."""

    code = "prompt_would_show"


class TooManyVersions(OverLimit):
    """VERSIONS_MAX wordings; publish a new recipe."""

    code = "too_many_versions"


@dataclass(frozen=True, slots=True)
class Draft:
    """A recipe as its author says it.

    title: 1 to TITLE_MAX characters. words: with places. painter: a wired painter's name. shape: one of
    SHAPES. parameters: by the painter's own names. note: what is new or worth knowing, to NOTE_MAX.
    """

    title: str
    words: str
    slots: Sequence[Slot]
    painter: str
    tier: Tier = Tier.FINAL
    shape: str = "square"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def publish_recipe(
    owner: Person,
    post_id: int,
    draft: Draft,
    *,
    shows_prompt: bool,
    at: datetime,
    forked_from_version_id: int | None = None,
) -> Recipe:
    """Hang a recipe on one's own post; whoever may see the post may read and use it.

    shows_prompt: the owner agreed that the recipe's words are shown; needed where the post hides its
    prompt. forked_from_version_id: what it is a copy of, a recipe that the owner may see; without it, the
    one that the post's picture was made with. Publishing the same again gives the same recipe.

    Raises NoSuchPost, NoSuchRecipe, NoSuchPainter, RecipeFlawed, Empty, TooLong, BadShape, PromptWouldShow,
    RecipeExists.
    """
    post = own_post(owner.id, post_id)
    draft = _checked(draft)
    if forked_from_version_id:
        seen_version(forked_from_version_id, viewer_id=owner.id)
    if not post.prompt_shown and not shows_prompt:
        raise PromptWouldShow("Agree that the recipe shows your words, or keep them: nothing is public yet.")
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=owner.pk)
        earlier = Recipe.objects.filter(post=post, withdrawn_at=None).first()
        if earlier:
            return _same_or_refuse(earlier, draft)
        recipe = Recipe.objects.create(
            id=new_id(at),
            owner=owner,
            post=post,
            title=draft.title,
            forked_from_id=forked_from_version_id or recipe_version_behind(post.image_id),
            made_at=at,
        )
        version = _write_version(recipe, 1, draft, at)
        append_fact(
            Kind.RECIPE_PUBLISHED,
            actor_id=owner.id,
            subject_id=recipe.id,
            at=at,
            post_id=post.id,
            recipe_version_id=version.id,
            forked_from_version_id=recipe.forked_from_id,
        )
        ring(f"post:{post.id}")
    return recipe


def revise_recipe(owner: Person, recipe_id: int, draft: Draft, *, at: datetime) -> RecipeVersion:
    """Say a recipe anew: a new version, or the present one when nothing is different.

    Older versions and what was made with them stay as they are. Raises NoSuchRecipe, NoSuchPainter,
    RecipeFlawed, Empty, TooLong, BadShape, TooManyVersions.
    """
    draft = _checked(draft)
    with transaction.atomic():
        recipe = _own_recipe(owner, recipe_id)
        newest = _newest(recipe)
        is_new = not _says(newest, draft)
        if not is_new and recipe.title == draft.title:
            return newest
        if is_new and newest.number >= VERSIONS_MAX:
            raise TooManyVersions(f"A recipe has at most {VERSIONS_MAX} versions. Publish a new one.")
        Recipe.objects.filter(pk=recipe.pk).update(title=draft.title)
        version = _write_version(recipe, newest.number + 1, draft, at) if is_new else newest
        append_fact(
            Kind.RECIPE_REVISED,
            actor_id=owner.id,
            subject_id=recipe.id,
            at=at,
            recipe_version_id=version.id,
            number=version.number,
        )
        ring(f"post:{recipe.post_id}")
    return version


def withdraw_recipe(owner: Person, recipe_id: int, *, at: datetime) -> None:
    """Offer a recipe no longer; pictures made with it keep their credit. Raises NoSuchRecipe."""
    with transaction.atomic():
        recipe = _own_recipe(owner, recipe_id)
        Recipe.objects.filter(pk=recipe.pk).update(withdrawn_at=at)
        append_fact(Kind.RECIPE_WITHDRAWN, actor_id=owner.id, subject_id=recipe.id, at=at)
        ring(f"post:{recipe.post_id}")


def _checked(draft: Draft) -> Draft:
    wired = wired_painter(draft.painter)
    words = clean_text(draft.words, characters_max=10 * len(draft.words) + 1)
    complaints = complaints_about(words, draft.slots, references_max=wired.painter.abilities.references)
    if complaints:
        raise RecipeFlawed(complaints)
    if draft.shape not in SHAPES:
        raise BadShape(f"Pictures are {', '.join(SHAPES)}; “{draft.shape[:20]}” is none of these.")
    return Draft(
        title=" ".join(some_text(draft.title, characters_max=TITLE_MAX).split()),
        words=words,
        slots=[_clean_slot(slot) for slot in draft.slots],
        painter=draft.painter,
        tier=Tier(draft.tier),
        shape=draft.shape,
        parameters=dict(draft.parameters),
        note=clean_line(draft.note, characters_max=NOTE_MAX),
    )


def _clean_slot(slot: Slot) -> Slot:
    # Their lengths are checked already; what is left to do is what can deceive a reader.
    def line(text: str) -> str:
        return clean_line(text, characters_max=4 * len(text) + 1)

    default = clean_text(slot.default, characters_max=4 * len(slot.default) + 1)
    return Slot(slot.key, slot.kind, line(slot.label), default, line(slot.hint))


def _same_or_refuse(recipe: Recipe, draft: Draft) -> Recipe:
    if recipe.title == draft.title and _says(_newest(recipe), draft):
        return recipe
    raise RecipeExists("A recipe hangs on this post already. Change that one instead.", recipe_id=recipe.id)


def _newest(recipe: Recipe) -> RecipeVersion:
    return recipe.versions.order_by("-number")[0]


def _says(version: RecipeVersion, draft: Draft) -> bool:
    return (
        version.words == draft.words
        and version.slots == [slot.stored() for slot in draft.slots]
        and (version.painter, version.tier, version.shape) == (draft.painter, draft.tier, draft.shape)
        and version.parameters == draft.parameters
        and version.note == draft.note
    )


def _write_version(recipe: Recipe, number: int, draft: Draft, at: datetime) -> RecipeVersion:
    return RecipeVersion.objects.create(
        id=new_id(at),
        recipe=recipe,
        number=number,
        words=draft.words,
        slots=[slot.stored() for slot in draft.slots],
        painter=draft.painter,
        tier=draft.tier,
        shape=draft.shape,
        parameters=dict(draft.parameters),
        note=draft.note,
        made_at=at,
    )


def _own_recipe(owner: Person, recipe_id: int) -> Recipe:
    recipe = Recipe.objects.select_for_update().filter(pk=recipe_id, owner=owner, withdrawn_at=None).first()
    # On a post that was taken back nobody reads it any more; it comes alive with no other post.
    if recipe is None or not Post.objects.filter(pk=recipe.post_id, withdrawn_at=None).exists():
        raise NoSuchRecipe("There is no such recipe of yours.")
    return recipe
