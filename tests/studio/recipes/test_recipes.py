"""Recipes: published, said anew, forked, filled in, and seen by whoever may see their post."""

from collections.abc import Callable

import pytest

from bottega.engines.wired import Engines
from bottega.gallery.actions import edit_post, withdraw_post
from bottega.gallery.models import Audience, Image, Post, RemixTerms
from bottega.people.actions import block_person, suspend_person
from bottega.people.models import Person
from bottega.stream.facts import Kind
from bottega.stream.models import Fact
from bottega.studio.models import (
    Conversation,
    Recipe,
    RecipeVersion,
)
from bottega.studio.recipes.actions import (
    PromptWouldShow,
    RecipeExists,
    RecipeFlawed,
    publish_recipe,
    revise_recipe,
    withdraw_recipe,
)
from bottega.studio.recipes.filling import Slot, SlotKind
from bottega.studio.recipes.making import SlotsMissing, make_by_recipe
from bottega.studio.recipes.offering import make_sheet, recipe_desk
from bottega.studio.recipes.queries import (
    own_recipes,
    recipe_credits,
    recipe_sheet,
    recipes,
    recipes_around,
    recipes_matching,
    recipes_of_posts,
)
from bottega.studio.recipes.seeing import NoSuchRecipe
from tests import make
from tests.studio.recipes.conftest import SLOTS, WORDS, draft, finished, newest, use

# Publishing, versions, forks


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"words": "a {subject}, {style} in {town}"}, ["unknown"]),
        ({"words": "a {subject}"}, ["unused"]),
        ({"slots": [*SLOTS, SLOTS[0]]}, ["duplicate"]),
        ({"words": f"{WORDS} {{"}, ["unbalanced"]),
        ({"words": f"{WORDS} }}"}, ["unbalanced"]),
        ({"words": f"{WORDS} {{1 2}}"}, ["bad_place"]),
        ({"words": f"{WORDS} {{}}"}, ["bad_place"]),
        ({"words": WORDS + "x" * 4_000}, ["too_long"]),
        ({"words": "a fox", "slots": []}, ["no_places"]),
        ({"words": " "}, ["empty", "unused", "unused"]),
        (
            {"words": " ".join(f"{{s{n}}}" for n in range(9)), "slots": [Slot(f"s{n}") for n in range(9)]},
            ["too_many"],
        ),
        ({"slots": [SLOTS[0], Slot("style", label="x" * 61)]}, ["slot_too_long"]),
        ({"slots": [*SLOTS, *(Slot(f"p{n}", SlotKind.PHOTO) for n in range(5))]}, ["too_many_photos"]),
    ],
)
def test_what_is_no_recipe_is_refused_with_every_reason(
    ada: Person, post: Post, changes: dict[str, object], codes: list[str]
) -> None:
    with pytest.raises(RecipeFlawed) as refusal:
        publish_recipe(ada, post.id, draft(**changes), shows_prompt=True, at=make.moment())
    assert [complaint.code for complaint in refusal.value.complaints] == codes
    assert not Recipe.objects.exists()


def test_a_recipe_hangs_on_ones_own_post_alone(ada: Person, ben: Person, post: Post) -> None:
    from bottega.gallery.actions import NoSuchPost

    with pytest.raises(NoSuchPost):
        publish_recipe(ben, post.id, draft(), shows_prompt=True, at=make.moment())


def test_a_hidden_prompt_is_shown_only_where_the_author_says_so(ada: Person) -> None:
    post = make.post(ada, prompt_shown=False)
    with pytest.raises(PromptWouldShow):
        publish_recipe(ada, post.id, draft(), shows_prompt=False, at=make.moment())
    assert recipe_desk(ada.id, post.id).reveals
    assert publish_recipe(ada, post.id, draft(), shows_prompt=True, at=make.moment()).post_id == post.id


