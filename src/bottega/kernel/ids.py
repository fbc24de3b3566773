"""Ids that sort by time: 41 bits of milliseconds since 2025, then 22 random bits; 63 in all.

One table's newest rows are its largest ids, so keyset pages need no second column. Ids are not
secrets: whoever may not see a thing may still guess its id, and gets NotFound. They exceed what
JavaScript's numbers hold, so JSON carries them as strings.
"""

import secrets
from datetime import UTC, datetime

_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
_RANDOM_BITS = 22  # 4 million ids a millisecond before a collision is likely at 2,000 a millisecond
ID_MAX = 2**63 - 1


def new_id(at: datetime | None = None) -> int:
    """A fresh id for a thing that came to be at `at` (default: now)."""
    return first_id_at(at or datetime.now(UTC)) | secrets.randbits(_RANDOM_BITS)


def first_id_at(at: datetime) -> int:
    """The smallest id that a thing of that moment can have; for keyset bounds by time."""
    milliseconds = int((at - _EPOCH).total_seconds() * 1000)
    return max(milliseconds, 0) << _RANDOM_BITS


def moment_of(thing_id: int) -> datetime:
    """The millisecond in which the thing with that id came to be."""
    return datetime.fromtimestamp(_EPOCH.timestamp() + (thing_id >> _RANDOM_BITS) / 1000, UTC)
