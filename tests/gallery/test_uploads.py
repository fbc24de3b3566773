"""Uploaded pictures as material: what survives of the file, who may use it, what erasing leaves."""

from io import BytesIO
from typing import Any, ClassVar

import pytest
from PIL import Image as Pillow
from PIL import ImageCms, PngImagePlugin

from bottega.engines.blobs.adapters.memory import MemoryBlobs
from bottega.engines.credentials.port import Reading, Statement
from bottega.engines.embedder.adapters.embedded import EmbeddedEmbedder
from bottega.engines.painter.pixels import png_size
from bottega.engines.painter.port import Garbled
from bottega.engines.wired import Engines
from bottega.gallery.actions import Parent
from bottega.gallery.models import LOOKS_SIZE, Grant, Image, Mark, Rendition, Upload
from bottega.gallery.uploading import (
    UPLOAD_BYTES_MAX,
    NoSuchUpload,
    NotAttested,
    PersonUnanswered,
    TooManyUploads,
    UploadTooHeavy,
    change_grant,
    erase_upload,
    upload_picture,
)
from bottega.kernel.errors import BottegaError
from bottega.people.models import Person
from bottega.stream.models import Fact
from tests import make

CANARY = b"CANARY-7f3a"
WORDS = CANARY.decode()


def photo(kind: str = "JPEG", size: tuple[int, int] = (320, 256), **riders: Any) -> bytes:
    """A picture with something in it, and whatever else is said to ride along."""
    out = BytesIO()
    patches = Pillow.frombytes("RGB", (4, 4), bytes(range(0, 240, 5)))
    patches.resize(size, Pillow.Resampling.BICUBIC).save(out, kind, **riders)
    return out.getvalue()


def taken_in(owner: Person, engines: Engines, content: bytes | None = None, **rest: Any) -> Image:
    fields: dict[str, Any] = {
        "file_name": "holiday.jpg",
        "shows_person": False,
        "attested": False,
        "grant": Grant.NOBODY,
        "idempotency_key": f"key-{make.moment():%H%M%S}",
        "at": make.moment(),
        "blobs": engines.blobs,
        "engines": engines,
        **rest,
    }
    return upload_picture(owner, photo() if content is None else content, **fields)


def stored(engines: Engines) -> list[bytes]:
    assert isinstance(engines.blobs, MemoryBlobs)
    return list(engines.blobs._contents.values())


def exif() -> bytes:
    """EXIF with words in plain tags, in the maker's note, in GPS and in a thumbnail's file."""
    tags = Pillow.Exif()
    tags[0x010E] = WORDS  # ImageDescription
    tags.get_ifd(0x8769)[0x927C] = CANARY  # MakerNote
    tags.get_ifd(0x8825)[0x001D] = WORDS  # GPSDateStamp
    thumbnail = photo(size=(32, 32), comment=CANARY)
    return tags.tobytes() + thumbnail


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CANARY


def png_words() -> PngImagePlugin.PngInfo:
    words = PngImagePlugin.PngInfo()
    words.add_text("parameters", WORDS)
    words.add_text("Comment", WORDS, zip=True)
    words.add_itxt("XML:com.adobe.xmp", f"<x>{WORDS}</x>")
    return words


LADEN = {
    "JPEG": lambda: photo(
        "JPEG", exif=exif(), icc_profile=profile(), comment=CANARY, xmp=b"<x>" + CANARY + b"</x>"
    ),
    "PNG": lambda: photo("PNG", exif=exif(), icc_profile=profile(), pnginfo=png_words()),
    "WEBP": lambda: photo("WEBP", exif=exif(), icc_profile=profile(), xmp=b"<x>" + CANARY + b"</x>"),
}


@pytest.mark.parametrize("kind", LADEN)
def test_nothing_that_rides_in_a_file_is_stored(ada: Person, engines: Engines, kind: str) -> None:
    laden = LADEN[kind]() + CANARY
    assert laden.count(CANARY) >= 3
    image = taken_in(ada, engines, laden)
    assert [blob for blob in stored(engines) if CANARY in blob] == []
    assert chunks(engines.blobs.get(image.sha256)) == {b"IHDR", b"IDAT", b"IEND"}
    assert len(stored(engines)) == 1 + Rendition.objects.filter(image=image).count()


def chunks(png: bytes) -> set[bytes]:
    names, place = set(), 8
    while place < len(png):
        names.add(png[place + 4 : place + 8])
        place += 12 + int.from_bytes(png[place : place + 4], "big")
    return names


