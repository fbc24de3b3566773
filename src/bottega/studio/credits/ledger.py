"""The movements of credits. Each joins its caller's transaction, locks the account and appends an entry.

Lock order: person or generation first, then account, then (only under a cap for all) the day's lock.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from bottega.kernel.errors import OverLimit
from bottega.kernel.ids import new_id
from bottega.people.models import Person
from bottega.stream.actions import append_fact
from bottega.stream.facts import Kind
from bottega.studio.credits.allowance import Allowance, day_start, next_day, the_allowance
from bottega.studio.credits.queries import spent_since
from bottega.studio.models import CreditAccount, CreditEntry, Generation

Move = CreditEntry.Move
_ALL_CAP_LOCK = 7_302_511  # any number; the same in every process


class NotEnoughCredits(OverLimit):
    """The price is more than there is, or than today's cap leaves.

    facts: price, left (credits that could be spent now), cap ("balance", "person" or "all"), and
    refill_at, the moment when there are more (ISO 8601).
    """

    code = "not_enough_credits"


def grant_credits(person: Person, amount: int, *, key: str, at: datetime) -> int:
    """Give a person credits beyond the daily ones; the same key gives them once. Returns the balance.

    amount: 1 to 1,000,000. key: 1 to 60 characters.
    """
    if not 1 <= amount <= 1_000_000:
        raise ValueError(f"{amount} is no number of credits to give at once")
    with transaction.atomic():
        account = _locked_account(person.id)
        _move(account, Move.GRANT, amount, key=f"gift:{key}", at=at)
        return account.balance


def reserve(generation: Generation, *, at: datetime, allowance: Allowance | None = None) -> None:
    """Set the generation's price aside. Call inside the transaction that writes it.

    Tops the balance up first, once a day. Raises NotEnoughCredits; the caller's transaction then goes.
    """
    if not generation.price:
        return
    allowed = allowance or the_allowance()
    account = _locked_account(generation.owner_id)
    top_up(account, allowed, at=at)
    if account.balance < generation.price:
        _refuse(generation.price, account.balance, "balance", at)
    _refuse_over_caps(account, generation.price, allowed, at)
    _move(account, Move.RESERVE, generation.price, key=f"reserve:{generation.id}", at=at, of=generation)


def settle(generation: Generation, *, made: int, asked: int, at: datetime) -> None:
    """Capture the price of what was made and give the rest back. Inside the transaction that ends it.

    made, asked: pictures; nothing made costs nothing. A second call changes nothing.
    """
    if not generation.price:
        return
    due = generation.price * made // asked if asked else 0
    account = _locked_account(generation.owner_id)
    for move, amount in ((Move.CAPTURE, due), (Move.RELEASE, generation.price - due)):
        _move(account, move, amount, key=f"{move}:{generation.id}", at=at, of=generation)


def top_up(account: CreditAccount, allowed: Allowance, *, at: datetime) -> None:
    """Raise a locked account's balance to the day's allowance, at most once a day."""
    missing = max(0, allowed.per_day - account.balance)
    just_before = at - timedelta(milliseconds=1)  # entries sort by their moment, and this one comes first
    _move(account, Move.GRANT, missing, key=f"grant:{day_start(at).date()}", at=just_before)


def _locked_account(person_id: int) -> CreditAccount:
    CreditAccount.objects.bulk_create([CreditAccount(person_id=person_id)], ignore_conflicts=True)
    return CreditAccount.objects.select_for_update().get(pk=person_id)


_EFFECTS: dict[str, dict[str, int]] = {
    Move.GRANT: {"granted": 1, "balance": 1},
    Move.RESERVE: {"balance": -1, "reserved": 1},
    Move.CAPTURE: {"reserved": -1, "captured": 1},
    Move.RELEASE: {"reserved": -1, "balance": 1},
}


def _move(
    account: CreditAccount,
    move: str,
    amount: int,
    *,
    key: str,
    at: datetime,
    of: Generation | None = None,
) -> None:
    """Append one entry and move the locked account by it; nothing at all where the key was used."""
    if not amount or CreditEntry.objects.filter(account=account, key=key).exists():
        return
    entry = CreditEntry.objects.create(
        id=new_id(at), account=account, move=move, amount=amount, generation=of, key=key, at=at
    )
    effect = _EFFECTS[move]
    changes = {field: F(field) + sign * amount for field, sign in effect.items()}
    CreditAccount.objects.filter(pk=account.pk).update(**changes)
    for field, sign in effect.items():
        setattr(account, field, getattr(account, field) + sign * amount)
    append_fact(
        Kind.CREDITS_MOVED,
        actor_id=account.person_id,
        subject_id=entry.id,
        at=at,
        move=str(move),
        amount=amount,
        generation_id=of.id if of else None,
    )


def _refuse_over_caps(account: CreditAccount, price: int, allowed: Allowance, at: datetime) -> None:
    today = day_start(at)
    if allowed.person_cap:
        left = allowed.person_cap - spent_since(today, person_id=account.person_id)
        if price > left:
            _refuse(price, left, "person", at)
    if allowed.all_cap:
        with connection.cursor() as cursor:
            # Two people must not both take the last credits of the day.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ALL_CAP_LOCK])
        left = allowed.all_cap - spent_since(today)
        if price > left:
            _refuse(price, left, "all", at)


def _refuse(price: int, left: int, cap: str, at: datetime) -> None:
    refill_at = next_day(at).isoformat()
    raise NotEnoughCredits(
        f"This costs {price} credits and {max(left, 0)} are left. There are more from {refill_at}.",
        price=price,
        left=max(left, 0),
        cap=cap,
        refill_at=refill_at,
    )
