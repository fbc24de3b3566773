"""Where a picture came from, as far as can be told: four kinds of evidence, and what each establishes.

Reads, never writes; keeps no byte of what it was shown. Absence proves nothing here: no answer ever says
that a picture was not made with AI. Uploads are not searched: whose photo lies here is nobody's to ask.
A post is named only to who may see it; for everybody else it was made here, and no more is said, whether
it was published to others or to nobody.
"""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from bottega.engines.credentials.port import Reading
from bottega.engines.painter.pixels import PNG_SIGNATURE, checked_png
from bottega.engines.wired import Engines
from bottega.gallery.cards import PostCard
from bottega.gallery.marks.fingerprint import ALIKE_BITS_MAX, QUALITY_MIN, fingerprint_of, hamming
from bottega.gallery.models import Image, Lineage, Mark, Origin
from bottega.gallery.queries import lineage_of, post_card
from bottega.gallery.visibility import may_see_sql, viewer_parameters
from bottega.kernel.errors import Unavailable

NEAR_MAX: Final = 8
SAME_BYTES_MAX: Final = 8
AT_ONCE_MAX: Final = 2  # in one process; a look takes up to some seconds of one core
WAIT_SECONDS: Final = 20
AVIF: Final = "image/avif"  # ours leave as AVIF too, but the sandbox opens none


class TooManyLook(Unavailable):
    """As many pictures as this process looks at together are being looked at."""

    code = "too_many_look"


class Kind(StrEnum):
    """What speaks, in the order in which it is shown: the surest first."""

    BYTES = "bytes"
    SIGNATURE = "signature"
    WATERMARK = "watermark"
    FINGERPRINT = "fingerprint"


class Outcome(StrEnum):
    """Whether it speaks."""

    SPEAKS = "speaks"
    SILENT = "silent"  # it was looked for, and is not there
    AGAINST = "against"  # it is there and does not hold, or contradicts
    UNREAD = "unread"  # it could not be looked for


class Verdict(StrEnum):
    """What all of it comes to."""

    HERE = "here"  # it came from here, as it is
    MADE_FROM = "made_from"  # it, or something in it, came from here
    ALIKE = "alike"  # it looks like one from here; nothing in the file says so
    CHANGED = "changed"  # it carries our signature and was changed since
    ELSEWHERE = "elsewhere"  # somebody else signed it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of evidence. says: a stable code within its kind; facts: numbers and names to say it with."""

    kind: Kind
    outcome: Outcome
    says: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """The whole answer, as one viewer may have it.

    evidence: one of each kind, in the order of Kind. post: where the viewer may see it. own_image_id: it is
    the viewer's own and stands in no post. is_hidden: it was made here and this viewer may see no page of it.
    chain: the post's ancestors, nearest first; None for one that the viewer may not see.
    open_questions: stable codes of what could not be established.
    """

    verdict: Verdict
    evidence: Sequence[Evidence]
    post: PostCard | None = None
    own_image_id: int | None = None
    is_hidden: bool = False
    chain: Sequence[PostCard | None] = ()
    open_questions: Sequence[str] = ()


def find_origin(content: bytes, *, viewer_id: int, engines: Engines) -> Finding:
    """Look at a picture from anywhere and say where it came from, as far as can be told.

    content: PNG, JPEG, WebP or AVIF, one frame. Takes some tenths of a second for a picture that is marked
    and was not resized, up to a few seconds for any other. AVIF is not opened: of it only bytes and
    signature are read.

    Raises Garbled with the sentence to show: no picture, animated, damaged, too large; Away;
    TooManyLook(retry_after_seconds).
    """
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise TooManyLook("Many pictures are being looked at. Try again in a moment.", retry_after_seconds=10)
    try:
        return _Look(content, engines).finding(viewer_id)
    finally:
        _turns.release()


_turns = threading.BoundedSemaphore(AT_ONCE_MAX)


