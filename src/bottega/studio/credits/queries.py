"""Questions about credits. A person sees only their own; `faults` is for the operator and the tests."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, Sum
from django.db.models.functions import TruncDay

from bottega.studio.credits.allowance import day_start, next_day, the_allowance
from bottega.studio.credits.cards import CreditCard, DaySpent, EntryCard, Fault, Ledger
from bottega.studio.models import CreditAccount, CreditEntry, Turn

ENTRIES_MAX = 40
DAYS = 14
WORDS_SHOWN = 120
Move = CreditEntry.Move


def credits_of(person_id: int, *, at: datetime) -> CreditCard:
    """How many credits a person has; two queries, and none is written by looking."""
    allowed = the_allowance()
    account = CreditAccount.objects.filter(pk=person_id).first() or CreditAccount(person_id=person_id)
    is_topped = CreditEntry.objects.filter(account_id=person_id, key=f"grant:{day_start(at).date()}").exists()
    left = account.balance if is_topped else max(account.balance, allowed.per_day)
    return CreditCard(
        left=left,
        granted=account.granted,
        balance=account.balance,
        reserved=account.reserved,
        captured=account.captured,
        per_day=allowed.per_day,
        refill_at=next_day(at),
    )


def ledger_of(person_id: int, *, at: datetime, before_id: int | None = None) -> Ledger:
    """A person's ledger, newest entry first, ENTRIES_MAX at a time, with what each day took."""
    rows = CreditEntry.objects.filter(account_id=person_id).select_related("generation")
    if before_id:
        rows = rows.filter(pk__lt=before_id)
    page = list(rows.order_by("-id")[: ENTRIES_MAX + 1])
    shown = page[:ENTRIES_MAX]
    talks = dict(
        Turn.objects.filter(generation_id__in=[row.generation_id for row in shown if row.generation_id])
        .order_by("-id")
        .values_list("generation_id", "conversation_id")
    )
    entries = [
        EntryCard(
            row.id,
            row.move,
            row.amount,
            row.at,
            row.generation.words[:WORDS_SHOWN] if row.generation else "",
            talks.get(row.generation_id or 0),
        )
        for row in shown
    ]
    more = shown[-1].id if len(page) > ENTRIES_MAX else None
    return Ledger(credits_of(person_id, at=at), entries, _days(person_id, at), more)


def spent_since(start: datetime, *, person_id: int | None = None) -> int:
    """Credits reserved since then and not given back, by one person or by all."""
    entries = CreditEntry.objects.filter(at__gte=start)
    if person_id is not None:
        entries = entries.filter(account_id=person_id)
    sums = entries.aggregate(
        out=Sum("amount", filter=Q(move=Move.RESERVE)), back=Sum("amount", filter=Q(move=Move.RELEASE))
    )
    return max(0, (sums["out"] or 0) - (sums["back"] or 0))


def _days(person_id: int, at: datetime) -> list[DaySpent]:
    first = day_start(at) - timedelta(days=DAYS - 1)
    rows = CreditEntry.objects.filter(account_id=person_id, move=Move.CAPTURE, at__gte=first)
    sums = dict(
        rows.annotate(day=TruncDay("at"))
        .values_list("day")
        .annotate(Sum("amount"))
        .values_list("day", "amount__sum")
    )
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return [DaySpent(day, sums.get(day, 0)) for day in days]


_FAULTS = """
    WITH sums AS (
        SELECT account_id,
               sum(CASE move WHEN 'grant' THEN amount ELSE 0 END) AS granted,
               sum(CASE move WHEN 'grant' THEN amount WHEN 'release' THEN amount
                             WHEN 'reserve' THEN -amount ELSE 0 END) AS balance,
               sum(CASE move WHEN 'reserve' THEN amount WHEN 'grant' THEN 0 ELSE -amount END) AS reserved,
               sum(CASE move WHEN 'capture' THEN amount ELSE 0 END) AS captured
          FROM studio_creditentry GROUP BY account_id
    ), waiting AS (
        SELECT owner_id, sum(price) AS price FROM studio_generation WHERE ended_at IS NULL GROUP BY owner_id
    )
    SELECT account.person_id, 'sum' FROM studio_creditaccount AS account
      LEFT JOIN sums ON sums.account_id = account.person_id
     WHERE (account.granted, account.balance, account.reserved, account.captured)
           IS DISTINCT FROM (coalesce(sums.granted, 0), coalesce(sums.balance, 0),
                             coalesce(sums.reserved, 0), coalesce(sums.captured, 0))
    UNION ALL
    SELECT coalesce(account.person_id, waiting.owner_id), 'open' FROM studio_creditaccount AS account
      FULL JOIN waiting ON waiting.owner_id = account.person_id
     WHERE coalesce(account.reserved, 0) <> coalesce(waiting.price, 0)
"""


def faults() -> list[Fault]:
    """Every account that does not add up with its entries, or with what open requests have set aside."""
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS)
        return [Fault(*row) for row in cursor.fetchall()]
