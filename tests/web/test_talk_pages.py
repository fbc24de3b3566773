"""The talk's pages: saying, the reply as it comes, the ways on; and that nobody else finds any of it."""

import pytest

from bottega.engines.wired import Engines
from bottega.engines.writer.adapters.embedded import EmbeddedWriter
from bottega.kernel.clock import now
from bottega.people.models import Person
from bottega.studio.actions import open_conversation
from bottega.studio.models import Conversation, Generation, Turn
from tests import make
from tests.web.browsing import HTMX, Elements, at_most, body, browse


@pytest.fixture(autouse=True)
def _writer(engines: Engines) -> None:
    engines.writer = EmbeddedWriter()


@pytest.fixture
def talk(ada: Person) -> Conversation:
    """An empty conversation of Ada's."""
    return open_conversation(ada, at=now())


def _say(person: Person, talk: Conversation, words: str = "a red fox", **fields: object) -> object:
    headers = HTMX if fields.pop("htmx", False) else {}
    form = {"words": words, "key": "k1", **fields}
    return browse(person).post(f"/studio/{talk.id}/say", form, headers=headers)


def _failed(ada: Person, talk: Conversation, code: str = "writer_away") -> Turn:
    _say(ada, talk)
    Turn.objects.update(reply_state="failed", reply_failure=code)
    return Turn.objects.get()


def test_saying_without_javascript_comes_back_to_the_new_turn(ada: Person, talk: Conversation) -> None:
    answer = _say(ada, talk)
    turn = Turn.objects.get()
    assert answer.url == f"/studio/{talk.id}#exchange-{turn.id}"  # type: ignore[attr-defined]
    page = body(browse(ada).get(f"/studio/{talk.id}"))
    assert f'id="exchange-{turn.id}"' in page
    assert "a red fox" in page
    assert 'http-equiv="refresh"' in page


def test_saying_with_htmx_answers_with_the_turn_and_a_bar_with_a_new_key(
    ada: Person, talk: Conversation
) -> None:
    answer = body(_say(ada, talk, htmx=True))  # type: ignore[arg-type]
    assert 'class="caret"' in answer
    assert [each["value"] for each in Elements(answer).all("input", name="key")] != ["k1"]
    assert Generation.objects.count() == 0


@pytest.mark.parametrize("htmx", [True, False])
def test_pressing_twice_says_it_once(ada: Person, talk: Conversation, htmx: bool) -> None:
    _say(ada, talk, htmx=htmx)
    _say(ada, talk, htmx=htmx)
    assert Turn.objects.count() == 1


def test_a_refusal_keeps_every_field(ada: Person, talk: Conversation) -> None:
    answer = _say(ada, talk, "x" * 4_001, shape="wide", htmx=True)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "x" * 4_001 in body(answer)  # type: ignore[arg-type]
    assert Turn.objects.count() == 0


def test_the_reply_is_asked_for_alone_and_says_whether_it_goes_on(ada: Person, talk: Conversation) -> None:
    _say(ada, talk)
    Turn.objects.update(reply="Four <b>tries</b>")
    turn = Turn.objects.get()
    hers = browse(ada)
    with at_most(4):
        part = body(hers.get(f"/studio/{talk.id}/reply/{turn.id}"))
    assert "Four &lt;b&gt;tries&lt;/b&gt;" in part
    assert "data-writing" in part
    assert "<html" not in part


def test_the_bars_settings_go_with_what_is_said(ada: Person, talk: Conversation) -> None:
    fox = make.image(ada)
    _say(ada, talk, "più blu", shape="wide", count="2", tier="sketch", subject=fox.id, what="chosen")
    kept = Turn.objects.get().wish
    assert (kept["shape"], kept["count"], kept["tier"]) == ("wide", 2, "sketch")
    assert (kept["change_image_id"], kept["is_chosen"]) == (fox.id, True)


def test_found_pictures_stand_as_small_tiles_below_the_reply(ada: Person, talk: Conversation) -> None:
    fox = make.image(ada, "a red fox")
    _say(ada, talk, "show me my foxes")
    outcome = {"pictures": [{"image_id": str(fox.id)}], "count": 1}
    calls = [{"name": "search_library", "arguments": {}, "outcome": outcome}]
    Turn.objects.update(reply="Here it is.", reply_state="said", calls=calls)
    page = body(browse(ada).get(f"/studio/{talk.id}"))
    assert f"?pick={fox.id}" in page
    assert 'class="found"' in page


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("writer_away", "The writer did not answer."),
        ("writer_declined", "The writer will not answer this."),
        ("writer_garbled", "something that cannot be read"),
        ("stopped", "You stopped the answer."),
        ("something_new", "Something went wrong while answering."),
    ],
)
def test_each_failure_says_what_is_safe_and_offers_two_ways_on(
    ada: Person, talk: Conversation, code: str, words: str
) -> None:
    _failed(ada, talk, code)
    page = body(browse(ada).get(f"/studio/{talk.id}"))
    assert words in page
    assert "Your words are kept" in page
    assert "Paint my words as they are" in page
    assert "Try again" in page


def test_the_words_are_painted_as_they_are_with_and_without_javascript(
    ada: Person, talk: Conversation
) -> None:
    turn = _failed(ada, talk)
    address = f"/studio/{talk.id}/reply/{turn.id}/paint"
    assert browse(ada).post(address).url == f"/studio/{talk.id}#exchange-{turn.id}"
    part = body(browse(ada).post(address, headers=HTMX))
    assert f'id="turn-{Generation.objects.get().id}"' in part


def test_trying_again_and_stopping_answer_with_the_turn(ada: Person, talk: Conversation) -> None:
    turn = _failed(ada, talk)
    again = body(browse(ada).post(f"/studio/{talk.id}/reply/{turn.id}/again", headers=HTMX))
    assert "data-writing" in again
    stopped = body(browse(ada).post(f"/studio/{talk.id}/reply/{turn.id}/stop", headers=HTMX))
    assert "You stopped the answer." in stopped


def test_without_a_writer_the_words_go_to_the_painter(
    ada: Person, talk: Conversation, engines: Engines
) -> None:
    engines.writer = None
    _say(ada, talk)
    assert Generation.objects.get().words == "a red fox"
    assert Turn.objects.get().reply_state == ""


def test_a_turn_that_was_said_stands_with_its_pictures_and_its_words_once(
    ada: Person, talk: Conversation
) -> None:
    turn = _failed(ada, talk)
    browse(ada).post(f"/studio/{talk.id}/reply/{turn.id}/paint")
    page = body(browse(ada).get(f"/studio/{talk.id}"))
    assert 'class="exchange is-talk is-verbatim"' in page


def test_nobody_else_finds_a_talk(ada: Person, cleo: Person, talk: Conversation) -> None:
    turn = _failed(ada, talk)
    base = f"/studio/{talk.id}"
    for address in (f"{base}/exchange/{turn.id}", f"{base}/reply/{turn.id}"):
        assert browse(cleo).get(address).status_code == 404
        assert browse().get(address).status_code == 302
    for address in (
        f"{base}/say",
        *(f"{base}/reply/{turn.id}/{verb}" for verb in ("stop", "again", "paint")),
    ):
        assert browse(cleo).post(address, {"words": "x", "key": "c"}).status_code == 404
    assert Turn.objects.get().reply_failure == "writer_away"
    assert Generation.objects.count() == 0
