"""Timelines as pages: their order, their budget, their weight, and the way to older posts."""

import pytest

from bottega.gallery.actions import edit_post
from bottega.gallery.models import Audience
from bottega.people.models import Person
from tests import make
from tests.web.browsing import HTMX, Elements, at_most, body, browse, post_ids

QUERIES_MAX = 12
BYTES_MAX = 120_000


def _fill(author: Person, count: int) -> list[int]:
    first = make.post(author)
    others = [make.remix(author, first) if n % 3 == 0 else make.post(author) for n in range(count - 1)]
    return [post.id for post in reversed([first, *others])]


@pytest.mark.parametrize("count", [5, 20])
@pytest.mark.parametrize("path", ["/", "/newest", "/explore"])
def test_the_first_page_costs_at_most_twelve_queries(ben: Person, ada: Person, path: str, count: int) -> None:
    _fill(ada, count)
    viewer = make.person("dora") if path == "/explore" else ben
    client = browse(viewer)
    with at_most(QUERIES_MAX):
        assert len(post_ids(client.get(path))) == count


def test_the_first_time_page_and_the_landing_stay_within_the_budget(cleo: Person, ada: Person) -> None:
    _fill(ada, 12)
    newcomer, nobody = browse(cleo), browse()
    with at_most(QUERIES_MAX + 1):  # suggestions and a wall at once, and how many asks wait
        assert "first-time" in body(newcomer.get("/"))
    with at_most(QUERIES_MAX):
        assert len(post_ids(nobody.get("/"))) == 12


def test_a_full_first_page_weighs_under_120_kilobytes_before_images(ben: Person, ada: Person) -> None:
    for _ in range(20):
        make.post(ada, make.image(ada, "a fox " * 100), prompt_shown=True, caption="Long words. " * 40)
    page = browse(ben).get("/")
    assert len(post_ids(page)) == 20
    assert len(page.content) < BYTES_MAX, len(page.content)


def test_following_shows_the_followed_and_newest_everybody(ben: Person, ada: Person, cleo: Person) -> None:
    by_ada, by_cleo = make.post(ada).id, make.post(cleo).id
    assert post_ids(browse(ben).get("/")) == [by_ada]
    assert post_ids(browse(ben).get("/newest")) == [by_cleo, by_ada]
    assert post_ids(browse(ben).get("/explore")) == [by_cleo]


def test_a_stranger_to_the_site_sees_the_newest_posts_and_the_way_in(ada: Person) -> None:
    post = make.post(ada)
    page = browse().get("/")
    assert post_ids(page) == [post.id]
    assert "/accounts/signup/" in body(page)


def test_older_links_lead_through_every_post_once_without_javascript(ben: Person, ada: Person) -> None:
    expected, seen, path = _fill(ada, 45), [], "/"
    while path:
        page = browse(ben).get(path)
        seen += post_ids(page)
        links = [link["href"] or "" for link in Elements(body(page)).all("a", class_="button")]
        path = next((link for link in links if "before=" in link), "")
    assert seen == expected


def test_endless_scrolling_brings_the_same_posts_as_the_links(ben: Person, ada: Person) -> None:
    expected = _fill(ada, 30)
    first = Elements(body(browse(ben).get("/"))).all("p", class_="older")[0]["hx-get"]
    part = browse(ben).get(first or "", headers=HTMX)
    assert post_ids(part) == expected[20:]
    assert "<html" not in body(part)


def test_the_pill_counts_what_is_new_and_is_empty_otherwise(ben: Person, ada: Person) -> None:
    top = make.post(ada)
    address = f"/feed/news?timeline=following&after={top.id}"
    assert body(browse(ben).get(address)).strip() == ""
    make.post(ada)
    make.post(ada)
    assert "2 new posts" in body(browse(ben).get(address))


@pytest.mark.parametrize("before", ["", "abc", "-1", "0", "9" * 30, "٣"])
def test_a_nonsense_place_in_the_feed_starts_at_the_top(ben: Person, ada: Person, before: str) -> None:
    post = make.post(ada)
    assert post_ids(browse(ben).get("/", {"before": before})) == [post.id]


def test_a_newcomer_is_offered_pictures_people_and_the_studio(cleo: Person, ada: Person) -> None:
    post = make.post(ada)
    page = body(browse(cleo).get("/"))
    assert f"/p/{post.id}/like" in page
    assert "/@ada/follow" in page
    assert 'href="/studio"' in page


def test_an_empty_house_says_so_and_offers_one_thing_to_do(cleo: Person) -> None:
    for path in ("/newest", "/explore", "/saved"):
        assert len(Elements(body(browse(cleo).get(path))).all("a", class_="main-button")) == 1, path


def test_every_picture_reserves_its_place_and_has_a_placeholder(ben: Person, ada: Person) -> None:
    make.post(ada)
    page = body(browse(ben).get("/"))
    images = [image for image in Elements(page).all("img") if "/media/" in (image["src"] or "")]
    assert images
    assert all(image.get("width") and image.get("height") for image in images)
    assert 'type="image/avif"' in page
    assert 'class="haze" src="data:image/png' in page


def test_a_kept_card_is_the_card_that_would_be_drawn_now(ben: Person, ada: Person) -> None:
    post = make.post(ada, caption="Before")
    client = browse(ben)
    assert "Before" in body(client.get("/newest"))
    client.post(f"/p/{post.id}/like")
    changed = {"audience": Audience.PUBLIC, "alt_text": "An alt", "prompt_shown": False, "at": make.moment()}
    edit_post(ada, post.id, caption="After", **changed)
    page = body(client.get("/newest"))
    assert "Before" not in page
    assert "After" in page
    assert f"/p/{post.id}/unlike" in page
    assert "Mi piace" in body(client.get("/newest", headers={"Accept-Language": "it"}))
