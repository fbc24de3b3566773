"""/verify: whoever shows a picture learns what can be told, and no more."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from bottega.doors.web.pages import verify
from bottega.engines.watermark.adapters.wavelet import WaveletWatermark
from bottega.engines.wired import Engines
from bottega.gallery.actions import Fingerprint, Parent, StoredForm
from bottega.gallery.marks.finding import Evidence, Finding, Kind, Outcome, Verdict
from bottega.gallery.marks.fingerprint import fingerprint_of
from bottega.gallery.models import Audience
from bottega.people.models import Person
from bottega.stream.models import Fact
from tests import make
from tests.pictures import drawn, encoded, painted_png
from tests.web.browsing import HTMX, at_most, body, browse

QUERIES_MAX = 24


@pytest.fixture(scope="module", autouse=True)
def _painted() -> None:
    """Paint before any test opens its transaction, in which no painter works."""
    painted_png()


def shown(viewer: Person | None, content: bytes, *, name: str = "found.png", **headers: Any) -> HttpResponse:
    file = SimpleUploadedFile(name, content, content_type="image/png")
    answer = browse(viewer).post("/verify", {"picture": file}, headers=headers)
    assert isinstance(answer, HttpResponse)
    return answer


def a_leaving_form(engines: Engines, number: int) -> tuple[bytes, list[StoredForm]]:
    content = encoded(drawn(number))
    return content, [StoredForm("png", 320, 256, engines.blobs.put(content), len(content))]


def test_anybody_may_ask_and_sees_what_is_looked_for(db: None) -> None:
    page = body(browse().get("/verify"))
    assert 'enctype="multipart/form-data"' in page
    assert "Nothing found does not mean that no AI was used." in page


def test_a_picture_from_here_leads_to_its_post(ada: Person, engines: Engines) -> None:
    content, forms = a_leaving_form(engines, 1)
    post = make.post(ada, make.image(ada, forms=forms))
    page = body(shown(None, content))
    assert "This picture was made here." in page
    assert f'href="/p/{post.id}"' in page
    assert "Byte for byte a file that left from here." in page


def test_cleo_reads_that_it_was_made_here_and_no_name(ada: Person, cleo: Person, engines: Engines) -> None:
    content, forms = a_leaving_form(engines, 2)
    post = make.post(
        ada, make.image(ada, forms=forms), audience=Audience.FOLLOWERS, caption="My secret garden"
    )
    page = body(shown(cleo, content))
    assert "This picture was made here." in page
    assert "no page of it that you may see" in page
    for secret in ("ada", "Ada", "secret garden", str(post.id), str(post.image_id)):
        assert re.search(rf"\b{secret}\b", page) is None, secret


def test_nobody_can_tell_an_unpublished_picture_from_a_hidden_one(
    ada: Person, cleo: Person, engines: Engines
) -> None:
    unpublished, forms = a_leaving_form(engines, 3)
    make.image(ada, forms=forms)
    hidden, forms = a_leaving_form(engines, 4)
    make.post(ada, make.image(ada, forms=forms), audience=Audience.ONLY_ME)
    one, other = (body(shown(cleo, each, **HTMX)) for each in (unpublished, hidden))
    assert one == other


def test_its_maker_is_led_to_the_library(ada: Person, engines: Engines) -> None:
    content, forms = a_leaving_form(engines, 5)
    image = make.image(ada, forms=forms)
    assert f'href="/library/{image.id}"' in body(shown(ada, content))


def test_the_chain_is_shown_as_pictures(ada: Person, ben: Person, engines: Engines) -> None:
    parent = make.post(ada)
    content, forms = a_leaving_form(engines, 6)
    make.post(ben, make.image(ben, forms=forms, parent=Parent(parent.image_id, parent.id)))
    page = body(shown(None, content))
    assert f'<a class="kin" href="/p/{parent.id}"' in page


def test_a_watermark_is_read_through_the_door(ada: Person, engines: Engines) -> None:
    engines.watermark = WaveletWatermark()
    png = engines.watermark.embed(painted_png(), 77)
    pdq, quality = fingerprint_of(png)
    make.post(ada, make.image(ada, fingerprint=Fingerprint(pdq, quality, (1.0, *[0.0] * 127), 77)))
    assert "Its pixels carry the number of a picture made here." in body(shown(None, png))


def test_a_stranger_picture_is_never_called_free_of_ai(db: None) -> None:
    page = body(shown(None, encoded(drawn(7))))
    assert "Nothing says that it came from here." in page
    assert "their absence proves nothing" in page


def test_htmx_gets_the_report_alone(db: None) -> None:
    answer = shown(None, encoded(drawn(7)), **HTMX)
    assert answer["HX-Retarget"] == "#report"
    assert "<html" not in body(answer)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<!doctype html><h1>no</h1>", "This is a web page, not a picture."),
        (b"GIF89a" + bytes(40), "This is not a PNG, JPEG or WebP picture."),
        (encoded(drawn(1))[:900], "The picture is cut short or damaged."),
    ],
    ids=["a page", "a GIF", "cut short"],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_what_is_no_picture_gets_a_sentence(
    db: None, content: bytes, sentence: str, headers: dict[str, str]
) -> None:
    answer = shown(None, content, **headers)
    assert answer.status_code == verify.REFUSED_STATUS
    assert sentence in body(answer)


def test_no_file_at_all_gets_a_sentence(db: None) -> None:
    answer = browse().post("/verify", {})
    assert "No picture was sent." in body(answer)  # type: ignore[arg-type]


def test_what_is_too_heavy_is_refused_before_it_is_read(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "VERIFY_BYTES_MAX", 1_000)
    answer = shown(None, bytes(2_000))
    assert answer.status_code == 413
    assert "at most 8 MB" in body(answer)
    assert answer.wsgi_request._read_started is False  # type: ignore[attr-defined]


def test_the_form_needs_its_token(db: None) -> None:
    careful = Client(enforce_csrf_checks=True)
    file = SimpleUploadedFile("found.png", encoded(drawn(7)), content_type="image/png")
    assert careful.post("/verify", {"picture": file}).status_code == 403


def test_asking_leaves_nothing_behind(ada: Person, engines: Engines) -> None:
    content, facts = encoded(drawn(8)), Fact.objects.count()
    shown(ada, content)
    assert Fact.objects.count() == facts
    assert not any(bytes(content) == each for each in engines.blobs._contents.values())  # type: ignore[attr-defined]


def test_a_report_takes_few_queries(ada: Person, engines: Engines) -> None:
    content, forms = a_leaving_form(engines, 9)
    make.post(ada, make.image(ada, forms=forms))
    with at_most(QUERIES_MAX):
        shown(None, content)


def test_every_code_has_its_words() -> None:
    from bottega.doors.web.pages import verify_words

    for kind, sentences in verify_words._SENTENCES.items():
        for says in sentences:
            evidence = Evidence(kind, Outcome.SPEAKS, says, {"bits": 3, "count": 2})
            for verdict in Verdict:
                open_questions = list(verify_words._QUESTIONS)
                report = verify_words.report_of(
                    Finding(verdict, [evidence], open_questions=open_questions), file_name=""
                )
                assert report.verdict
                assert "%(" not in report.rows[0].sentence
    assert set(verify_words._SENTENCES) == set(Kind)
