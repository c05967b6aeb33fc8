"""The one place that asks what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, always aware and in UTC."""
    return datetime.now(UTC)
