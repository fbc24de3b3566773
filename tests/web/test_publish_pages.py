"""The publish sheet: it shows what will be seen before anything is, publishes once, and takes back."""

from datetime import timedelta

import pytest
from django.http import HttpResponse

from bottega.gallery.models import ALT_MAX, CAPTION_MAX, Audience, Image, Post
from bottega.kernel.clock import now
from bottega.people.models import Person
from bottega.stream.facts import Kind
from bottega.stream.models import Fact
from tests import make
from tests.web.browsing import HTMX, Elements, body, browse

FORM = {"audience": "public", "caption": "At dawn", "alt_text": "A red fox in snow", "key": "one-press"}


@pytest.fixture
def image(ada: Person) -> Image:
    """A picture of Ada's with words of its own."""
    return make.image(ada, "a whispered fox → make it winter")


def _publish(person: Person, image: Image, *, htmx: bool = False, **changes: str) -> HttpResponse:
    headers = HTMX if htmx else {}
    return browse(person).post(f"/publish/{image.id}", {**FORM, **changes}, headers=headers)


def test_the_sheet_shows_the_exact_words_and_a_draft_of_the_alt_text(ada: Person, image: Image) -> None:
    page = body(browse(ada).get(f"/publish/{image.id}"))
    assert "a whispered fox → make it winter</blockquote>" in page
    assert "A picture of fox.</textarea>" in page


def test_the_draft_is_in_the_viewers_language(ada: Person, image: Image) -> None:
    page = browse(ada).get(f"/publish/{image.id}", headers={"Accept-Language": "it"})
    assert "Un&#x27;immagine con fox.</textarea>" in body(page)


def test_no_audience_is_chosen_and_the_prompt_is_not_shown_until_the_person_says_so(
    ada: Person, image: Image
) -> None:
    page = Elements(body(browse(ada).get(f"/publish/{image.id}")))
    radios = page.all("input", name="audience")
    assert [each["value"] for each in radios] == ["public", "followers", "link", "only_me"]
    assert not any("checked" in each for each in [*radios, *page.all("input", name="prompt_shown")])


def test_looking_at_the_sheet_makes_nothing_public(ada: Person, cleo: Person, image: Image) -> None:
    browse(ada).get(f"/publish/{image.id}")
    browse(ada).get(f"/publish/{image.id}", headers=HTMX)
    assert not Post.objects.exists()
    assert browse(cleo).get(f"/media/{image.id}/original.png").status_code == 404


def test_publishing_goes_to_the_post_and_shows_exactly_what_was_said(ada: Person, image: Image) -> None:
    answer = _publish(ada, image)
    post = Post.objects.get()
    shown = (post.audience, post.caption, post.alt_text, post.prompt_shown)
    assert answer.url == f"/p/{post.id}"
    assert shown == ("public", "At dawn", "A red fox in snow", False)


def test_from_the_studio_the_browser_is_sent_to_the_post(ada: Person, image: Image) -> None:
    assert _publish(ada, image, htmx=True)["HX-Redirect"] == f"/p/{Post.objects.get().id}"


def test_pressing_twice_publishes_once(ada: Person, image: Image) -> None:
    assert _publish(ada, image).url == _publish(ada, image).url
    assert Post.objects.count() == 1


def test_the_prompt_is_shown_only_where_it_was_ticked(ada: Person, image: Image) -> None:
    _publish(ada, image, prompt_shown="on")
    assert Post.objects.get().prompt_shown


@pytest.mark.parametrize("audience", Audience.values)
def test_each_audience_is_taken_as_it_was_chosen(ada: Person, image: Image, audience: str) -> None:
    _publish(ada, image, audience=audience)
    assert Post.objects.get().audience == audience


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"audience": ""}, "Choose who will see it"),
    ({"audience": "everybody"}, "Choose who will see it"),
    ({"alt_text": " \u0007 "}, "Say what is in the picture, for people who cannot see it"),
    ({"alt_text": "x" * (ALT_MAX + 1)}, "at most 1,000 fit here"),
    ({"caption": "x" * (CAPTION_MAX + 1)}, "at most 600 fit here"),
])  # fmt: skip
@pytest.mark.parametrize("htmx", [True, False])
def test_a_sheet_that_is_not_taken_keeps_what_was_written(
    ada: Person, image: Image, changes: dict[str, str], sentence: str, htmx: bool
) -> None:
    answer = _publish(ada, image, htmx=htmx, **{"caption": "Kept words", **changes})
    assert answer.status_code == 422
    assert sentence in body(answer)
    assert "x" * 600 in body(answer) or "Kept words</textarea>" in body(answer)
    assert not Post.objects.exists()


def test_a_published_picture_says_so_and_leads_to_its_post(ada: Person, image: Image) -> None:
    _publish(ada, image)
    page = body(browse(ada).get(f"/publish/{image.id}"))
    assert "This picture is published already" in page
    assert f'href="/p/{Post.objects.get().id}"' in page


def test_another_press_on_an_old_sheet_does_not_publish_again(ada: Person, image: Image) -> None:
    _publish(ada, image)
    assert "published already" in body(_publish(ada, image, key="another sheet"))
    assert Post.objects.count() == 1


