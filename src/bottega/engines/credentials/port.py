"""The seam to signed provenance (C2PA): statements about a picture, bound to its bytes, inside its file.

Says what it is told and signs it; what may truthfully be said is the gallery's to know. Foreign files
are hostile: an adapter parses them where they can do no harm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from bottega.kernel.errors import Unavailable

MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp", "image/avif")


class NotSigned(Unavailable):
    """The file could not be signed: no key, or a file that no manifest fits into."""

    code = "not_signed"


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A file that a signed one was made from.

    relationship: "parentOf" (it was changed into the new one; at most one) or "componentOf"/"inputTo".
    content: a whole file with its own manifest, whose chain is carried along; or b"" to name it alone.
    manifest: a bare C2PA manifest store instead of a whole file (uploads, whose bytes are not kept).
    """

    title: str
    relationship: str
    media_type: str = ""
    content: bytes = b""
    manifest: bytes = b""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a manifest says.

    title: of the picture. assertions: C2PA assertions as {"label", "data"} in the order to write; an
    action names the ingredient of position n as `ingredient_id(n)`.
    """

    title: str
    assertions: Sequence[dict[str, Any]]
    ingredients: Sequence[Ingredient] = ()


def ingredient_id(position: int) -> str:
    """How an action's `ingredientIds` name the statement's ingredient of that position."""
    return f"ingredient-{position}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file's own credentials say.

    state: "trusted" (a chain of valid signatures up to a key we know), "valid" (signed, by somebody
    we do not know), "invalid" (broken, or the file was changed since) or "none".
    manifests: newest first along the chain of parents, each {"title", "issuer", "signed_at", "actions",
        "source_type", "ingredients", "assertions"}; empty when there is none. is_ours: our key signed
        the newest. manifest: the whole manifest store, to be carried along as an ingredient; or b"".
    problems: stable codes of what failed.
    """

    state: str
    manifests: Sequence[dict[str, Any]] = ()
    is_ours: bool = False
    manifest: bytes = b""
    problems: Sequence[str] = ()


class Credentials(Protocol):
    """Signs and reads. Instances are shared between threads."""

    name: ClassVar[str]

    def sign(self, content: bytes, media_type: str, statement: Statement) -> bytes:
        """Return the file with the signed statement in it, its pixels untouched.

        media_type: one of MEDIA_TYPES. A few milliseconds, some 20 with a parent's chain; about 4 kB
        more. Metadata must be in the file before: a later change breaks the signature. Raises NotSigned.
        """
        ...

    def read(self, content: bytes, media_type: str) -> Reading:
        """Read a foreign file's credentials where it can do no harm; never raises for bad content."""
        ...
