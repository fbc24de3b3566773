"""How others fared with a recipe, and the lists that are ordered by it."""

from bottega.people.models import Person
from bottega.studio.ending import end_generation
from bottega.studio.keeping import keep
from bottega.studio.models import (
    Candidate,
    Keep,
    Recipe,
    State,
)
from bottega.studio.recipes.actions import (
    publish_recipe,
)
from bottega.studio.recipes.queries import (
    recipes,
    recipes_matching,
    successes,
)
from tests import make
from tests.studio.recipes.conftest import draft, finished, use


def test_success_is_what_others_finished_and_kept(
    ada: Person, ben: Person, cleo: Person, recipe: Recipe
) -> None:
    for person in (ben, cleo, cleo):
        _, image = finished(person, recipe)
        keep(person, image.id, Keep.How.STARRED, at=make.moment())
    for _ in range(2):
        finished(ben, recipe)
    assert (successes([recipe.id])[recipe.id].kept, successes([recipe.id])[recipe.id].finished) == (3, 5)
    assert successes([recipe.id])[recipe.id].is_known


def test_ones_own_uses_unfinished_ones_and_second_keeps_count_for_nothing(
    ada: Person, ben: Person, recipe: Recipe
) -> None:
    _, mine = finished(ada, recipe)
    keep(ada, mine.id, Keep.How.STARRED, at=make.moment())
    use(ben, recipe)
    end_generation(use(ben, recipe), State.FAILED, at=make.moment())
    generation, image = finished(ben, recipe)
    second = make.image(ben)
    Candidate.objects.filter(generation=generation, place=1).update(image=second)
    for each in (image, second):
        keep(ben, each.id, Keep.How.STARRED, at=make.moment())
    fared = successes([recipe.id])[recipe.id]
    assert (fared.kept, fared.finished, fared.is_known) == (1, 1, False)


def test_lists_go_on_where_they_ended_newest_or_most_kept_first(ada: Person, ben: Person) -> None:
    made = [
        publish_recipe(
            ada, make.post(ada).id, draft(title=f"Number {n}"), shows_prompt=True, at=make.moment()
        )
        for n in range(5)
    ]
    for kept in (made[1], made[1], made[3]):
        keep(ben, finished(ben, kept)[1].id, Keep.How.STARRED, at=make.moment())

    def walk(order: str) -> list[int]:
        found, onward = [], ""
        while True:
            shelf = recipes(0, order=order, onward=onward, count_max=2)
            found += [made.index(Recipe.objects.get(pk=tile.link.id)) for tile in shelf.items]
            onward = shelf.onward
            if not onward:
                return found

    assert walk("newest") == [4, 3, 2, 1, 0]
    assert walk("kept") == [1, 3, 4, 2, 0]


def test_the_menu_finds_by_every_word_of_the_title_ones_own_first(ada: Person, cleo: Person) -> None:
    theirs = publish_recipe(
        ada, make.post(ada).id, draft(title="100% fox_portrait"), shows_prompt=True, at=make.moment()
    )
    mine = publish_recipe(
        cleo, make.post(cleo).id, draft(title="Fox portrait"), shows_prompt=True, at=make.moment()
    )
    publish_recipe(ada, make.post(ada).id, draft(title="Foxtrot"), shows_prompt=True, at=make.moment())
    found = [tile.link.id for tile in recipes_matching(cleo.id, "FOX portr")]
    assert found == [mine.id, theirs.id]
    assert [tile.link.id for tile in recipes_matching(cleo.id, "%")] == [theirs.id]
    assert len(recipes_matching(cleo.id, "")) == 3
