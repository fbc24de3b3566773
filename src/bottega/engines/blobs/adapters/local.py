"""Blobs in a folder: `ab/cd/abcd…`, written to a temporary file, made durable, then renamed.

A reader sees a whole blob or none, whatever is killed when. Refuses any name that is no SHA-256,
so no path can be formed that leaves the folder.
"""

import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import ClassVar, Final

from bottega.engines.blobs.port import BLOB_BYTES_MAX, BlobTooLarge, NoSuchBlob, StoreAway
from bottega.kernel.durable import force_to_disk

UNFINISHED: Final = "unfinished"  # beside the blobs: a rename is atomic within one file system only
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


class LocalBlobs:
    """Blobs below `root`, which is made when first needed. Many threads and processes may share it."""

    name: ClassVar[str] = "local"

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Store `content`; as `Blobs.put`. A damaged blob of that name is replaced by the sound one."""
        if len(content) > BLOB_BYTES_MAX:
            raise BlobTooLarge("The file is larger than the store keeps.", bytes_max=BLOB_BYTES_MAX)
        sha256 = hashlib.sha256(content).hexdigest()
        with _store_away("written"):
            path = self._path(sha256)
            if _holds(path, content):
                os.utime(path)  # young again, so that no sweeper takes it before its new row is written
            else:
                self._write(path, content)
            force_to_disk(path.parent)  # also when another process wrote it just now
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes; as `Blobs.get`. Bytes that no longer match their name are not returned."""
        _refuse_misnamed(sha256)
        with _store_away("read"):
            try:
                content = self._path(sha256).read_bytes()
            except FileNotFoundError:
                raise _no_such_blob() from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoreAway("The stored file is damaged.", reason="damaged", sha256=sha256)
        return content

    def has(self, sha256: str) -> bool:
        """Say whether the blob is there; as `Blobs.has`."""
        if not _NAME.fullmatch(sha256):
            return False
        with _store_away("read"):
            return self._path(sha256).is_file()

    def erase(self, sha256: str) -> None:
        """Remove the blob for good; as `Blobs.erase`."""
        if not _NAME.fullmatch(sha256):
            return
        path = self._path(sha256)
        with _store_away("erased"), suppress(FileNotFoundError):
            path.unlink()
            force_to_disk(path.parent)

    def names(self, *, after: str, count_max: int, older_than_seconds: int) -> list[str]:
        """Hashes of what lies here; as `Blobs.names`."""
        youngest = time.time() - older_than_seconds
        with _store_away("read"):
            old = (path.name for path in self._paths(after) if _was_put_before(path, youngest))
            return list(islice(old, count_max))

    def sweep_unfinished(self, *, older_than_seconds: int = 3_600) -> int:
        """Remove what writers left behind when they were killed; return how many files that were.

        Only files that nobody can still be writing: a write takes seconds.
        """
        oldest = time.time() - older_than_seconds
        swept = 0
        with _store_away("swept"):
            for left in (self._root / UNFINISHED).glob("*"):
                with suppress(FileNotFoundError):  # another process sweeps too
                    if left.stat().st_mtime < oldest:
                        left.unlink()
                        swept += 1
        return swept

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def _paths(self, after: str) -> Iterator[Path]:
        """Every blob behind that name, in order, folder by folder."""
        for first in _folders(self._root, after[:2]):
            for second in _folders(first, after[2:4] if first.name == after[:2] else ""):
                yield from sorted(path for path in second.iterdir() if path.name > after)

    def _write(self, path: Path, content: bytes) -> None:
        _make_folder(path.parent)
        _make_folder(self._root / UNFINISHED)
        descriptor, name = tempfile.mkstemp(dir=self._root / UNFINISHED)
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:  # a signal as well must leave nothing half-written
            Path(name).unlink(missing_ok=True)
            raise


@contextmanager
def _store_away(done: str) -> Iterator[None]:
    """Turn what the file system refuses into the port's StoreAway."""
    try:
        yield
    except OSError as refused:
        full = refused.errno in _FULL
        sentence = "The store is full." if full else f"The store cannot be {done} at the moment."
        raise StoreAway(sentence, reason="full" if full else "refused", errno=refused.errno) from refused


def _folders(root: Path, start: str) -> list[Path]:
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if len(path.name) == 2 and path.name >= start)


def _was_put_before(path: Path, moment: float) -> bool:
    with suppress(FileNotFoundError):  # another process erased it just now
        return path.stat().st_mtime <= moment
    return False


def _refuse_misnamed(sha256: str) -> None:
    if not _NAME.fullmatch(sha256):
        raise _no_such_blob()


def _no_such_blob() -> NoSuchBlob:
    return NoSuchBlob("There is no such file.")


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False


def _make_folder(folder: Path) -> None:
    """Make `folder` and its parents, each entry durable in its own parent."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    force_to_disk(folder.parent)
