"""What `bottega credits` does: give a person credits, or check that the ledger adds up."""

from bottega.config.home import Home
from bottega.config.up import database
from bottega.kernel.errors import Conflict, NotFound


class LedgerBent(Conflict):
    """Some account does not add up with its entries; something wrote past the ledger."""

    code = "ledger_bent"


def give_credits(home: Home, handle: str, amount: int, key: str) -> None:
    """Grant credits beyond the daily ones and print the new balance; the same key gives them once.

    Needs Django set up. Raises NotFound.
    """
    with database(home):
        from bottega.kernel.clock import now
        from bottega.people.models import Person
        from bottega.studio.credits import grant_credits

        person = Person.objects.filter(handle=handle.lstrip("@").lower()).first()
        if person is None:
            raise NotFound(f"Nobody here is called {handle}.")
        print(grant_credits(person, amount, key=key, at=now()))


def check_ledger(home: Home) -> None:
    """Print that every account adds up, or name those that do not. Raises LedgerBent."""
    with database(home):
        from bottega.studio.credits.queries import faults

        found = faults()
        if found:
            told = ", ".join(f"person {fault.person_id} ({fault.what})" for fault in found[:20])
            raise LedgerBent(f"{len(found)} accounts do not add up: {told}.")
        print("Every account adds up.")
