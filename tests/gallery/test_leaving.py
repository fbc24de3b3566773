"""What a picture carries when it leaves: the same truth in XMP and manifest, and nothing private."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image as Pixels

from bottega.engines.credentials.adapters.c2pa import C2paCredentials
from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.engines.credentials.port import Statement
from bottega.engines.embedder.adapters.embedded import EmbeddedEmbedder
from bottega.engines.wired import Engines
from bottega.gallery.actions import Parent, edit_post, withdraw_post
from bottega.gallery.marks import leaving
from bottega.gallery.marks.queueing import ask_for_remarking_of_all
from bottega.gallery.marks.remarking import remark_image
from bottega.gallery.marks.telling import ALGORITHMIC, COMPOSITE, COMPOSITE_TRAINED, TRAINED, telling_of
from bottega.gallery.marks.xmp import manifest_bytes
from bottega.gallery.models import Audience, Image, Origin, RemixTerms, Rendition, Upload
from bottega.gallery.queries import media_file
from bottega.gallery.rows import write_image
from bottega.people.models import Person
from bottega.studio.actions import open_conversation
from tests import make
from tests.gallery.marking import content_of, leaving_form, marked, read, signing  # noqa: F401

Jobs = Callable[..., list[str]]
pytestmark = pytest.mark.django_db(transaction=True)  # engines refuse to work inside a transaction


def test_every_form_is_signed_and_the_download_is_the_whole_one(ada: Person, engines: Engines) -> None:
    image = marked(ada, engines)
    for kind in ("png", "avif", "webp", "jpeg"):
        told = read(image, engines, kind)
        assert (told["actions"], told["source_type"]) == (["c2pa.created"], TRAINED)
    found = media_file(image.id, kind="png", width_px=None, viewer_id=ada.id)
    assert found.sha256 == Rendition.objects.get(image=image, kind="png").sha256 != image.sha256


def test_a_picture_from_before_the_marks_can_still_be_had(ada: Person) -> None:
    image = make.image(ada)
    assert media_file(image.id, kind="png", width_px=None, viewer_id=ada.id).sha256 == image.sha256


def test_the_source_type_follows_from_everything_in_the_pixels(ada: Person, engines: Engines) -> None:
    photo = upload(ada, engines)
    plain = marked(ada, engines, painter="plain")
    trained = marked(ada, engines)
    family = {
        ALGORITHMIC: plain,
        TRAINED: trained,
        COMPOSITE: marked(ada, engines, painter="plain", parent=Parent(photo.id)),
        COMPOSITE_TRAINED: marked(ada, engines, painter="plain", parent=Parent(trained.id)),
    }
    for expected, image in family.items():
        assert read(image, engines)["source_type"] == expected
        assert telling_of(image, engines=engines).source_type == expected
    for parent in (photo, plain):
        edit = marked(ada, engines, parent=Parent(parent.id))
        assert read(edit, engines)["source_type"] == COMPOSITE_TRAINED
    beside = marked(ada, engines, painter="plain", parent=Parent(trained.id, by_reference=True))
    assert read(beside, engines)["source_type"] == ALGORITHMIC
    gone = marked(ada, engines, painter="switched off")
    assert read(gone, engines)["source_type"] == TRAINED


def upload(owner: Person, engines: Engines, manifest: bytes = b"") -> Image:
    """A photo of the owner's, with the credentials that it came with."""
    from bottega.gallery.actions import StoredImage

    stored = StoredImage(engines.blobs.put(make.png()), 64, 64, "", "#a65a3a", "", "", "", 0)
    image = write_image(owner, replace(stored, origin=Origin.UPLOADED), stack=0, at=make.moment())
    Upload.objects.create(
        image=image,
        owner=owner,
        file_name="me.jpg",
        shows_person=False,
        credentials_sha256=engines.blobs.put(manifest) if manifest else "",
        idempotency_key=f"key-{image.id}",
        uploaded_at=make.moment(),
    )
    return image


def test_what_comes_from_an_upload_never_says_that_we_made_it(
    ada: Person, engines: Engines, tmp_path: Path
) -> None:
    camera = C2paCredentials(KeyFolder(tmp_path / "camera", clock=lambda: datetime.now(UTC)))
    photo = camera.sign(make.png(), "image/png", photo_statement())
    assert engines.credentials
    store = engines.credentials.read(photo, "image/png").manifest
    edit = marked(ada, engines, parent=Parent(upload(ada, engines, store).id))
    reading = engines.credentials.read(content_of(edit, engines), "image/png")
    ours, theirs = reading.manifests
    assert ours["actions"] == ["c2pa.opened", "c2pa.edited"]
    assert (theirs["title"], theirs["actions"]) == ("A photo", ["c2pa.created"])
    bare = marked(ada, engines, parent=Parent(upload(ada, engines).id))
    assert read(bare, engines)["ingredients"] == [
        {"title": "An uploaded picture", "relationship": "parentOf"}
    ]


def photo_statement() -> Statement:
    action = {
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    }
    return Statement("A photo", [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}])


def test_a_picture_that_is_not_public_names_nobody_in_any_byte(engines: Engines, db: None) -> None:
    maker = make.person("quillfeather", name="Plugh Quill")
    image = marked(maker, engines, "a hidden wish")
    for audience in (None, Audience.ONLY_ME, Audience.LINK, Audience.FOLLOWERS):
        post = make.post(maker, image, audience=audience) if audience else None
        remark_image(image.id, engines=engines, blobs=engines.blobs, at=make.moment())
        for form in Rendition.objects.filter(image=image):
            content = engines.blobs.get(form.sha256)
            for private in (b"quillfeather", b"Quill", b"hidden wish", str(maker.id).encode()):
                assert private not in content, (audience, form.kind, private)
        if post:
            withdraw_post(maker, post.id, at=make.moment())


