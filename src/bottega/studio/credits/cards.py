"""What the ledger hands out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CreditCard:
    """A person's credits as they stand. left: what could be spent now, today's top-up counted in.

    granted = balance + reserved + captured. per_day: the allowance. refill_at: when it is topped up.
    """

    left: int
    granted: int
    balance: int
    reserved: int
    captured: int
    per_day: int
    refill_at: datetime


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One movement, for its owner. move: "grant", "reserve", "capture" or "release".

    words: the beginning of what was asked for, or "" for a grant. conversation_id: where it stands.
    """

    id: int
    move: str
    amount: int
    at: datetime
    words: str
    conversation_id: int | None


@dataclass(frozen=True, slots=True)
class DaySpent:
    """Credits captured on one day, for the plot."""

    day: datetime
    captured: int


@dataclass(frozen=True, slots=True)
class Fault:
    """An account that does not add up; there is never one, or something is broken.

    what: "sum" (the entries do not add up to the account) or "open" (reserved is not what open requests
    have set aside).
    """

    person_id: int
    what: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger's page. days: the last 14, oldest first."""

    credits: CreditCard
    entries: Sequence[EntryCard]
    days: Sequence[DaySpent]
    next_before: int | None
