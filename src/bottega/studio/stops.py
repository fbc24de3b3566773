"""Speaking to the database for all that this process paints: what is new goes in, who was stopped comes out.

One thread, one connection, and one query for all stops. A thread and a connection for each generation would
ask as many times a second as people wait, and on a machine that also serves pages two hundred people wait
for one slow server.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.db import DatabaseError, InterfaceError, connection

from bottega.studio.models import Generation


@dataclass(frozen=True, slots=True)
class _Watch:
    """What one painting wants: its generation looked after, so often, and its news written before."""

    generation_id: int
    seconds: float
    write_news: Callable[[], None]


class Stops:
    """One process's watch. Shared between threads; its own thread runs only while something is watched."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._at_work = threading.Lock()
        self._watched: dict[threading.Event, _Watch] = {}
        self._is_running = False

    @contextmanager
    def watching(
        self, generation_id: int, *, seconds: float, write_news: Callable[[], None] = lambda: None
    ) -> Iterator[threading.Event]:
        """An event that is set once the generation has ended.

        seconds: how often to look, at most. write_news: called before each look, in the watch's own thread,
        and never again once this block is left; a few milliseconds, for everybody else's waits behind it.
        """
        ended = threading.Event()
        with self._changed:
            self._watched[ended] = _Watch(generation_id, seconds, write_news)
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="stops", daemon=True).start()
            self._changed.notify_all()
        try:
            yield ended
        finally:
            with self._at_work, self._changed:
                del self._watched[ended]
                self._changed.notify_all()

    def _run(self) -> None:
        try:
            while watched := self._next():
                with self._at_work:
                    self._look(watched)
        except BaseException:  # a fault of ours: the next painting starts anew
            with self._changed:
                self._is_running = False
            raise
        finally:
            connection.close()

    def _next(self) -> dict[threading.Event, _Watch]:
        """What to look for, once it is time to; nothing when nobody watches any more."""
        with self._changed:
            if self._watched:
                self._changed.wait_for(
                    lambda: not self._watched, min(watch.seconds for watch in self._watched.values())
                )
            if not self._watched:
                self._is_running = False
            return dict(self._watched)

    def _look(self, watched: dict[threading.Event, _Watch]) -> None:
        for ended, watch in watched.items():
            if ended in self._watched:  # else it was left since
                self._try(watch.write_news)
        self._try(partial(self._tell, watched))

    @staticmethod
    def _try(ask: Callable[[], None]) -> None:
        """What the database refuses is one painting's, for one look: the others' news and stops go on."""
        try:
            ask()
        except (DatabaseError, InterfaceError):  # painting goes on; the next look may tell
            connection.close()

    def _tell(self, watched: dict[threading.Event, _Watch]) -> None:
        ids = {watch.generation_id for watch in watched.values()}
        over = set(Generation.objects.filter(pk__in=ids).exclude(ended_at=None).values_list("pk", flat=True))
        for ended, watch in watched.items():
            if watch.generation_id in over:
                ended.set()


STOPS: Final = Stops()