def test_pressing_twice_publishes_one_recipe_and_another_is_refused(
    ada: Person, post: Post, recipe: Recipe
) -> None:
    again = publish_recipe(ada, post.id, draft(), shows_prompt=True, at=make.moment())
    assert again.id == recipe.id
    with pytest.raises(RecipeExists):
        publish_recipe(ada, post.id, draft(title="Other"), shows_prompt=True, at=make.moment())
    assert Fact.objects.filter(kind=Kind.RECIPE_PUBLISHED).count() == 1


def test_a_version_never_changes_and_the_newest_is_offered(ada: Person, cleo: Person, recipe: Recipe) -> None:
    first = newest(recipe)
    revise_recipe(ada, recipe.id, draft(words=f"{WORDS}, at night", note="Darker"), at=make.moment())
    assert RecipeVersion.objects.get(pk=first.pk).words == WORDS
    sheet = recipe_sheet(recipe.id, viewer_id=cleo.id)
    assert [(each.number, each.words) for each in sheet.versions] == [(2, f"{WORDS}, at night"), (1, WORDS)]
    assert sheet.newest.changes is not None
    assert [span.text for span in sheet.newest.changes.spans if span.kind == "added"] == [", at night"]


def test_saying_the_same_again_makes_no_version(ada: Person, recipe: Recipe) -> None:
    assert revise_recipe(ada, recipe.id, draft(), at=make.moment()) == newest(recipe)
    revise_recipe(ada, recipe.id, draft(title="Another name"), at=make.moment())
    assert Recipe.objects.get().title == "Another name"
    assert recipe.versions.count() == 1


def test_nobody_else_changes_or_withdraws_a_recipe(cleo: Person, recipe: Recipe) -> None:
    with pytest.raises(NoSuchRecipe):
        revise_recipe(cleo, recipe.id, draft(title="Mine now"), at=make.moment())
    with pytest.raises(NoSuchRecipe):
        withdraw_recipe(cleo, recipe.id, at=make.moment())


def test_a_withdrawn_recipe_is_offered_to_nobody_and_its_post_may_have_another(
    ada: Person, post: Post, recipe: Recipe
) -> None:
    version_id = newest(recipe).id
    withdraw_recipe(ada, recipe.id, at=make.moment())
    with pytest.raises(NoSuchRecipe):
        recipe_sheet(recipe.id, viewer_id=ada.id)
    with pytest.raises(NoSuchRecipe):
        make_by_recipe(ada, version_id, {}, idempotency_key="late", at=make.moment())
    assert publish_recipe(ada, post.id, draft(), shows_prompt=True, at=make.moment()).id != recipe.id


def test_a_fork_keeps_its_credit_and_stands_with_its_origin(
    ada: Person, cleo: Person, recipe: Recipe
) -> None:
    theirs = make.post(cleo)
    desk = recipe_desk(cleo.id, theirs.id, from_version_id=newest(recipe).id)
    assert (desk.version.words, [slot.key for slot in desk.version.slots]) == (WORDS, ["subject", "style"])
    fork = publish_recipe(
        cleo,
        theirs.id,
        draft(title="Mine"),
        shows_prompt=True,
        forked_from_version_id=newest(recipe).id,
        at=make.moment(),
    )
    credit = recipe_sheet(fork.id, viewer_id=0).forked_from
    assert credit is not None
    assert credit.link is not None
    assert (credit.link.id, credit.link.owner.handle) == (recipe.id, "ada")
    assert [tile.link.id for tile in recipe_sheet(recipe.id, viewer_id=0).forks] == [fork.id]


def test_a_recipe_of_a_picture_made_with_a_recipe_is_its_fork_unasked(
    ada: Person, cleo: Person, recipe: Recipe
) -> None:
    _, image = finished(cleo, recipe)
    edited = make.image(cleo, parent=make.Parent(image.id))
    theirs = make.post(cleo, edited)
    fork = publish_recipe(cleo, theirs.id, draft(title="Mine"), shows_prompt=True, at=make.moment())
    assert fork.forked_from_id == newest(recipe).id


