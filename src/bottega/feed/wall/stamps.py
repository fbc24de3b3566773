"""When was what last touched: one number for each topic, in an array that never grows.

Every fact moves the clock by one and writes the new time over the topics that it touches. A thing that
was read at time t, and depends on some topics, is as good as new while none of them bears a time above t.
So nothing is ever hunted down and dropped, and what is being read while a fact arrives is judged by the
same comparison. Topics share 2^20 places: two in one place cost a needless reading, never a stale one.

Knows no facts, no posts and no people.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

PLACES_BITS: Final = 20  # at 300 facts a second a page of 170 topics is re-read for nothing every 7 seconds
_SHIFT: Final = 64 - PLACES_BITS
_SPREAD: Final = 0x9E3779B97F4A7C15  # 2^64 / golden ratio: neighbouring ids fall far apart
_MASK: Final = 2**64 - 1

Places: TypeAlias = NDArray[np.int64]


class Topic(IntEnum):
    """What a page can depend on; each with the id of a person or a post."""

    POSTS_OF = 1  # the person published, edited or withdrew a post
    TIES_OF = 2  # the person's own follows, blocks, mutes, likes and saves
    NAME_OF = 3  # the person's shown name
    TOKENS_OF = 4  # the person's tokens
    AROUND = 5  # the post's comments, its remixes, or the post itself
    LIKES_OF = 6  # how many like the post
    ANY_POST = 7  # any post was edited or withdrawn; the id is 0


class Stamps:
    """The clock and the times. Belongs to one thread."""

    def __init__(self) -> None:
        self._times: NDArray[np.int64] = np.zeros(1 << PLACES_BITS, np.int64)
        self._all_touched_at = 0
        self.clock = 0

    def touch(self, topics: Iterable[tuple[Topic, int]]) -> None:
        """Note that something happened to these topics, now."""
        self.clock += 1
        for topic, thing_id in topics:
            self._times[_place(topic, thing_id)] = self.clock

    def touch_all(self) -> None:
        """Note that anything may have happened."""
        self.clock += 1
        self._all_touched_at = self.clock

    def is_fresh(self, places: Places, *, since: int) -> bool:
        """Whether nothing happened to any of these places after the clock showed `since`."""
        if since == self.clock:
            return True
        return since >= self._all_touched_at and bool(self._times.take(places).max(initial=0) <= since)

    def times_of(self, places: Places) -> list[int]:
        """When each of these places was last touched."""
        times: list[int] = self._times.take(places).tolist()
        return times


def places_of(topics: Iterable[tuple[Topic, Sequence[int]]]) -> Places:
    """The places of many topics, to be kept beside what depends on them."""
    found = [_places(topic, ids) for topic, ids in topics if ids]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _places(topic: Topic, ids: Sequence[int]) -> Places:
    salted = np.array(ids, np.uint64) ^ np.uint64(_salt(topic))
    return ((salted * np.uint64(_SPREAD)) >> np.uint64(_SHIFT)).astype(np.int64)


def _place(topic: Topic, thing_id: int) -> int:
    return ((thing_id ^ _salt(topic)) * _SPREAD & _MASK) >> _SHIFT


def _salt(topic: Topic) -> int:
    return topic << 59  # above the bits of any id that is likely to be compared with another topic's
