"""The library's pages: all that a person made, found by its words, and only by its maker."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from bottega.gallery.actions import Parent
from bottega.gallery.models import Image, SmartFolder
from bottega.people.models import Person
from bottega.studio.models import Conversation, Keep
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


def test_each_filter_is_a_chip_that_leads_to_the_same_without_it(ada: Person) -> None:
    make.image(ada, "a red fox")
    page = body(browse(ada).get("/library?q=fox&shape=square&from=2026-11-01"))
    chips = [str(each["href"]) for each in Elements(page).all("a", class_="chip")]
    assert chips == [
        "/library?shape=square&from=2026-11-01",
        "/library?q=fox&from=2026-11-01",
        "/library?q=fox&shape=square",
    ]


def test_a_stack_opens_as_its_members(ada: Person) -> None:
    first = make.image(ada)
    edit = make.image(ada, parent=Parent(first.id))
    page = Elements(body(browse(ada).get("/library?stacks=1")))
    stack = page.all("a", class_="shelf-open")
    assert [each["href"] for each in stack] == [f"/library?stack={first.stack}"]
    assert _shown(body(browse(ada).get(f"/library?stack={first.stack}"))) == [edit.id, first.id]


def test_chosen_pictures_come_as_a_zip_and_are_kept(ada: Person, cleo: Person) -> None:
    fox, owl, hers = make.image(ada), make.image(ada), make.image(cleo)
    form = {"do": "download", "pick": [fox.id, hers.id]}
    answer = browse(ada).post("/library/chosen", form)
    assert answer["Content-Type"] == "application/zip"
    names = ZipFile(BytesIO(answer.getvalue())).namelist()
    assert len(names) == 2
    assert [kept.image_id for kept in Keep.objects.all()] == [fox.id]
    assert Keep.objects.get().how == Keep.How.DOWNLOADED
    by_script = browse(ada).post("/library/chosen", {"do": "download", "picks": f"{fox.id},{owl.id},x,-1"})
    assert len(ZipFile(BytesIO(by_script.getvalue())).namelist()) == 3


def test_everything_comes_as_a_zip_and_says_nothing_of_worth(ada: Person, cleo: Person) -> None:
    for _ in range(3):
        make.image(ada)
    make.image(cleo)
    answer = browse(ada).get("/library/everything.zip")
    assert len(ZipFile(BytesIO(answer.getvalue())).namelist()) == 4
    assert not Keep.objects.exists()


def test_stars_are_given_and_taken_one_by_one_and_together(ada: Person) -> None:
    fox, owl = make.image(ada), make.image(ada)
    client = browse(ada)
    client.post(f"/library/{fox.id}/star")
    client.post("/library/chosen", {"do": "star", "pick": [fox.id, owl.id]})
    assert _shown(body(client.get("/library?kind=starred"))) == [owl.id, fox.id]
    part = body(client.post(f"/library/{fox.id}/star", {"starred": "no"}, headers=HTMX))
    assert 'aria-pressed="false"' in part
    client.post("/library/chosen", {"do": "unstar", "pick": [owl.id]})
    assert _shown(body(client.get("/library?kind=starred"))) == []
    assert Keep.objects.filter(how=Keep.How.STARRED).count() == 2


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/settings", "javascript:1", ""])
def test_nobody_is_sent_elsewhere_by_a_form(ada: Person, back: str) -> None:
    answer = browse(ada).post("/library/chosen", {"do": "star", "back": back})
    assert answer.headers["Location"] == "/library"


def test_a_search_is_kept_renamed_removed_and_brought_back(ada: Person) -> None:
    client = browse(ada)
    make.image(ada, "a red fox")
    kept = client.post("/library/folders/new", {"name": "Foxes", "q": "fox", "kind": "made"})
    assert kept.headers["Location"] == "/library?q=fox&kind=made"
    folder = SmartFolder.objects.get()
    assert 'class="folder-link is-named" href="/library?q=fox&amp;kind=made"' in body(client.get("/library"))
    client.post(f"/library/folders/{folder.id}/rename", {"name": "Red ones"})
    assert "Red ones" in body(client.get("/library/folders"))
    removed = client.post(f"/library/folders/{folder.id}/remove", follow=True)
    assert f"/library/folders/{folder.id}/restore" in body(removed)
    client.post(f"/library/folders/{folder.id}/restore")
    assert "Red ones" in body(client.get("/library/folders"))


@pytest.mark.parametrize("name", ["", "x" * 61, "Foxes"])
def test_a_name_that_cannot_be_comes_back_with_the_reason(ada: Person, name: str) -> None:
    client = browse(ada)
    client.post("/library/folders/new", {"name": "Foxes", "q": "fox"})
    answer = client.post("/library/folders/new", {"name": name, "q": "owl"})
    assert answer.status_code == 422
    page = Elements(body(answer))
    assert page.all("input", name="q")[0]["value"] == "owl"
    assert page.all("input", name="name")[0]["value"] == name
    client.post("/library/folders/new", {"name": "Owls", "q": "owl"})
    owls = SmartFolder.objects.get(name="Owls")
    assert client.post(f"/library/folders/{owls.id}/rename", {"name": name}).status_code == 422


@pytest.mark.parametrize("do", ["rename", "remove", "restore"])
def test_a_stranger_reaches_no_folder(ada: Person, cleo: Person, do: str) -> None:
    browse(ada).post("/library/folders/new", {"name": "Foxes", "q": "fox"})
    folder = SmartFolder.objects.get()
    assert browse(cleo).post(f"/library/folders/{folder.id}/{do}", {"name": "Mine"}).status_code == 404
    assert "Foxes" not in body(browse(cleo).get("/library/folders"))
    assert "Foxes" not in body(browse(cleo).get(f"/library?removed={folder.id}"))


def test_a_stranger_stars_downloads_and_likens_nothing_of_anothers(cleo: Person, hers: Image) -> None:
    assert browse(cleo).post(f"/library/{hers.id}/star").status_code == 404
    zipped = browse(cleo).post("/library/chosen", {"do": "download", "pick": [hers.id]})
    assert ZipFile(BytesIO(zipped.getvalue())).namelist() == ["library.json"]
    assert _shown(body(browse(cleo).get(f"/library?like={hers.id}"))) == []
    assert not Keep.objects.exists()


def test_the_picker_offers_ones_own_as_buttons_or_as_a_forms_radios(ada: Person, hers: Image) -> None:
    part = Elements(body(browse(ada).get("/library/pick?q=whisper", headers=HTMX)))
    assert [each["data-image"] for each in part.all("button", class_="picker-choice")] == [str(hers.id)]
    form = Elements(body(browse(ada).get("/library/pick?name=slot-photo")))
    assert form.all("input", name="slot-photo")[0]["value"] == str(hers.id)


@pytest.mark.parametrize(
    "address", ["/library/pick", "/library/folders", "/library/everything.zip", "/uploads", "/uploads/new"]
)
def test_without_an_account_there_is_no_library(db: None, address: str) -> None:
    assert browse().get(address).status_code == 302
