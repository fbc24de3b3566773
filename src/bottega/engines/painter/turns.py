"""Whose turn it is: two pictures are worked on at a time for one request, fewer where many requests end.

Opening what a server sent, in the locked child, and finishing it fill a processor for most of a second. One
person's four pictures may have every processor of a small machine; two hundred people's must leave one to
those who read pages.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Final

ALONE_AT_ONCE: Final = 2  # encoding and marking leave Python's lock, so two cores both work
CROWDED_AT_ONCE: Final = max(1, (os.cpu_count() or 2) - 1)


class Turns:
    """Counts the requests and pictures under way in this process. Shared between threads."""

    def __init__(self, *, alone: int = ALONE_AT_ONCE, crowded: int = CROWDED_AT_ONCE) -> None:
        self._alone, self._crowded = alone, crowded
        self._changed = Condition()
        self._requests = 0
        self._pictures = 0

    @contextmanager
    def request(self) -> Iterator[None]:
        """While pictures of one request may come to be finished."""
        with self._changed:
            self._requests += 1
        try:
            yield
        finally:
            with self._changed:
                self._requests -= 1
                self._changed.notify_all()

    @contextmanager
    def picture(self) -> Iterator[None]:
        """While one picture is opened or finished; waits for its turn, which comes as soon as any other ends.

        Never within another turn of the same thread: where there is only one, it would wait for itself.
        """
        with self._changed:
            self._changed.wait_for(self._has_room)
            self._pictures += 1
        try:
            yield
        finally:
            with self._changed:
                self._pictures -= 1
                self._changed.notify_all()

    def are_scarce(self) -> bool:
        """Whether pictures of several requests wait for each other."""
        with self._changed:
            return self._requests > 1

    def _has_room(self) -> bool:
        return self._pictures < (self._alone if self._requests <= 1 else self._crowded)


TURNS: Final = Turns()
