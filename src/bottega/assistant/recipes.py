"""Recipes as the talk uses them: named by id or title, filled in, painted in the same conversation."""

from collections.abc import Mapping

from bottega.people.models import Person
from bottega.studio.actions import Wish
from bottega.studio.models import RecipeVersion, Tier
from bottega.studio.recipes.filling import SlotKind, clean_values, fill, missing_slots, slot_of
from bottega.studio.recipes.making import SlotsMissing, painter_for
from bottega.studio.recipes.queries import newest_version, recipe_links, recipes_matching
from bottega.studio.recipes.seeing import NoSuchRecipe


def wish_from_recipe(person: Person, named: str, *, values: Mapping[str, str], start_from: Wish) -> Wish:
    """The wish that a recipe's newest wording makes of these values, as many pictures as `start_from` says.

    named: a recipe's id, or words of its title; of several the person's own newest is meant.
    Raises NoSuchRecipe where this person may see none of that name, SlotsMissing, TooLong.
    """
    version = _version_named(person.id, named)
    slots = [slot_of(stored) for stored in version.slots]
    said = clean_values(slots, values)
    missing = missing_slots(slots, said)
    if missing:
        raise SlotsMissing(missing)
    painter, is_gone = painter_for(version)
    photos = [said[slot.key] for slot in slots if slot.kind == SlotKind.PHOTO]
    return Wish(
        fill(version.words, slots, said),
        painter,
        shape=version.shape,
        tier=Tier(version.tier),
        count=start_from.count,
        reference_ids=[int(each) if each.isascii() and each.isdigit() else 0 for each in photos],
        recipe_version_id=version.id,
        slots=said,
        parameters={} if is_gone else version.parameters,
    )


def _version_named(person_id: int, named: str) -> RecipeVersion:
    is_id = named.isascii() and named.isdigit() and len(named) < 19
    if is_id and recipe_links([int(named)], viewer_id=person_id):
        return newest_version(int(named))
    found = recipes_matching(person_id, named)
    if not found:
        raise NoSuchRecipe("There is no such recipe, or it is not for you to see.")
    exact = [tile for tile in found if tile.link.title.casefold() == named.casefold()]
    return newest_version((exact or found)[0].link.id)
