"""Make mine and recipes in the browser's eyes: plain forms first, nothing lost, Cleo sees nothing."""

import pytest
from django.http import HttpResponse

from bottega.engines.wired import Engines
from bottega.gallery.actions import edit_post
from bottega.gallery.models import Audience, Post, RemixTerms
from bottega.people.actions import block_person
from bottega.people.models import Person
from bottega.studio.models import Conversation, Generation, Recipe, RecipeVersion
from bottega.studio.recipes.actions import Draft, publish_recipe
from bottega.studio.recipes.filling import Slot, SlotKind
from tests import make
from tests.web.browsing import HTMX, Elements, at_most, body, browse

WORDS = "a {subject} reading under a lamp, {style}"
SLOTS = [Slot("subject", label="Your subject", default="fox"), Slot("style", default="watercolour")]
SENT = {
    "title": "Reading at night",
    "words": WORDS,
    "slot": ["subject", "style"],
    "label-subject": "Your subject",
    "default-subject": "fox",
    "default-style": "watercolour",
    "step": "publish",
}


def hang(post: Post, **changes: object) -> Recipe:
    fields = {"title": "Reading at night", "words": WORDS, "slots": SLOTS, "painter": "swatch", **changes}
    draft = Draft(**fields)  # type: ignore[arg-type]
    return publish_recipe(post.author, post.id, draft, shows_prompt=True, at=make.moment())


@pytest.fixture
def post(ada: Person) -> Post:
    """A public post of Ada's that shows its prompt."""
    return make.post(ada, make.image(ada, "a fox reading under a lamp, watercolour"), prompt_shown=True)


@pytest.fixture
def recipe(post: Post) -> Recipe:
    """Ada's recipe on it."""
    return hang(post)


def use(person: Person, recipe: Recipe, htmx: bool = False, **said: str) -> HttpResponse:
    version = RecipeVersion.objects.filter(recipe=recipe).latest("number")
    form = {"version": str(version.id), "once": "one-press", **said}
    return browse(person).post(f"/p/{recipe.post_id}/make", form, headers=HTMX if htmx else {})


# Make mine


def test_a_filled_in_recipe_lands_in_a_new_conversation(cleo: Person, recipe: Recipe) -> None:
    answer = use(cleo, recipe, **{"slot-subject": "owl"})
    made = Generation.objects.get()
    assert (made.words, made.owner_id) == ("a owl reading under a lamp, watercolour", cleo.id)
    assert answer["Location"] == f"/studio/{Conversation.objects.get().id}"
    again = use(cleo, recipe, **{"slot-subject": "owl"})
    assert again["Location"] == answer["Location"]
    assert Generation.objects.count() == 1


def test_the_form_shows_its_price_and_asks_for_every_slot(cleo: Person, recipe: Recipe) -> None:
    page = body(browse(cleo).get(f"/p/{recipe.post_id}/make"))
    fields = Elements(page)
    assert fields.all("input", name="slot-subject")[0]["placeholder"] == "fox"
    assert '<b class="number">16</b> credits' in page
    assert "Make four" in page


def test_a_refused_form_keeps_what_was_said_and_says_what_is_missing(cleo: Person, post: Post) -> None:
    recipe = hang(post, slots=[Slot("subject", label="Your subject"), SLOTS[1]])
    for htmx in (False, True):
        answer = use(cleo, recipe, htmx=htmx, **{"slot-style": "linocut & <ink>"})
        assert answer.status_code == 422
        page = body(answer)
        assert "Still to fill in: “Your subject”" in page
        assert 'value="linocut &amp; &lt;ink&gt;"' in page
        assert Elements(page).all("input", name="slot-subject")[0]["aria-invalid"] == "true"
    assert not Conversation.objects.exists()


def test_a_gone_painter_is_said_before_anything_is_pressed(cleo: Person, recipe: Recipe) -> None:
    RecipeVersion.objects.update(painter="long_gone")
    page = body(browse(cleo).get(f"/p/{recipe.post_id}/make"))
    assert "Its painter, long_gone, is no longer here. swatch will paint it" in page


def test_a_photo_slot_offers_ones_own_pictures_alone(ada: Person, cleo: Person, post: Post) -> None:
    hang(post, slots=[*SLOTS, Slot("photo", SlotKind.PHOTO)])
    empty = body(browse(cleo).get(f"/p/{post.id}/make"))
    assert "Your library is empty" in empty
    mine = make.image(cleo)
    page = Elements(body(browse(cleo).get(f"/p/{post.id}/make")))
    assert [each["value"] for each in page.all("input", name="slot-photo")] == [str(mine.id)]


def test_without_a_recipe_there_are_two_clear_ways(cleo: Person, post: Post) -> None:
    page = body(browse(cleo).get(f"/p/{post.id}/make"))
    assert f'action="/p/{post.id}/remix"' in page
    assert 'id="part-words" dir="auto">a fox reading under a lamp, watercolour<' in page
    assert len(Elements(page).all("button", class_="main-button")) == 1


