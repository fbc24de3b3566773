"""Answers to requests with an idempotency key: claimed before the work, kept after it, replayed later.

The effects themselves are held by keys of their own under unique constraints; this keeps the answer, so
that a client that lost it gets the same one. Answers are forgotten after KEPT_HOURS.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bottega.kernel.errors import Conflict
from bottega.people.models import Answered

KEPT_HOURS = 24
CLAIM_SECONDS = 60  # after it, whoever claimed the key is taken for dead
BODY_BYTES_MAX = 64 * 1024  # compressed


class KeyReused(Conflict):
    """The idempotency key was used before, for something else."""

    code = "key_reused"


class StillAnswering(Conflict):
    """The same request is being answered right now; ask again in a moment."""

    code = "still_answering"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status, the headers that matter, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def claim_answer(person_id: int, key: str, fingerprint: str, *, at: datetime) -> Answer | None:
    """Return the earlier answer, or None: then the caller has the key, and must keep or drop it.

    Raises KeyReused, StillAnswering.
    """
    fresh = Answered(person_id=person_id, key=key, fingerprint=fingerprint, at=at)
    Answered.objects.bulk_create([fresh], ignore_conflicts=True)
    row = Answered.objects.get(person_id=person_id, key=key)
    if row.fingerprint != fingerprint:
        raise KeyReused("This was sent before with other words. Nothing was done; reload the page.")
    if row.status is not None:
        return Answer(row.status, row.headers, zlib.decompress(row.body))
    if row.at == at:
        return None
    if at - row.at > timedelta(seconds=CLAIM_SECONDS) and _take_over(row, at):
        return None
    raise StillAnswering("This is being done already. Wait a moment.", retry_after_seconds=2)


def keep_answer(person_id: int, key: str, answer: Answer) -> None:
    """Keep what the claimed key was answered; an answer too large to keep is dropped instead."""
    body = zlib.compress(answer.body)
    if len(body) > BODY_BYTES_MAX:
        drop_claim(person_id, key)
        return
    Answered.objects.filter(person_id=person_id, key=key, status=None).update(
        status=answer.status, headers=dict(answer.headers), body=body
    )


def drop_claim(person_id: int, key: str) -> None:
    """Let the key go: the request was refused, and the same key may carry better words."""
    Answered.objects.filter(person_id=person_id, key=key, status=None).delete()


def forget_answers(*, at: datetime) -> int:
    """Delete the answers of more than KEPT_HOURS ago; return how many."""
    return Answered.objects.filter(at__lt=at - timedelta(hours=KEPT_HOURS)).delete()[0]


def _take_over(row: Answered, at: datetime) -> bool:
    # Of several that wait for a dead one, exactly one finds the moment unchanged.
    return bool(Answered.objects.filter(pk=row.pk, at=row.at, status=None).update(at=at))
