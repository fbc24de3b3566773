"""Recipes: forms that others fill in, their versions, what they reveal, and how others fared with them."""

import random
from collections.abc import Callable

import pytest

from bottega.engines.wired import Engines
from bottega.gallery.actions import edit_post, withdraw_post
from bottega.gallery.models import Audience, Image, Post, RemixTerms
from bottega.people.actions import block_person, suspend_person
from bottega.people.models import Person
from bottega.stream.facts import Kind
from bottega.stream.models import Fact
from bottega.studio.ending import end_generation
from bottega.studio.keeping import keep
from bottega.studio.models import (
    Candidate,
    Conversation,
    Generation,
    Keep,
    Recipe,
    RecipeVersion,
    State,
)
from bottega.studio.recipes.actions import (
    Draft,
    PromptWouldShow,
    RecipeExists,
    RecipeFlawed,
    publish_recipe,
    revise_recipe,
    withdraw_recipe,
)
from bottega.studio.recipes.changes import word_spans
from bottega.studio.recipes.filling import Slot, SlotKind, fill, with_place
from bottega.studio.recipes.making import SlotsMissing, make_by_recipe
from bottega.studio.recipes.offering import make_sheet, recipe_desk
from bottega.studio.recipes.proposing import phrases_in
from bottega.studio.recipes.queries import (
    own_recipes,
    recipe_credits,
    recipe_sheet,
    recipes,
    recipes_around,
    recipes_matching,
    recipes_of_posts,
    successes,
)
from bottega.studio.recipes.seeing import NoSuchRecipe
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


# Filling in


def test_filling_puts_each_value_in_its_place_and_defaults_where_nothing_was_said() -> None:
    assert fill(WORDS, SLOTS, {"subject": "owl"}) == "a owl reading under a lamp, watercolour"
    assert fill(WORDS, SLOTS, {"subject": "  "}) == "a fox reading under a lamp, watercolour"


def test_a_value_that_looks_like_a_place_is_plain_words() -> None:
    assert fill(WORDS, SLOTS, {"subject": "{style}"}) == "a (style) reading under a lamp, watercolour"
    assert fill(WORDS, SLOTS, {"subject": "{", "style": "}"}) == "a ( reading under a lamp, )"


def test_photos_are_named_in_the_order_in_which_the_painter_gets_them() -> None:
    slots = [Slot("me", SlotKind.PHOTO), Slot("dog", SlotKind.PHOTO)]
    assert fill("{dog} beside {me}", slots, {"me": "7", "dog": "8"}) == "picture 2 beside picture 1"


def test_filling_is_total() -> None:
    chance = random.Random(7)
    alphabet = ["{", "}", "{{", "a", " ", "subject", "style", "{subject}", "{style}", "{x1}", "é", "\n"]
    for _ in range(2_000):
        words, one, two = ("".join(chance.choices(alphabet, k=chance.randint(0, 9))) for _ in range(3))
        filled = fill(words, [Slot("subject", default=two)], {"subject": one, "style": two})
        assert not {"{", "}"} & set(filled)


def test_a_phrase_becomes_a_place_and_filling_gives_the_same_words_again() -> None:
    words = "a fox reading under a lamp, watercolour"
    for phrase in phrases_in(words):
        with_it, slots = with_place(words, [], phrase)
        assert with_it != words
        assert fill(with_it, slots, {}) == words
    assert phrases_in(words)[-1] == "watercolour"


def test_a_phrase_inside_a_place_is_left_alone() -> None:
    assert with_place("a {style}", [Slot("style")], "style") == ("a {style}", [Slot("style")])
    assert with_place("a fox", [], "an owl") == ("a fox", [])


def test_what_changed_between_two_wordings_reads_as_both() -> None:
    before, after = WORDS, "a {subject} reading by a fire, {style}, at night"
    spans = word_spans(before, after)
    assert "".join(span.text for span in spans if span.kind != "added") == before
    assert "".join(span.text for span in spans if span.kind != "removed") == after


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


# Publishing, versions, forks


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


# How others fared


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
