"""The lineage page: a tree that reads without a script, unfolds in place, and shows no stranger too much."""

from bottega.gallery.actions import withdraw_post
from bottega.gallery.family.queries import BRANCH
from bottega.gallery.models import Audience, Post
from bottega.people.models import Person
from tests import make
from tests.web.browsing import HTMX, Elements, at_most, body, browse

QUERIES_MAX = 16


def _family(person: Person | None, post: Post, **headers: str) -> str:
    return body(browse(person).get(f"/p/{post.id}/family", headers=headers))


def test_the_page_is_a_nested_list_that_leads_to_each_picture(ada: Person, ben: Person) -> None:
    first = make.post(ada)
    here = make.remix(ben, first)
    child = make.remix(ada, here)
    page = Elements(_family(None, here))
    walks = [each["href"] for each in page.all("a", class_="kin-node")]
    assert walks == [f"/p/{first.id}/family", f"/p/{here.id}", f"/p/{child.id}/family"]
    assert page.all("a", href=f"/p/{here.id}", **{"aria-current": "true"})
    assert len(page.all("li", id="here")) == 1


def test_the_page_names_the_size_the_credit_and_where_one_is(ada: Person, ben: Person) -> None:
    page = _family(None, make.remix(ben, make.post(ada)))
    assert '<b class="number">2</b> pictures' in page
    assert ">@ada</a></span>" in page
    assert "You are here" in page


def test_a_picture_without_kin_says_so(ada: Person) -> None:
    assert "nobody has made it theirs yet" in _family(None, make.post(ada))


def test_edges_carry_the_words_that_came_and_went(ada: Person, ben: Person) -> None:
    first = make.post(ada, make.image(ada, "a fox in snow"), prompt_shown=True)
    image = make.image(ben, "a fox in rain", parent=make.Parent(first.image_id, first.id))
    page = _family(None, make.post(ben, image, prompt_shown=True))
    assert "<del>snow</del>" in page
    assert "<ins>rain</ins>" in page
    hidden = make.remix(ben, first)
    assert "words not shown" in _family(None, hidden)


def test_what_words_hold_is_never_markup(ada: Person, ben: Person) -> None:
    first = make.post(ada, make.image(ada, "a fox"), prompt_shown=True)
    image = make.image(ben, "a fox <script>x</script>", parent=make.Parent(first.image_id, first.id))
    page = _family(None, make.post(ben, image, prompt_shown=True))
    assert "<ins>&lt;script&gt;x&lt;/script&gt;</ins>" in page


def test_a_folded_brood_unfolds_in_place_and_without_a_script_on_its_own_page(ada: Person) -> None:
    parent = make.post(ada)
    made = [make.remix(ada, parent) for _ in range(BRANCH + 2)]
    fold = next(each for each in Elements(_family(None, parent)).all("a") if each.get("class") == "fold")
    assert (fold["hx-target"], fold["hx-swap"], fold["href"]) == ("closest li", "outerHTML", fold["hx-get"])
    part = browse().get(fold["href"], headers=HTMX)
    assert body(part).lstrip().startswith("<li")
    assert [f"/p/{post.id}/family" in body(part) for post in made[:3]] == [True, True, False]
    whole = body(browse().get(fold["href"]))
    assert "<html" in whole
    assert f"/p/{made[0].id}/family" in whole


def test_a_stranger_sees_grey_where_a_hidden_post_leads_on_and_nothing_of_it(
    ada: Person, ben: Person, cleo: Person
) -> None:
    first = make.post(ada)
    words = {"caption": "A secret caption", "alt_text": "An unseen fox"}
    bridge = make.remix(ben, first, audience=Audience.FOLLOWERS, **words)
    beyond = make.remix(ada, bridge)
    page = _family(cleo, first)
    assert "not for you to see" in page
    assert f"/p/{beyond.id}/family" in page
    assert all(secret not in page for secret in (*words.values(), f"/p/{bridge.id}/family", "@ben"))
    assert browse(cleo).get(f"/p/{bridge.id}/family").status_code == 404
    branch = body(browse(cleo).get(f"/p/{bridge.id}/family/branch"))
    assert "An unseen fox" not in branch


def test_the_address_gives_htmx_the_strip_and_caches_do_not_mix_the_two(ada: Person, ben: Person) -> None:
    here = make.remix(ben, make.post(ada))
    part = browse().get(f"/p/{here.id}/family", headers=HTMX)
    assert "HX-Request" in part["Vary"]
    assert "<html" not in body(part)
    assert "See the whole family" in body(part)


def test_a_family_of_any_size_costs_the_same_few_queries(ada: Person, ben: Person) -> None:
    post = make.post(ada)
    for _ in range(6):
        child = make.remix(ben, post)
        for _ in range(3):
            make.remix(ada, child)
        post = child
    browser = browse(ben)
    browser.get("/about")
    with at_most(QUERIES_MAX):
        assert browser.get(f"/p/{post.id}/family").status_code == 200


def test_a_link_post_keeps_its_key_on_the_way(ada: Person, cleo: Person) -> None:
    linked = make.remix(ada, make.post(ada), audience=Audience.LINK)
    page = body(browse(cleo).get(f"/p/{linked.id}/family?key={linked.link_key}"))
    assert f'href="/p/{linked.id}?key={linked.link_key}"' in page
    assert browse(cleo).get(f"/p/{linked.id}/family").status_code == 404


def test_credits_stand_on_card_page_profile_and_tags_and_outlive_the_parent(
    ada: Person, ben: Person, cleo: Person
) -> None:
    first = make.post(ada)
    second = make.remix(ben, first)
    third = make.remix(cleo, second)
    page = body(browse().get(f"/p/{third.id}"))
    assert f'after <a href="/p/{first.id}">@ada</a>' in page
    assert f'via <a href="/p/{second.id}">@ben</a>' in page
    assert 'og:image:alt" content="A red fox (after @ada, via @ben)"' in page
    assert f'download="bottega-{third.id}-after-ada-via-ben.png"' in page
    for address in ("/newest", "/@cleo"):
        assert f'after <a href="/p/{first.id}">@ada</a>' in body(browse().get(address))
    withdraw_post(ada, first.id, at=make.moment())
    assert "after somebody" in body(browse().get(f"/p/{third.id}"))


def test_the_original_is_kept_under_a_name_with_its_credit(ada: Person, ben: Person) -> None:
    remix = make.remix(ben, make.post(ada))
    answer = browse().get(f"/media/{remix.image_id}/original.png")
    assert f'filename="bottega-{remix.image_id}-after-ada.png"' in answer["Content-Disposition"]