class _Look:
    """One look at one file: what each kind of evidence found, before anybody is told."""

    def __init__(self, content: bytes, engines: Engines) -> None:
        media_type = _media_type(content)
        png = b"" if media_type == AVIF else checked_png(content)  # first: it refuses what is no picture
        self.same = _images_of_bytes(content)
        self.reading = engines.credentials.read(content, media_type) if engines.credentials else None
        self.can_read_watermark = bool(png and engines.watermark)
        found = engines.watermark.read_all(png) if png and engines.watermark else ()
        self.is_numbered = bool(found)
        self.named = _marks_of([each.code for each in found])
        self.pdq, self.quality = fingerprint_of(png) if png else (b"", 0)
        self.near = _near(self.pdq) if self.quality >= QUALITY_MIN else {}

    def finding(self, viewer_id: int) -> Finding:
        """What this viewer is told."""
        verdict, image_ids = self._verdict()
        evidence = (self._bytes(), self._signature(), self._watermark(), self._fingerprint())
        post = _post_of(image_ids, viewer_id)
        own = _own_of(image_ids, viewer_id) if post is None else None
        return Finding(
            verdict,
            evidence,
            post,
            own,
            is_hidden=bool(image_ids) and post is None and own is None,
            chain=lineage_of(post.id, viewer_id=viewer_id).ancestors if post else (),
            open_questions=self._open_questions(verdict),
        )

    def _verdict(self) -> tuple[Verdict, Sequence[int]]:
        """What it comes to, and the images that it can be, likeliest first."""
        agreed = self._agreed()
        if self.same:
            return Verdict.HERE, self.same
        if agreed or self._is_signed_here():
            return Verdict.HERE, agreed or list(self.named) or list(self.near)
        if self.named:
            return Verdict.MADE_FROM, list(self.named)
        if self.reading and self.reading.is_ours and self.reading.state == "invalid":
            return Verdict.CHANGED, list(self.near)
        if self.near:
            return Verdict.ALIKE, list(self.near)
        is_signed = self.reading is not None and self.reading.state in ("trusted", "valid")
        return (Verdict.ELSEWHERE if is_signed else Verdict.UNKNOWN), []

    def _agreed(self) -> list[int]:
        """Images that watermark and fingerprint name together, nearest first, then the youngest.

        An edit whose region is too small to read carries its parent's number: so a child of a named image
        counts too, where its fingerprint is the nearer one.
        """
        apart = {image_id: hamming(pdq, self.pdq) for image_id, pdq in self.named.items()}
        children = Lineage.objects.filter(parent_id__in=self.named, child_id__in=self.near)
        apart |= {child_id: self.near[child_id] for child_id in children.values_list("child_id", flat=True)}
        alike = [image_id for image_id, bits in apart.items() if bits <= ALIKE_BITS_MAX]
        return sorted(alike, key=lambda image_id: (apart[image_id], -image_id))

    def _is_signed_here(self) -> bool:
        return (
            self.reading is not None and self.reading.is_ours and self.reading.state in ("trusted", "valid")
        )

    def _bytes(self) -> Evidence:
        if self.same:
            return Evidence(Kind.BYTES, Outcome.SPEAKS, "same")
        return Evidence(Kind.BYTES, Outcome.SILENT, "other")

    def _signature(self) -> Evidence:
        reading = self.reading
        if reading is None:
            return Evidence(Kind.SIGNATURE, Outcome.UNREAD, "not_read")
        if reading.state == "none":
            return Evidence(Kind.SIGNATURE, Outcome.SILENT, "none")
        if reading.state == "invalid":
            says = "ours_changed" if reading.is_ours else "broken"
            return Evidence(Kind.SIGNATURE, Outcome.AGAINST, says, _signer(reading))
        says = "ours" if reading.is_ours else "foreign"
        return Evidence(Kind.SIGNATURE, Outcome.SPEAKS, says, _signer(reading))

    def _watermark(self) -> Evidence:
        if not self.can_read_watermark:
            return Evidence(Kind.WATERMARK, Outcome.UNREAD, "not_read")
        if self.named:
            says = "several" if len(self.named) > 1 else "ours"
            return Evidence(Kind.WATERMARK, Outcome.SPEAKS, says, {"count": len(self.named)})
        if self.is_numbered:
            return Evidence(Kind.WATERMARK, Outcome.AGAINST, "unknown")
        return Evidence(Kind.WATERMARK, Outcome.SILENT, "none")

    def _fingerprint(self) -> Evidence:
        if not self.pdq:
            return Evidence(Kind.FINGERPRINT, Outcome.UNREAD, "not_read")
        bits = min(
            [*self.near.values(), *(hamming(pdq, self.pdq) for pdq in self.named.values())], default=256
        )
        if bits <= ALIKE_BITS_MAX:
            return Evidence(Kind.FINGERPRINT, Outcome.SPEAKS, "alike", {"bits": bits})
        if self.quality < QUALITY_MIN:
            return Evidence(Kind.FINGERPRINT, Outcome.UNREAD, "flat")
        if self.named:
            return Evidence(Kind.FINGERPRINT, Outcome.SILENT, "differs", {"bits": bits})
        return Evidence(Kind.FINGERPRINT, Outcome.SILENT, "none")

    def _open_questions(self, verdict: Verdict) -> list[str]:
        is_proven = bool(self.same) or self._is_signed_here()
        signed_by_stranger = self.reading and not self.reading.is_ours and self.reading.state == "valid"
        asked = {
            "whether_ai": verdict in (Verdict.UNKNOWN, Verdict.ELSEWHERE),
            "elsewhere": verdict is Verdict.UNKNOWN,
            "which_part": verdict is Verdict.MADE_FROM,
            "by_chance": verdict is Verdict.ALIKE,
            "signer": bool(signed_by_stranger),
            "changes": not is_proven and verdict in (Verdict.HERE, Verdict.MADE_FROM, Verdict.CHANGED),
        }
        return [code for code, is_open in asked.items() if is_open]


