"""The searches that are made most often, for those who weigh what a change of words would do to them."""

from sqlmodel import Session

from app.core.config import Settings
from app.searches import keeping, queries


def queries_of_log(session: Session, settings: Settings, *, limit: int) -> list[tuple[str, int]]:
    """(words, how often) within the days that are kept, the most frequent first; nobody's name is in the log."""
    return queries.most_sought(session, since=keeping.first_day(settings), limit=limit)
