"""Which of the generations under way were stopped: one thread asks for all of this process, in one query.

A thread and a connection for each would ask as many times a second as people wait, and on a machine that
also serves pages two hundred people wait for one slow server.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, InterfaceError, connection

from bottega.studio.models import Generation


class Stops:
    """One process's watch. Shared between threads; its own thread runs only while something is watched."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: dict[threading.Event, tuple[int, float]] = {}
        self._is_running = False

    @contextmanager
    def watching(self, generation_id: int, *, seconds: float) -> Iterator[threading.Event]:
        """An event that is set once the generation has ended. seconds: how often to look, at most."""
        ended = threading.Event()
        with self._changed:
            self._watched[ended] = (generation_id, seconds)
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="stops", daemon=True).start()
            self._changed.notify_all()
        try:
            yield ended
        finally:
            with self._changed:
                del self._watched[ended]
                self._changed.notify_all()

    def _run(self) -> None:
        try:
            while watched := self._next():
                try:
                    self._tell(watched)
                except (DatabaseError, InterfaceError):  # painting goes on; the next look may tell
                    connection.close()
        finally:
            connection.close()

    def _next(self) -> dict[threading.Event, int]:
        """What to look for, once it is time to; nothing when nobody watches any more."""
        with self._changed:
            if self._watched:
                self._changed.wait_for(
                    lambda: not self._watched, min(seconds for _, seconds in self._watched.values())
                )
            if not self._watched:
                self._is_running = False
            return {ended: generation_id for ended, (generation_id, _) in self._watched.items()}

    def _tell(self, watched: dict[threading.Event, int]) -> None:
        ids = set(watched.values())
        over = set(Generation.objects.filter(pk__in=ids).exclude(ended_at=None).values_list("pk", flat=True))
        for ended, generation_id in watched.items():
            if generation_id in over:
                ended.set()


STOPS: Final = Stops()
