"""The pulse of a painting: carries progress to the database and the person's stop to the painter.

Painters report progress from threads of their own; the thread that watches for stops writes it for all of
them, a few times a second where there is news. What they show of unfinished pictures is foreign bytes: it
passes the sandbox, small, one a second, in a thread that only paintings with something to show have, and is
gone when the picture is there.
"""

import threading
import time
import zlib
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Final

from django.db import DatabaseError, InterfaceError, connection, transaction

from bottega.engines.blobs.port import Blobs, StoreAway
from bottega.engines.painter.pixels import checked_png
from bottega.engines.painter.port import Away, Garbled, Stopped
from bottega.studio.ending import ring_conversations
from bottega.studio.models import Candidate
from bottega.studio.stops import STOPS

PREVIEW_SECONDS: Final = 1.0
PREVIEW_BYTES_MAX: Final = 2 * 1024 * 1024
# A quarter of the side: enough for a tile that is still blurred, and what diffusers shows (an eighth of
# the side) is not refused as too small.
PREVIEW_PART: Final = 4
PNG_END_BYTES: Final = 12  # the IEND chunk, always the last


class Pulse:
    """Use as a context manager around the painting; hand `beat` to the painter as its progress.

    candidates: place → candidate row id. seconds: the interval; 0 writes nothing and never stops.
    blobs: where previews lie; without it none is kept.
    """

    def __init__(
        self,
        generation_id: int,
        candidates: Mapping[int, int],
        *,
        seconds: float,
        blobs: Blobs | None = None,
        size: tuple[int, int] = (1024, 1024),
    ) -> None:
        self._generation_id = generation_id
        self._candidates = candidates
        self._seconds = seconds
        self._shares: dict[int, float] = {}
        self._written: dict[int, float] = {}
        self._previews = _Previews(generation_id, candidates, blobs, size) if blobs else None
        self._stopped = threading.Event()
        self._watch = ExitStack()
        self._over = threading.Event()
        self._starting = threading.Lock()
        self._showing: threading.Thread | None = None

    def __enter__(self) -> "Pulse":
        if self._previews:
            self._previews.remember()
        if self._seconds:
            self._stopped = self._watch.enter_context(
                STOPS.watching(self._generation_id, seconds=self._seconds, write_news=self._write)
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watch.close()
        with self._starting:
            self._over.set()
        if self._showing:
            self._showing.join()
        if self._previews and self._seconds:
            with suppress(DatabaseError, InterfaceError):  # the next run finds them
                self._previews.forget_all()

    def beat(self, place: int, share: float, preview: bytes | None = None) -> None:
        """Note how far one place is; from any thread. Raises Stopped once the generation has ended.

        preview: a PNG or JPEG from outside; only the newest of a place is looked at.
        """
        self._shares[place] = min(max(share, 0.0), 1.0)
        if preview is not None and self._previews and len(preview) <= PREVIEW_BYTES_MAX:
            self._previews.newest[place] = preview
            self._show_previews(self._previews)
        if self._stopped.is_set():
            raise Stopped

    def _show_previews(self, previews: "_Previews") -> None:
        """Start the thread that keeps them, once; 0 seconds keep none."""
        with self._starting:
            if self._showing or self._over.is_set() or not self._seconds:
                return
            self._showing = threading.Thread(
                target=self._show, args=(previews,), name=f"previews-{self._generation_id}", daemon=True
            )
            self._showing.start()

    def _show(self, previews: "_Previews") -> None:
        try:
            while not self._over.wait(self._seconds):
                previews.keep_one()
        finally:
            connection.close()

    def _write(self) -> None:
        news = {
            place: share for place, share in list(self._shares.items()) if self._written.get(place) != share
        }
        if not news:
            return
        with transaction.atomic():
            for place, share in sorted(news.items()):
                # Never back: an image that is there counts as whole.
                Candidate.objects.filter(pk=self._candidates[place], image=None).update(share=share)
            ring_conversations(self._generation_id)
        self._written.update(news)


class _Previews:
    """The unfinished pictures of one generation, used by one thread at a time but for `newest`."""

    def __init__(
        self, generation_id: int, candidates: Mapping[int, int], blobs: Blobs, size: tuple[int, int]
    ) -> None:
        self.newest: dict[int, bytes] = {}
        self._generation_id = generation_id
        self._candidates = candidates
        self._blobs = blobs
        self._width_px, self._height_px = (max(side // PREVIEW_PART, 1) for side in size)
        self._kept_at: dict[int, float] = {}
        self._shown: dict[int, str] = {}
        self._next_at = 0.0
        self._count = 0

    def keep_one(self) -> None:
        """Check and store the preview of the place that has waited longest, at most one a second."""
        if not self.newest or time.monotonic() < self._next_at:
            return
        place = min(self.newest, key=lambda each: self._kept_at.get(each, 0.0))
        preview = self.newest.pop(place)
        self._kept_at[place] = time.monotonic()
        self._next_at = self._kept_at[place] + PREVIEW_SECONDS
        try:
            png = checked_png(preview, width_px=self._width_px, height_px=self._height_px)
            self._count += 1
            sha256 = self._blobs.put(_named(png, f"{self._generation_id} {place} {self._count}"))
        except (Garbled, Away, StoreAway):
            return  # nothing is lost: it was only to look at
        self._show(place, sha256)

    def remember(self) -> None:
        """Note what a killed run left; before painting, for a finished picture clears its row at once."""
        left = Candidate.objects.filter(pk__in=self._candidates.values()).exclude(preview_sha256="")
        self._shown.update(left.values_list("place", "preview_sha256"))

    def forget_all(self) -> None:
        """Remove what is shown, whatever became of the pictures, and what a killed run left."""
        for place in sorted(self._shown):
            self._show(place, "")

    def _show(self, place: int, sha256: str) -> None:
        with transaction.atomic():
            before = {self._shown.get(place, ""), sha256}
            self._shown[place] = ""
            row = Candidate.objects.select_for_update().filter(pk=self._candidates[place]).first()
            if row:  # else the whole generation was erased meanwhile
                # The row's own may be of a run that was killed; ours may be gone from the row already.
                before.add(row.preview_sha256)
                self._shown[place] = row.preview_sha256 = "" if row.image_id else sha256
                row.save(update_fields=["preview_sha256"])
                ring_conversations(self._generation_id)
        for gone in before - {self._shown[place], ""}:
            self._erase(gone)

    def _erase(self, sha256: str) -> None:
        try:
            self._blobs.erase(sha256)
        except StoreAway:
            return  # a preview left over harms nobody


def _named(png: bytes, name: str) -> bytes:
    """The same picture with a name in it, so that its hash is its own and erasing it takes nothing else."""
    words = b"tEXtpreview\0" + name.encode("latin-1")
    chunk = (len(words) - 4).to_bytes(4, "big") + words + zlib.crc32(words).to_bytes(4, "big")
    return png[:-PNG_END_BYTES] + chunk + png[-PNG_END_BYTES:]
