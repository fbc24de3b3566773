"""The bytes of samples' pictures, read a little ahead of whoever writes them."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Final

from bottega.datasets.cards import Sample
from bottega.engines.blobs.port import Blobs, NoSuchBlob

TOGETHER: Final = 16  # samples that one reader takes at a time; fewer cost more in passing them on
AHEAD: Final = 3  # such takings; with the largest forms and eight pictures each, under 100 MB
READERS: Final = 2

Contents = dict[str, bytes]
Filled = tuple[Sample, Contents | None]


def with_contents(samples: Iterator[Sample], blobs: Blobs) -> Iterator[Filled]:
    """Each sample with its pictures' bytes by role, in order; None where a file is not there any more.

    Raises StoreAway, and what taking the samples raises.
    """
    with ThreadPoolExecutor(READERS, "export") as readers:
        waiting: deque[Future[list[Filled]]] = deque()
        try:
            while taken := list(islice(samples, TOGETHER)):
                waiting.append(readers.submit(_filled, taken, blobs))
                if len(waiting) > AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _filled(samples: list[Sample], blobs: Blobs) -> list[Filled]:
    return [(sample, _contents(sample, blobs)) for sample in samples]


def _contents(sample: Sample, blobs: Blobs) -> Contents | None:
    try:
        return {picture.role: blobs.get(picture.blob) for picture in sample.pictures}
    except NoSuchBlob:
        return None
