"""What reading found, field by field, with the words that say so: written by the pipeline, shown until a person looks.

A fact is a reading, the document's own column is what holds; `checking.py` is where a person lets one become the other.
"""

from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.core.tables import saved_id
from app.documents.models import DRAFT_LABEL, Document, Kind
from app.documents.read_models import Fact
from indexer.metadata import Description, Evidence

FIELDS = (
    "kind", "kind_abbrev", "number", "year", "title", "issuer", "enacted_on", "enacted_place", "promulgated_on",
    "gazette", "signer",
)  # fmt: skip
DOUBTFUL_BELOW = 0.8
# what every rule and decree has: where it was not found, a person has to look
EXPECTED = ("number", "year", "enacted_on")
EXPECTED_OF = (Kind.REGULATION, Kind.DECREE)
_NOWHERE = Evidence(None, "")
_LONGEST = 1000


def record(session: Session, document: Document, description: Description) -> None:
    """Replace every fact of the document.

    A document that a person had found right is to be looked at again only when the new reading says something else
    than the reading before it, and than what the document holds.
    """
    document_id = saved_id(document.id)
    known = {name: fact.value for name, fact in of(session, document_id).items()}
    fresh = _facts(document_id, description)
    if any(_is_news(document, fact, known) for fact in fresh):
        document.checked_at = document.checked_by = None
    session.execute(delete(Fact).where(col(Fact.document_id) == document_id))
    session.add_all(fresh)


def of(session: Session, document_id: int) -> dict[str, Fact]:
    return {fact.field: fact for fact in session.exec(select(Fact).where(Fact.document_id == document_id))}


def is_doubtful(document: Document, fact: Fact) -> bool:
    """Not sure enough to be believed, and nobody has said otherwise."""
    return fact.confidence < DOUBTFUL_BELOW and document.provenance.get(fact.field) != "person"


def is_missed(document: Document, name: str, fact: Fact | None) -> bool:
    """A rule or decree without its number, year or date, and nobody has said that it has none; drafts have none yet."""
    is_rule = document.kind in EXPECTED_OF and DRAFT_LABEL not in document.labels
    is_empty = fact is None and getattr(document, name) is None and document.provenance.get(name) != "person"
    return is_rule and name in EXPECTED and is_empty


def text_of(value: object) -> str:
    """A column's value as facts and forms write it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_news(document: Document, fact: Fact, known: dict[str, str]) -> bool:
    return fact.value not in {known.get(fact.field), text_of(getattr(document, fact.field))}


def _facts(document_id: int, description: Description) -> list[Fact]:
    values = {name: getattr(description, name) for name in FIELDS}
    values["kind"] = description.document_kind if description.shelf_confidence else None
    if description.citation is not None:
        values["kind_abbrev"] = description.citation.label
    return [_fact(document_id, name, text_of(value), description) for name, value in values.items() if text_of(value)]


def _fact(document_id: int, name: str, value: str, description: Description) -> Fact:
    evidence = description.evidence.get(name, _NOWHERE)
    return Fact(
        document_id=document_id,
        field=name,
        value=value[:_LONGEST],
        confidence=description.shelf_confidence if name == "kind" else description.confidence.get(name, 0.0),
        page=evidence.page,
        words=evidence.text[:_LONGEST],
    )