def test_hidden_words_and_settings_are_not_on_the_page(ada: Person, cleo: Person) -> None:
    image = make.image(ada, "a whispered fox", parameters={"avoid": "whispers"})
    page = body(browse(cleo).get(f"/p/{make.post(ada, image, prompt_shown=False).id}/make"))
    assert "whisper" not in page
    assert "Use these words" not in page


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (RemixTerms.NO, "Ada does not let others start from this picture."),
        (RemixTerms.ASK, "Ada wants to be asked before anybody starts from this picture."),
    ],
)
def test_where_remixing_is_not_free_the_page_says_so_and_has_no_button(
    ada: Person, cleo: Person, terms: RemixTerms, said: str
) -> None:
    post = make.post(ada, remix_terms=terms)
    page = body(browse(cleo).get(f"/p/{post.id}/make"))
    assert said in page
    assert f'action="/p/{post.id}/remix"' not in page


def test_only_the_ticked_parts_go_to_the_studio(cleo: Person, post: Post) -> None:
    taken = browse(cleo).post(f"/p/{post.id}/parts", {"part": ["words", "shape"]})
    address, _, query = taken["Location"].partition("?")
    assert address == f"/studio/{Conversation.objects.get(owner=cleo).id}"
    assert query == "words=a+fox+reading+under+a+lamp%2C+watercolour&shape=square"
    assert "?" not in browse(cleo).post(f"/p/{post.id}/parts", {})["Location"]


def test_the_studio_takes_what_was_ticked_for_once(cleo: Person, ada: Person) -> None:
    tall = make.image(ada, "a whispered fox", width_px=64, height_px=96)
    post = make.post(ada, tall, prompt_shown=True)
    taken = browse(cleo).post(f"/p/{post.id}/parts", {"part": ["words", "shape"]})
    page = Elements(body(browse(cleo).get(taken["Location"])))
    assert "checked" in page.all("input", name="shape", value="tall")[0]
    assert "a whispered fox" in body(browse(cleo).get(taken["Location"]))


def test_make_mine_is_the_button_of_every_card_and_page(cleo: Person, post: Post) -> None:
    link = {"href": f"/p/{post.id}/make", "data-key": "r"}
    for address in ("/explore", f"/p/{post.id}"):
        links = Elements(body(browse(cleo).get(address))).all("a", href=link["href"])
        assert [each["data-key"] for each in links] == ["r"]


# Writing one


def test_an_author_publishes_a_recipe_of_their_post(ada: Person, post: Post) -> None:
    answer = browse(ada).post(f"/p/{post.id}/recipe", SENT)
    recipe = Recipe.objects.get()
    assert answer["Location"] == f"/recipes/{recipe.id}"
    assert recipe.versions.get().slots[0]["label"] == "Your subject"


def test_the_form_opens_with_the_pictures_words_and_proposes_places(ada: Person, post: Post) -> None:
    page = body(browse(ada).get(f"/p/{post.id}/recipe"))
    assert ">a fox reading under a lamp, watercolour</textarea>" in page
    offered = [each["value"] for each in Elements(page).all("button", name="wrap") if each["value"]]
    assert offered == ["a fox reading", "under a lamp", "watercolour"]


def test_pressing_a_phrase_makes_it_a_place_without_javascript(ada: Person, post: Post) -> None:
    sent = {"words": "a fox reading under a lamp, watercolour", "wrap": "watercolour"}
    page = body(browse(ada).post(f"/p/{post.id}/recipe", sent))
    assert ">a fox reading under a lamp, {subject}</textarea>" in page
    assert Elements(page).all("input", name="default-subject")[0]["value"] == "watercolour"
    assert not Recipe.objects.exists()


def test_a_typed_place_gets_its_questions_and_the_preview(ada: Person, post: Post) -> None:
    page = body(
        browse(ada).post(f"/p/{post.id}/recipe", {"words": "a {Subject}", "step": "look"}, headers=HTMX)
    )
    assert Elements(page).all("input", name="label-subject")
    assert '<span class="place-mark">' not in page
    assert "<html" not in page


def test_a_flawed_recipe_is_refused_in_words_and_nothing_is_lost(ada: Person, post: Post) -> None:
    flawed = {**SENT, "words": "a {subject} and {", "note": "keep me"}
    answer = browse(ada).post(f"/p/{post.id}/recipe", flawed)
    page = body(answer)
    assert answer.status_code == 422
    assert "A brace stands alone at “{”." in page
    assert "“style” stands nowhere in the words any more." in page
    assert 'value="keep me"' in page
    assert 'value="watercolour"' in page
    gone = body(browse(ada).post(f"/p/{post.id}/recipe", {**flawed, "step": "look", "drop": "style"}))
    assert "stands nowhere" not in gone


def test_a_hidden_prompt_needs_an_agreement_in_so_many_words(ada: Person) -> None:
    post = make.post(ada, prompt_shown=False)
    page = body(browse(ada).get(f"/p/{post.id}/recipe"))
    assert "This shows your words." in page
    refused = browse(ada).post(f"/p/{post.id}/recipe", SENT)
    assert refused.status_code == 422
    assert "Nothing is public yet." in body(refused)
    browse(ada).post(f"/p/{post.id}/recipe", {**SENT, "agrees": "on"})
    assert Recipe.objects.get().post_id == post.id


