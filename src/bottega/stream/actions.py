"""Writing to the stream: append a fact, ring a bell. Both take part in the caller's transaction."""

from datetime import datetime

import orjson
from django.db import connection, transaction

from bottega.stream.facts import BODY, Kind
from bottega.stream.models import Fact

FACTS_CHANNEL = "bottega_facts"
RINGS_CHANNEL = "bottega_rings"
SMALL_TEXT_MAX = 80  # characters; enough for a code or a name of a painter, too few for a prompt

Small = int | float | bool | str | None


def append_fact(
    kind: Kind, *, actor_id: int | None, subject_id: int | None, at: datetime, **body: Small
) -> None:
    """Append one fact inside the caller's transaction and wake its readers when that commits.

    body: exactly the keys that `facts.BODY` lists; ids, numbers and short codes only.
    Raises RuntimeError outside a transaction or for a body that the table does not allow: both are
    mistakes of the calling code, never of a person.
    """
    _refuse_mistakes(kind, body)
    Fact.objects.create(kind=kind, actor_id=actor_id, subject_id=subject_id, at=at, body=body)
    news = {"kind": kind, "actor_id": actor_id, "subject_id": subject_id, "body": body}
    with connection.cursor() as cursor:
        # The notice carries the fact itself: notices come in commit order, so that caches can drop
        # what a fact touches without waiting for it to settle.
        cursor.execute("SELECT pg_notify(%s, %s)", [FACTS_CHANNEL, orjson.dumps(news).decode()])


def ring(topic: str) -> None:
    """Tell live pages that follow `topic` to ask again; delivered when the transaction commits.

    A ring carries no content: whoever hears it asks for a fragment and sees what they may see.
    topic: at most 100 characters, such as "conversation:17".
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [RINGS_CHANNEL, topic])


def _refuse_mistakes(kind: Kind, body: dict[str, Small]) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{kind}: a fact is appended in the transaction of its rows")
    if set(body) != BODY[kind]:
        raise RuntimeError(f"{kind}: body keys {sorted(body)} are not {sorted(BODY[kind])}")
    for name, value in body.items():
        if isinstance(value, str) and len(value) > SMALL_TEXT_MAX:
            raise RuntimeError(f"{kind}: {name} is longer than a small value")
