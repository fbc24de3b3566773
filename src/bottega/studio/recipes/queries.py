"""Questions about recipes; none writes. Each takes the viewer and asks the one rule of seeing, in SQL.

How others fared is counted each time from what happened, so nothing can drift.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from bottega.gallery.cards import PostCard
from bottega.gallery.queries import post_card, post_cards
from bottega.gallery.visibility import may_see_sql, viewer_parameters
from bottega.kernel.ids import ID_MAX
from bottega.people.cards import PersonCard
from bottega.studio.models import Recipe, RecipeVersion
from bottega.studio.recipes.cards import (
    PostRecipes,
    RecipeCredit,
    RecipeLink,
    RecipeSheet,
    RecipeShelf,
    RecipeTile,
    Success,
    VersionCard,
)
from bottega.studio.recipes.changes import Wording, changes_between
from bottega.studio.recipes.filling import slot_of
from bottega.studio.recipes.origins import recipe_versions_behind
from bottega.studio.recipes.seeing import SEEN_RECIPES, NoSuchRecipe

SHELF_MAX = 24
EXAMPLES_MAX = 12
FORKS_MAX = 12
VERSIONS_SHOWN = 20
MENU_MAX = 8
OWN_MAX = 100
NEWEST, KEPT = "newest", "kept"

_LINKS = f"""
    SELECT recipe.id, recipe.title, recipe.post_id, recipe.owner_id, owner.handle, owner.name, owner.is_demo,
           recipe.post_audience
      FROM (SELECT recipe.*, post.audience AS post_audience {SEEN_RECIPES}) AS recipe
      JOIN people_person AS owner ON owner.id = recipe.owner_id
     WHERE recipe.{{key}} = ANY(%(ids)s)
"""  # noqa: S608 - no outside text in it


def recipe_links(ids: Iterable[int], *, viewer_id: int, link_key: str = "") -> dict[int, RecipeLink]:
    """Those of the recipes that this viewer may see, by id. One query."""
    return {link.id: link for link in _links("id", ids, viewer_id, link_key)}


def recipes_of_posts(ids: Iterable[int], *, viewer_id: int, link_key: str = "") -> dict[int, RecipeLink]:
    """The recipes that hang on those posts, by post; for cards. One query."""
    return {link.post_id: link for link in _links("post_id", ids, viewer_id, link_key)}


def recipe_credits(posts: Iterable[PostCard], *, viewer_id: int) -> dict[int, RecipeCredit]:
    """The recipe that each post's picture was made with, by post; posts made without are left out.

    The credit comes from how the picture was made and cannot be removed; a recipe that the viewer may
    not see leaves it without a link. Three queries, whatever the number.
    """
    by_image = {post.image.id: post.id for post in posts}
    behind = recipe_versions_behind(by_image)
    recipe_of = dict(RecipeVersion.objects.filter(pk__in=set(behind.values())).values_list("id", "recipe_id"))
    links = recipe_links(recipe_of.values(), viewer_id=viewer_id)
    return {
        by_image[image_id]: RecipeCredit(links.get(recipe_of[version_id]))
        for image_id, version_id in behind.items()
    }


def recipes_around(post: PostCard, *, viewer_id: int) -> PostRecipes:
    """What a post's page says of recipes: the one offered, and the one it was made with."""
    offered = recipes_of_posts([post.id], viewer_id=viewer_id, link_key=post.link_key).get(post.id)
    made_with = recipe_credits([post], viewer_id=viewer_id).get(post.id)
    success = successes([offered.id])[offered.id] if offered else Success()
    return PostRecipes(offered, made_with, success)


_SUCCESSES = """
    SELECT recipe.id, count(*),
           count(*) FILTER (WHERE EXISTS (SELECT 1 FROM studio_keep AS keep
                                           WHERE keep.generation_id = generation.id))
      FROM studio_recipe AS recipe
      JOIN studio_recipeversion AS version ON version.recipe_id = recipe.id
      JOIN studio_generation AS generation ON generation.recipe_version_id = version.id
     WHERE recipe.id = ANY(%(ids)s) AND generation.state = 'finished'
       AND generation.owner_id <> recipe.owner_id
     GROUP BY recipe.id
"""


def successes(recipe_ids: Iterable[int]) -> dict[int, Success]:
    """How others fared with each recipe, over all its versions: requests finished, and of these kept.

    The owner's own uses do not count. Every id is in the answer. One query.
    """
    ids = list(recipe_ids)
    with connection.cursor() as cursor:
        cursor.execute(_SUCCESSES, {"ids": ids})
        counted = {row[0]: Success(kept=row[2], finished=row[1]) for row in cursor.fetchall()}
    return {recipe_id: counted.get(recipe_id, Success()) for recipe_id in ids}


