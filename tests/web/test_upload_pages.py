"""The pages of uploads: bringing in, lending, erasing; and that nobody else meets what was brought in."""

import hashlib
import json
import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image as Pillow

from bottega.engines.wired import Engines
from bottega.gallery.actions import Parent, publish_post
from bottega.gallery.models import Audience, Grant, Image, Post, Upload
from bottega.gallery.uploading import ATTESTATION
from bottega.kernel.errors import NotAllowed
from bottega.people.models import Person
from tests import make
from tests.web.browsing import HTMX, Elements, at_most, body, browse

JSON = {"Accept": "application/json"}


def photo() -> bytes:
    out = BytesIO()
    Pillow.linear_gradient("L").convert("RGB").save(out, "JPEG")
    return out.getvalue()


def send(
    person: Person, content: bytes | None = None, headers: dict[str, str] | None = None, **rest: Any
) -> HttpResponse:
    form = {
        "picture": SimpleUploadedFile("me.jpg", photo() if content is None else content),
        "shows_person": "no",
        "grant": "nobody",
        **rest,
    }
    answer: HttpResponse = browse(person).post("/uploads", form, headers=headers or {})
    return answer


@pytest.fixture
def brought(ada: Person) -> Image:
    send(ada)
    return Image.objects.get()


def test_a_first_visit_shows_the_form_open(ada: Person) -> None:
    page = body(browse(ada).get("/uploads"))
    assert Elements(page).all("details", class_="bring-open")[0].get("open") is None
    assert "open" in Elements(page).all("details", class_="bring-open")[0]


def test_whether_a_person_is_shown_has_no_default(ada: Person) -> None:
    radios = Elements(body(browse(ada).get("/uploads"))).all("input", name="shows_person")
    assert len(radios) == 2
    assert all("checked" not in each and "required" in each for each in radios)


def test_a_picture_is_brought_in_and_stands_in_the_list_and_the_library(ada: Person, brought: Image) -> None:
    for address in ("/uploads", "/library?kind=uploaded", f"/library/{brought.id}"):
        page = body(browse(ada).get(address))
        assert f"/media/{brought.id}/" in page
    assert "/publish/" not in body(browse(ada).get(f"/library/{brought.id}"))


def test_a_script_gets_json_and_the_studio_a_chip(ada: Person) -> None:
    told = json.loads(send(ada, headers=JSON).content)
    image = Image.objects.get(pk=told["id"])
    assert (told["width"], told["height"]) == (image.width_px, image.height_px)
    chip = send(ada, headers=HTMX)
    assert Elements(body(chip)).all("input", name="reference")[0]["value"] != told["id"]


REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    "nobody said": ({"shows_person": ""}, 409, "person_unanswered"),
    "no word for it": ({"shows_person": "yes"}, 403, "not_attested"),
    "no picture": ({"content": b"<!doctype html>"}, 422, "painter_garbled"),
    "nothing": ({"content": b""}, 422, "painter_garbled"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_refused_says_why_and_keeps_what_was_said(ada: Person, why: str) -> None:
    wrong, status, code = REFUSED[why]
    answer = send(ada, headers=JSON, **wrong)
    assert answer.status_code == status
    assert json.loads(answer.content)["error"]["code"] == code
    page = send(ada, **wrong, grant="everyone")
    assert page.status_code == status
    assert json.loads(answer.content)["error"]["sentence"] in body(page).replace("&#x27;", "'")
    granted = Elements(body(page)).all("input", name="grant", value="everyone")[0]
    assert "checked" in granted
    assert not Image.objects.exists()


def test_a_form_without_a_file_is_refused_as_empty(ada: Person) -> None:
    answer = browse(ada).post("/uploads", {"shows_person": "no"})
    assert answer.status_code == 422
    assert "empty" in body(answer)


def test_a_refusal_for_htmx_lands_in_the_form(ada: Person) -> None:
    answer = send(ada, b"words", headers=HTMX)
    assert answer["HX-Retarget"] == "#upload-complaint"


def test_lending_is_switched_and_erasing_erases(ada: Person, brought: Image, engines: Engines) -> None:
    browse(ada).post(f"/uploads/{brought.id}/grant", {"grant": "everyone"})
    assert Upload.objects.get().grant == Grant.EVERYONE
    browse(ada).post(f"/uploads/{brought.id}/erase")
    assert not engines.blobs.has(brought.sha256)
    assert f"/media/{brought.id}/" not in body(browse(ada).get("/uploads"))


def test_what_was_made_from_it_is_shown_beside_it(ada: Person, brought: Image) -> None:
    child = make.image(ada, "the same in winter", parent=Parent(brought.id))
    page = body(browse(ada).get("/uploads"))
    assert f"/library/{child.id}" in page
    assert "1 picture was made from it" in page


def test_a_page_of_uploads_costs_few_questions(ada: Person, brought: Image) -> None:
    client = browse(ada)
    with at_most(10):
        client.get("/uploads")


ADDRESSES = (
    "/media/{0}/original.png",
    "/media/{0}/256.webp",
    "/media/{0}/256.avif",
    "/library/{0}",
    "/publish/{0}",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("grant", Grant.values)
def test_a_stranger_meets_no_pixel_of_it(
    cleo: Person, ada: Person, brought: Image, address: str, grant: str
) -> None:
    browse(ada).post(f"/uploads/{brought.id}/grant", {"grant": grant})
    assert browse(cleo).get(address.format(brought.id)).status_code == 404
    assert browse().get(address.format(brought.id)).status_code in (302, 404)


@pytest.mark.parametrize("do", ["grant", "erase"])
def test_a_stranger_changes_nothing_of_it(cleo: Person, brought: Image, do: str) -> None:
    assert browse(cleo).post(f"/uploads/{brought.id}/{do}", {"grant": "everyone"}).status_code == 404
    assert Upload.objects.get().grant == Grant.NOBODY
    assert Image.objects.get().erased_at is None


def test_a_strangers_own_pages_do_not_know_of_it(cleo: Person, brought: Image) -> None:
    for address in (
        "/uploads",
        "/library",
        "/library/pick",
        f"/library?like={brought.id}",
        f"/library?stack={brought.stack}",
    ):
        assert f"/media/{brought.id}/" not in body(browse(cleo).get(address))


def test_its_owner_cannot_publish_it_as_it_is(ada: Person, brought: Image) -> None:
    with pytest.raises(NotAllowed):
        publish_post(
            ada,
            brought.id,
            audience=Audience.PUBLIC,
            caption="",
            alt_text="x",
            prompt_shown=False,
            idempotency_key="k",
            at=make.moment(),
        )
    assert not Post.objects.exists()


def test_nobody_signed_out_brings_anything_in(db: None) -> None:
    assert browse().post("/uploads", {"shows_person": "no"}).status_code == 302
    assert not Image.objects.exists()


def test_a_new_wording_of_the_attestation_is_a_new_version(ada: Person) -> None:
    page = body(browse(ada).get("/uploads"))
    found = re.search(r"I am that person[^<]+", page)
    assert found
    said = hashlib.sha256(found[0].encode()).hexdigest()[:12]
    assert (ATTESTATION, said) == ("2026-11-22", "95fe995a8a7e")
