"""The locked room in which foreign credentials are read: a process of its own, never imported.

`c2pa.py` starts this file by its path with an empty environment, one process for each file, so it imports
the standard library and the C2PA library and nothing of ours. Once warm it shuts itself in: no new file or
socket, no byte written to disk, no child process, no root, bounded memory and processor time.

On its pipes: one line of JSON {"media_type", "anchors", "length"} and the file; back comes one line of JSON
{"state", "problems", "store", "length"}, then the manifest store's bytes.
"""

import json
import os
import resource
import struct
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any, Final

warnings.simplefilter("ignore")
from c2pa import C2paError, Context, Reader, Settings  # type: ignore[import-untyped]  # noqa: E402

MEMORY_BYTES_MAX: Final = 1024 * 1024 * 1024
CPU_SECONDS: Final = 8
STORE_BYTES_MAX: Final = 1024 * 1024
NOBODY: Final = 65534
C2PA_BOX: Final = bytes.fromhex(
    "d8fec3d61b0e483c92975828877ec481"
)  # the C2PA specification's appendix on embedding, BMFF


def answer(content: bytes, wish: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What the file's credentials say, and the bare manifest store."""
    try:
        store = _read(content, wish["media_type"], wish["anchors"])
    except C2paError as error:
        return _nothing(content, wish["media_type"], str(error)), b""
    bare = manifest_store(content, wish["media_type"])
    return {"state": store["validation_state"].lower(), "store": store}, bare


def _read(content: bytes, media_type: str, anchors: str) -> dict[str, Any]:
    settings: dict[str, Any] = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
        settings["verify"]["verify_trust"] = True
    context = Context(Settings.from_dict(settings))
    found: dict[str, Any] = json.loads(Reader(media_type, BytesIO(content), context=context).json())
    return found


def _nothing(content: bytes, media_type: str, said: str) -> dict[str, Any]:
    if said.startswith("ManifestNotFound") and not manifest_store(content, media_type):
        return {"state": "none"}
    # A file that cannot be taken apart has no credentials unless it visibly carries some.
    state = "invalid" if b"c2pa" in content else "none"
    return {"state": state, "problems": [said.split(":")[0][:60]]}


def manifest_store(content: bytes, media_type: str) -> bytes:
    """Cut the bare manifest store out of a file; b"" where there is none or the file is broken."""
    cut = {
        "image/png": _from_png,
        "image/jpeg": _from_jpeg,
        "image/webp": _from_webp,
        "image/avif": _from_avif,
    }
    with suppress(struct.error, IndexError, ValueError):
        store = cut[media_type](content)
        return store if len(store) <= STORE_BYTES_MAX else b""
    return b""


def _from_png(content: bytes) -> bytes:
    at = 8
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        if kind == b"caBX":
            return content[at + 8 : at + 8 + length]
        at += 12 + length
    return b""


def _from_jpeg(content: bytes) -> bytes:
    """ISO 19566-5: one box in several segments of APP11, each with the head of the box repeated."""
    store, at = b"", 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] not in (0xDA, 0xD9):
        length = struct.unpack_from(">H", content, at + 2)[0]
        if content[at + 1] == 0xEB and content[at + 4 : at + 6] == b"JP":
            store += content[at + (20 if store else 12) : at + 2 + length]
        at += 2 + length
    return store


def _from_webp(content: bytes) -> bytes:
    at = 12
    while at + 8 <= len(content):
        kind, length = struct.unpack_from("<4sI", content, at)
        if kind == b"C2PA":
            return content[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    return b""


def _from_avif(content: bytes) -> bytes:
    for kind, body in _boxes(content):
        if kind == b"uuid" and body[:16] == C2PA_BOX and body[20:29] == b"manifest\0":
            return body[37:]  # 16 name, 4 version and flags, 9 purpose, 8 offset
    return b""


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        head = 8
        if length == 1:
            length, head = struct.unpack_from(">Q", content, at + 8)[0], 16
        if length < head:
            return
        yield kind, content[at + head : at + length]
        at += length


def shut_the_door() -> None:
    """Give up, for good, everything that reading does not need. macOS knows no RLIMIT_AS."""
    _limit(resource.RLIMIT_CPU, CPU_SECONDS)
    _limit(resource.RLIMIT_AS, MEMORY_BYTES_MAX)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 3)
    if os.geteuid() == 0:  # root could raise the limits again
        for give_up in (lambda: os.setgroups([]), lambda: os.setgid(NOBODY), lambda: os.setuid(NOBODY)):
            _try(give_up)


def _limit(kind: int, most: int) -> None:
    _try(lambda: resource.setrlimit(kind, (most, most)))


def _try(step: Callable[[], None]) -> None:
    with suppress(OSError, ValueError):
        step()


if __name__ == "__main__":
    shut_the_door()
    asked = json.loads(sys.stdin.buffer.readline())
    head, bare = answer(sys.stdin.buffer.read(asked["length"]), asked)
    sys.stdout.buffer.write(json.dumps(head | {"length": len(bare)}).encode() + b"\n" + bare)
