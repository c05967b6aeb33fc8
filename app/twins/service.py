"""Near-copies: what the pipeline leaves behind of every text, the pairs it finds, and where a merged document went.

What people decide about a pair is in `deciding`; how a pair is shown in `reads`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.access import visible_to
from app.documents.models import Document, Lifecycle
from app.twins import queries
from app.twins.models import Twin, TwinState
from indexer.likeness import Signature, bands, likeness

# benchmarks/likeness.py shows the curve. Recognised scans of one text lie above the first, documents that only share
# a template below; where both documents name the rule they are, that decides more than their words.
ALIKE, ALIKE_SAME_RULE, ALIKE_OTHER_RULE = 0.55, 0.2, 0.85
_COMPARED, _SAME_RULE_COMPARED, _SUGGESTED = 40, 20, 10


@dataclass(frozen=True, slots=True)
class _Match:
    """A revision of another document whose text is nearly the same."""

    document_id: int
    revision_id: int
    likeness: float


def record(session: Session, *, document: Document, revision_id: int, signature: Signature) -> None:
    """Keep the fingerprint of a text that was read, and suggest the documents that it is nearly the same as.

    Runs inside the pipeline's last transaction; reading a file again gives the same. What a person decided about a
    pair stays. Trashed documents are compared too: their pairs show once they are back. The work is bounded however
    many texts share a band.
    """
    queries.lock_recording(session)
    document_id = saved_id(document.id)
    found_bands = bands(signature)
    queries.put_fingerprint(session, revision_id, signature, found_bands)
    known = {_other(twin, document_id): twin for twin in queries.twins_of(session, document_id)}
    for match in _matches(session, document, signature, found_bands):
        twin = known.pop(match.document_id, None)
        if twin is None:
            session.add(_suggestion(document_id, revision_id, match))
        elif twin.state is TwinState.SUGGESTED:
            _renew(twin, document_id, revision_id, match)
    for twin in known.values():
        if twin.state is TwinState.SUGGESTED and revision_id in (twin.first_revision_id, twin.second_revision_id):
            session.delete(twin)  # the file reads otherwise than before, and no longer like the other one
    session.flush()


def forget(session: Session, *, document_id: int) -> None:
    """Before a document is deleted for good: its fingerprints and pairs go with it."""
    queries.delete_pairs(session, document_id)
    queries.delete_fingerprints(session, document_id)


def forget_text(session: Session, *, revision_id: int) -> None:
    """The text of a file is held back: nothing is compared with it any more; what a person decided stays."""
    queries.delete_suggestions(session, revision_id)
    queries.delete_fingerprint(session, revision_id)


def successor(session: Session, actor: Actor, document_id: int) -> int | None:
    """Where a merged document lives on, if the actor may see it there; merges may follow each other."""
    seen, place = {document_id}, document_id
    while (twin := queries.settled(session, place)) is not None and twin.kept_id not in seen:
        place = saved_id(twin.kept_id)
        seen.add(place)
    is_seen = session.exec(visible_to(actor).where(Document.id == place)).first() is not None
    return place if place != document_id and is_seen else None


def reason_of(state: TwinState, title: str | None = None) -> str:
    """Why a document lies in the trash; the other one is named where a title is given."""
    word = "Digabung dengan" if state is TwinState.MERGED else "Menjadi revisi dari"
    return f"{word} “{title}”" if title else f"{word} dokumen lain"


def trash_reasons(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """Why each was put aside, for the trash that the actor may see; only who may see a kept document reads its name."""
    reasons = documents.trash_reasons(session, actor, ids)
    merged = queries.settled_titles(session, actor, list(reasons))
    return reasons | {document_id: reason_of(state, title) for document_id, state, title in merged}


def may_come_back(session: Session, document_id: int) -> bool:
    """A merge has one way back, which undoes all of it; unless what it was merged into has gone itself."""
    twin = queries.settled(session, document_id)
    if twin is None:
        return True
    kept = session.get_one(Document, saved_id(twin.kept_id))
    return twin.state is TwinState.MERGED and kept.lifecycle is Lifecycle.TRASHED


def successor_of_bytes(session: Session, actor: Actor, sha256: str) -> Document | None:
    """The document into which an upload of these very bytes was merged, if the actor may see it."""
    for document_id in queries.merged_with_bytes(session, sha256):
        kept_id = successor(session, actor, document_id)
        if kept_id is not None:
            return session.get_one(Document, kept_id)
    return None


def _matches(
    session: Session, document: Document, signature: Signature, found_bands: Sequence[tuple[int, int]]
) -> list[_Match]:
    """The best revision of each other document that is alike enough, the most alike first."""
    near = queries.sharing(session, found_bands, limit=_COMPARED)
    near += queries.same_rule(session, document, limit=_SAME_RULE_COMPARED)
    best: dict[int, _Match] = {}
    for other, revision_id, theirs in queries.signatures(session, near, but=saved_id(document.id)):
        match = _Match(saved_id(other.id), revision_id, round(likeness(signature, theirs), 3))
        known = best.get(match.document_id)
        if match.likeness >= _needed(document, other) and (known is None or known.likeness < match.likeness):
            best[match.document_id] = match
    return sorted(best.values(), key=lambda match: (-match.likeness, match.document_id))[:_SUGGESTED]


def _needed(document: Document, other: Document) -> float:
    if document.citation_key is None or other.citation_key is None:
        return ALIKE
    is_same = (document.citation_key, document.citation_place) == (other.citation_key, other.citation_place)
    return ALIKE_SAME_RULE if is_same else ALIKE_OTHER_RULE


def _suggestion(document_id: int, revision_id: int, match: _Match) -> Twin:
    first, second = sorted(((document_id, revision_id), (match.document_id, match.revision_id)))
    return Twin(
        first_id=first[0],
        first_revision_id=first[1],
        second_id=second[0],
        second_revision_id=second[1],
        likeness=match.likeness,
    )


def _renew(twin: Twin, document_id: int, revision_id: int, match: _Match) -> None:
    """The same file read anew, or a newer file of either document: the pair shows the two that are most alike."""
    is_same = revision_id in (twin.first_revision_id, twin.second_revision_id)
    if is_same or match.likeness >= twin.likeness:
        fresh = _suggestion(document_id, revision_id, match)
        twin.first_revision_id, twin.second_revision_id = fresh.first_revision_id, fresh.second_revision_id
        twin.likeness = fresh.likeness


def _other(twin: Twin, document_id: int) -> int:
    return twin.second_id if twin.first_id == document_id else twin.first_id
