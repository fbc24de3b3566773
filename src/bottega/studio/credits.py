"""The ledger of credits: granted = balance + reserved + captured, for each person, always."""

from datetime import datetime

from bottega.studio.models import Generation


def reserve(generation: Generation, *, at: datetime) -> None:
    """Set aside the generation's price. Call inside its transaction."""


def settle(generation: Generation, *, made: int, asked: int, at: datetime) -> None:
    """Capture what was made and give back the rest. Call inside the transaction that ends it."""
