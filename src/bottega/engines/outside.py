"""One question that slow engines ask before they begin: is a database transaction open?

Engines know no Django, so the answer is wired in from above. Unwired, nothing is ever refused.
"""

from collections.abc import Callable

_transaction_is_open: Callable[[], bool] = bool  # bool() is False: nobody wired a database


def watch_transactions(is_open: Callable[[], bool]) -> None:
    """From now on ask `is_open()`, true while the calling thread is inside a transaction."""
    global _transaction_is_open
    _transaction_is_open = is_open


def refuse_inside_transaction(engine: str) -> None:
    """Raise RuntimeError, a mistake in our own code, when a transaction is open around this call."""
    if _transaction_is_open():
        raise RuntimeError(f"{engine} was called inside a database transaction; call it before or after.")