def test_a_remix_is_credited_on_the_sheet(ada: Person, ben: Person) -> None:
    child = make.remix(ben, make.post(ada)).image
    Post.objects.filter(image=child).update(withdrawn_at=now())
    page = body(browse(ben).get(f"/publish/{child.id}"))
    assert ">@ada</a></span>" in page


def test_a_recalled_post_is_gone_and_its_picture_is_in_the_library(
    ada: Person, cleo: Person, image: Image
) -> None:
    _publish(ada, image)
    post = Post.objects.get()
    page = browse(ada).post(f"/p/{post.id}/withdraw", follow=True)
    assert page.redirect_chain[-1][0] == f"/library/{image.id}"
    assert "as if it had never been published" in body(page)
    assert browse(cleo).get(f"/p/{post.id}").status_code == 404
    assert Fact.objects.get(kind=Kind.POST_WITHDRAWN).body["recalled"] is True


def test_after_ten_minutes_taking_back_is_a_withdrawal_and_says_so(ada: Person, image: Image) -> None:
    _publish(ada, image)
    Post.objects.update(published_at=now() - timedelta(minutes=11))
    page = browse(ada).post(f"/p/{Post.objects.get().id}/withdraw", follow=True)
    assert "Withdrawn: nobody sees the post any more" in body(page)


def test_the_edit_sheet_starts_from_what_the_post_says(ada: Person, image: Image) -> None:
    _publish(ada, image, audience="followers", prompt_shown="on")
    page = Elements(body(browse(ada).get(f"/p/{Post.objects.get().id}/edit")))
    assert "checked" in page.all("input", name="audience", value="followers")[0]
    assert "checked" in page.all("input", name="prompt_shown")[0]


def test_editing_changes_the_post_and_nothing_else(ada: Person, image: Image) -> None:
    _publish(ada, image)
    post = Post.objects.get()
    answer = browse(ada).post(f"/p/{post.id}/edit", {**FORM, "audience": "only_me", "caption": "Later"})
    post.refresh_from_db()
    assert answer.url == f"/p/{post.id}"
    assert (post.audience, post.caption, post.image_id) == ("only_me", "Later", image.id)


def test_an_edit_that_is_not_taken_changes_nothing(ada: Person, image: Image) -> None:
    _publish(ada, image)
    answer = browse(ada).post(f"/p/{Post.objects.get().id}/edit", {**FORM, "alt_text": ""})
    assert answer.status_code == 422
    assert Post.objects.get().alt_text == "A red fox in snow"


@pytest.mark.parametrize(("method", "address"), [
    ("get", "/publish/{image}"),
    ("post", "/publish/{image}"),
    ("get", "/p/{post}/edit"),
    ("post", "/p/{post}/edit"),
    ("post", "/p/{post}/withdraw"),
])  # fmt: skip
def test_a_stranger_can_publish_edit_and_withdraw_nothing_of_anothers(
    ada: Person, cleo: Person, image: Image, method: str, address: str
) -> None:
    post = make.post(ada, image)
    answer = getattr(browse(cleo), method)(address.format(image=image.id, post=post.id), FORM)
    assert answer.status_code == 404
    assert "whispered" not in body(answer)
    assert list(Post.objects.values_list("caption", "withdrawn_at")) == [("A caption", None)]


def test_the_sheet_offers_four_terms_and_starts_from_credit(ada: Person, image: Image) -> None:
    page = Elements(body(browse(ada).get(f"/publish/{image.id}")))
    radios = page.all("input", name="remix_terms")
    assert [each["value"] for each in radios] == ["free", "credit", "ask", "no"]
    assert [each["value"] for each in radios if "checked" in each] == ["credit"]
    assert "checked" not in page.all("input", name="prompt_marked")[0]


def test_terms_and_the_prompt_in_the_file_are_published_as_said_and_changed_later(
    ada: Person, image: Image
) -> None:
    _publish(ada, image, remix_terms="ask", prompt_marked="on")
    post = Post.objects.get()
    assert (post.remix_terms, post.prompt_marked) == ("ask", True)
    page = Elements(body(browse(ada).get(f"/p/{post.id}/edit")))
    assert "checked" in page.all("input", name="remix_terms", value="ask")[0]
    browse(ada).post(f"/p/{post.id}/edit", {**FORM, "remix_terms": "no"})
    post.refresh_from_db()
    assert (post.remix_terms, post.prompt_marked) == ("no", False)


def test_nonsense_for_terms_never_opens_a_post(ada: Person, image: Image) -> None:
    _publish(ada, image, remix_terms="no")
    post = Post.objects.get()
    browse(ada).post(f"/p/{post.id}/edit", {**FORM, "remix_terms": "everything"})
    post.refresh_from_db()
    assert post.remix_terms == "no"


def test_an_uploaded_picture_gets_a_page_that_says_what_to_do_instead(ada: Person) -> None:
    upload = make.image(ada, origin="uploaded")
    page = body(browse(ada).get(f"/publish/{upload.id}"))
    assert "This is material" in page
    assert 'name="audience"' not in page
    assert _publish(ada, upload).status_code == 403
    assert not Post.objects.exists()
