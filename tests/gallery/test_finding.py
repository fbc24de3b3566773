"""Finding where a picture came from: what each kind of evidence says, and what Cleo is not told."""

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from PIL import Image as Pillow

from bottega.engines.credentials.port import Reading, Statement
from bottega.engines.painter.port import Garbled
from bottega.engines.watermark.adapters.wavelet import WaveletWatermark
from bottega.engines.wired import Engines
from bottega.gallery.actions import Fingerprint, Parent, StoredForm, withdraw_post
from bottega.gallery.marks import finding
from bottega.gallery.marks.finding import Finding, Kind, Outcome, TooManyLook, Verdict, find_origin
from bottega.gallery.marks.fingerprint import fingerprint_of
from bottega.gallery.models import Audience, Image, Origin, Post
from bottega.people.actions import block_person
from bottega.people.models import Person
from tests import make
from tests.pictures import drawn, encoded, laid_into, opened, painted_png, reencoded, screenshot


@dataclass(frozen=True)
class Reader:
    """Credentials that read the same from every file."""

    reading: Reading
    name: ClassVar[str] = "fixed"

    def sign(self, content: bytes, media_type: str, statement: Statement) -> bytes:
        return content

    def read(self, content: bytes, media_type: str) -> Reading:
        return self.reading


@pytest.fixture(scope="module", autouse=True)
def _painted() -> None:
    """Paint before any test opens its transaction, in which no painter works."""
    marked(0)
    marked(0, words=WHALE)


@pytest.fixture
def engines(engines: Engines) -> Engines:
    """Looks for watermarks too; what tests other evidence takes `unmarking`, for looking in vain is slow."""
    engines.watermark = WaveletWatermark()
    return engines


@pytest.fixture
def unmarking(engines: Engines) -> Engines:
    """Knows no watermarks."""
    engines.watermark = None
    return engines


WHALE = "a blue whale, oil painting"


def marked(code: int, **painting: Any) -> bytes:
    return WaveletWatermark().embed(painted_png(**painting), code)


def kept(maker: Person, png: bytes, code: int | None, **rest: Any) -> Image:
    """A picture in the library as the worker would have written it."""
    pdq, quality = fingerprint_of(png)
    print_ = Fingerprint(pdq, quality, (1.0, *[0.0] * 127), code)
    return make.image(maker, fingerprint=print_, **rest)


def asked(content: bytes, viewer: Person | None, engines: Engines) -> Finding:
    return find_origin(content, viewer_id=viewer.id if viewer else 0, engines=engines)


def says(found: Finding, kind: Kind) -> str:
    return next(each.says for each in found.evidence if each.kind is kind)


