"""Ranking: the order of a page's candidates. Today by time; the seam is here for what comes."""

from collections.abc import Sequence
from typing import Protocol


class Ranker(Protocol):
    """Orders candidates for one viewer. Adds none, drops none."""

    def order(self, post_ids: Sequence[int], *, viewer_id: int) -> Sequence[int]:
        """The same ids, best first."""
        ...


class Chronological:
    """Newest first; ids sort by time."""

    def order(self, post_ids: Sequence[int], *, viewer_id: int) -> Sequence[int]:
        """The same ids, newest first."""
        return sorted(post_ids, reverse=True)
