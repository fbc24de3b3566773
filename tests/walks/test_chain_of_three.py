"""A remix chain of three through the real verbs, judged by the official C2PA reader outside the network.

Ada makes and publishes, Ben remixes, the keys are renewed, Cleo remixes Ben's. What Cleo downloads tells
the whole story to somebody who has never heard of Bottega.
"""

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import c2pa  # type: ignore[import-untyped]
import pytest
from PIL import Image as Pixels

from bottega.engines.credentials.adapters.c2pa import C2paCredentials
from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.engines.wired import Engines
from bottega.gallery.models import Image, Post
from bottega.gallery.queries import media_file
from bottega.people.models import Person
from bottega.studio.actions import open_conversation
from tests import make

Jobs = Callable[..., list[str]]
pytestmark = pytest.mark.django_db(transaction=True)  # engines refuse to work inside a transaction

OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


@pytest.fixture
def keys(engines: Engines, tmp_path: Path) -> KeyFolder:
    """Keys of this test's own, wired."""
    folder = KeyFolder(tmp_path / "keys", clock=lambda: datetime.now(UTC))
    engines.credentials = C2paCredentials(folder)
    return folder


def official(content: bytes, media_type: str, anchors: str = "") -> dict[str, Any]:
    """What the official reader says, with or without our authority among those it believes."""
    settings: dict[str, Any] = {"verify": dict(OFFLINE["verify"])}
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
        settings["verify"]["verify_trust"] = True
    context = c2pa.Context(c2pa.Settings.from_dict(settings))
    told: dict[str, Any] = json.loads(c2pa.Reader(media_type, io.BytesIO(content), context=context).json())
    return told


def painted(maker: Person, words: str, run_jobs: Jobs, remix_of: Post | None = None) -> Image:
    talk = open_conversation(maker, remix_of_post_id=remix_of.id if remix_of else None, at=make.moment())
    asked = make.ask(maker, talk.id, words, count=1)
    run_jobs()
    image = asked.candidates.get().image
    assert image
    return image


def downloaded(image: Image, viewer: Person, engines: Engines, kind: str = "png") -> bytes:
    found = media_file(image.id, kind=kind, width_px=None, viewer_id=viewer.id)
    return engines.blobs.get(found.sha256)


@pytest.fixture
def chain(
    ada: Person, ben: Person, cleo: Person, keys: KeyFolder, run_jobs: Jobs
) -> tuple[Image, Image, Image]:
    """The three pictures, oldest first, with a new signing key before the last."""
    first = painted(ada, "a red fox", run_jobs)
    post = make.post(ada, first)
    run_jobs()  # the file learns whose it is
    second = painted(ben, "in the snow", run_jobs, remix_of=post)
    post = make.post(ben, second)
    run_jobs()
    keys.rotate()
    third = painted(cleo, "at night", run_jobs, remix_of=post)
    make.post(cleo, third)
    run_jobs()
    return first, second, third


def test_the_official_reader_validates_a_remix_chain_of_three(
    chain: tuple[Image, Image, Image], cleo: Person, engines: Engines, keys: KeyFolder
) -> None:
    for kind in ("png", "jpeg"):
        judge(downloaded(chain[2], cleo, engines, kind), f"image/{kind}", keys)


def judge(content: bytes, media_type: str, keys: KeyFolder) -> None:
    """Three manifests, each the parent of the next, two keys; believed by whoever believes our authority."""
    told = official(content, media_type, keys.anchors_pem())
    assert (told["validation_state"], told.get("validation_status")) == ("Trusted", None)
    assert len(told["manifests"]) == 3

    label, told_of = told["active_manifest"], []
    serials = set()
    while label:
        manifest = told["manifests"][label]
        serials.add(manifest["signature_info"]["cert_serial_number"])
        metadata = next(each["data"] for each in manifest["assertions"] if each["label"] == "cawg.metadata")
        told_of.append(metadata["photoshop:Credit"])
        parents = manifest.get("ingredients", [])
        assert [each["relationship"] for each in parents] in ([], ["parentOf"])
        label = parents[0]["active_manifest"] if parents else None
    # Ben's own file, and so what Cleo's carries, was marked anew when it was published.
    assert told_of == ["@cleo, after @ada, via @ben", "@ben, after @ada", "@ada"]
    assert len(serials) == 2  # the key was renewed between Ben's and Cleo's

    stranger = official(content, media_type)
    assert stranger["validation_state"] == "Valid"
    assert {each["code"] for each in stranger["validation_status"]} == {"signingCredential.untrusted"}


def test_one_flipped_byte_breaks_the_newest_and_not_its_parents(
    chain: tuple[Image, Image, Image], cleo: Person, engines: Engines, keys: KeyFolder
) -> None:
    content = bytearray(downloaded(chain[2], cleo, engines))
    content[content.index(b"IDAT") + 12] ^= 1
    told = official(bytes(content), "image/png", keys.anchors_pem())
    assert told["validation_state"] == "Invalid"
    assert [each["code"] for each in told["validation_status"]] == ["assertion.dataHash.mismatch"]
    whole = downloaded(chain[0], cleo, engines)
    assert official(whole, "image/png", keys.anchors_pem())["validation_state"] == "Trusted"


def test_the_pixels_that_left_are_the_pixels_that_were_kept(
    chain: tuple[Image, Image, Image], cleo: Person, engines: Engines
) -> None:
    for image in chain:
        left = Pixels.open(io.BytesIO(downloaded(image, cleo, engines)))
        kept = Pixels.open(io.BytesIO(engines.blobs.get(image.sha256)))
        assert left.tobytes() == kept.tobytes()
        assert not kept.info


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="there is no exiftool on PATH")
def test_exiftool_shows_the_fields_in_what_was_downloaded(
    chain: tuple[Image, Image, Image], cleo: Person, engines: Engines, tmp_path: Path
) -> None:
    for kind in ("png", "jpeg", "webp", "avif"):
        (tmp_path / f"picture.{kind}").write_bytes(downloaded(chain[2], cleo, engines, kind))
    asked = [
        "exiftool",
        "-json",
        "-G1",
        "-XMP:all",
        *(f"picture.{kind}" for kind in ("png", "jpeg", "webp", "avif")),
    ]
    shown = json.loads(subprocess.run(asked, cwd=tmp_path, capture_output=True, check=True).stdout)
    for each in shown:
        assert each["XMP-iptcExt:DigitalSourceType"].endswith("/trainedAlgorithmicMedia"), each["SourceFile"]
        assert each["XMP-iptcExt:AISystemUsed"] == "swatch"
        assert each["XMP-photoshop:Credit"] == "@cleo, after @ada, via @ben"
        assert each["XMP-plus:DataMining"].endswith("DMI-PROHIBITED")