class TestAPublishedPicture:
    @pytest.fixture
    def post(self, ada: Person) -> Post:
        return make.post(ada, kept(ada, marked(41), 41))

    def test_a_screenshot_of_it_is_known_by_its_watermark(
        self, post: Post, cleo: Person, engines: Engines
    ) -> None:
        found = asked(encoded(screenshot(opened(marked(41)))), cleo, engines)
        assert found.post is not None
        assert found.post.id == post.id
        assert found.verdict is Verdict.MADE_FROM
        assert says(found, Kind.WATERMARK) == "ours"
        assert "which_part" in found.open_questions

    def test_a_jpeg_of_it_came_from_here(self, post: Post, engines: Engines) -> None:
        found = asked(encoded(opened(marked(41)), "JPEG", quality=75), None, engines)
        assert found.verdict is Verdict.HERE
        assert found.post is not None
        assert says(found, Kind.FINGERPRINT) == "alike"
        assert says(found, Kind.SIGNATURE) == "not_read"
        assert found.open_questions == ["changes"]

    def test_every_kind_of_evidence_is_answered_once(self, post: Post, engines: Engines) -> None:
        found = asked(marked(41), None, engines)
        assert [each.kind for each in found.evidence] == list(Kind)

    def test_cleo_is_told_no_name_once_it_is_for_followers(
        self, ada: Person, ben: Person, cleo: Person, engines: Engines
    ) -> None:
        shown = make.post(ada, kept(ada, marked(43), 43), audience=Audience.FOLLOWERS)
        to_ben, to_cleo = (asked(marked(43), each, engines) for each in (ben, cleo))
        assert to_ben.post is not None
        assert to_ben.post.id == shown.id
        assert to_cleo.verdict is Verdict.HERE
        assert to_cleo.is_hidden
        assert "ada" not in repr(to_cleo).lower()

    def test_a_blocked_person_is_told_no_name(
        self, post: Post, ada: Person, cleo: Person, engines: Engines
    ) -> None:
        block_person(ada, cleo, at=make.moment())
        found = asked(marked(41), cleo, engines)
        assert (found.post, found.is_hidden) == (None, True)

    def test_a_withdrawn_post_is_named_to_nobody_else(
        self, post: Post, ada: Person, cleo: Person, engines: Engines
    ) -> None:
        withdraw_post(ada, post.id, at=make.moment())
        assert asked(marked(41), cleo, engines).is_hidden
        assert asked(marked(41), ada, engines).own_image_id == post.image_id

    def test_its_chain_leaves_out_what_cleo_may_not_see(
        self, ada: Person, ben: Person, cleo: Person, engines: Engines
    ) -> None:
        secret = make.post(ada, audience=Audience.FOLLOWERS)
        child = kept(ben, marked(44), 44, parent=Parent(secret.image_id, secret.id))
        make.post(ben, child)
        assert asked(marked(44), cleo, engines).chain == [None]
        [parent] = asked(marked(44), ben, engines).chain
        assert parent is not None
        assert parent.id == secret.id


def test_what_nobody_published_is_shown_to_its_maker_alone(
    ada: Person, cleo: Person, engines: Engines
) -> None:
    image = kept(ada, marked(45), 45)
    assert asked(marked(45), ada, engines).own_image_id == image.id
    to_cleo = asked(marked(45), cleo, engines)
    assert to_cleo.is_hidden
    assert (to_cleo.post, to_cleo.own_image_id) == (None, None)


def test_the_very_bytes_of_a_leaving_form_are_known_without_any_mark(ada: Person, unmarking: Engines) -> None:
    content = encoded(drawn(3))
    form = StoredForm("png", 320, 256, unmarking.blobs.put(content), len(content))
    post = make.post(ada, make.image(ada, forms=[form]))
    found = asked(content, None, unmarking)
    assert found.verdict is Verdict.HERE
    assert says(found, Kind.BYTES) == "same"
    assert found.post is not None
    assert found.post.id == post.id
    assert found.open_questions == []


def test_bytes_that_the_sandbox_does_not_open_are_still_compared(ada: Person, unmarking: Engines) -> None:
    content = encoded(drawn(3), "AVIF", quality=60)
    make.post(ada, make.image(ada, forms=[StoredForm("avif", 320, 256, unmarking.blobs.put(content), 9)]))
    found = asked(content, None, unmarking)
    assert found.verdict is Verdict.HERE
    assert says(found, Kind.WATERMARK) == says(found, Kind.FINGERPRINT) == "not_read"


def test_without_a_number_a_picture_is_only_alike(ada: Person, unmarking: Engines) -> None:
    kept(ada, encoded(drawn(5)), None)
    found = asked(encoded(reencoded(drawn(5), "JPEG", 60)), None, unmarking)
    assert found.verdict is Verdict.ALIKE
    assert "by_chance" in found.open_questions


def test_an_uploaded_photo_is_never_said_to_lie_here(ada: Person, unmarking: Engines) -> None:
    png = encoded(drawn(6))
    kept(ada, png, None, origin=Origin.UPLOADED, sha256=unmarking.blobs.put(png))
    assert asked(png, ada, unmarking).verdict is Verdict.UNKNOWN


def test_an_erased_picture_is_forgotten(ada: Person, engines: Engines) -> None:
    image = kept(ada, marked(46), 46)
    Image.objects.filter(pk=image.id).update(erased_at=make.moment())
    found = asked(marked(46), ada, engines)
    assert found.verdict is Verdict.UNKNOWN
    assert says(found, Kind.WATERMARK) == "unknown"


