"""Who may see a recipe: exactly who may see the post that it hangs on, as long as it is not withdrawn."""

from bottega.gallery.visibility import may_see_sql, viewer_parameters
from bottega.kernel.errors import NotFound
from bottega.studio.models import RecipeVersion

# {recipe}'s post is joined as `post`; execute with `viewer_parameters`.
SEEN_RECIPES = f"""
      FROM studio_recipe AS recipe
      JOIN gallery_post AS post ON post.id = recipe.post_id
      JOIN gallery_image AS image ON image.id = post.image_id AND image.erased_at IS NULL
     WHERE recipe.withdrawn_at IS NULL AND {may_see_sql("post")}
"""


class NoSuchRecipe(NotFound):
    """No recipe of that id whose post this viewer may see, or none of theirs."""

    code = "no_such_recipe"


_SEEN_VERSION = f"""
    SELECT version.* FROM studio_recipeversion AS version
     WHERE version.id = %(version)s
       AND version.recipe_id IN (SELECT recipe.id {SEEN_RECIPES})
"""  # noqa: S608 - no outside text in it


def seen_version(version_id: int, *, viewer_id: int, link_key: str = "") -> RecipeVersion:
    """The row of a version of a recipe that this viewer may see. Raises NoSuchRecipe."""
    parameters = {"version": version_id, **viewer_parameters(viewer_id, link_key=link_key)}
    found = list(RecipeVersion.objects.raw(_SEEN_VERSION, parameters))
    if not found:
        raise NoSuchRecipe("There is no such recipe, or it is not for you to see.")
    return found[0]
