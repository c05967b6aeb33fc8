"""What helps the suggestions now, for whoever suggests: a cheap stamp to ask each time, and the weights behind it."""

import structlog
from sqlmodel import Session

from app.learning import queries
from indexer.tag_learning import LearnedTags

log = structlog.get_logger(__name__)


def stamp(session: Session) -> tuple[int, ...]:
    """Moves whenever another version is chosen for any instrument, in whichever process."""
    return queries.active_ids(session)


def learned(session: Session, instrument_id: str) -> LearnedTags | None:
    """None where the rules stand alone; weights that cannot be read never keep anybody from a suggestion."""
    version = queries.active(session, instrument_id)
    if version is None or not version.weights or not version.is_of_today:
        return None
    try:
        return LearnedTags.from_json(version.weights)
    except ValueError as error:
        log.warning("learned version unreadable", instrument=instrument_id, version=version.number, error=str(error))
        return None
