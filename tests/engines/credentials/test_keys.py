"""Signing keys: made at first need, private, renewable, and never a riddle when something is wrong."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bottega.engines.credentials.adapters.c2pa import C2paCredentials
from bottega.engines.credentials.adapters.keys import SIGNING_DAYS, KeyFolder
from bottega.engines.credentials.port import NotSigned
from tests.engines.credentials.conftest import created, picture


def test_keys_are_made_at_the_first_signature_and_are_for_nobody_else(folder: Path, keys: KeyFolder) -> None:
    assert not folder.exists()
    assert keys.anchors_pem() == ""
    keys.signing()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sorted(path.name for path in files if path.parent == folder) == [
        "authority.pem",
        "own",
        "signing.pem",
    ]
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_certificate_is_what_c2pa_asks_for(keys: KeyFolder) -> None:
    leaf = x509.load_pem_x509_certificate(keys.signing().certificates_pem.encode())
    extension = leaf.extensions.get_extension_for_class
    assert extension(x509.ExtendedKeyUsage).value == x509.ExtendedKeyUsage(
        [x509.oid.ExtendedKeyUsageOID.EMAIL_PROTECTION]
    )
    assert extension(x509.KeyUsage).value.digital_signature
    assert extension(x509.AuthorityKeyIdentifier)
    assert extension(x509.SubjectKeyIdentifier)
    assert keys.signing().algorithm == "es256"


def test_the_private_key_shows_in_no_repr(keys: KeyFolder) -> None:
    assert "PRIVATE" not in repr(keys.signing())
    assert all("PRIVATE" not in repr(each) for each in keys.certificates())


def test_two_processes_that_begin_at_once_sign_with_one_key(folder: Path, keys: KeyFolder) -> None:
    other = KeyFolder(folder, clock=lambda: datetime.now(UTC))
    assert keys.signing() == other.signing()
    assert len(list((folder / "anchors").iterdir())) == 1


def test_after_a_rotation_old_pictures_are_still_ours(keys: KeyFolder, credentials: C2paCredentials) -> None:
    old = credentials.sign(picture("image/png"), "image/png", created())
    first_key = keys.signing().key_pem
    for authority in (False, True):
        keys.rotate(authority=authority)
        assert keys.signing().key_pem != first_key
        new = credentials.sign(picture("image/png"), "image/png", created())
        for signed in (old, new):
            reading = credentials.read(signed, "image/png")
            assert (reading.state, reading.is_ours) == ("trusted", True)


def test_a_rotation_destroys_the_old_private_key(folder: Path, keys: KeyFolder) -> None:
    old = keys.signing().key_pem
    keys.rotate(authority=True)
    assert all(old not in path.read_text() for path in folder.rglob("*") if path.is_file())


def test_what_a_lost_key_signed_is_no_longer_believed(keys: KeyFolder, credentials: C2paCredentials) -> None:
    stolen = credentials.sign(picture("image/png"), "image/png", created())
    keys.rotate(revoke=True)
    reading = credentials.read(stolen, "image/png")
    assert (reading.state, reading.is_ours) == ("valid", False)
    assert "signingCredential.revoked" in reading.problems
    fresh = credentials.sign(picture("image/png"), "image/png", created())
    assert credentials.read(fresh, "image/png").is_ours


def test_an_operator_may_bring_a_certificate_that_others_have_from_the_same_authority(
    folder: Path, keys: KeyFolder, credentials: C2paCredentials, tmp_path: Path
) -> None:
    bought = tmp_path / "bought"
    seller = KeyFolder(bought, clock=lambda: datetime.now(UTC))
    seller.signing()
    (folder / "anchors").mkdir(parents=True)
    (folder / "signing.pem").write_bytes((bought / "signing.pem").read_bytes())
    (folder / "anchors/bought.pem").write_text(seller.anchors_pem())
    ours = credentials.sign(picture("image/png"), "image/png", created())
    seller.rotate()
    somebodys = C2paCredentials(seller).sign(picture("image/png"), "image/png", created())
    readings = [credentials.read(each, "image/png") for each in (ours, somebodys)]
    assert [(each.state, each.is_ours) for each in readings] == [("trusted", True), ("trusted", False)]
    with pytest.raises(NotSigned, match="not ours to renew"):
        keys.rotate()


def test_a_file_that_cannot_be_used_is_a_sentence_and_is_not_written_over(
    folder: Path, keys: KeyFolder
) -> None:
    keys.signing()
    path = folder / "signing.pem"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NotSigned, match="damaged: restore them from a backup"):
        keys.signing()
    assert path.read_bytes() == whole[: len(whole) // 2]
    path.unlink()
    path.mkdir()  # as unreadable as another account's file, for root too
    with pytest.raises(NotSigned, match="cannot be read or written"):
        keys.signing()


def test_a_key_that_does_not_fit_its_certificate_is_refused(folder: Path, keys: KeyFolder) -> None:
    keys.signing()
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = keys.signing().certificates_pem.encode()
    (folder / "signing.pem").write_bytes(key + certificate)
    with pytest.raises(NotSigned):
        keys.signing()


def test_a_certificate_that_ran_out_signs_nothing_and_says_what_to_do(folder: Path, keys: KeyFolder) -> None:
    keys.signing()
    later = KeyFolder(folder, clock=lambda: datetime.now(UTC) + timedelta(days=SIGNING_DAYS + 1))
    with pytest.raises(NotSigned, match="bottega keys rotate"):
        later.signing()
    later.rotate()
    later.signing()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl on PATH")
def test_openssl_agrees_on_the_chain(folder: Path, keys: KeyFolder, tmp_path: Path) -> None:
    leaf, root = tmp_path / "leaf.pem", tmp_path / "root.pem"
    leaf.write_text(keys.signing().certificates_pem)
    root.write_text(keys.anchors_pem())
    done = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-CAfile", root, leaf],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().endswith("OK"), done.stderr
