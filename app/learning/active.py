"""What helps the suggestions now, for whoever suggests: a cheap stamp to ask each time, and the weights behind it."""

from sqlmodel import Session

from app.learning import queries
from indexer.tag_learning import LearnedTags


def stamp(session: Session) -> tuple[int, ...]:
    """Moves whenever another version is chosen for any instrument, in whichever process."""
    return queries.active_ids(session)


def learned(session: Session, instrument_id: str) -> LearnedTags | None:
    """None where the rules stand alone."""
    version = queries.active(session, instrument_id)
    return LearnedTags.from_json(version.weights) if version is not None and version.weights else None
