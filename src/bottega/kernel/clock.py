"""The one place that asks what time it is; doors and jobs ask, everything below is told."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)