def test_a_fork_of_what_may_not_be_seen_is_refused(ada: Person, cleo: Person, recipe: Recipe) -> None:
    block_person(ada, cleo, at=make.moment())
    version_id, theirs = newest(recipe).id, make.post(cleo)
    with pytest.raises(NoSuchRecipe):
        recipe_desk(cleo.id, theirs.id, from_version_id=version_id)
    with pytest.raises(NoSuchRecipe):
        publish_recipe(
            cleo,
            theirs.id,
            draft(),
            shows_prompt=True,
            forked_from_version_id=version_id,
            at=make.moment(),
        )


# Making with one


@pytest.mark.django_db(transaction=True)
def test_a_filled_in_recipe_becomes_four_pictures_in_a_conversation_of_its_own(
    cleo: Person, recipe: Recipe, run_jobs: Callable[..., list[str]]
) -> None:
    generation, conversation_id = make_by_recipe(
        cleo, newest(recipe).id, {"subject": "owl"}, idempotency_key="once", at=make.moment()
    )
    run_jobs()
    assert Conversation.objects.get(pk=conversation_id).owner_id == cleo.id
    assert generation.words == "a owl reading under a lamp, watercolour"
    assert generation.slots == {"subject": "owl", "style": ""}
    assert Image.objects.filter(maker=cleo).count() == 4
    fact = Fact.objects.get(kind=Kind.IMAGES_ASKED)
    assert fact.body["recipe_version_id"] == newest(recipe).id


def test_a_double_press_opens_one_conversation(cleo: Person, recipe: Recipe) -> None:
    assert use(cleo, recipe, key="same") == use(cleo, recipe, key="same")
    assert Conversation.objects.filter(owner=cleo).count() == 1


def test_a_slot_without_default_must_be_filled_in(ada: Person, cleo: Person, post: Post) -> None:
    bare = [Slot("subject", label="Your subject"), SLOTS[1]]
    recipe = publish_recipe(ada, post.id, draft(slots=bare), shows_prompt=True, at=make.moment())
    with pytest.raises(SlotsMissing, match="Your subject"):
        use(cleo, recipe)
    assert not Conversation.objects.exists()


def test_a_photo_is_one_of_ones_own_pictures_and_goes_to_the_painter(
    ada: Person, cleo: Person, post: Post
) -> None:
    from bottega.gallery.actions import NoSuchImage

    slots = [*SLOTS, Slot("photo", SlotKind.PHOTO)]
    recipe = publish_recipe(ada, post.id, draft(slots=slots), shows_prompt=True, at=make.moment())
    mine, foreign = make.image(cleo), make.image(ada)
    for refused in (str(foreign.id), "9" * 19, "nonsense"):
        with pytest.raises(NoSuchImage):
            use(cleo, recipe, {"photo": refused})
    generation = use(cleo, recipe, {"photo": str(mine.id)})
    assert [each.image_id for each in generation.references.all()] == [mine.id]
    assert Conversation.objects.filter(owner=cleo).count() == 1


def test_a_recipe_works_where_remixing_is_not_allowed_and_starting_from_the_picture_does_not(
    ada: Person, cleo: Person
) -> None:
    post = make.post(ada, prompt_shown=True, remix_terms=RemixTerms.NO)
    recipe = publish_recipe(ada, post.id, draft(), shows_prompt=True, at=make.moment())
    assert use(cleo, recipe).parent_post_id is None
    assert make_sheet(post.id, person_id=cleo.id).remix_terms == "no"
    assert make_sheet(post.id, person_id=ada.id).remix_terms == ""


def test_where_the_painter_is_gone_the_default_one_is_offered_and_asked(
    cleo: Person, recipe: Recipe, engines: Engines
) -> None:
    RecipeVersion.objects.update(painter="long_gone", parameters={"steps": 30})
    offer = make_sheet(recipe.post_id, person_id=cleo.id).offer
    assert offer is not None
    assert (offer.painter, offer.painter_gone, offer.price) == ("swatch", True, 16)
    generation = use(cleo, recipe)
    assert (generation.painter, generation.parameters) == ("swatch", {})


