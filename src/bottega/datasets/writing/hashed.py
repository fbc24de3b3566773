"""A new file that knows the SHA-256 of what was written, so that it is not read again to tell it."""

import hashlib
from pathlib import Path
from typing import Any

from bottega.datasets.cards import Written


class HashedFile:
    """For writers that append to an open file and never go back: Arrow's of Parquet, and tarfile."""

    def __init__(self, path: Path) -> None:
        """Raises OSError as files do; FileExistsError where there is one of that name."""
        self._path = path
        self._raw = path.open("xb", buffering=0)
        self._sha256 = hashlib.sha256()
        self._byte_count = 0

    @property
    def closed(self) -> bool:
        """As files have it."""
        return self._raw.closed

    def write(self, content: Any) -> int:
        """All of it; anything with a buffer."""
        left = whole = memoryview(content).cast("B")
        self._sha256.update(whole)
        while left:
            left = left[self._raw.write(left) :]
        self._byte_count += len(whole)
        return len(whole)

    def tell(self) -> int:
        """How much was written."""
        return self._byte_count

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Let go of the file; twice is as once."""
        self._raw.close()

    def ended(self, root: Path, *, rows: int) -> Written:
        """Close it and say what it holds, by its path below `root`."""
        self.close()
        return Written(
            self._path.relative_to(root).as_posix(), self._sha256.hexdigest(), self._byte_count, rows
        )