def moving(kind: str) -> bytes:
    frames = [Pillow.new("RGB", (300, 300), colour) for colour in ("red", "blue", "white")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def bomb(side_px: int) -> bytes:
    out = BytesIO()
    Pillow.new("1", (side_px, side_px)).save(out, "PNG")
    return out.getvalue()


HOSTILE: dict[str, Any] = {
    "nothing": lambda: b"",
    "words": lambda: b"just words" * 40,
    "a bomb of 169 megapixels": lambda: bomb(13_000),
    "a long bomb": lambda: photo("PNG", (9_000, 300)),
    "a moving PNG": lambda: moving("PNG"),
    "a moving WebP": lambda: moving("WEBP"),
    "a GIF": lambda: moving("GIF"),
    "a TIFF": lambda: photo("TIFF"),
    "a BMP": lambda: photo("BMP"),
    "an ICO": lambda: photo("ICO", (64, 64)),
    "an EPS": lambda: photo("EPS"),
    "a PDF": lambda: photo("PDF"),
    "an SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "an MVG": lambda: b"push graphic-context\nimage over 0,0 0,0 'url(https://example.org/x)'\npop",
    "a web page": lambda: b"<!doctype html><script>alert(1)</script>",
    "a GIF that is also JavaScript": lambda: b"GIF89a=1;alert(1)//" + bytes(40),
    "a cut JPEG": lambda: photo()[:-900],
    "a cut PNG": lambda: photo("PNG")[:400],
    "a JPEG's head alone": lambda: photo()[:20],
    "a ribbon": lambda: photo("PNG", (1_000, 64)),
    "a speck": lambda: photo("PNG", (40, 40)),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_still_picture_is_refused_with_a_sentence(
    ada: Person, engines: Engines, what: str
) -> None:
    with pytest.raises(Garbled) as refused:
        taken_in(ada, engines, HOSTILE[what]())
    assert refused.value.sentence.endswith(".")
    assert stored(engines) == []
    assert not Image.objects.exists()
    assert taken_in(ada, engines).width_px == 320  # the next one is taken as ever


def test_a_picture_with_a_file_behind_it_keeps_its_pixels_alone(ada: Person, engines: Engines) -> None:
    image = taken_in(ada, engines, photo() + b"PK\x03\x04<script>")
    assert b"PK\x03\x04<script>" not in b"".join(stored(engines))
    assert image.origin == "uploaded"


@pytest.mark.parametrize(
    ("size", "taken"),
    [((1_000, 700), (992, 688)), ((4_000, 3_000), (2_048, 1_536)), ((100, 64), (400, 256))],
)
def test_a_picture_comes_to_a_size_that_painters_take(
    ada: Person, engines: Engines, size: tuple[int, int], taken: tuple[int, int]
) -> None:
    image = taken_in(ada, engines, photo(size=size))
    assert (image.width_px, image.height_px) == taken == png_size(engines.blobs.get(image.sha256))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("photos\\me.jpg", "me.jpg"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("", ""),
        ("x" * 900, "x" * 120),
    ],
)
def test_a_file_name_is_words_and_never_a_path(ada: Person, engines: Engines, given: str, shown: str) -> None:
    taken_in(ada, engines, file_name=given)
    assert Upload.objects.get().file_name == shown


def test_a_file_over_the_limit_is_not_even_opened(ada: Person, engines: Engines) -> None:
    with pytest.raises(UploadTooHeavy):
        taken_in(ada, engines, photo() + bytes(UPLOAD_BYTES_MAX))


def test_nobody_uploads_without_saying_whether_a_person_is_shown(ada: Person, engines: Engines) -> None:
    with pytest.raises(PersonUnanswered):
        taken_in(ada, engines, shows_person=None, attested=True)
    assert stored(engines) == []


def test_a_photo_of_a_person_needs_its_owners_word(ada: Person, engines: Engines) -> None:
    with pytest.raises(NotAttested):
        taken_in(ada, engines, shows_person=True)
    taken_in(ada, engines, shows_person=True, attested=True)
    upload = Upload.objects.get()
    assert upload.attested_at == upload.uploaded_at
    assert upload.attestation


def test_the_fact_says_who_may_use_it_and_no_word_more(ada: Person, engines: Engines) -> None:
    image = taken_in(ada, engines, grant=Grant.EVERYONE)
    fact = Fact.objects.get(kind="picture_uploaded")
    assert (fact.actor_id, fact.subject_id) == (ada.id, image.id)
    assert fact.body == {"grant": "everyone", "shows_person": False}
    assert not Fact.objects.filter(kind="image_made").exists()


def test_the_same_press_twice_is_one_upload(ada: Person, engines: Engines) -> None:
    first, second = (taken_in(ada, engines, idempotency_key="once") for _ in range(2))
    assert first.id == second.id
    assert Upload.objects.count() == 1


def test_an_hour_holds_only_so_many(ada: Person, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bottega.gallery.uploading.UPLOADS_AN_HOUR_MAX", 1)
    taken_in(ada, engines)
    with pytest.raises(TooManyUploads):
        taken_in(ada, engines)


def test_looks_are_measured_so_that_likeness_finds_it(ada: Person, engines: Engines) -> None:
    engines.embedder = EmbeddedEmbedder()
    image = taken_in(ada, engines)
    mark = Mark.objects.get(image=image)
    assert mark.code is None
    assert len(list(mark.looks)) == LOOKS_SIZE


class OneManifest:
    """Credentials of a file that brings this manifest."""

    name: ClassVar[str] = "one"

    def __init__(self, manifest: bytes) -> None:
        self.manifest = manifest

    def sign(self, content: bytes, media_type: str, statement: Statement) -> bytes:
        """Sign nothing."""
        return content

    def read(self, content: bytes, media_type: str) -> Reading:
        """Say that the manifest was in it."""
        assert media_type == "image/jpeg"
        return Reading("valid", manifest=self.manifest)


def test_its_own_credentials_are_kept_for_what_is_made_from_it(ada: Person, engines: Engines) -> None:
    engines.credentials = OneManifest(b"jumb: made by a camera")
    taken_in(ada, engines)
    assert engines.blobs.get(Upload.objects.get().credentials_sha256) == b"jumb: made by a camera"


@pytest.mark.parametrize("manifest", [b"", b"x" * 2_000_000, b'{"exif:GPSLatitude":"45,4N"}'])
def test_credentials_that_are_huge_or_say_where_are_left(
    ada: Person, engines: Engines, manifest: bytes
) -> None:
    engines.credentials = OneManifest(manifest)
    taken_in(ada, engines)
    assert Upload.objects.get().credentials_sha256 == ""


def test_who_may_change_it_is_its_owners_to_say_at_any_time(
    ada: Person, cleo: Person, engines: Engines
) -> None:
    image = taken_in(ada, engines)
    with pytest.raises(NoSuchUpload):
        change_grant(cleo, image.id, Grant.EVERYONE, at=make.moment())
    for _ in range(2):
        change_grant(ada, image.id, Grant.EVERYONE, at=make.moment())
    assert Upload.objects.get().grant == Grant.EVERYONE
    assert Fact.objects.filter(kind="upload_grant_changed").count() == 1


def test_erasing_takes_bytes_name_and_fingerprint_and_leaves_the_edits(ada: Person, engines: Engines) -> None:
    engines.embedder, engines.credentials = EmbeddedEmbedder(), OneManifest(b"jumb")
    image = taken_in(ada, engines)
    edit = make.image(ada, parent=Parent(image.id))
    before = set(stored(engines))
    erase_upload(ada, image.id, at=make.moment(), blobs=engines.blobs)
    image.refresh_from_db()
    assert image.erased_at
    assert Upload.objects.get().file_name == ""
    assert not Rendition.objects.filter(image=image).exists()
    assert not Mark.objects.exists()
    assert not engines.blobs.has(image.sha256)
    assert engines.blobs.has(edit.sha256)
    assert len(stored(engines)) < len(before) - 2
    assert Fact.objects.filter(kind="upload_erased").count() == 1


def test_bytes_that_another_picture_consists_of_stay_for_it(
    ada: Person, ben: Person, engines: Engines
) -> None:
    hers, his = taken_in(ada, engines), taken_in(ben, engines)
    erase_upload(ada, hers.id, at=make.moment(), blobs=engines.blobs)
    assert engines.blobs.has(his.sha256)
    erase_upload(ben, his.id, at=make.moment(), blobs=engines.blobs)
    assert stored(engines) == []


def test_erasing_again_ends_what_a_lost_store_left(ada: Person, engines: Engines) -> None:
    image = taken_in(ada, engines)
    for _ in range(2):
        erase_upload(ada, image.id, at=make.moment(), blobs=engines.blobs)
    assert Fact.objects.filter(kind="upload_erased").count() == 1
    with pytest.raises(NoSuchUpload):
        change_grant(ada, image.id, Grant.EVERYONE, at=make.moment())


def test_nobody_erases_anothers_upload(ada: Person, cleo: Person, engines: Engines) -> None:
    image = taken_in(ada, engines)
    with pytest.raises(BottegaError):
        erase_upload(cleo, image.id, at=make.moment(), blobs=engines.blobs)
    assert engines.blobs.has(image.sha256)