def test_the_price_shown_is_the_price_reserved(cleo: Person, recipe: Recipe) -> None:
    offer = make_sheet(recipe.post_id, person_id=cleo.id).offer
    assert offer is not None
    assert use(cleo, recipe).price == offer.price


# Seeing


def _hide(way: str, post: Post, cleo: Person) -> None:
    if way in ("followers", "only_me", "link"):
        words = {"caption": "", "alt_text": "A fox", "prompt_shown": True}
        edit_post(post.author, post.id, audience=Audience(way), at=make.moment(), **words)
    elif way == "blocked":
        block_person(post.author, cleo, at=make.moment())
    elif way == "blocking":
        block_person(cleo, post.author, at=make.moment())
    elif way == "withdrawn":
        withdraw_post(post.author, post.id, at=make.moment())
    else:
        suspend_person(post.author, by=None, at=make.moment())


WAYS = ["followers", "only_me", "link", "blocked", "blocking", "withdrawn", "suspended"]


@pytest.mark.parametrize("way", WAYS)
def test_a_stranger_sees_no_recipe_of_a_post_that_is_not_theirs_to_see(
    cleo: Person, post: Post, recipe: Recipe, way: str
) -> None:
    _, image = finished(cleo, recipe)
    theirs = make.post(cleo, image)
    assert recipes_matching(cleo.id, "reading")
    _hide(way, post, cleo)
    assert not recipes(cleo.id).items
    assert not recipes(cleo.id, order="kept").items
    assert not recipes_matching(cleo.id, "reading")
    assert not recipes_of_posts([post.id], viewer_id=cleo.id)
    with pytest.raises(NoSuchRecipe):
        recipe_sheet(recipe.id, viewer_id=cleo.id)
    with pytest.raises(NoSuchRecipe):
        use(cleo, recipe)
    around = recipes_around(make_sheet(theirs.id, person_id=cleo.id).post, viewer_id=cleo.id)
    assert around.made_with is not None
    assert around.made_with.link is None


def test_a_follower_sees_the_recipe_of_a_post_for_followers(
    ben: Person, cleo: Person, post: Post, recipe: Recipe
) -> None:
    _hide("followers", post, cleo)
    assert recipe_sheet(recipe.id, viewer_id=ben.id).link.id == recipe.id
    assert [tile.link.id for tile in recipes(ben.id).items] == [recipe.id]


def test_a_link_opens_the_recipe_of_its_post_and_no_list_shows_it(
    ada: Person, cleo: Person, post: Post, recipe: Recipe
) -> None:
    _hide("link", post, cleo)
    sheet = recipe_sheet(recipe.id, viewer_id=cleo.id, link_key=post.link_key)
    assert sheet.link.make_url == f"/p/{post.id}/make?key={post.link_key}"
    assert not recipes(cleo.id).items
    assert [tile.link.id for tile in own_recipes(ada.id)] == [recipe.id]


def test_examples_are_posts_made_with_it_that_the_viewer_may_see(
    ben: Person, cleo: Person, recipe: Recipe
) -> None:
    shown, hidden = (
        make.post(ben, finished(ben, recipe)[1], audience=each) for each in ("public", "only_me")
    )
    assert [card.id for card in recipe_sheet(recipe.id, viewer_id=cleo.id).examples] == [shown.id]
    mine = [card.id for card in recipe_sheet(recipe.id, viewer_id=ben.id).examples]
    assert mine == [hidden.id, shown.id]


def test_a_post_made_with_a_recipe_credits_it_even_after_an_edit(cleo: Person, recipe: Recipe) -> None:
    _, image = finished(cleo, recipe)
    plain, edited = make.post(cleo), make.post(cleo, make.image(cleo, parent=make.Parent(image.id)))
    cards = [make_sheet(each.id, person_id=cleo.id).post for each in (plain, edited)]
    credits = recipe_credits(cards, viewer_id=0)
    assert list(credits) == [edited.id]
    link = credits[edited.id].link
    assert link is not None
    assert (link.id, link.owner.handle) == (recipe.id, "ada")
