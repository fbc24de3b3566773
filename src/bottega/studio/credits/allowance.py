"""What the operator allows: credits a day for each person, and caps on what is spent in a day.

A day is a UTC day. Unused credits of the daily grant do not pile up: each day tops up to the allowance.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Allowance:
    """per_day: every balance is topped up to it on its owner's first request of a day.

    person_cap, all_cap: the most that one person, or all together, may spend in a day; 0 is no cap.
    """

    per_day: int
    person_cap: int = 0
    all_cap: int = 0


def the_allowance() -> Allowance:
    """What the settings say."""
    return Allowance(settings.CREDITS_PER_DAY, settings.CREDITS_CAP_PERSON, settings.CREDITS_CAP_ALL)


def day_start(at: datetime) -> datetime:
    """The midnight at which the day of `at` began."""
    return datetime.combine(at.astimezone(UTC).date(), time.min, UTC)


def next_day(at: datetime) -> datetime:
    """The midnight at which there are credits again."""
    return day_start(at) + timedelta(days=1)
