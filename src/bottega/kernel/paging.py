"""Keyset pages: newest first, cut by id, never by offset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE_MAX = 60

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items, newest first, and where the next page starts.

    before_id: pass it as `before_id` to get the next page; None when nothing older is left.
    """

    items: Sequence[T]
    before_id: int | None = None