def test_a_strange_picture_is_never_said_to_be_no_ai(db: None, engines: Engines) -> None:
    found = asked(encoded(drawn(8)), None, engines)
    assert found.verdict is Verdict.UNKNOWN
    assert "whether_ai" in found.open_questions
    assert {each.outcome for each in found.evidence} <= {Outcome.SILENT, Outcome.UNREAD}


def test_an_edit_is_found_rather_than_its_parent(ada: Person, engines: Engines) -> None:
    parent, child = marked(47), marked(48, words=WHALE)
    edited = laid_into(opened(parent), opened(child), (130, 90, 386, 346))
    first = kept(ada, parent, 47)
    second = kept(ada, encoded(edited), 48, parent=Parent(first.id))
    post = make.post(ada, second)
    found = asked(encoded(edited), None, engines)
    assert found.verdict is Verdict.HERE
    assert found.post is not None
    assert found.post.id == post.id
    assert says(found, Kind.WATERMARK) == "several"


def test_an_edit_too_small_to_carry_a_number_is_found_by_its_fingerprint(
    ada: Person, engines: Engines
) -> None:
    parent = marked(49)
    edited = laid_into(opened(parent), Pillow.new("RGB", (512, 512), "#123456"), (200, 200, 300, 300))
    first = kept(ada, parent, 49)
    second = kept(ada, encoded(edited), 50, parent=Parent(first.id))
    assert asked(encoded(edited), ada, engines).own_image_id == second.id
    assert asked(parent, ada, engines).own_image_id == first.id


class TestASignature:
    def test_of_ours_proves_where_it_came_from(self, db: None, unmarking: Engines) -> None:
        unmarking.credentials = Reader(Reading("trusted", [{"issuer": "Bottega"}], is_ours=True))
        found = asked(encoded(drawn(8)), None, unmarking)
        assert (found.verdict, says(found, Kind.SIGNATURE)) == (Verdict.HERE, "ours")

    def test_of_ours_that_is_broken_says_that_it_was_changed(self, db: None, unmarking: Engines) -> None:
        unmarking.credentials = Reader(Reading("invalid", is_ours=True, problems=["mismatch"]))
        found = asked(encoded(drawn(8)), None, unmarking)
        assert (found.verdict, says(found, Kind.SIGNATURE)) == (Verdict.CHANGED, "ours_changed")

    def test_by_somebody_else_is_told_with_their_name(self, db: None, unmarking: Engines) -> None:
        newest = {
            "issuer": "A camera",
            "signed_at": "2026-11-02T10:00:00+00:00",
            "source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        }
        unmarking.credentials = Reader(Reading("valid", [newest]))
        found = asked(encoded(drawn(8)), None, unmarking)
        [signature] = [each for each in found.evidence if each.kind is Kind.SIGNATURE]
        assert found.verdict is Verdict.ELSEWHERE
        assert signature.facts["issuer"] == "A camera"
        assert signature.facts["says_ai"] is True
        assert found.open_questions == ["whether_ai", "signer"]


def bomb() -> bytes:
    """A PNG of some hundred bytes that unfolds to 30,000 pixels a side."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(10_000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def moving() -> bytes:
    frames = [drawn(number, 64, 64) for number in (1, 2)]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (bomb(), "oversize"),
        (moving(), "animated"),
        (b"<!doctype html><title>no picture</title>", "web_page"),
        (b"GIF89a" + bytes(60), "unknown"),
        (encoded(drawn(1))[:2_000], "damaged"),
    ],
    ids=["nothing", "a bomb", "moving", "a page", "a GIF", "cut short"],
)
def test_what_is_no_still_picture_is_refused(db: None, engines: Engines, content: bytes, reason: str) -> None:
    with pytest.raises(Garbled) as refused:
        asked(content, None, engines)
    assert refused.value.facts["reason"] == reason


def test_only_so_many_are_looked_at_together(
    db: None, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "WAIT_SECONDS", 0)
    for _ in range(finding.AT_ONCE_MAX):
        finding._turns.acquire()
    try:
        with pytest.raises(TooManyLook):
            asked(encoded(drawn(1)), None, engines)
    finally:
        for _ in range(finding.AT_ONCE_MAX):
            finding._turns.release()
