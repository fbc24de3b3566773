"""The bytes of pictures: what a browser may keep, and for how long."""

from typing import ClassVar

from bottega.engines.blobs.adapters.memory import MemoryBlobs
from bottega.engines.blobs.port import StoreAway
from bottega.engines.wired import Engines
from bottega.gallery.models import Audience
from bottega.people.models import Person
from tests import make
from tests.web.browsing import browse


def test_a_public_picture_may_be_kept_by_anybody_for_an_hour(ada: Person) -> None:
    post = make.post(ada)
    answer = browse().get(f"/media/{post.image_id}/original.png")
    assert answer.content == make.png()
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["ETag"] == f'"{post.image.sha256}"'


def test_a_private_picture_is_kept_by_its_makers_browser_alone(ada: Person, ben: Person) -> None:
    image = make.image(ada)
    assert browse(ada).get(f"/media/{image.id}/original.png")["Cache-Control"] == "private, max-age=300"
    assert browse(ben).get(f"/media/{image.id}/original.png").status_code == 404
    shown = make.post(ada, audience=Audience.FOLLOWERS)
    assert browse(ben).get(f"/media/{shown.image_id}/original.png")["Cache-Control"] == "private, max-age=300"


def test_a_known_picture_is_not_sent_twice(ada: Person) -> None:
    post = make.post(ada)
    address = f"/media/{post.image_id}/original.png"
    again = browse().get(address, headers={"If-None-Match": browse().get(address)["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_each_form_on_a_page_can_be_loaded(ada: Person) -> None:
    post = make.post(ada)
    for form, kind in (("64.avif", "image/avif"), ("64.webp", "image/webp"), ("card.jpeg", "image/jpeg")):
        assert browse().get(f"/media/{post.image_id}/{form}")["Content-Type"] == kind


def test_forms_that_do_not_exist_are_not_there(ada: Person) -> None:
    post = make.post(ada)
    for form in ("65.webp", "original.gif", "x", "640", "999999.avif", "original.png.html"):
        assert browse().get(f"/media/{post.image_id}/{form}").status_code == 404, form


class _BlobsAway(MemoryBlobs):
    name: ClassVar[str] = "away"

    def get(self, sha256: str) -> bytes:
        raise StoreAway("The store is away.")


def test_a_store_that_is_away_is_said_with_a_time_to_come_back(ada: Person, engines: Engines) -> None:
    post = make.post(ada)
    engines.blobs = _BlobsAway()
    answer = browse().get(f"/media/{post.image_id}/original.png")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
