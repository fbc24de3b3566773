"""Recipes as the talk uses them: named by id or title, filled in, painted in the same conversation."""

from collections.abc import Mapping

from bottega.people.models import Person
from bottega.studio.actions import Wish
from bottega.studio.models import RecipeVersion
from bottega.studio.recipes.making import wish_by_recipe
from bottega.studio.recipes.queries import newest_version, recipe_links, recipes_matching
from bottega.studio.recipes.seeing import NoSuchRecipe


def wish_from_recipe(person: Person, named: str, *, values: Mapping[str, str], start_from: Wish) -> Wish:
    """The wish that a recipe's newest wording makes of these values, as many pictures as `start_from` says.

    named: a recipe's id, or words of its title; of several the person's own newest is meant.
    Raises NoSuchRecipe where this person may see none of that name, SlotsMissing, TooLong.
    """
    return wish_by_recipe(_version_named(person.id, named), values, count=start_from.count)


def _version_named(person_id: int, named: str) -> RecipeVersion:
    is_id = named.isascii() and named.isdigit() and len(named) < 19
    if is_id and recipe_links([int(named)], viewer_id=person_id):
        return newest_version(int(named))
    found = recipes_matching(person_id, named)
    if not found:
        raise NoSuchRecipe("There is no such recipe, or it is not for you to see.")
    exact = [tile for tile in found if tile.link.title.casefold() == named.casefold()]
    return newest_version((exact or found)[0].link.id)
