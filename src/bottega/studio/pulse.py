"""The pulse of a painting: carries progress to the database and the person's stop to the painter.

Painters report progress from threads of their own; this is the one thread that speaks to the
database for them, a few times a second, on a connection that it closes.
"""

import threading
from collections.abc import Mapping
from types import TracebackType

from django.db import connection, transaction

from bottega.engines.painter.port import Stopped
from bottega.studio.ending import ring_conversations
from bottega.studio.models import Candidate, Generation


class Pulse:
    """Use as a context manager around the painting; hand `beat` to the painter as its progress.

    candidates: place → candidate row id. seconds: the interval; 0 writes nothing and never stops.
    """

    def __init__(self, generation_id: int, candidates: Mapping[int, int], *, seconds: float) -> None:
        self._generation_id = generation_id
        self._candidates = candidates
        self._seconds = seconds
        self._shares: dict[int, float] = {}
        self._written: dict[int, float] = {}
        self._stopped = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"pulse-{generation_id}", daemon=True)

    def __enter__(self) -> "Pulse":
        if self._seconds:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._seconds:
            self._thread.join()

    def beat(self, place: int, share: float, preview_png: bytes | None = None) -> None:
        """Note how far one place is; from any thread. Raises Stopped once the generation has ended."""
        self._shares[place] = min(max(share, 0.0), 1.0)
        if self._stopped.is_set():
            raise Stopped

    def _run(self) -> None:
        try:
            while not self._over.wait(self._seconds):
                self._write()
                if Generation.objects.filter(pk=self._generation_id).exclude(ended_at=None).exists():
                    self._stopped.set()
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
