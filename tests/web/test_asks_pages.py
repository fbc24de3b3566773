"""Asking before remixing, in pages: the button obeys, the question waits, the answer arrives."""

from django.test import Client

from bottega.doors.web.live import _may_hear
from bottega.gallery.models import Audience, Post, RemixAsk
from bottega.gallery.terms import answer_remix_ask, ask_to_remix
from bottega.people.actions import block_person
from bottega.people.models import Person
from tests import make
from tests.web.browsing import HTMX, Elements, body, browse


def _post(author: Person, terms: str = "ask", **rest: object) -> Post:
    return make.post(author, remix_terms=terms, **rest)


def _page(browser: Client, post: Post) -> str:
    return body(browser.get(f"/p/{post.id}"))


def _asked(asker: Person, post: Post, words: str = "May I?") -> RemixAsk:
    return ask_to_remix(asker, post.id, words, at=make.moment())


def test_the_page_says_in_words_what_may_be_done(ada: Person, cleo: Person) -> None:
    said = {
        "free": "Free to remix.",
        "credit": "Free to remix; “after @ada” stays with what you make.",
        "ask": "Ask to remix",
        "no": "Not for remixing",
    }
    for terms, words in said.items():
        assert words in _page(browse(cleo), _post(ada, terms)), terms


def test_one_asks_waits_and_may_remix_when_granted(ada: Person, cleo: Person) -> None:
    post, browser = _post(ada), browse(cleo)
    assert "Asked, waiting" in body(browser.post(f"/p/{post.id}/ask", {"words": "May I?"}, headers=HTMX))
    assert "Asked, waiting" in _page(browser, post)
    answer_remix_ask(ada, RemixAsk.objects.get().id, granted=True, at=make.moment())
    assert "Granted: Ada lets you remix it." in body(browser.get(f"/p/{post.id}/standing", headers=HTMX))


def test_without_a_script_asking_comes_back_to_the_post(ada: Person, cleo: Person) -> None:
    post = _post(ada, audience=Audience.LINK)
    answer = browse(cleo).post(f"/p/{post.id}/ask", {"words": "", "key": post.link_key})
    assert answer.url == f"/p/{post.id}?key={post.link_key}#remix"


def test_the_way_into_the_studio_leads_back_where_one_must_ask(ada: Person, cleo: Person) -> None:
    for terms in ("ask", "no"):
        post = _post(ada, terms)
        assert browse(cleo).post(f"/p/{post.id}/remix").url == f"/p/{post.id}#remix"
    assert browse(ada).post(f"/p/{post.id}/remix").url.startswith("/studio/")


def test_the_author_finds_the_ask_answers_and_undoes(ada: Person, cleo: Person) -> None:
    asked, browser = _asked(cleo, _post(ada), "A linocut of it"), browse(ada)
    page = body(browser.get("/asks"))
    assert "A linocut of it" in page
    assert 'Asks <b class="number">1</b>' in page
    assert "You said yes" in body(browser.post(f"/asks/{asked.id}/grant", headers=HTMX))
    assert "Asks <b" not in body(browser.get("/asks"))
    assert f"/asks/{asked.id}/grant" in body(browser.post(f"/asks/{asked.id}/undo", headers=HTMX))
    told = body(browser.post(f"/asks/{asked.id}/decline", follow=True))
    assert "Declined, quietly." in told


def test_the_asker_finds_where_it_stands_and_takes_it_back(ada: Person, cleo: Person) -> None:
    asked, browser = _asked(cleo, _post(ada)), browse(cleo)
    assert "Waiting for an answer." in body(browser.get("/asks"))
    assert "You have asked nobody" in body(browser.post(f"/asks/{asked.id}/take-back", headers=HTMX))
    again = _asked(cleo, asked.post)
    part = body(browser.post(f"/asks/{again.id}/take-back?post={asked.post_id}", headers=HTMX))
    assert "Ask to remix" in part


def test_nobody_answers_or_sees_anothers_asks(ada: Person, ben: Person, cleo: Person) -> None:
    asked = _asked(cleo, _post(ada), "Between us")
    for verb in ("grant", "decline", "undo", "take-back"):
        assert browse(ben).post(f"/asks/{asked.id}/{verb}").status_code == 404
    assert "Between us" not in body(browse(ben).get("/asks"))
    asked.refresh_from_db()
    assert asked.state == RemixAsk.State.OPEN


def test_a_block_empties_both_lists_of_names(ada: Person, cleo: Person) -> None:
    _asked(cleo, _post(ada), "Between us")
    block_person(ada, cleo, at=make.moment())
    assert "Between us" not in body(browse(ada).get("/asks"))
    page = body(browse(cleo).get("/asks"))
    assert "not for you to see any more" in page
    assert "@ada" not in page
    assert "Ada" not in page


def test_somebody_signed_out_is_shown_the_way_in(ada: Person) -> None:
    post = _post(ada)
    assert Elements(_page(browse(), post)).all("a", href=f"/accounts/login/?next=/p/{post.id}")
    assert browse().post(f"/p/{post.id}/ask").url.startswith("/accounts/login/")


def test_a_refusal_is_a_sentence(ada: Person, cleo: Person) -> None:
    answer = browse(cleo).post(f"/p/{_post(ada, 'no').id}/ask", headers=HTMX)
    assert answer.status_code == 409
    assert "nothing to ask" in body(answer)
    long = browse(cleo).post(f"/p/{_post(ada).id}/ask", {"words": "x" * 301}, headers=HTMX)
    assert "301" in body(long)


def test_only_oneself_hears_ones_asks_ring(ada: Person, cleo: Person) -> None:
    assert _may_hear("asks", ada.id, ada.id, "")
    assert not _may_hear("asks", ada.id, cleo.id, "")
    assert not _may_hear("asks", 0, 0, "")
