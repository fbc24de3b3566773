"""Signed provenance by the official library: what is signed reads back, what was changed does not."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bottega.engines import outside
from bottega.engines.credentials.adapters import c2pa as adapter
from bottega.engines.credentials.adapters.c2pa import C2paCredentials
from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.engines.credentials.port import MEDIA_TYPES, Ingredient, NotSigned, Statement, ingredient_id
from tests.engines.credentials.conftest import TRAINED, created, picture


def changed_from(*ingredients: Ingredient) -> Statement:
    """That a picture was changed from its first ingredient."""
    actions = [
        {"action": "c2pa.opened", "parameters": {"ingredientIds": [ingredient_id(0)]}},
        {"action": "c2pa.edited", "digitalSourceType": TRAINED},
    ]
    return Statement("Changed", [{"label": "c2pa.actions.v2", "data": {"actions": actions}}], ingredients)


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_what_was_signed_reads_back_in_every_form(credentials: C2paCredentials, media_type: str) -> None:
    plain = picture(media_type)
    signed = credentials.sign(plain, media_type, created("A fox"))
    reading = credentials.read(signed, media_type)
    assert (reading.state, reading.is_ours, reading.problems) == ("trusted", True, ())
    (manifest,) = reading.manifests
    assert (manifest["title"], manifest["issuer"], manifest["source_type"]) == ("A fox", "Bottega", TRAINED)
    assert (manifest["actions"], manifest["signed_at"]) == (["c2pa.created"], "2026-11-22T12:00:00Z")
    with Image.open(io.BytesIO(signed)) as after, Image.open(io.BytesIO(plain)) as before:
        assert after.tobytes() == before.tobytes()


def test_one_changed_byte_of_the_picture_breaks_the_signature(credentials: C2paCredentials) -> None:
    signed = credentials.sign(picture("image/png"), "image/png", created())
    at = signed.index(b"IDAT") + 10
    broken = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    reading = credentials.read(broken, "image/png")
    assert reading.state == "invalid"
    assert "assertion.dataHash.mismatch" in reading.problems


def test_a_picture_without_credentials_says_none(credentials: C2paCredentials) -> None:
    for media_type in MEDIA_TYPES:
        assert credentials.read(picture(media_type), media_type).state == "none"


def test_what_a_stranger_signed_is_valid_but_not_ours(credentials: C2paCredentials, tmp_path: Path) -> None:
    credentials.sign(picture("image/png"), "image/png", created())  # we have keys of our own as well
    other = C2paCredentials(KeyFolder(tmp_path / "theirs", clock=credentials._keys._clock))
    reading = credentials.read(other.sign(picture("image/png"), "image/png", created()), "image/png")
    assert (reading.state, reading.is_ours) == ("valid", False)
    assert "signingCredential.untrusted" in reading.problems


def test_a_parents_chain_is_carried_along(credentials: C2paCredentials) -> None:
    first = credentials.sign(picture("image/png"), "image/png", created("First"))
    parent = Ingredient("First", "parentOf", "image/png", first)
    second = credentials.sign(picture("image/jpeg"), "image/jpeg", changed_from(parent))
    reading = credentials.read(second, "image/jpeg")
    assert (reading.state, [each["title"] for each in reading.manifests]) == ("trusted", ["Changed", "First"])


def test_a_parent_can_be_named_without_its_chain(credentials: C2paCredentials) -> None:
    signed = credentials.sign(
        picture("image/webp"), "image/webp", changed_from(Ingredient("First", "parentOf"))
    )
    reading = credentials.read(signed, "image/webp")
    assert (reading.state, len(reading.manifests)) == ("trusted", 1)
    assert reading.manifests[0]["ingredients"] == [{"title": "First", "relationship": "parentOf"}]


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_a_bare_manifest_store_is_enough_to_carry_credentials_on(
    credentials: C2paCredentials, tmp_path: Path, media_type: str
) -> None:
    camera = C2paCredentials(KeyFolder(tmp_path / "camera", clock=credentials._keys._clock))
    photo = camera.sign(picture(media_type), media_type, created("A photo"))
    store = credentials.read(photo, media_type).manifest
    assert store
    upload = Ingredient("A photo", "parentOf", manifest=store)
    reading = credentials.read(
        credentials.sign(picture("image/png"), "image/png", changed_from(upload)), "image/png"
    )
    assert [each["title"] for each in reading.manifests] == ["Changed", "A photo"]
    assert reading.is_ours


def test_broken_and_hostile_files_are_answered(credentials: C2paCredentials) -> None:
    signed = credentials.sign(picture("image/png"), "image/png", created())
    for broken in (b"", b"x", signed[:200], signed[:-40], os.urandom(3_000), b"c2pa" * 1_000):
        assert credentials.read(broken, "image/png").state in ("none", "invalid")
    assert credentials.read(signed, "image/gif").state == "none"


def test_the_reading_process_can_open_neither_file_nor_connection(tmp_path: Path) -> None:
    room = Path(adapter.__file__).with_name("reader.py")
    attempt = (
        f"import runpy; room = runpy.run_path({str(room)!r}); room['shut_the_door']()\n"
        "import socket, os\n"
        f"for act in (lambda: open({str(tmp_path / 'new')!r}, 'w'), lambda: open('/etc/passwd'),"
        " socket.socket, os.fork):\n"
        "    try: act(); print('open')\n"
        "    except OSError: print('shut')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", attempt], stdout=subprocess.PIPE, check=True)
    assert done.stdout.split() == [b"shut"] * 4


def test_a_form_that_holds_no_manifest_is_refused(credentials: C2paCredentials) -> None:
    with pytest.raises(NotSigned):
        credentials.sign(b"GIF89a", "image/gif", created())
    with pytest.raises(NotSigned):
        credentials.sign(b"not a picture", "image/png", created())


def test_nothing_is_signed_inside_a_transaction(
    credentials: C2paCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "_transaction_is_open", lambda: True)
    with pytest.raises(RuntimeError):
        credentials.sign(picture("image/png"), "image/png", created())
    with pytest.raises(RuntimeError):
        credentials.read(picture("image/png"), "image/png")
