"""What the stream hands out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from bottega.stream.facts import Kind


class Cursor(NamedTuple):
    """A place in the stream: everything up to and including this pair has been read."""

    xid: int
    seq: int


START = Cursor(0, 0)


@dataclass(frozen=True, slots=True)
class FactCard:
    """One settled fact. `body` has the keys that `facts.BODY` lists for its kind."""

    cursor: Cursor
    at: datetime
    kind: Kind
    actor_id: int | None
    subject_id: int | None
    body: Mapping[str, Any]