_NEWEST_IDS = f"""
    SELECT recipe.id, 0 {SEEN_RECIPES} AND post.audience <> 'link' AND recipe.id < %(before)s
     ORDER BY recipe.id DESC LIMIT %(count)s
"""

_KEPT_IDS = f"""
    SELECT recipe.id, kept.count
      FROM (SELECT recipe.id, recipe.owner_id {SEEN_RECIPES} AND post.audience <> 'link') AS recipe
     CROSS JOIN LATERAL (
           SELECT count(*) AS count
             FROM studio_recipeversion AS version
             JOIN studio_generation AS generation ON generation.recipe_version_id = version.id
            WHERE version.recipe_id = recipe.id AND generation.state = 'finished'
              AND generation.owner_id <> recipe.owner_id
              AND EXISTS (SELECT 1 FROM studio_keep AS keep WHERE keep.generation_id = generation.id)
     ) AS kept
     WHERE (kept.count, recipe.id) < (%(kept)s, %(before)s)
     ORDER BY kept.count DESC, recipe.id DESC LIMIT %(count)s
"""  # noqa: S608


def recipes(
    viewer_id: int, *, order: str = NEWEST, onward: str = "", count_max: int = SHELF_MAX
) -> RecipeShelf:
    """Recipes that this viewer may see, newest or most kept first; those of link posts are in no list.

    onward: what the shelf before handed out; anything else starts at the top.
    """
    kept, before = _place(onward)
    count = min(count_max, SHELF_MAX)
    bounds = {"kept": kept, "before": before, "count": count + 1}
    with connection.cursor() as cursor:
        cursor.execute(
            _KEPT_IDS if order == KEPT else _NEWEST_IDS, {**bounds, **viewer_parameters(viewer_id)}
        )
        rows = cursor.fetchall()
    shown = _tiles([row[0] for row in rows[:count]], viewer_id)
    return RecipeShelf(shown, f"{rows[count - 1][1]}.{rows[count - 1][0]}" if len(rows) > count else "")


_OWN_IDS = f"""
    SELECT recipe.id {SEEN_RECIPES} AND recipe.owner_id = %(viewer)s ORDER BY recipe.id DESC LIMIT %(count)s
"""


def own_recipes(owner_id: int) -> Sequence[RecipeTile]:
    """Everything the owner offers, newest first, at most OWN_MAX."""
    return _tiles(_ids(_OWN_IDS, {"count": OWN_MAX}, owner_id), owner_id)


_MATCHING = f"""
    SELECT recipe.id {SEEN_RECIPES} AND (post.audience <> 'link' OR recipe.owner_id = %(viewer)s)
       AND NOT EXISTS (SELECT 1 FROM unnest(%(words)s::text[]) AS word
                        WHERE recipe.title NOT ILIKE word)
     ORDER BY (recipe.owner_id = %(viewer)s) DESC, recipe.id DESC LIMIT %(count)s
"""  # noqa: S608


def recipes_matching(viewer_id: int, words: str, count_max: int = MENU_MAX) -> Sequence[RecipeTile]:
    """Recipes whose title holds every one of the words, one's own first, then the newest; no words: all."""
    patterns = [f"%{_plain(word)}%" for word in words.split()[:6]]
    found = _ids(_MATCHING, {"words": patterns, "count": min(count_max, SHELF_MAX)}, viewer_id)
    return _tiles(found, viewer_id)


def recipe_sheet(recipe_id: int, *, viewer_id: int, link_key: str = "") -> RecipeSheet:
    """A whole recipe. Raises NoSuchRecipe: absent, withdrawn or not for this viewer, all the same."""
    link = recipe_links([recipe_id], viewer_id=viewer_id, link_key=link_key).get(recipe_id)
    if link is None:
        raise NoSuchRecipe("There is no such recipe, or it is not for you to see.")
    versions = _versions(recipe_id)
    return RecipeSheet(
        link=link,
        post=post_card(link.post_id, viewer_id=viewer_id, link_key=link_key),
        versions=versions,
        success=successes([recipe_id])[recipe_id],
        examples=_examples(link, viewer_id),
        forked_from=_forked_from(recipe_id, viewer_id),
        forks=_tiles(_ids(_FORK_IDS, {"recipe": recipe_id, "count": FORKS_MAX}, viewer_id), viewer_id),
        is_mine=link.owner.id == viewer_id,
    )


def version_card(version: RecipeVersion, before: RecipeVersion | None = None) -> VersionCard:
    """One wording; with the one before it, also what changed."""
    return VersionCard(
        id=version.id,
        number=version.number,
        words=version.words,
        slots=[slot_of(stored) for stored in version.slots],
        painter=version.painter,
        tier=version.tier,
        shape=version.shape,
        parameters=version.parameters,
        note=version.note,
        made_at=version.made_at,
        changes=changes_between(_wording(before), _wording(version)) if before else None,
    )