def _media_type(content: bytes) -> str:
    """By the first bytes alone; "" for what will be refused."""
    if content.startswith(PNG_SIGNATURE):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[8:12] == b"WEBP":
        return "image/webp"
    return AVIF if content[4:12] == b"ftypavif" else ""


def _signer(reading: Reading) -> dict[str, Any]:
    """Who signed the newest statement and when, and whether it says that AI made the picture."""
    newest = reading.manifests[0] if reading.manifests else {}
    source_type = str(newest.get("source_type") or "")
    return {
        "issuer": str(newest.get("issuer") or "")[:120],
        "signed_at": _moment(newest.get("signed_at")),
        "says_ai": "AlgorithmicMedia" in source_type,
    }


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _images_of_bytes(content: bytes) -> list[int]:
    """Painted images of which these very bytes are a form, oldest first."""
    sha256 = hashlib.sha256(content).hexdigest()
    same = _painted().filter(Q(sha256=sha256) | Q(renditions__sha256=sha256)).order_by("id").distinct()
    return list(same.values_list("id", flat=True)[:SAME_BYTES_MAX])


def _marks_of(codes: Sequence[int]) -> dict[int, bytes]:
    """The fingerprints of the painted images that carry those numbers, by image, in the numbers' order."""
    marks = Mark.objects.filter(code__in=codes, image__in=_painted()).values_list("code", "image_id", "pdq")
    by_code = {code: (image_id, int(pdq, 2).to_bytes(len(pdq) // 8)) for code, image_id, pdq in marks}
    return dict(by_code[code] for code in codes if code in by_code)


# Every row is looked at: some 30 ms for 100,000, and exact, where an index of near bits would only guess.
_NEAR = """
    SELECT mark.image_id, bit_count(mark.pdq # %(pdq)s::bit(256))
      FROM gallery_mark AS mark JOIN gallery_image AS image ON image.id = mark.image_id
     WHERE mark.quality >= %(quality)s AND bit_count(mark.pdq # %(pdq)s::bit(256)) <= %(bits)s
       AND image.erased_at IS NULL AND image.origin = %(painted)s
     ORDER BY 2, 1 DESC LIMIT %(count)s
"""


def _near(pdq: bytes) -> dict[int, int]:
    """The painted images whose fingerprint is alike: bits apart by image, nearest first."""
    bits = "".join(f"{byte:08b}" for byte in pdq)
    bounds: dict[str, Any] = {
        "quality": QUALITY_MIN,
        "bits": ALIKE_BITS_MAX,
        "count": NEAR_MAX,
        "painted": Origin.PAINTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"pdq": bits, **bounds})
        return dict(cursor.fetchall())


_SEEN_POST = f"""
    SELECT post.id FROM gallery_post AS post JOIN gallery_image AS image ON image.id = post.image_id
     WHERE post.image_id = ANY(%(images)s::bigint[]) AND image.erased_at IS NULL AND {may_see_sql("post")}
     ORDER BY array_position(%(images)s::bigint[], post.image_id), post.id LIMIT 1
"""  # noqa: S608 - no outside text in it


def _post_of(image_ids: Sequence[int], viewer_id: int) -> PostCard | None:
    with connection.cursor() as cursor:
        cursor.execute(_SEEN_POST, {"images": list(image_ids), **viewer_parameters(viewer_id)})
        row = cursor.fetchone()
    return post_card(row[0], viewer_id=viewer_id) if row else None


def _own_of(image_ids: Sequence[int], viewer_id: int) -> int | None:
    return _painted().filter(pk__in=image_ids, maker_id=viewer_id).values_list("id", flat=True).first()


def _painted() -> QuerySet[Image]:
    return Image.objects.filter(erased_at=None, origin=Origin.PAINTED)
