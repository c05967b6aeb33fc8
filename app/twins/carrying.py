"""What a kept document takes over from the one that goes: descriptions it lacks, decided labels, relations, files.

Every step notes what it changed as plain JSON and has its way back. Going back never undoes what people did since.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Document, Kind, LegalStatus, Relation, Revision, Tag, TagState
from app.twins import queries

Note = dict[str, Any]

_FIELDS = (
    *("kind", "kind_abbrev", "number", "year", "author", "issuer", "description", "scope", "labels", "contributors"),
    *("source", "enacted_on", "enacted_place", "promulgated_on", "gazette", "signer", "legal_status"),
)
_SAYS_NOTHING: tuple[object, ...] = (None, "", [], Kind.OTHER, LegalStatus.UNKNOWN)
_ENUMS = {"kind": Kind, "legal_status": LegalStatus}
_DATES = frozenset({"enacted_on", "promulgated_on"})
_TAG_COLUMNS = ("state", "note", "decided_by", "decided_at")


def describe(kept: Document, gone: Document) -> Note:
    """Fill what the kept document does not say of itself, with where the other one had it from."""
    noted: Note = {}
    for name in _FIELDS:
        old, new = getattr(kept, name), getattr(gone, name)
        if old in _SAYS_NOTHING and new not in _SAYS_NOTHING:
            noted[name] = {"old": old, "new": _plain(new), "by": kept.provenance.get(name)}
            documents.set_fields(kept, {name: new}, by=gone.provenance.get(name, "document"))
    return noted


def undescribe(kept: Document, noted: Mapping[str, Any]) -> None:
    for name, was in noted.items():
        if _plain(getattr(kept, name)) != was["new"]:
            continue  # somebody wrote something better since
        old = _ENUMS[name](was["old"]) if name in _ENUMS else was["old"]
        documents.set_fields(kept, {name: old}, by="")
        provenance = {field: by for field, by in kept.provenance.items() if field != name}
        kept.provenance = provenance if was["by"] is None else provenance | {name: was["by"]}


def snapshot(document: Document) -> Note:
    """What the document says of itself, before its newer file is read and says otherwise."""
    values = {name: _plain(getattr(document, name)) for name in ("title", *_FIELDS)}
    return {"values": values, "provenance": dict(document.provenance)}


def rewind(document: Document, was: Mapping[str, Any]) -> None:
    """The description as it was; what a person has written since stays."""
    if not was:
        return
    kept_by_hand = {
        name
        for name, by in document.provenance.items()
        if by == "person"
        and (was["provenance"].get(name), was["values"].get(name)) != (by, _plain(getattr(document, name)))
    }
    values = {name: _value(name, value) for name, value in was["values"].items() if name not in kept_by_hand}
    by_hand = {name: by for name, by in document.provenance.items() if name in kept_by_hand}
    documents.set_fields(document, values, by="")
    document.provenance = {**was["provenance"], **by_hand}


def tag(session: Session, kept: Document, gone: Document) -> Note:
    """Labels that a person decided on the other document, where nobody has on the kept one."""
    mine = {row.indicator_id: row for row in queries.tags(session, saved_id(kept.id))}
    noted: Note = {"added": [], "changed": []}
    for theirs in queries.tags(session, saved_id(gone.id)):
        own = mine.get(theirs.indicator_id)
        if theirs.state is TagState.SUGGESTED or (own is not None and own.state is not TagState.SUGGESTED):
            continue
        if own is None:
            own = Tag(document_id=saved_id(kept.id), indicator_id=theirs.indicator_id, source=theirs.source)
            own.score, own.reasons, own.created_at = theirs.score, list(theirs.reasons), theirs.created_at
            _copy_decision(theirs, own)
            session.add(own)
            session.flush()
            noted["added"].append(own.id)
        else:
            noted["changed"].append({"id": own.id, "note": own.note})
            _copy_decision(theirs, own)
    return noted


def untag(session: Session, noted: Mapping[str, Any], gone: Document) -> None:
    """A decision taken over is taken back; one that a person has made on the kept document since stays."""
    theirs = {row.indicator_id: row for row in queries.tags(session, saved_id(gone.id))}
    for tag_id in noted["added"]:
        row = session.get(Tag, tag_id)
        if row is not None and _is_copy(row, theirs):
            session.delete(row)
    for was in noted["changed"]:
        row = session.get(Tag, was["id"])
        if row is not None and _is_copy(row, theirs):
            row.state, row.note, row.decided_by, row.decided_at = TagState.SUGGESTED, was["note"], None, None


def relate(session: Session, kept: Document, gone: Document) -> Note:
    """Relations that the other document states and the kept one does not, and those of others that point to it."""
    kept_id = saved_id(kept.id)
    known = {(row.type, row.target) for row in queries.relations(session, kept_id)}
    added: list[int] = []
    for theirs in queries.relations(session, saved_id(gone.id)):
        if (theirs.type, theirs.target) in known or theirs.target_document_id == kept_id:
            continue
        row = Relation(
            document_id=kept_id,
            type=theirs.type,
            target=theirs.target,
            target_key=theirs.target_key,
            target_document_id=theirs.target_document_id,
        )
        session.add(row)
        session.flush()
        added.append(saved_id(row.id))
    pointing = [row for row in queries.relations_to(session, saved_id(gone.id)) if row.document_id != kept_id]
    for row in pointing:
        row.target_document_id = kept_id
    return {"added": added, "repointed": [row.id for row in pointing]}


def unrelate(session: Session, noted: Mapping[str, Any], gone: Document) -> None:
    for relation_id in noted["added"]:
        row = session.get(Relation, relation_id)
        if row is not None:
            session.delete(row)
    for relation_id in noted["repointed"]:
        row = session.get(Relation, relation_id)
        if row is not None:
            row.target_document_id = saved_id(gone.id)


def move_files(session: Session, kept: Document, gone: Document, *, as_newer: bool) -> Note:
    """The files of the other document become revisions of the kept one, after its own or before them."""
    ours, theirs = queries.revisions(session, saved_id(kept.id)), queries.revisions(session, saved_id(gone.id))
    noted = {"moved": [row.id for row in theirs], "current": kept.current_revision_id}
    _put_in_order(session, saved_id(kept.id), [*ours, *theirs] if as_newer else [*theirs, *ours])
    if as_newer:
        kept.current_revision_id = gone.current_revision_id
    return noted


def move_files_back(session: Session, kept: Document, gone: Document, noted: Mapping[str, Any]) -> None:
    moved = set(noted["moved"])
    rows = queries.revisions(session, saved_id(kept.id))
    _put_in_order(session, saved_id(gone.id), [row for row in rows if row.id in moved])
    _put_in_order(session, saved_id(kept.id), [row for row in rows if row.id not in moved])
    if kept.current_revision_id in moved:
        kept.current_revision_id = noted["current"]


def _put_in_order(session: Session, document_id: int, rows: list[Revision]) -> None:
    """Numbered from 1; by way of numbers that nobody has, for a document has each number once."""
    for place, row in enumerate(rows, start=1):
        row.document_id, row.ordinal = document_id, -place
    session.flush()
    for place, row in enumerate(rows, start=1):
        row.ordinal = place
    session.flush()


def _copy_decision(source: Tag, target: Tag) -> None:
    for column in _TAG_COLUMNS:
        setattr(target, column, getattr(source, column))


def _is_copy(row: Tag, theirs: Mapping[int, Tag]) -> bool:
    source = theirs.get(row.indicator_id)
    return source is not None and all(getattr(row, column) == getattr(source, column) for column in _TAG_COLUMNS)


def _value(name: str, plain: Any) -> Any:
    if name in _ENUMS:
        return _ENUMS[name](plain)
    return date.fromisoformat(plain) if plain and name in _DATES else plain


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
