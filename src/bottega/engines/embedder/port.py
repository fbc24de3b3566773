"""The seam to whatever turns a picture into numbers by which likeness can be measured.

The embedded default looks at colours and shapes and needs no weights; a learned model can stand behind
the same port. Knows no images, no people.
"""

from typing import ClassVar, Protocol

SIZE = 128


class Embedder(Protocol):
    """Measures looks. Instances are shared between threads."""

    name: ClassVar[str]

    def looks_of(self, png: bytes) -> tuple[float, ...]:
        """SIZE numbers of length 1 in all; the cosine of two says how alike two pictures look.

        png: checked, any size. The same picture gives the same numbers, resized or re-encoded nearly so.
        """
        ...
