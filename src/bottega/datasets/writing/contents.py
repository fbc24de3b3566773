"""The bytes of samples' pictures, read a little ahead of whoever writes them."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Final

from bottega.datasets.cards import Sample
from bottega.engines.blobs.port import Blobs, NoSuchBlob

TOGETHER: Final = 16  # samples that one reader takes at a time; fewer cost more in passing them on
# Such takings: enough to keep the readers at work while the next thousand samples are asked for, as far as
# the last taking says that they fit into BYTES_AHEAD.
AHEAD_MIN: Final = 3
AHEAD_MAX: Final = 32
BYTES_AHEAD: Final = 64 * 1024 * 1024
READERS: Final = 2

Contents = dict[str, bytes]
Filled = tuple[Sample, Contents | None]


def with_contents(samples: Iterator[Sample], blobs: Blobs) -> Iterator[Filled]:
    """Each sample with its pictures' bytes by role, in order; None where a file is not there any more.

    Raises StoreAway, and what taking the samples raises.
    """
    with ThreadPoolExecutor(READERS, "export") as readers:
        waiting: deque[Future[list[Filled]]] = deque()
        ahead = AHEAD_MIN
        try:
            while taken := list(islice(samples, TOGETHER)):
                waiting.append(readers.submit(_filled, taken, blobs))
                while len(waiting) > ahead:
                    filled = waiting.popleft().result()
                    ahead = ahead_after(filled)
                    yield from filled
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def ahead_after(filled: list[Filled]) -> int:
    """How many takings like this one may wait at a time."""
    byte_count = sum(len(content) for _, contents in filled if contents for content in contents.values())
    return min(max(BYTES_AHEAD // max(byte_count, 1), AHEAD_MIN), AHEAD_MAX)


def _filled(samples: list[Sample], blobs: Blobs) -> list[Filled]:
    return [(sample, _contents(sample, blobs)) for sample in samples]


def _contents(sample: Sample, blobs: Blobs) -> Contents | None:
    try:
        return {picture.role: blobs.get(picture.blob) for picture in sample.pictures}
    except NoSuchBlob:
        return None
