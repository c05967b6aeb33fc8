"""Near-copies: what the pipeline leaves behind of every text, and the pairs it finds."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.tables import saved_id
from app.documents.models import Document
from app.twins import queries
from app.twins.models import Twin, TwinState
from indexer.likeness import Signature, bands, likeness

ALIKE = 0.45  # see benchmarks/likeness.py: below lie documents of one template, above copies and scans of one text
_COMPARED, _SUGGESTED = 40, 10


@dataclass(frozen=True, slots=True)
class _Match:
    """A revision of another document whose text is nearly the same."""

    document_id: int
    revision_id: int
    likeness: float


def record(session: Session, *, document: Document, revision_id: int, signature: Signature) -> None:
    """Keep the fingerprint of a text that was read, and suggest the documents that it is nearly the same as.

    Runs inside the pipeline's last transaction; reading a file again gives the same. What a person decided about a
    pair stays. The work is bounded however many texts share a band.
    """
    queries.lock_recording(session)
    document_id = saved_id(document.id)
    found_bands = bands(signature)
    queries.put_fingerprint(session, revision_id, signature, found_bands)
    known = {_other(twin, document_id): twin for twin in queries.twins_of(session, document_id)}
    for match in _matches(session, document_id, signature, found_bands):
        twin = known.pop(match.document_id, None)
        if twin is None:
            session.add(_suggestion(document_id, revision_id, match))
        elif twin.state is TwinState.SUGGESTED:
            _renew(twin, document_id, revision_id, match)
    for twin in known.values():
        if twin.state is TwinState.SUGGESTED and revision_id in (twin.first_revision_id, twin.second_revision_id):
            session.delete(twin)  # the file reads otherwise than before, and no longer like the other one
    session.flush()


def _matches(
    session: Session, document_id: int, signature: Signature, found_bands: list[tuple[int, int]]
) -> list[_Match]:
    """The best revision of each other document that is alike enough, the most alike first."""
    sharing = queries.sharing(session, found_bands, limit=_COMPARED)
    best: dict[int, _Match] = {}
    for other_id, revision_id, theirs in queries.signatures(session, sharing, but=document_id):
        match = _Match(other_id, revision_id, round(likeness(signature, theirs), 3))
        if match.likeness >= ALIKE and (other_id not in best or best[other_id].likeness < match.likeness):
            best[other_id] = match
    return sorted(best.values(), key=lambda match: (-match.likeness, match.document_id))[:_SUGGESTED]


def _suggestion(document_id: int, revision_id: int, match: _Match) -> Twin:
    mine, theirs = (document_id, revision_id), (match.document_id, match.revision_id)
    first, second = sorted((mine, theirs))
    return Twin(
        first_id=first[0],
        first_revision_id=first[1],
        second_id=second[0],
        second_revision_id=second[1],
        likeness=match.likeness,
    )


def _renew(twin: Twin, document_id: int, revision_id: int, match: _Match) -> None:
    """A newer file of either document, or the same file read anew: the pair shows the revisions most alike."""
    is_same = revision_id in (twin.first_revision_id, twin.second_revision_id)
    if is_same or match.likeness > twin.likeness:
        fresh = _suggestion(document_id, revision_id, match)
        twin.first_revision_id, twin.second_revision_id = fresh.first_revision_id, fresh.second_revision_id
        twin.likeness = fresh.likeness


def _other(twin: Twin, document_id: int) -> int:
    return twin.second_id if twin.first_id == document_id else twin.first_id
