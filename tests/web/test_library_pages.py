"""The library's pages: all that a person made, found by its words, and only by its maker."""

import pytest

from bottega.gallery.models import Image
from bottega.people.models import Person
from bottega.studio.models import Conversation
from tests import make
from tests.web.browsing import HTMX, Elements, at_most, body, browse


def _shown(page: str) -> list[int]:
    links = [each for each in Elements(page).all("a") if "data-shelf" in each]
    return [int(str(each["href"]).rsplit("/", 1)[1]) for each in links]


def test_everything_that_was_made_is_there_newest_first(ada: Person) -> None:
    made = [make.image(ada).id for _ in range(3)]
    assert _shown(body(browse(ada).get("/library"))) == made[::-1]


def test_an_empty_library_says_what_to_do(ada: Person) -> None:
    assert "Make your first picture" in body(browse(ada).get("/library"))


def test_words_find_pictures_by_the_beginning_of_each_word(ada: Person) -> None:
    fox, _owl = make.image(ada, "a red fox in snow"), make.image(ada, "an owl in snow")
    assert _shown(body(browse(ada).get("/library?q=sno%20fo"))) == [fox.id]


def test_a_search_without_a_find_says_so_and_leads_back(ada: Person) -> None:
    make.image(ada)
    page = body(browse(ada).get("/library", {"q": "zeppelin <b>"}))
    assert "“<bdi>zeppelin &lt;b&gt;</bdi>”" in page
    assert "See everything" in page


@pytest.mark.parametrize("words", ["", "   ", "!!!", "\u0000", "a" * 5_000, "' | & !", "\u202e"])
def test_no_search_breaks_the_page(ada: Person, words: str) -> None:
    make.image(ada)
    assert browse(ada).get("/library", {"q": words}).status_code == 200


def test_a_search_by_htmx_answers_with_the_found_ones_alone(ada: Person) -> None:
    make.image(ada, "a red fox")
    part = body(browse(ada).get("/library?q=fox", headers=HTMX))
    assert "<html" not in part
    assert 'id="found"' in part


def test_older_pictures_follow_without_a_gap_or_a_double(ada: Person) -> None:
    made = [make.image(ada).id for _ in range(40)]
    first = body(browse(ada).get("/library"))
    link = str(Elements(first).all("a", class_="button")[-1]["href"])
    older = body(browse(ada).get(link, headers=HTMX))
    assert _shown(first) + _shown(older) == made[::-1]
    assert _shown(body(browse(ada).get(link))) == _shown(older)


def test_a_full_page_of_the_library_costs_few_questions(ada: Person) -> None:
    for _ in range(36):
        make.image(ada)
    client = browse(ada)
    with at_most(13):
        client.get("/library")


def test_a_published_picture_wears_a_badge_that_leads_to_its_post(ada: Person) -> None:
    post = make.post(ada)
    make.image(ada)
    badges = Elements(body(browse(ada).get("/library"))).all("a", class_="badge")
    assert [each["href"] for each in badges] == [f"/p/{post.id}"]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_picture_opens_large_with_its_recipe(ada: Person, headers: dict[str, str]) -> None:
    image = make.image(ada, "a red fox", seed=4711)
    page = body(browse(ada).get(f"/library/{image.id}", headers=headers))
    assert "4711" in page
    assert "Only you see this" in page
    assert f"/publish/{image.id}" in page


def test_editing_opens_the_studio_with_the_picture_chosen(ada: Person) -> None:
    image = make.image(ada)
    page = browse(ada).post(f"/library/{image.id}/edit", follow=True)
    talk = Conversation.objects.get()
    assert page.redirect_chain[-1][0] == f"/studio/{talk.id}?pick={image.id}&edit=1"
    assert f'name="subject" value="{image.id}"' in body(page)
    assert "Changes this picture" in body(page)


@pytest.fixture
def hers(ada: Person) -> Image:
    """A picture of Ada's that she has shown to nobody."""
    return make.image(ada, "a whispered fox")


@pytest.mark.parametrize(("method", "address"), [("get", "/library/{0}"), ("post", "/library/{0}/edit")])
def test_a_stranger_finds_nothing_of_anothers_library(
    cleo: Person, hers: Image, method: str, address: str
) -> None:
    answer = getattr(browse(cleo), method)(address.format(hers.id))
    assert answer.status_code == 404
    assert "whispered" not in body(answer)
    assert not Conversation.objects.exists()


def test_a_search_finds_only_ones_own(cleo: Person, hers: Image) -> None:
    assert _shown(body(browse(cleo).get("/library?q=whispered"))) == []


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "0", "1e3"])
def test_a_page_that_cannot_be_starts_at_the_top(ada: Person, before: str) -> None:
    image = make.image(ada)
    assert _shown(body(browse(ada).get("/library", {"after": before}))) == [image.id]
