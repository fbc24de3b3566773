"""The folder of signing keys: an authority of this copy's own, and the certificate that it signs with.

Owns making, renewing and reading them; they lie in files of mode 0600 and nowhere else, never in the
database, never in a log, never on a command line. Refuses to guess: a file that cannot be read or does
not fit is a sentence, and nothing is made over it.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bottega.engines.credentials.port import NotSigned

# Without a time stamp from outside a signature is believed only while its certificate is valid, so a
# certificate of a year would make every older picture untrusted. Renewing one does not shorten another.
AUTHORITY_DAYS: Final = 365 * 30
SIGNING_DAYS: Final = 365 * 15
CLOCK_SKEW: Final = timedelta(days=1)
ORGANIZATION: Final = "Bottega"
SERIALS_MAX: Final = 10_000

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Signing:
    """What a signature needs. algorithm: C2PA's name, such as "es256". Never log or print one."""

    certificates_pem: str
    key_pem: str
    algorithm: str

    def __repr__(self) -> str:
        return f"Signing({self.algorithm})"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as `bottega keys show` lists it; nothing in it is secret."""

    role: str  # "signing", "anchor"
    name: str
    issuer: str
    serial: str
    not_after: datetime


class KeyFolder:
    """The keys under one folder; safe to share between threads and processes.

    authority.pem, signing.pem: a private key and its certificates in one file, so that no reader finds
        half of a pair. anchors/: the certificates of every authority that we believe, ours and, where
        an operator adds some, others'. own, revoked: serial numbers of the certificates that were ever
        signed with here, and of those no longer to be believed, one a line.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock

    def signing(self) -> Signing:
        """The newest certificate with its key; made, with its authority, at the first call.

        Raises NotSigned: a file cannot be read, is damaged, or the certificate has run out.
        """
        with _told(self._folder):
            if not self._signing_path.exists():
                self._make_private_folders()
                _write_once(self._signing_path, self._new_signing())
            return self._usable(self._signing_path.read_bytes())

    def anchors_pem(self) -> str:
        """The certificates of every authority that we believe, "" before the first signature.

        Reads no private key. Raises NotSigned.
        """
        with _told(self._folder):
            return "\n".join(path.read_text().strip() for path in sorted(self._anchors_dir.glob("*.pem")))

    def own_serials(self) -> frozenset[str]:
        """Serial numbers, in decimal, of every certificate that this copy ever signed with.

        Not the authority's word: an operator's certificate may come from one that serves others too.
        Raises NotSigned.
        """
        return self._serials("own")

    def revoked_serials(self) -> frozenset[str]:
        """Serial numbers of signing certificates that are no longer to be believed. Raises NotSigned."""
        return self._serials("revoked")

    def rotate(self, *, authority: bool = False, revoke: bool = False) -> None:
        """Make a new signing certificate; pictures signed with the old one stay valid.

        authority: also a new authority; the old one's certificate stays among the anchors, its key is
        gone. revoke: what the old signing certificate signed is no longer believed (its key got out).
        Raises NotSigned: the certificate in use was issued by somebody else and is theirs to renew.
        """
        with _told(self._folder):
            self._make_private_folders()
            if self._signing_path.exists():
                old = _certificates(self._signing_path.read_bytes())[0]
                self._refuse_foreign(old)
                if revoke:
                    self._add_serial("revoked", old)
            if authority:
                _replace(self._authority_path, self._new_authority())
            _replace(self._signing_path, self._new_signing())

    def certificates(self) -> list[Certificate]:
        """What is in use and what is believed, without any secret. Raises NotSigned."""
        with _told(self._folder):
            found = []
            if self._signing_path.exists():
                found.append(_listed("signing", _certificates(self._signing_path.read_bytes())[0]))
            anchors = sorted(self._anchors_dir.glob("*.pem"))
            return [*found, *(_listed("anchor", _certificates(path.read_bytes())[0]) for path in anchors)]

    def _usable(self, pem: bytes) -> Signing:
        key, chain = _private_key(pem), _certificates(pem)
        leaf = chain[0]
        if leaf.public_key() != key.public_key():
            raise ValueError("key and certificate do not belong together")
        if not leaf.not_valid_before_utc <= self._clock() <= leaf.not_valid_after_utc:
            raise NotSigned(
                f"The signing certificate in {self._folder} is not valid today; pictures are kept unsigned. "
                "`bottega keys rotate` makes a new one."
            )
        self._add_serial("own", leaf)
        # The authority's own certificate is left out: whoever believes it has it, and it costs 600 bytes
        # in every file.
        kept = [one for one in chain if one.subject != one.issuer] or chain[:1]
        return Signing(_as_pem(*kept).decode(), _key_pem(key).decode(), _algorithm(key))

    def _new_signing(self) -> bytes:
        if not self._authority_path.exists():
            _write_once(self._authority_path, self._new_authority())
        pem = self._authority_path.read_bytes()
        authority_key, authority = _private_key(pem), _certificates(pem)[0]
        _write_once(self._anchors_dir / f"own-{authority.serial_number:x}.pem", _as_pem(authority))
        key = ec.generate_private_key(ec.SECP256R1())
        until = min(self._clock() + timedelta(days=SIGNING_DAYS), authority.not_valid_after_utc)
        certificate = (
            self._draft("Bottega image signing", authority.subject, key.public_key(), until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            # C2PA asks for a purpose; e-mail protection is the one that its default trust settings take.
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
            .add_extension(_issuer_key(authority_key), critical=False)
            .sign(authority_key, hashes.SHA256())
        )
        return _key_pem(key) + _as_pem(certificate)

    def _new_authority(self) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        until = self._clock() + timedelta(days=AUTHORITY_DAYS)
        certificate = (
            self._draft("Bottega authority", _name("Bottega authority"), key.public_key(), until)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(_issuer_key(key), critical=False)
            .sign(key, hashes.SHA256())
        )
        return _key_pem(key) + _as_pem(certificate)

    def _draft(
        self, name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._clock() - CLOCK_SKEW)
            .not_valid_after(until)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )

    def _refuse_foreign(self, leaf: x509.Certificate) -> None:
        own = _certificates(self._authority_path.read_bytes())[0] if self._authority_path.exists() else None
        if own is not None:
            with suppress(ValueError, TypeError, InvalidSignature):
                leaf.verify_directly_issued_by(own)
                return
        raise NotSigned(
            "The signing certificate was not issued by this copy's own authority: it is not ours to renew. "
            f"Replace {self._signing_path} with the new one and its key."
        )

    def _serials(self, name: str) -> frozenset[str]:
        with _told(self._folder):
            path = self._folder / name
            return frozenset(path.read_text().split()[:SERIALS_MAX] if path.exists() else ())

    def _add_serial(self, name: str, one: x509.Certificate) -> None:
        known = self._serials(name)
        if str(one.serial_number) not in known:
            lines = sorted([*known, str(one.serial_number)])
            _replace(self._folder / name, "\n".join(lines).encode() + b"\n")

    def _make_private_folders(self) -> None:
        # One after the other: with `parents` the mode would hold for the last alone.
        self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self._folder, self._anchors_dir):
            folder.mkdir(mode=0o700, exist_ok=True)

    @property
    def _authority_path(self) -> Path:
        return self._folder / "authority.pem"

    @property
    def _signing_path(self) -> Path:
        return self._folder / "signing.pem"

    @property
    def _anchors_dir(self) -> Path:
        return self._folder / "anchors"


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn what files and parsers raise into one sentence that names the folder and no content."""
    try:
        yield
    except OSError as error:
        raise NotSigned(
            f"The signing keys in {folder} cannot be read or written: {error.strerror}. They must belong to "
            "the account that runs Bottega, mode 0600; after copying a home folder, check its owner."
        ) from error
    except (ValueError, TypeError) as error:
        raise NotSigned(
            f"The signing keys in {folder} are damaged: restore them from a backup, or move signing.pem "
            "away to have a new one made."
        ) from error


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _issuer_key(key: PrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _private_key(pem: bytes) -> PrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, PrivateKey):
        raise ValueError("a kind of key that C2PA does not know")
    return key


def _algorithm(key: PrivateKey) -> str:
    """The one of C2PA's signature algorithms that follows from the key."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}[key.curve.name]
    return "ps256" if isinstance(key, rsa.RSAPrivateKey) else "ed25519"


def _certificates(pem: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(pem)


def _as_pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def _key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _listed(role: str, one: x509.Certificate) -> Certificate:
    subject, issuer = one.subject.rfc4514_string(), one.issuer.rfc4514_string()
    return Certificate(role, subject, issuer, str(one.serial_number), one.not_valid_after_utc)


def _write_once(path: Path, content: bytes) -> None:
    """When two processes race, the first one's file stays."""
    draft = _draft_file(path, content)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _replace(path: Path, content: bytes) -> None:
    _draft_file(path, content).replace(path)


def _draft_file(path: Path, content: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp gives mode 0600
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
