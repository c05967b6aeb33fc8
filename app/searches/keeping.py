"""What of a search is kept, and for how long: words, how often and how much was found by day; of a person's own
searches only what that person wants remembered.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlmodel import Session

from app.core.clock import now
from app.core.config import Settings
from app.searches import queries
from app.searches.models import LONGEST_QUERY
from app.searches.schemas import Note
from indexer.citation_typed import readings
from storage.names import clean_line

MOST_REMEMBERED = 50
# Numbers of persons and telephones, and addresses of persons: what was sought with them is nobody's business.
_AROUND = " .,;:!?\"'“”()"
_PERSONAL = re.compile(r"\d{9,}|\+?\d{2,4}[- ]\d{3,4}[- ]\d{3,}|\d{8} \d{6} \d \d{3}|[^\s@]+@[^\s@]+\.[^\s@]+")

_FEWEST_SIGNS = 2
_WITH_YEAR = re.compile(r"\d\s*/\s*(?:19|20)\d\d")
_PROGRAM = re.compile(
    r"</?[a-z!]|javascript:|\$\{|\{\{|\.\./|%[0-9a-f]{2}|\bunion\s+(?:all\s+)?select\b|\b(?:or|and)\s+['\"\d]+\s*=|--\s*$"
    r"|\.(?:php|aspx?|jsp|env|git)\b|\b(?:sleep|benchmark|waitfor)\s*\("
)


def normalised(text: str) -> str:
    """The words as the log counts them: one line, single spaces, no capitals; a rule in one spelling however typed."""
    line = clean_line(text).strip(_AROUND)
    read = readings(line) if any(sign.isdecimal() for sign in line) else ()
    is_rule = bool(read) and not read[0].rest
    return (read[0].citation.short if is_rule else line).casefold()[:LONGEST_QUERY].strip()


def is_personal(query: str) -> bool:
    return _PERSONAL.search(query) is not None


def is_noise(query: str) -> bool:
    """What nobody can answer with a document: a letter or a number alone, one key held down, bits of programs."""
    signs = [sign for sign in query if sign.isalnum()]
    is_held_down = len(signs) > _FEWEST_SIGNS and len(set(signs)) == 1
    says_nothing = len(signs) < _FEWEST_SIGNS or is_held_down or not any(sign.isalpha() for sign in signs)
    return (says_nothing and not _WITH_YEAR.search(query)) or _PROGRAM.search(query) is not None


def keep(session: Session, notes: Sequence[Note], settings: Settings) -> None:
    if settings.search_log:
        queries.add_tallies(session, _tallies(notes, settings))
    if settings.search_history:
        _remember(session, notes)


def first_day(settings: Settings) -> date:
    """The oldest day that is still kept, by the calendar of the place."""
    return today(settings) - timedelta(days=settings.search_log_days - 1)


def today(settings: Settings) -> date:
    return now().astimezone(settings.zone).date()


def forget_old(session: Session, settings: Settings) -> None:
    """Called once a day; counts past their time are shown to nobody even before."""
    queries.delete_before(session, day=first_day(settings), moment=now() - timedelta(days=settings.search_log_days))


def _tallies(notes: Iterable[Note], settings: Settings) -> list[dict[str, object]]:
    """One row a day and query, in the order of their key: two processes that write at once never wait crosswise."""
    counted: dict[tuple[date, str], list[Note]] = defaultdict(list)
    for note in notes:
        query = normalised(note.text)
        if query and not is_personal(query) and not is_noise(query):
            counted[note.at.astimezone(settings.zone).date(), query].append(note)
    return [
        {
            "day": day,
            "query": query,
            "sought": len(same),
            "missed": sum(note.is_missing for note in same),
            "found": max(note.found for note in same),
            "handled": 0,
        }
        for (day, query), same in sorted(counted.items())
    ]


def _remember(session: Session, notes: Sequence[Note]) -> None:
    people = {note.user_id for note in notes if note.user_id is not None}
    since = queries.remembered_since(session, people)
    latest = {
        (note.user_id, clean_line(note.text)[:LONGEST_QUERY]): note.at
        for note in notes
        if note.user_id in since and note.at > since[note.user_id] and clean_line(note.text)
    }
    rows = [{"user_id": who, "query": what, "at": at} for (who, what), at in latest.items()]
    queries.put_recent(session, sorted(rows, key=lambda row: (row["user_id"], row["query"])))
    for user_id in {who for who, _ in latest if who is not None}:
        queries.trim_recent(session, user_id, MOST_REMEMBERED)
