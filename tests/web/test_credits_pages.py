"""The page of one's own credits."""

from datetime import timedelta

from bottega.kernel.clock import now
from bottega.people.models import Person
from bottega.studio.actions import open_conversation, stop_generation
from bottega.studio.credits import grant_credits
from tests import make
from tests.web.browsing import body, browse


def test_an_empty_ledger_says_what_a_day_brings(ada: Person) -> None:
    page = body(browse(ada).get("/credits"))
    assert "1,000" in page
    assert "None yet." in page


def test_a_request_is_told_in_its_words_and_not_to_others(ada: Person, cleo: Person) -> None:
    talk = open_conversation(ada, at=now())
    generation = make.ask(ada, talk.id, "a heron in the reeds", at=now())
    generation.candidates.filter(place=0).update(image=make.image(ada))
    stop_generation(ada, generation.id, at=now())
    page = body(browse(ada).get("/credits"))
    assert "a heron in the reeds" in page
    assert "996" in page
    assert f"/studio/{talk.id}" in page
    assert "heron" not in body(browse(cleo).get("/credits"))


def test_a_long_ledger_goes_on_below(ada: Person) -> None:
    for number in range(45):
        grant_credits(ada, 7, key=str(number), at=now() + timedelta(seconds=number))
    client = browse(ada)
    page = body(client.get("/credits"))
    assert page.count("is-grant") == 40
    older = page.split("?before=")[1].split('"')[0]
    more = body(client.get(f"/credits?before={older}", headers={"HX-Request": "true"}))
    assert more.count("is-grant") == 5
    assert "<html" not in more


def test_who_is_signed_out_is_asked_in(client) -> None:  # type: ignore[no-untyped-def]
    assert client.get("/credits").status_code == 302
