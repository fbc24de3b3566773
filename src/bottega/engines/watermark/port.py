"""The seam to whatever hides a number in a picture's pixels and reads it back.

An imperceptible watermark survives what strips metadata: screenshots, re-encoding, resizing. It proves
nothing by itself; whoever finds a number asks the gallery what it stands for. Knows no images, no posts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

CODE_MAX = 2**40 - 1


@dataclass(frozen=True, slots=True)
class Found:
    """A number read from pixels. confidence: 0.0 to 1.0, the share of checked bits that agreed."""

    code: int
    confidence: float


class Watermark(Protocol):
    """Hides and reads numbers. Instances are shared between threads; slow: never in a transaction."""

    name: ClassVar[str]

    def embed(self, png: bytes, code: int) -> bytes:
        """Return the picture as a PNG of the same size with `code` (0 to CODE_MAX) in all of it.

        Each part carries the number by itself, so that a part laid into another picture still says it
        and the rest of that picture still says its own. Under 400 ms for 1024² on one core.
        """
        ...

    def read(self, png: bytes) -> Found | None:
        """Find a number in a picture that may have been resized, re-encoded or cropped; else None.

        A checksum makes a number in an unmarked picture less likely than one in a million.
        May take seconds. png: checked or our own.
        """
        ...

    def read_all(self, png: bytes) -> Sequence[Found]:
        """As `read`, but every number in it, the most widespread first, at most four.

        An edit within a region leaves two: its own there, and its parent's around it.
        """
        ...
