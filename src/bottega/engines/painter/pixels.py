"""The gate for pictures from outside: what passes is a plain PNG that we encoded ourselves.

No byte that came in goes out again: the picture is decoded in a locked child process
(`decoder.py`) and rebuilt from its raw pixels, so no EXIF, XMP, text, colour profile or trailing
bytes survive. Refuses everything but one still PNG, JPEG or WebP of sane size.
"""

import atexit
import json
import os
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from bottega.engines.painter.port import SIDE_PX_MAX, SIDE_PX_MIN, SIDE_PX_STEP, Away, Garbled

CONTENT_BYTES_MAX: Final = 32 * 1024 * 1024
PNG_BYTES_MAX: Final = 16 * 1024 * 1024  # the port's promise for Painting.png
WALL_SECONDS: Final = 30.0  # for one picture; the child's processor limit of 10 s comes first
PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
PAGE_HEADS: Final = (b"<!doctype html", b"<html", b"<head")

SENTENCES: Final = {
    "empty": "There is no picture in it: it is empty.",
    "web_page": "This is a web page, not a picture.",
    "unknown": "This is not a PNG, JPEG or WebP picture.",
    "damaged": "The picture is cut short or damaged.",
    "oversize": "The picture is too large: at most 8,192 pixels a side and 40 million in all.",
    "too_small": "The picture is far smaller than it should be.",
    "wrong_size": "The picture does not have the size that was asked for.",
    "tiny": "The picture is too small to go by: at least 64 pixels a side.",
    "narrow": "The picture is too long and narrow: one side may be at most eight times the other.",
    "animated": "The picture moves; only still pictures are accepted.",
    "heavy": "The picture is too heavy: at most 16 MiB as a PNG.",
    "unsafe": "The picture could not be opened safely.",
}


def checked_png(
    content: bytes, *, width_px: int | None = None, height_px: int | None = None, trusted: bool = False
) -> bytes:
    """Return `content` as a freshly built opaque sRGB PNG, at most 16 MiB, free of metadata.

    content: PNG, JPEG or WebP, one frame, at most 32 MiB, 8,192 px a side, 40 million pixels.
    Transparent parts become white; EXIF rotation and a colour profile are applied, then dropped.
    width_px, height_px: both or none. A picture of another size is scaled to cover them and cut
        around its centre; one under a quarter of either side is refused.
    trusted: for bytes that this very code or the embedded painter encoded: they are not decoded
        again, only their PNG header is read, and any other size than the one asked for is refused.

    About 0.2 s for 1024²; calls in one process take turns. Raises Garbled with the sentence to show
    and `facts["reason"]`, a key of SENTENCES; Away when no child process can be started.
    """
    if trusted:
        return _with_sound_header(content, width_px, height_px)
    return _asked_of_the_child(content, mask=False, width_px=width_px, height_px=height_px)


def checked_material(content: bytes) -> bytes:
    """Return a person's own picture as `checked_png` does, in a size that every painter takes back.

    Both sides come to lie between SIDE_PX_MIN and SIDE_PX_MAX, at whole SIDE_PX_STEPs: a large picture
    is scaled down, a small one up, and less than a step of one side is cut away around the centre.
    Refuses besides what `checked_png` does: under a quarter of SIDE_PX_MIN a side ("tiny"), and shapes
    that cannot lie between the bounds ("narrow").
    """
    bounds = (SIDE_PX_MIN, SIDE_PX_MAX, SIDE_PX_STEP)
    return _asked_of_the_child(content, mask=False, width_px=None, height_px=None, bounds=bounds)


def checked_mask(content: bytes, *, width_px: int, height_px: int) -> bytes:
    """Return a mask from outside as a grey PNG of that size: 255 where it may change, else 0.

    Transparent parts count as black, so a canvas that was painted on in white can be sent as it is.
    Same limits and errors as `checked_png`.
    """
    return _asked_of_the_child(content, mask=True, width_px=width_px, height_px=height_px)


def png_size(png: bytes) -> tuple[int, int]:
    """Read (width_px, height_px) from a PNG's header. Raises Garbled when it has none."""
    if len(png) < 33 or not png.startswith(PNG_SIGNATURE) or png[12:16] != b"IHDR":
        raise _garbled("unknown")
    width_px, height_px = struct.unpack(">II", png[16:24])
    return width_px, height_px


def _with_sound_header(png: bytes, width_px: int | None, height_px: int | None) -> bytes:
    size = png_size(png)
    if len(png) > PNG_BYTES_MAX:
        raise _garbled("heavy")
    if size != (width_px or size[0], height_px or size[1]):
        raise _garbled("wrong_size")
    return png


def _asked_of_the_child(content: bytes, **wish: Any) -> bytes:
    if not content:
        raise _garbled("empty")
    if len(content) > CONTENT_BYTES_MAX:
        raise _garbled("heavy")
    reason, png = _child.rebuild(content, wish)
    if reason:
        raise _garbled(_told_apart(reason, content))
    return png


def _told_apart(reason: str, content: bytes) -> str:
    """Name the two common strangers: an error page, and a picture whose head alone is sound."""
    if reason != "unknown":
        return reason
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGE_HEADS):
        return "web_page"
    known = content.startswith((PNG_SIGNATURE, b"\xff\xd8\xff")) or content[8:12] == b"WEBP"
    return "damaged" if known else reason


def _garbled(reason: str) -> Garbled:
    return Garbled(SENTENCES[reason], reason=reason)


class _Child:
    """One decoder process, kept for many pictures, replaced when it ends, dies or is killed."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._owner_pid = 0

    def rebuild(self, content: bytes, wish: dict[str, Any]) -> tuple[str, bytes]:
        """Return ("", png) or (reason, b"")."""
        with self._turn:
            child = self._ready()
            watchdog = threading.Timer(WALL_SECONDS, child.kill)
            watchdog.start()
            try:
                return self._conversed(child, content, wish)
            except (OSError, ValueError, KeyError, TypeError):  # it died, or no longer speaks our tongue
                self._end()
                return "unsafe", b""
            finally:
                watchdog.cancel()

    def _conversed(
        self, child: subprocess.Popen[bytes], content: bytes, wish: dict[str, Any]
    ) -> tuple[str, bytes]:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps({**wish, "length": len(content)}).encode() + b"\n" + content)
        child.stdin.flush()
        head = json.loads(child.stdout.readline(4096))
        if head["length"] > PNG_BYTES_MAX:
            self._end()  # it would still push the bytes at us
            return "heavy", b""
        png = child.stdout.read(head["length"])
        if len(png) != head["length"]:
            raise ValueError("the child ended in the middle of its answer")
        if head["last"]:
            self._end()
        return str(head.get("refused", "")), png

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._running is not None and self._owner_pid != os.getpid():
            self._running = None  # we are a fork: that child answers to our parent
        if self._running is not None and self._running.poll() is not None:
            self._end()
        if self._running is None:
            self._running, self._owner_pid = self._started(), os.getpid()
        return self._running

    @staticmethod
    def _started() -> subprocess.Popen[bytes]:
        room = Path(__file__).with_name("decoder.py")
        try:
            return subprocess.Popen(  # noqa: S603 our own interpreter and our own file
                [sys.executable, "-I", str(room)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
            )
        except OSError as refused:
            raise Away("No picture can be opened at the moment.", retry_after_seconds=30) from refused

    def _end(self) -> None:
        child, self._running = self._running, None
        if child is None or self._owner_pid != os.getpid():
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        child.wait()

    def close(self) -> None:
        """End the process that is kept; the next picture starts another."""
        with self._turn:
            self._end()


_child = _Child()
atexit.register(_child.close)
