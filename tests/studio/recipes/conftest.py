"""What the tests of recipes share: Ada's recipe on a post of hers, and using it in one word."""

import pytest

from bottega.gallery.models import Image, Post
from bottega.people.models import Person
from bottega.studio.ending import end_generation
from bottega.studio.models import (
    Candidate,
    Generation,
    Recipe,
    RecipeVersion,
    State,
)
from bottega.studio.recipes.actions import (
    Draft,
    publish_recipe,
)
from bottega.studio.recipes.filling import Slot
from bottega.studio.recipes.making import make_by_recipe
from tests import make

WORDS = "a {subject} reading under a lamp, {style}"
SLOTS = [Slot("subject", label="Your subject", default="fox"), Slot("style", default="watercolour")]


def draft(**changes: object) -> Draft:
    fields = {"title": "Reading at night", "words": WORDS, "slots": SLOTS, "painter": "swatch", **changes}
    return Draft(**fields)  # type: ignore[arg-type]


@pytest.fixture
def post(ada: Person) -> Post:
    """A public post of Ada's that shows its prompt."""
    return make.post(ada, make.image(ada, "a fox reading under a lamp, watercolour"), prompt_shown=True)


@pytest.fixture
def recipe(ada: Person, post: Post) -> Recipe:
    """Ada's recipe on that post."""
    return publish_recipe(ada, post.id, draft(), shows_prompt=True, at=make.moment())


def newest(recipe: Recipe) -> RecipeVersion:
    return recipe.versions.order_by("-number")[0]


def use(person: Person, recipe: Recipe, values: dict[str, str] | None = None, key: str = "") -> Generation:
    key = key or f"use-{make.moment().timestamp()}"
    made, _ = make_by_recipe(person, newest(recipe).id, values or {}, idempotency_key=key, at=make.moment())
    return made


def finished(person: Person, recipe: Recipe) -> tuple[Generation, Image]:
    """A use that gave one picture."""
    generation, image = use(person, recipe), make.image(person)
    Candidate.objects.filter(generation=generation, place=0).update(image=image)
    end_generation(generation, State.FINISHED, at=make.moment())
    return generation, image