def test_publishing_editing_and_withdrawing_change_what_the_file_says(
    ada: Person, engines: Engines, run_jobs: Jobs
) -> None:
    image = marked(ada, engines, "a red fox in snow")
    before = content_of(image, engines)
    post = make.post(ada, image, prompt_marked=True, remix_terms=RemixTerms.ASK)
    assert run_jobs() == ["gallery.remark_image"]
    said = read(image, engines)["assertions"]["cawg.metadata"]
    assert (said["dc:creator"], said["photoshop:Credit"]) == (["@ada"], "@ada")
    assert said["xmpRights:UsageTerms"] == "Ask the author before remixing."
    assert said["Iptc4xmpExt:AIPromptInformation"] == "a red fox in snow"
    for kind in ("png", "webp", "avif", "jpeg"):
        assert b"a red fox in snow" in content_of(image, engines, kind)

    shown = {"caption": "", "alt_text": "A fox", "prompt_shown": True, "at": make.moment()}
    edit_post(ada, post.id, audience=Audience.PUBLIC, prompt_marked=False, **shown)
    run_jobs()
    assert b"in snow" not in content_of(image, engines)
    withdraw_post(ada, post.id, at=make.moment())
    run_jobs()
    assert b"@ada" not in content_of(image, engines)
    with Pixels.open(io.BytesIO(content_of(image, engines))) as now, Pixels.open(io.BytesIO(before)) as then:
        assert now.tobytes() == then.tobytes()


def test_every_reference_is_named_again_when_the_file_is_marked_anew(
    ada: Person, engines: Engines, run_jobs: Jobs
) -> None:
    engines.embedder = EmbeddedEmbedder()
    given = [marked(ada, engines).id, upload(ada, engines).id]
    talk = open_conversation(ada, at=make.moment())
    asked = make.ask(ada, talk.id, "a fox like these", count=1, reference_ids=given)
    run_jobs()
    image = asked.candidates.get().image
    assert image
    before = read(image, engines)
    assert [each["relationship"] for each in before["ingredients"]] == ["inputTo", "inputTo"]
    assert before["actions"] == ["c2pa.created"]
    make.post(ada, image)
    run_jobs()
    assert read(image, engines)["ingredients"] == before["ingredients"]


def test_a_second_marking_changes_only_the_signature(ada: Person, engines: Engines) -> None:
    image = marked(ada, engines)
    for _ in range(2):
        assert remark_image(image.id, engines=engines, blobs=engines.blobs, at=make.moment())
        kinds = sorted(Rendition.objects.filter(image=image).values_list("kind", flat=True))
        assert kinds == ["avif", "jpeg", "png", "webp"]
    assert read(image, engines)["actions"] == ["c2pa.created"]


def test_an_upload_and_an_erased_picture_are_not_marked(ada: Person, engines: Engines) -> None:
    photo, gone = upload(ada, engines), marked(ada, engines)
    Image.objects.filter(pk=gone.pk).update(erased_at=make.moment())
    for image in (photo, gone):
        assert not remark_image(image.id, engines=engines, blobs=engines.blobs, at=make.moment())
    assert not Rendition.objects.filter(image=photo).exists()


def test_a_credit_names_only_whom_everybody_may_see(
    ada: Person, ben: Person, cleo: Person, engines: Engines
) -> None:
    first = make.post(ada, marked(ada, engines))
    second = make.post(
        ben, marked(ben, engines, parent=Parent(first.image_id, first.id)), audience=Audience.FOLLOWERS
    )
    third = marked(cleo, engines, parent=Parent(second.image_id, second.id))
    own_edit = marked(cleo, engines, parent=Parent(third.id))
    for image in (third, own_edit):
        assert read(image, engines)["assertions"]["cawg.metadata"]["photoshop:Credit"] == (
            "after @ada, via somebody"
        )
        assert b"ben" not in content_of(image, engines)


def test_training_is_denied_until_somebody_allows_it(ada: Person, engines: Engines) -> None:
    uses = read(marked(ada, engines), engines)["assertions"]["cawg.training-mining"]["entries"]
    assert uses == {
        name: {"use": "notAllowed"}
        for name in (
            "cawg.ai_generative_training",
            "cawg.ai_inference",
            "cawg.ai_training",
            "cawg.data_mining",
        )
    }


def test_screen_forms_name_the_parent_without_its_chain(ada: Person, engines: Engines) -> None:
    edit = marked(ada, engines, parent=Parent(marked(ada, engines).id))
    assert engines.credentials
    manifests = {
        kind: len(engines.credentials.read(content_of(edit, engines, kind), f"image/{kind}").manifests)
        for kind in ("png", "jpeg", "avif", "webp")
    }
    assert manifests == {"png": 2, "jpeg": 2, "avif": 1, "webp": 1}


def test_an_endless_chain_begins_anew(ada: Person, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "CHAIN_BYTES_MAX", 15_000)
    image, sizes = marked(ada, engines), []
    for _ in range(6):
        image = marked(ada, engines, parent=Parent(image.id))
        sizes.append(manifest_bytes(content_of(image, engines)))
    assert 15_000 < max(sizes) < 30_000
    assert sizes[-1] < max(sizes)


def test_signing_everything_anew_reaches_pictures_from_before_the_marks(
    ada: Person, engines: Engines, run_jobs: Jobs
) -> None:
    old, new, photo = make.image(ada), marked(ada, engines), upload(ada, engines)
    before = content_of(new, engines)
    assert ask_for_remarking_of_all() == 2
    assert run_jobs() == ["gallery.remark_image"] * 2
    assert read(old, engines)["actions"] == ["c2pa.created"]
    assert content_of(new, engines) != before
    assert not Rendition.objects.filter(image=photo).exists()
