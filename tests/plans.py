"""How PostgreSQL means to answer a statement, where that decides whether a network may grow."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection, transaction


def joined_tables(statement: str, parameters: Mapping[str, Any]) -> list[str]:
    """The conditions of joins for which whole tables are read, once nested loops are forbidden.

    What is looked up by key, row for row, can be nothing but a nested loop, and stays one. A network in a
    test is too small for the planner to prefer anything else by itself.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        return list(_conditions(cursor.fetchone()[0][0]["Plan"]))


def _conditions(plan: Mapping[str, Any]) -> Iterator[str]:
    yield from (plan[name] for name in ("Hash Cond", "Merge Cond") if name in plan)
    for part in plan.get("Plans", ()):
        yield from _conditions(part)
