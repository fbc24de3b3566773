"""Writing the manifest of an export, sample by sample: one line each, its stamps, and the leaves of the tree.

Owns the words "author", "licence" and "receipts" of every row. Refuses whatever could differ between two
runs of one recipe at one horizon: everything is made from the sample and the run's secret salt.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import orjson

from bottega.consent.models import Right
from bottega.datasets.cards import About, Recipe, Sample
from bottega.datasets.proofs.leaves import LEAVES_NAME, Leaf, key_of, leaf_message, write_leaves
from bottega.datasets.proofs.merkle import Tree
from bottega.datasets.proofs.sealing import (
    RECORDS_NAME,
    Previous,
    Sealed,
    Terms,
    record_sha256,
    seal_folder,
)
from bottega.engines.signer.port import Signer

LICENCE_OPEN: Final = "CC-BY-4.0"
LICENCE_BOUND: Final = "LicenseRef-Bottega-Consent"
KNOWN_MAX: Final = 10_000  # people, and receipts, whose stamps are remembered while a run is written
SIGNED_AT_ONCE: Final = 2_000  # pictures; a batch is a few hundred kilobytes
_AUTHOR_CHARACTERS: Final = 32
_OF_THE_PICTURE: Final = (Right.WORK, Right.CHOICE)


@dataclass(frozen=True, slots=True)
class Stamps:
    """What a row says of its sample, as its line in the manifest does.

    author: a pseudonym, 32 hex characters, the same within a run and another in every other recipe or
    horizon. receipts: one for each consent receipt it stands on, hidden in the same way (`receipt_stamp`).
    """

    author: str
    licence: str
    receipts: tuple[str, ...]


class ManifestWriter:
    """Writes manifest.jsonl, leaves.bin and, at the end, the sealed manifest into a folder.

    add() for each sample in the order of the rows; then close(), which gives the root; then whatever
    describes the export may be written into the folder; then seal(). Not for use by two threads.
    """

    def __init__(self, folder: Path, *, recipe: Recipe, salt: str, signer: Signer) -> None:
        """salt: hex, of the run; secret. Raises CannotSign, and OSError as files do."""
        self._folder, self._recipe, self._signer = folder, recipe, signer
        own_salt = bytes.fromhex(salt)
        self._author = lru_cache(KNOWN_MAX)(lambda person_id: author_stamp(own_salt, person_id))
        self._receipt = lru_cache(KNOWN_MAX)(lambda receipt: receipt_stamp(own_salt, receipt))
        self._key = signer.public_key()
        self._id = manifest_id(salt)
        self._licence = licence_of(recipe)
        self._records: list[tuple[int, bytes]] = []
        self._samples = self._leaf_count = 0
        self._root = ""
        self._file = (folder / RECORDS_NAME).open("wb")

    def add(self, sample: Sample, files: Mapping[str, str]) -> Stamps:
        """Write a sample's line and give back what its row must say.

        files: the SHA-256 of every picture's bytes as they stand in the row, by role.
        """
        stamps = Stamps(
            author=self._author(sample.author_id),
            licence=self._licence,
            receipts=tuple(sorted({self._receipt(party.receipt_sha256) for party in sample.parties})),
        )
        line = _line_of(sample, files, stamps, self._recipe)
        self._file.write(line + b"\n")
        self._samples += 1
        record = record_sha256(line)
        self._records.extend((image_id, record) for image_id in _pictures_of(sample))
        return stamps

    def close(self) -> str:
        """End the lines, write the leaves, and return the root of their tree, in hex; safe to repeat.

        Raises CannotSign.
        """
        if not self._root:
            self._file.close()
            leaves = self._leaves()
            write_leaves(self._folder / LEAVES_NAME, leaves)
            self._leaf_count = len(leaves)
            self._root = Tree(leaf.content for leaf in leaves).root.hex()
        return self._root

    def seal(self, about: About, previous: Previous | None = None) -> Sealed:
        """Name every file of the folder in a signed manifest.json; lay the scripts that check it beside it.

        Files that `about` names are not read again. previous: of the run that this one follows.
        Raises CannotSign.
        """
        root = self.close()
        terms = Terms(self._id, root, self._samples, self._leaf_count, self._licence, self._key)
        return seal_folder(self._folder, about, terms, signer=self._signer, previous=previous)

    def abandon(self) -> None:
        """Let go of the open file; what was written stays for whoever removes the folder."""
        self._file.close()

    def _leaves(self) -> list[Leaf]:
        keys = _keys_of(self._signer, self._key, self._id, sorted({image for image, _ in self._records}))
        return sorted(
            (Leaf(keys[image], record) for image, record in self._records),
            key=lambda leaf: (leaf.key, leaf.record),
        )


def manifest_id(salt: str) -> str:
    """The name of a manifest: made from its salt, so that it is the same whenever the run is made again."""
    return hashlib.sha256(b"bottega-manifest\0" + bytes.fromhex(salt)).hexdigest()[:32]


def licence_of(recipe: Recipe) -> str:
    """What each sample may be used under."""
    return LICENCE_OPEN if recipe.is_open else LICENCE_BOUND


def author_stamp(salt: bytes, person_id: int) -> str:
    """The pseudonym of a person in a run, 32 hex characters."""
    words = b"author\0" + str(person_id).encode()
    return hmac.digest(salt, words, hashlib.sha256).hex()[:_AUTHOR_CHARACTERS]


def receipt_nonce(salt: bytes, receipt_sha256: str) -> bytes:
    """What opens `receipt_stamp` for one receipt, and for no other."""
    return hmac.digest(salt, b"receipt\0" + receipt_sha256.encode(), hashlib.sha256)


def receipt_stamp(salt: bytes, receipt_sha256: str) -> str:
    """A receipt as an export names it: whoever has the receipt and its nonce can check it, nobody guess it.

    The receipt's own hash is the same in every export; named openly, it would tie a person's samples
    together across exports, which the pseudonyms are there to prevent.
    """
    return hashlib.sha256(receipt_nonce(salt, receipt_sha256) + bytes.fromhex(receipt_sha256)).hexdigest()


def _line_of(sample: Sample, files: Mapping[str, str], stamps: Stamps, recipe: Recipe) -> bytes:
    return orjson.dumps(
        {
            "author": stamps.author,
            "licence": stamps.licence,
            "pictures": dict(files),
            "purposes": [str(purpose) for purpose in recipe.purposes],
            "receipts": stamps.receipts,
            "sample_id": sample.id,
        },
        option=orjson.OPT_SORT_KEYS,
    )


def _pictures_of(sample: Sample) -> list[int]:
    """Those in the row, and those whose words or choice are in it; ancestors are not in it themselves."""
    named = {party.image_id for party in sample.parties if party.right in _OF_THE_PICTURE}
    return sorted(named | {picture.image_id for picture in sample.pictures})


def _keys_of(signer: Signer, key: bytes, named: str, image_ids: Sequence[int]) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for start in range(0, len(image_ids), SIGNED_AT_ONCE):
        batch = image_ids[start : start + SIGNED_AT_ONCE]
        signatures = signer.sign_all(_messages(named, batch), key=key)
        keys |= {image: key_of(signature) for image, signature in zip(batch, signatures, strict=True)}
    return keys


def _messages(named: str, image_ids: Iterable[int]) -> list[bytes]:
    return [leaf_message(named, image_id) for image_id in image_ids]