def test_a_second_version_shows_what_it_changed(ada: Person, recipe: Recipe) -> None:
    new = {**SENT, "words": WORDS.replace("a lamp", "the moon")}
    browse(ada).post(f"/p/{recipe.post_id}/recipe", new)
    page = body(browse().get(f"/recipes/{recipe.id}"))
    assert "<del>a lamp</del><ins>the moon</ins>" in page
    assert recipe.versions.count() == 2


def test_a_fork_names_the_recipe_it_came_from(cleo: Person, recipe: Recipe) -> None:
    theirs, version = make.post(cleo), recipe.versions.get()
    chosen = body(browse(cleo).get(f"/recipes/new?from={version.id}"))
    assert f'href="/p/{theirs.id}/recipe?from={version.id}"' in chosen
    form = body(browse(cleo).get(f"/p/{theirs.id}/recipe?from={version.id}"))
    assert "@ada's recipe “Reading at night”" in form
    sent = {**SENT, "title": "Mine", "from": str(version.id), "agrees": "on"}
    browse(cleo).post(f"/p/{theirs.id}/recipe", sent)
    fork = Recipe.objects.get(owner=cleo)
    assert f'href="/recipes/{recipe.id}"' in body(browse().get(f"/recipes/{fork.id}"))


def test_a_withdrawn_recipe_leaves_the_lists(ada: Person, recipe: Recipe) -> None:
    assert "Reading at night" in body(browse().get("/recipes"))
    browse(ada).post(f"/recipes/{recipe.id}/withdraw")
    assert "Reading at night" not in body(browse().get("/recipes"))
    assert browse(ada).get(f"/recipes/{recipe.id}").status_code == 404


# Lists and credit


def test_the_menu_is_a_fragment_of_links(cleo: Person, recipe: Recipe) -> None:
    found = body(browse(cleo).get("/recipes/menu?q=read"))
    assert f'href="/p/{recipe.post_id}/make"' in found
    assert "<html" not in found
    assert "No recipe of that name." in body(browse(cleo).get("/recipes/menu?q=zebra"))


def test_a_post_made_with_a_recipe_says_so(cleo: Person, recipe: Recipe) -> None:
    from bottega.studio.models import Candidate

    use(cleo, recipe)
    image = make.image(cleo)
    Candidate.objects.filter(place=0).update(image=image)
    theirs = make.post(cleo, image)
    page = body(browse().get(f"/p/{theirs.id}"))
    assert f'<a href="/recipes/{recipe.id}">@ada\'s recipe “Reading at night”</a>' in page


def test_lists_and_pages_ask_few_questions(cleo: Person, ada: Person) -> None:
    made = [hang(make.post(ada, prompt_shown=True), title=f"Number {n}") for n in range(8)]
    client = browse(cleo)
    client.get("/recipes")
    for address, most in (
        ("/recipes", 18),
        ("/recipes?sort=kept", 18),
        (f"/recipes/{made[0].id}", 24),
        (f"/p/{made[0].post_id}/make", 22),
        ("/recipes/menu?q=number", 10),
    ):
        with at_most(most):
            assert client.get(address).status_code == 200


# Seeing


def _hide(way: str, post: Post, cleo: Person) -> None:
    if way == "blocked":
        block_person(post.author, cleo, at=make.moment())
    else:
        words = {"caption": "", "alt_text": "A fox", "prompt_shown": True}
        edit_post(post.author, post.id, audience=Audience(way), at=make.moment(), **words)


@pytest.mark.parametrize("way", ["only_me", "followers", "link", "blocked"])
def test_a_stranger_finds_a_hidden_recipe_on_no_route(
    cleo: Person, post: Post, recipe: Recipe, way: str, engines: Engines
) -> None:
    _hide(way, post, cleo)
    version = recipe.versions.get()
    client = browse(cleo)
    for address in (f"/recipes/{recipe.id}", f"/p/{post.id}/make", f"/p/{post.id}/recipe"):
        assert client.get(address).status_code == 404
    for address, form in (
        (f"/p/{post.id}/make", {"version": str(version.id)}),
        (f"/p/{post.id}/parts", {"part": ["words"]}),
        (f"/p/{post.id}/recipe", SENT),
        (f"/recipes/{recipe.id}/withdraw", {}),
    ):
        assert client.post(address, form).status_code == 404
    for address in ("/recipes", "/recipes?sort=kept", "/recipes/menu?q=", f"/recipes/new?from={version.id}"):
        assert "Reading at night" not in body(client.get(address))
    assert not Generation.objects.exists()


def test_a_version_is_not_used_through_another_post(ada: Person, cleo: Person, recipe: Recipe) -> None:
    hidden = hang(make.post(ada, audience=Audience.ONLY_ME), title="Hidden").versions.get()
    answer = browse(cleo).post(f"/p/{recipe.post_id}/make", {"version": str(hidden.id), "once": "one"})
    assert answer.status_code == 404
    assert not Generation.objects.exists()