def credit_of(version_id: int, *, viewer_id: int) -> RecipeCredit:
    """The credit for a wording: its recipe, where this viewer may see it."""
    recipe_id = RecipeVersion.objects.values_list("recipe_id", flat=True).get(pk=version_id)
    return RecipeCredit(recipe_links([recipe_id], viewer_id=viewer_id).get(recipe_id))


def newest_version(recipe_id: int) -> RecipeVersion:
    """The wording that is offered. The caller has asked the rule of seeing."""
    return RecipeVersion.objects.filter(recipe_id=recipe_id).order_by("-number")[0]


_EXAMPLE_IDS = f"""
    SELECT post.id
      FROM studio_recipeversion AS version
      JOIN studio_generation AS generation ON generation.recipe_version_id = version.id
      JOIN studio_candidate AS candidate ON candidate.generation_id = generation.id
      JOIN gallery_post AS post ON post.image_id = candidate.image_id
     WHERE version.recipe_id = %(recipe)s AND post.id <> %(post)s AND post.audience <> 'link'
       AND {may_see_sql("post")}
     ORDER BY post.id DESC LIMIT %(count)s
"""  # noqa: S608

_FORK_IDS = f"""
    SELECT recipe.id {SEEN_RECIPES} AND post.audience <> 'link'
       AND recipe.forked_from_id IN (SELECT id FROM studio_recipeversion WHERE recipe_id = %(recipe)s)
     ORDER BY recipe.id DESC LIMIT %(count)s
"""  # noqa: S608


def _examples(link: RecipeLink, viewer_id: int) -> list[PostCard]:
    wanted = {"recipe": link.id, "post": link.post_id, "count": EXAMPLES_MAX}
    ids = _ids(_EXAMPLE_IDS, wanted, viewer_id)
    cards = post_cards(ids, viewer_id=viewer_id)
    return [cards[post_id] for post_id in ids if post_id in cards]


def _forked_from(recipe_id: int, viewer_id: int) -> RecipeCredit | None:
    version_id = Recipe.objects.values_list("forked_from_id", flat=True).get(pk=recipe_id)
    return credit_of(version_id, viewer_id=viewer_id) if version_id else None


def _versions(recipe_id: int) -> list[VersionCard]:
    rows = list(RecipeVersion.objects.filter(recipe_id=recipe_id).order_by("-number")[: VERSIONS_SHOWN + 1])
    befores = [*rows[1:], None]
    return [version_card(version, before) for version, before in zip(rows, befores, strict=True)][
        :VERSIONS_SHOWN
    ]


def _wording(version: RecipeVersion) -> Wording:
    return Wording(
        version.words,
        [slot_of(stored) for stored in version.slots],
        version.painter,
        version.tier,
        version.shape,
        version.parameters,
    )


def _links(key: str, ids: Iterable[int], viewer_id: int, link_key: str) -> list[RecipeLink]:
    asked = list(ids)
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _LINKS.format(key=key), {"ids": asked, **viewer_parameters(viewer_id, link_key=link_key)}
        )
        return [
            RecipeLink(row[0], row[1], PersonCard(*row[3:7]), row[2], link_key if row[7] == "link" else "")
            for row in cursor.fetchall()
        ]


def _tiles(ids: Sequence[int], viewer_id: int) -> list[RecipeTile]:
    links = recipe_links(ids, viewer_id=viewer_id)
    posts = post_cards([link.post_id for link in links.values()], viewer_id=viewer_id)
    fared = successes(ids)
    slots = dict(
        RecipeVersion.objects.filter(recipe_id__in=ids)
        .order_by("recipe_id", "-number")
        .distinct("recipe_id")
        .values_list("recipe_id", "slots")
    )
    return [
        _tile(links[each], posts[links[each].post_id], len(slots[each]), fared[each])
        for each in ids
        if each in links and links[each].post_id in posts
    ]


def _tile(link: RecipeLink, post: PostCard, slot_count: int, success: Success) -> RecipeTile:
    return RecipeTile(link, post.image, post.alt_text, post.audience, slot_count, success)


def _ids(sql: str, parameters: dict[str, Any], viewer_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**parameters, **viewer_parameters(viewer_id)})
        return [row[0] for row in cursor.fetchall()]


def _place(onward: str) -> tuple[int, int]:
    kept, _, before = onward.partition(".")
    parts = [int(part) for part in (kept, before) if part.isascii() and part.isdigit() and len(part) < 20]
    return (parts[0], parts[1]) if len(parts) == 2 and max(parts) <= ID_MAX else (ID_MAX, ID_MAX)


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
