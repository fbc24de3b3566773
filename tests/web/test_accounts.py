"""The ways in: joining, signing in, one click as a demo person; and which handles there are to have."""

import pytest
from django.core.cache import cache

from bottega.people.models import Person
from bottega.stream.models import Fact
from tests import make
from tests.web.browsing import body, browse

PASSWORD = "a long walk by the river"


@pytest.fixture(autouse=True)
def _no_rate_limits_from_other_tests() -> None:
    cache.clear()


def _join(handle: str, password: str = PASSWORD) -> int:
    return browse().post("/accounts/signup/", {"username": handle, "password1": password}).status_code


def test_joining_makes_a_person_and_the_fact_of_it(db: None) -> None:
    assert _join("Dora") == 302
    dora = Person.objects.get(handle="dora")
    assert Fact.objects.filter(kind="person_joined", subject_id=dora.id).count() == 1


@pytest.mark.parametrize("handle", ["admin", "p", "Studio", "a b", "dòra", "x" * 31, "y", "", "dora.", "<b>"])
def test_handles_that_could_mislead_are_refused_with_a_sentence(db: None, handle: str) -> None:
    page = browse().post("/accounts/signup/", {"username": handle, "password1": PASSWORD})
    assert page.status_code == 200
    assert 'class="complaint"' in body(page)
    assert not Person.objects.exists()


def test_a_handle_is_had_once_whatever_its_case(ada: Person) -> None:
    page = browse().post("/accounts/signup/", {"username": "ADA", "password1": PASSWORD})
    assert "Somebody has that handle already" in body(page)
    assert Person.objects.count() == 1


def test_a_weak_password_is_refused_and_the_handle_kept_in_its_field(db: None) -> None:
    page = browse().post("/accounts/signup/", {"username": "dora", "password1": "short"})
    assert not Person.objects.exists()
    assert 'value="dora"' in body(page)


def test_signing_in_and_out(db: None) -> None:
    make.person("dora", password=PASSWORD)
    client = browse()
    assert client.post("/accounts/login/", {"login": "Dora", "password": PASSWORD}).status_code == 302
    assert 'href="/@dora"' in body(client.get("/about"))
    client.post("/accounts/logout/")
    assert 'href="/@dora"' not in body(client.get("/about"))


def test_one_click_signs_in_as_a_demo_person(db: None) -> None:
    make.person("dora", is_demo=True)
    client = browse()
    assert 'value="dora"' in body(client.get("/accounts/login/"))
    assert client.post("/demo/enter", {"handle": "dora", "next": "/explore"})["Location"] == "/explore"
    assert 'href="/@dora"' in body(client.get("/about"))


def test_nobody_else_can_be_entered_that_way(ada: Person) -> None:
    client = browse()
    for handle in ("ada", "nobody", "", "\x00", "x" * 4000):
        assert client.post("/demo/enter", {"handle": handle}).status_code == 404
    assert 'href="/@ada"' not in body(client.get("/about"))


def test_the_demo_way_in_leads_to_no_other_site(db: None) -> None:
    make.person("dora", is_demo=True)
    for elsewhere in ("https://example.org/", "//example.org", "javascript:alert(1)"):
        assert browse().post("/demo/enter", {"handle": "dora", "next": elsewhere})["Location"] == "/"


def test_what_needs_an_account_leads_to_signing_in_and_back(ada: Person) -> None:
    assert browse().get("/saved")["Location"] == "/accounts/login/?next=/saved"
    part = browse().post("/@ada/follow", headers={"HX-Request": "true", "Referer": "http://testserver/@ada"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/accounts/login/?next=/%40ada")


def test_the_pages_of_accounts_stand_in_the_house(ada: Person) -> None:
    for path in ("/accounts/password/change/", "/accounts/email/", "/accounts/2fa/", "/accounts/logout/"):
        page = browse(ada).get(path, follow=True)
        assert page.status_code == 200
        assert 'class="wordmark"' in body(page), path
