"""Decisions and texts → examples to learn from. A document is analysed once and again only when its text changes."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence

from sqlmodel import Session

from app.core.db import Database
from app.documents.kinds import taken_for
from app.documents.models import Kind, TagState
from app.ingest.suggesting import tagger_of
from app.instruments import service as instruments
from app.instruments.spec import InstrumentSpec
from app.learning import queries
from app.learning.models import LearnedReading
from app.learning.queries import Copies, Subject
from indexer import text
from indexer.tag_learning import FORMAT, terms_of
from indexer.tag_training import Example
from indexer.tag_words import background
from indexer.tagger import Tagger

RULES = 3  # raise when the tagger scores otherwise: what was read with the former one is read again
_AT_ONCE = 20
_SAMPLE, _PAGES_OF_SAMPLE = 200, 5
Guard = Callable[[Session], None]


def read_what_is_new(database: Database, instrument_id: str, guard: Guard) -> None:
    """Bring the readings up to date, a few documents a transaction; nothing is open while a text is analysed."""
    with database.read() as session:
        spec = instruments.spec_of(session, instrument_id)
        rules = _rules_stamp(spec)
        known = queries.stamps(session, instrument_id)
        subjects = queries.subjects(session, instrument_id)
    stale = [subject for subject in subjects if known.get(subject.document_id) != stamp_of(subject, rules)]
    tagger = tagger_of(spec)
    for some in _batched(stale, _AT_ONCE):
        made = [_read(database, instrument_id, tagger, subject, stamp_of(subject, rules)) for subject in some]
        with database.write() as session:
            guard(session)
            for reading in made:
                session.merge(reading)


def examples(session: Session, instrument_id: str) -> list[Example]:
    """What teaches: documents that have been read as they stand now, with all that was decided about them."""
    rules = _rules_stamp(instruments.spec_of(session, instrument_id))
    wanted = {subject.document_id: stamp_of(subject, rules) for subject in queries.subjects(session, instrument_id)}
    groups = _groups(queries.copies(session))
    states: dict[int, dict[TagState, set[int]]] = defaultdict(lambda: defaultdict(set))
    for document_id, number, state in queries.labels(session, instrument_id):
        states[document_id][state].add(number)
    return [
        Example(
            key=reading.document_id,
            terms=reading.terms,
            rules={int(number): score for number, score in reading.rules.items()},
            confirmed=frozenset(states[reading.document_id][TagState.CONFIRMED]),
            rejected=frozenset(states[reading.document_id][TagState.REJECTED]),
            undecided=frozenset(states[reading.document_id][TagState.SUGGESTED]),
            group=groups.get(reading.document_id),
        )
        for reading in queries.readings(session, instrument_id)
        if wanted.get(reading.document_id) == reading.stamp
    ]


def everyday(database: Database) -> frozenset[str]:
    """Words that documents of this library use whatever they are about, from a sample spread over all of them."""
    with database.read() as session:
        revisions = queries.revisions(session)
    sample = revisions[:: max(1, -(-len(revisions) // _SAMPLE))]
    return background(_words_of(database, revision_id) for revision_id in sample)


def _words_of(database: Database, revision_id: int) -> Collection[str]:
    with database.read() as session:
        pages = queries.pages(session, revision_id, most=_PAGES_OF_SAMPLE)
    return terms_of("", pages).weights.keys()


def _groups(copies: Sequence[Copies]) -> dict[int, int]:
    """Each document that has copies → the same number for all of them."""
    group_of: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for pair in copies:
        for one in pair:
            members.setdefault(group_of.setdefault(one, one), [one])
        kept, gone = (group_of[one] for one in pair)
        if kept != gone:
            group_of.update(dict.fromkeys(members[gone], kept))
            members[kept] += members.pop(gone)
    return group_of


def stamp_of(subject: Subject, rules: int) -> str:
    title = zlib.crc32(f"{taken_for(subject.kind.value)} {subject.title}".encode())
    return f"{subject.revision_id}.{subject.pages_read}.{title:x}.{rules:x}"


def _rules_stamp(spec: InstrumentSpec) -> int:
    return zlib.crc32(f"{RULES} {FORMAT} {text.VERSION} {spec.indicators!r}".encode())


def _read(database: Database, instrument_id: str, tagger: Tagger, subject: Subject, stamp: str) -> LearnedReading:
    with database.read() as session:
        pages = queries.pages(session, subject.revision_id)
    kind = taken_for(subject.kind.value)
    found = tagger.suggest(pages, title=subject.title, kind=kind, limit=1000)
    terms = terms_of(subject.title, pages, kind=None if kind == Kind.OTHER else kind).weights
    return LearnedReading(
        document_id=subject.document_id,
        instrument_id=instrument_id,
        stamp=stamp,
        terms={term: round(weight, 4) for term, weight in terms.items()},
        rules={str(suggestion.number): suggestion.score for suggestion in found},
    )


def _batched(stale: Sequence[Subject], size: int) -> Iterator[Sequence[Subject]]:
    return (stale[begin : begin + size] for begin in range(0, len(stale), size))
