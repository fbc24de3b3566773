"""What the local folder does when the disk is full, a writer dies, or bytes rot."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bottega.engines.blobs.adapters.local import UNFINISHED, LocalBlobs
from bottega.engines.blobs.port import StoreAway

CONTENT = bytes(range(256)) * 4_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def files_below(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_blob_lies_two_folders_deep_and_nothing_else_does(tmp_path: Path) -> None:
    LocalBlobs(tmp_path).put(CONTENT)
    assert files_below(tmp_path) == [tmp_path / SHA256[:2] / SHA256[2:4] / SHA256]


FULL_DISK = """
import resource, sys
from pathlib import Path
from bottega.engines.blobs.adapters.local import LocalBlobs
from bottega.engines.blobs.port import StoreAway
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
blobs = LocalBlobs(Path(sys.argv[1]))
try:
    blobs.put(bytes(range(256)) * 4_000)
except StoreAway as away:
    print(away.code, away.facts["reason"])
print(blobs.get(blobs.put(b"still room for this")).decode())
"""


def test_a_full_disk_is_told_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    """A limit on file sizes in a process of its own stands for the disk: the write fails midway."""
    root = tmp_path / "blobs"
    told = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(root)],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert told.stdout.splitlines() == ["store_away full", "still room for this"], told.stderr
    assert [path.read_bytes() for path in files_below(root)] == [b"still room for this"]


def test_a_root_that_cannot_be_made_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    blobs = LocalBlobs(tmp_path / "file" / "blobs")
    with pytest.raises(StoreAway):
        blobs.put(CONTENT)


KILLED_WRITER = """
import os, signal, sys
from pathlib import Path
from bottega.engines.blobs.adapters.local import LocalBlobs
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
LocalBlobs(Path(sys.argv[1])).put(bytes(range(256)) * 4_000)
"""


def test_a_writer_killed_before_the_rename_leaves_no_blob_and_its_rest_is_swept(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    blobs.put(b"so that the folders are there")
    (tmp_path / SHA256[:2] / SHA256[2:4]).mkdir(parents=True)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WRITER, str(tmp_path)],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert killed.returncode == -9
    assert not blobs.has(SHA256)
    (left,) = (tmp_path / UNFINISHED).iterdir()
    assert blobs.sweep_unfinished() == 0  # too young: its writer might live
    os.utime(left, (time.time() - 7_200,) * 2)
    assert blobs.sweep_unfinished() == 1
    assert blobs.get(blobs.put(CONTENT)) == CONTENT


def test_rotten_bytes_are_not_handed_out_and_putting_again_heals_them(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    path = tmp_path / SHA256[:2] / SHA256[2:4] / blobs.put(CONTENT)
    path.write_bytes(CONTENT[:-1] + b"?")
    with pytest.raises(StoreAway) as away:
        blobs.get(SHA256)
    assert away.value.facts["reason"] == "damaged"
    blobs.put(CONTENT)
    assert blobs.get(SHA256) == CONTENT


def test_file_and_folder_reach_the_disk_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order is the promise: the bytes, then the name, then the folder that holds the name."""
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def note_fsync(descriptor: int) -> None:
        steps.append("fsync folder" if Path(f"/dev/fd/{descriptor}").is_dir() else "fsync file")
        fsync(descriptor)

    def note_replace(path: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(path, target)

    blobs = LocalBlobs(tmp_path)
    blobs.erase(blobs.put(CONTENT))  # now the folders are there
    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "replace", note_replace)
    blobs.put(CONTENT)
    assert steps == ["fsync file", "rename", "fsync folder"]


def test_a_reader_beside_writers_sees_a_whole_blob_or_none(tmp_path: Path) -> None:
    blobs, done = LocalBlobs(tmp_path), threading.Event()

    def write_and_erase() -> None:
        for _ in range(30):
            blobs.erase(blobs.put(CONTENT))
        done.set()

    writer = threading.Thread(target=write_and_erase)
    writer.start()
    path = tmp_path / SHA256[:2] / SHA256[2:4] / SHA256
    seen = set()
    while not done.is_set():
        try:
            seen.add(len(path.read_bytes()))
        except FileNotFoundError:
            seen.add(0)
    writer.join()
    assert seen <= {0, len(CONTENT)}
