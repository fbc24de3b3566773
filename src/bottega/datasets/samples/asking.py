"""What every kind of sample is asked for with, and how its rows are read: in short statements, page by page.

Refuses one long statement: a transaction that stays open for the length of an export would hold back the
whole stream, and its consent would be that of its beginning.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from bottega.datasets.cards import Recipe
from bottega.gallery.visibility import NOBODY, viewer_parameters

PAGE: Final = 1_000  # rows asked for at a time
_ID_CHARACTERS: Final = 32


@dataclass(frozen=True, slots=True)
class Asking:
    """One pass over what may be in a dataset. left_out: counted while samples are taken, by reason.

    key: what ids of samples are made with (`recipes.names_key`).
    """

    recipe: Recipe
    horizon: int
    key: bytes
    left_out: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)  # "rows" looked at so far

    def name(self, *parts: int) -> str:
        """The id of the sample that is made of these things: 32 hex characters."""
        words = f"{self.recipe.kind}\0{','.join(map(str, parts))}".encode()
        return hmac.digest(self.key, words, hashlib.sha256).hex()[:_ID_CHARACTERS]

    def parameters(self, **others: Any) -> Mapping[str, Any]:
        """What the statements of samples are executed with, viewed as by nobody."""
        recipe = self.recipe
        return {
            **viewer_parameters(NOBODY),
            "horizon": self.horizon,
            "painters": list(recipe.painters) or None,
            "since": recipe.since,
            "until": recipe.until,
            "page": PAGE,
            **others,
        }


def rows_of(statement: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """Every row of a statement that is bounded by itself."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows


def placed_sql(kind: str, subject: str) -> str:
    """A boolean SQL expression: such a fact about this id lies at or before %(horizon)s."""
    return f"""EXISTS (
        SELECT 1 FROM stream_fact AS told JOIN stream_position AS place ON place.seq = told.seq
         WHERE told.subject_id = {subject} AND told.kind = '{kind}' AND place.pos <= %(horizon)s)"""  # noqa: S608 - words of our own


def between_sql(moment: str, painter: str) -> str:
    """A boolean SQL expression: the recipe asks for that moment and that painter."""
    return f"""(
        (%(since)s::timestamptz IS NULL OR {moment} >= %(since)s::timestamptz)
        AND (%(until)s::timestamptz IS NULL OR {moment} < %(until)s::timestamptz)
        AND (%(painters)s::text[] IS NULL OR {painter} = ANY(%(painters)s::text[])))"""
