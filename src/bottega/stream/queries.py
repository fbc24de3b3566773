"""Reading the stream: settled facts only, in an order that never loses one."""

from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from bottega.stream.cards import Cursor, FactCard
from bottega.stream.facts import Kind

BATCH_MAX = 1_000

# A fact is settled when every transaction that could still write before it has ended. The order is
# numeric: an unqualified "xid" in ORDER BY would name the text column of the SELECT list.
_SETTLED = """
    SELECT fact.xid::text::bigint AS xid_number, fact.seq, fact.at, fact.kind,
           fact.actor_id, fact.subject_id, fact.body
      FROM stream_fact AS fact
     WHERE (fact.xid, fact.seq) > (%s::text::xid8, %s)
       AND fact.xid < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY fact.xid, fact.seq
     LIMIT %s
"""


def settled_facts(after: Cursor, *, count_max: int = BATCH_MAX) -> list[FactCard]:
    """Facts behind `after` that can no longer be overtaken, in (xid, seq) order.

    count_max: 1 to BATCH_MAX. An empty list means: nothing new is settled yet, wait for a ring.
    A transaction that stays open, in any database of the same server, holds back everything after
    it; the server ends idle ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, [after.xid, after.seq, count_max])
        return [_card(row) for row in cursor.fetchall()]


def latest_settled() -> Cursor:
    """The newest settled place, for readers that care only about what comes next."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fact.xid::text::bigint AS xid_number, fact.seq FROM stream_fact AS fact"
            " WHERE fact.xid < pg_snapshot_xmin(pg_current_snapshot())"
            " ORDER BY fact.xid DESC, fact.seq DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return Cursor(*row) if row else Cursor(0, 0)


def _card(row: tuple[Any, ...]) -> FactCard:
    xid, seq, at, kind, actor_id, subject_id, body = row
    moment: datetime = at
    loaded = orjson.loads(body) if isinstance(body, (str, bytes)) else body
    return FactCard(Cursor(xid, seq), moment, Kind(kind), actor_id, subject_id, loaded)
