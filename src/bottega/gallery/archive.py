"""One's pictures as one ZIP that keeps every mark, written while it is sent.

Stored, not compressed: pictures are already. Memory stays flat, whatever the number: one picture is in
hand at a time, and no temporary file is written. Beside the pictures lies `library.json`, by which they
can be read in again elsewhere.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from bottega.engines.blobs.port import Blobs, NoSuchBlob
from bottega.gallery.models import Image, Lineage, Post, Rendition, Upload
from bottega.gallery.words import folded

FORMAT: Final = "bottega-library/1"
BATCH: Final = 100  # rows asked for at a time
LISTED_MAX: Final = 2_000  # pictures in one listing, which has to be held until it is written
WORDS_IN_NAME: Final = 6
NAME_MAX: Final = 48
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]+")


def archive_of(owner_id: int, ids: Sequence[int] | None, *, blobs: Blobs, at: datetime) -> Iterator[bytes]:
    """The bytes of a ZIP of one's own pictures, piece by piece, newest first.

    ids: which, or None for every one; those that are not one's own or are erased are left out.
    Each picture is the marked PNG, byte for byte. `library.json` follows them and lists what is in it and
    what the store did not have; after every LISTED_MAX pictures another begins, `library-2.json` and on.
    Closing the iterator early leaves nothing behind. Any size: what 4 GB and 65,535 files do not hold is
    written as ZIP64.
    """
    outlet, listing = _Outlet(), _Listing(at)
    names: set[str] = set()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for image, told, sha256 in _pictures(owner_id, ids):
            content = _bytes(blobs, sha256)
            if content is None:
                listing.missing.append(str(image.id))
                continue
            name = _name(image, names)
            archive.writestr(_entry(name, image.made_at), content)
            listing.pictures.append({"file": name, "sha256": sha256, **told})
            if len(listing.pictures) == LISTED_MAX:
                listing.write(archive)
            yield outlet.taken()
        if listing.pictures or listing.number == 1:
            listing.write(archive)
    yield outlet.taken()


class _Listing:
    """What `library.json` says; emptied when it is written."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.number = 1
        self.pictures: list[dict[str, Any]] = []
        self.missing: list[str] = []

    def write(self, archive: zipfile.ZipFile) -> None:
        name = "library.json" if self.number == 1 else f"library-{self.number}.json"
        said = {
            "format": FORMAT,
            "at": self.at.isoformat(),
            "pictures": self.pictures,
            "missing": self.missing,
        }
        archive.writestr(_entry(name, self.at), json.dumps(said, ensure_ascii=False, indent=1))
        self.number += 1
        self.pictures, self.missing = [], []


def _bytes(blobs: Blobs, sha256: str) -> bytes | None:
    try:
        return blobs.get(sha256)
    except NoSuchBlob:
        return None


class _Outlet(io.RawIOBase):
    """What zipfile takes for a file: holds what was not yet taken, and lets it correct that part alone.

    It goes back to an entry's head to fill in length and checksum; the head is still here then. So the
    entries say their length up front, which readers of streams and old unpackers need.
    """

    def __init__(self) -> None:
        super().__init__()
        self._gone = 0  # bytes that were taken
        self._held = bytearray()
        self._place = 0

    def taken(self) -> bytes:
        """Hand over everything so far."""
        content = bytes(self._held)
        self._gone += len(content)
        self._held.clear()
        self._place = self._gone
        return content

    def write(self, content: Any, /) -> int:
        start = self._place - self._gone
        length = memoryview(content).nbytes
        self._held[start : start + length] = content
        self._place += length
        return length

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        ends = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._gone + len(self._held)}
        place = ends[whence] + offset
        if place < self._gone:
            raise io.UnsupportedOperation("that part was sent already")
        self._place = place
        return place

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True


def _pictures(owner_id: int, ids: Sequence[int] | None) -> Iterator[tuple[Image, dict[str, Any], str]]:
    """Each picture, what library.json says of it, and the hash of the form that leaves."""
    mine = Image.objects.filter(maker_id=owner_id, erased_at=None).defer("memo", "search")
    if ids is not None:
        mine = mine.filter(pk__in=list(ids))
    before = None
    while True:
        older = mine if before is None else mine.filter(pk__lt=before)
        rows = list(older.order_by("-id")[:BATCH])
        if not rows:
            return
        yield from _told(rows)
        before = rows[-1].id


def _told(rows: Sequence[Image]) -> Iterator[tuple[Image, dict[str, Any], str]]:
    ids = [image.id for image in rows]
    forms = Rendition.objects.filter(image_id__in=ids, kind="png").order_by("width_px")
    leaving = dict(forms.values_list("image_id", "sha256"))
    edges = {edge.child_id: edge for edge in Lineage.objects.filter(child_id__in=ids)}
    uploads = {upload.image_id: upload for upload in Upload.objects.filter(image_id__in=ids)}
    posts = Post.objects.filter(image_id__in=ids, withdrawn_at=None)
    published = {post.image_id: post for post in posts}
    for image in rows:
        told = _recipe(image) | _ties(edges.get(image.id), published.get(image.id), uploads.get(image.id))
        yield image, told, leaving.get(image.id, image.sha256)


def _recipe(image: Image) -> dict[str, Any]:
    return {
        "id": str(image.id),
        "made_at": image.made_at.isoformat(),
        "origin": image.origin,
        "words": image.words,
        "painter": image.painter,
        "model": image.model,
        "seed": image.seed,
        "parameters": image.parameters,
        "width_px": image.width_px,
        "height_px": image.height_px,
        "stack": str(image.stack),
    }


def _ties(edge: Lineage | None, post: Post | None, upload: Upload | None) -> dict[str, Any]:
    """Where it came from, where it stands, what binds it; each None where there is nothing to say."""
    return {
        "came_from": edge
        and {
            "image_id": str(edge.parent_id),
            "edge": edge.edge,
            "post_id": str(edge.via_post_id) if edge.via_post_id else None,
        },
        "post": post
        and {
            "id": str(post.id),
            "audience": post.audience,
            "caption": post.caption,
            "alt_text": post.alt_text,
            "remix_terms": post.remix_terms,
            "published_at": post.published_at.isoformat(),
        },
        "upload": upload
        and {"file_name": upload.file_name, "shows_person": upload.shows_person, "grant": upload.grant},
    }


def _name(image: Image, taken: set[str]) -> str:
    """“2026-11-22 red-fox-in-snow 1a2b.png”, another one for each picture and never a path."""
    words = _NOT_IN_NAMES.sub(" ", folded(image.words)).split()[:WORDS_IN_NAME]
    said = "-".join(words)[:NAME_MAX].strip("-") or ("upload" if image.origin == "uploaded" else "picture")
    letters = f"{image.id:x}"
    for length in (4, 6, len(letters)):
        name = f"{image.made_at:%Y-%m-%d} {said} {letters[-length:]}.png"
        if name not in taken:
            break
    taken.add(name)
    return name


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    year = min(max(at.year, 1980), 2107)  # what ZIP's calendar holds
    entry = zipfile.ZipInfo(name, (year, *at.timetuple()[1:6]))
    entry.external_attr = 0o644 << 16
    return entry
