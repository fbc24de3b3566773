"""The library as a ZIP: every byte as it leaves the server, and a list by which it can be read again."""

import hashlib
import io
import json
import tracemalloc
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from bottega.engines.wired import Engines
from bottega.gallery.actions import Parent, StoredForm
from bottega.gallery.archive import archive_of
from bottega.gallery.models import Image, Rendition
from bottega.people.models import Person
from tests import make

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def unpacked(owner: Person, engines: Engines, ids: list[int] | None = None) -> zipfile.ZipFile:
    content = b"".join(archive_of(owner.id, ids, blobs=engines.blobs, at=AT))
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return archive


def listing(archive: zipfile.ZipFile, name: str = "library.json") -> dict[str, Any]:
    said: dict[str, Any] = json.loads(archive.read(name))
    return said


def marked(owner: Person, engines: Engines, content: bytes, **rest: Any) -> Image:
    """A picture whose leaving form differs from its master."""
    form = StoredForm("png", 64, 64, engines.blobs.put(content), len(content))
    return make.image(owner, forms=[form], **rest)


def test_the_bytes_are_those_of_the_marked_form(ada: Person, engines: Engines) -> None:
    image = marked(ada, engines, b"the marked png")
    archive = unpacked(ada, engines)
    entry = listing(archive)["pictures"][0]
    assert archive.read(entry["file"]) == b"the marked png"
    assert entry["sha256"] == Rendition.objects.get(image=image).sha256
    assert hashlib.sha256(archive.read(entry["file"])).hexdigest() == entry["sha256"]


def test_a_picture_from_before_the_marks_leaves_as_it_was_made(ada: Person, engines: Engines) -> None:
    image = make.image(ada)
    archive = unpacked(ada, engines)
    assert archive.read(archive.namelist()[0]) == engines.blobs.get(image.sha256)


def test_everything_that_made_a_picture_can_be_read_again(ada: Person, engines: Engines) -> None:
    parent = make.image(ada, "a red fox", parameters={"steps": 20})
    child = make.image(ada, "a red fox, in snow", parent=Parent(parent.id), seed=4711)
    post = make.post(ada, child, caption="Winter")
    said = listing(unpacked(ada, engines))
    newest, oldest = said["pictures"]
    assert said["format"] == "bottega-library/1"
    assert (newest["words"], newest["seed"], newest["painter"]) == ("a red fox, in snow", 4711, "swatch")
    assert newest["came_from"] == {"image_id": str(parent.id), "edge": "edit", "post_id": None}
    assert newest["post"]["id"] == str(post.id)
    assert newest["post"]["remix_terms"] == "credit"
    assert oldest["parameters"] == {"steps": 20}
    assert oldest["came_from"] is oldest["post"] is oldest["upload"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("A Red Fox!", "a-red-fox"),
        ("../../etc/passwd", "etc-passwd"),
        ("perché? caffè / nero", "perche-caffe-nero"),
        ("日本", "picture"),
        ("x" * 300, "x" * 48),
        ("con\\nul", "con-nul"),
    ],
)
def test_files_are_named_by_day_and_words_and_never_by_a_path(
    ada: Person, engines: Engines, words: str, said: str
) -> None:
    image = make.image(ada, words)
    name = unpacked(ada, engines).namelist()[0]
    letters = f"{image.id:x}"[-4:]
    assert name == f"{image.made_at:%Y-%m-%d} {said} {letters}.png"


def test_no_two_pictures_share_a_name(ada: Person, engines: Engines) -> None:
    first = make.image(ada)
    for number in (1, 2):  # ids with the same last letters, made in the same moment
        twin = Image.objects.get(pk=first.id)
        twin.pk = first.id + (number << 40)
        twin.save(force_insert=True)
    assert len(set(unpacked(ada, engines).namelist())) == 4


def test_only_what_was_chosen_and_only_ones_own_is_in_it(ada: Person, cleo: Person, engines: Engines) -> None:
    mine, other, hers = make.image(ada), make.image(ada), make.image(cleo, "of somebody else")
    said = listing(unpacked(ada, engines, [mine.id, hers.id]))
    assert [entry["id"] for entry in said["pictures"]] == [str(mine.id)]
    assert str(other.id) not in json.dumps(said)
    assert "somebody else" not in json.dumps(said)


def test_an_empty_library_is_an_empty_list_and_no_broken_file(ada: Person, engines: Engines) -> None:
    archive = unpacked(ada, engines)
    assert archive.namelist() == ["library.json"]
    assert listing(archive)["pictures"] == []


def test_bytes_that_are_gone_are_named_and_the_rest_comes(ada: Person, engines: Engines) -> None:
    kept = marked(ada, engines, b"here")
    lost = marked(ada, engines, b"lost")
    engines.blobs.erase(Rendition.objects.get(image=lost).sha256)
    said = listing(unpacked(ada, engines))
    assert said["missing"] == [str(lost.id)]
    assert [entry["id"] for entry in said["pictures"]] == [str(kept.id)]


def test_listings_are_cut_so_that_none_grows_without_end(
    ada: Person, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bottega.gallery.archive.LISTED_MAX", 2)
    monkeypatch.setattr("bottega.gallery.archive.BATCH", 2)
    made = [str(make.image(ada).id) for _ in range(5)]
    archive = unpacked(ada, engines)
    lists = [listing(archive, name) for name in archive.namelist() if name.startswith("library")]
    assert [len(said["pictures"]) for said in lists] == [2, 2, 1]
    assert [entry["id"] for said in lists for entry in said["pictures"]] == made[::-1]


def test_one_picture_is_in_hand_at_a_time(ada: Person, engines: Engines) -> None:
    for number in range(12):
        marked(ada, engines, bytes([number]) * 2_000_000)
    tracemalloc.start()
    total = sum(len(piece) for piece in archive_of(ada.id, None, blobs=engines.blobs, at=AT))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total > 24_000_000
    assert peak < 12_000_000


def test_a_download_that_is_broken_off_leaves_nothing_open(ada: Person, engines: Engines) -> None:
    for _ in range(3):
        make.image(ada)
    pieces = archive_of(ada.id, None, blobs=engines.blobs, at=AT)
    assert next(pieces).startswith(b"PK\x03\x04")
    pieces.close()  # type: ignore[attr-defined]
    assert list(pieces) == []


def test_each_entry_says_its_length_at_its_head(ada: Person, engines: Engines) -> None:
    marked(ada, engines, b"twelve bytes")
    head = b"".join(archive_of(ada.id, None, blobs=engines.blobs, at=AT))[:30]
    flags, lengths = int.from_bytes(head[6:8], "little"), head[18:26]
    assert flags & 0x08 == 0  # no data descriptor: those who read from the front know where it ends
    assert lengths == (12).to_bytes(4, "little") * 2
