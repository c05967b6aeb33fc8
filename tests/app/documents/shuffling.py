"""A library in which anything may change at any moment, and its facets counted plainly, document by document."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session, col, delete, select

from app.accounts.models import Agency, User
from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import column_queries
from app.documents.formats import FORMAT_LABELS, family_of
from app.documents.models import (
    Document,
    Kind,
    LegalStatus,
    Lifecycle,
    ReadingState,
    Revision,
    Tag,
    TagSource,
    TagState,
    Visibility,
)
from app.documents.schemas import Filters
from app.instruments import service as instruments
from app.instruments.models import Indicator
from storage.sniff import MEDIA_TYPES

INSTRUMENT = "permenpanrb-59-2020"
_MEDIA_TYPES = [one.name for one in MEDIA_TYPES]
_YEARS = [None, 2019, 2020, 2021, 2022]
_START = datetime(2026, 1, 1, tzinfo=UTC)


def add_document(session: Session, chance: Random) -> None:
    document = Document(
        title=chance.choice("abcdefXYZ") * chance.randint(1, 3),
        kind=chance.choice(list(Kind)),
        year=chance.choice(_YEARS),
        legal_status=chance.choice(list(LegalStatus)),
        visibility=chance.choice(list(Visibility)),
        lifecycle=chance.choice(list(Lifecycle)),
        agency_id=chance.choice([None, *session.exec(select(Agency.id))]),
        created_by=chance.choice([None, *session.exec(select(User.id))]),
        created_at=_START + timedelta(hours=chance.randint(0, 9)),
    )
    session.add(document)
    session.flush()
    revision = Revision(
        document_id=saved_id(document.id),
        sha256="0" * 64,
        size=1,
        media_type=chance.choice(_MEDIA_TYPES),
        file_name="a",
        state=chance.choice(list(ReadingState)),
    )
    session.add(revision)
    session.flush()
    document.current_revision_id = revision.id
    for _ in range(chance.randint(0, 3)):
        tag(session, chance, document)


def tag(session: Session, chance: Random, document: Document) -> None:
    ids = session.exec(select(Indicator.id).order_by(col(Indicator.id))).all()
    wanted, state = chance.choice(ids), chance.choice(list(TagState))
    known = session.exec(select(Tag).where(Tag.document_id == document.id, Tag.indicator_id == wanted)).first()
    made = known or Tag(document_id=saved_id(document.id), indicator_id=saved_id(wanted), source=TagSource.MANUAL)
    made.state = state
    session.add(made)
    session.flush()


def _revise(session: Session, chance: Random, document: Document) -> None:
    revision = session.get_one(Revision, document.current_revision_id)
    revision.state, revision.media_type = chance.choice(list(ReadingState)), chance.choice(_MEDIA_TYPES)


def _erase(session: Session, _: Random, document: Document) -> None:
    session.execute(delete(Tag).where(col(Tag.document_id) == document.id))
    session.execute(delete(Revision).where(col(Revision.document_id) == document.id))
    session.execute(delete(Document).where(col(Document.id) == document.id))


def _rename_agency(session: Session, chance: Random, _: Document) -> None:
    agency = chance.choice(session.exec(select(Agency)).all())
    agency.name = f"Dinas {chance.choice('ABC')}"


def _setting(field: str, values: Iterable[Any]) -> Callable[[Session, Random, Document], None]:
    choices = list(values)
    return lambda _, chance, document: setattr(document, field, chance.choice(choices))


CHANGES: Mapping[str, Callable[[Session, Random, Document], None]] = {
    "title": _setting("title", ["baru", "Lama", "aaa", "zz"]),
    "kind": _setting("kind", Kind),
    "year": _setting("year", _YEARS),
    "status": _setting("legal_status", LegalStatus),
    "restricted": _setting("visibility", Visibility),
    "withdrawn": _setting("lifecycle", Lifecycle),
    "owner": _setting("created_by", [None, 1, 2, 3]),
    "agency": _setting("agency_id", [None, 1, 2]),
    "created": _setting("created_at", [_START + timedelta(days=day) for day in range(3)]),
    "added": lambda session, chance, _: add_document(session, chance),
    "tagged": tag,
    "revised": _revise,
    "erased": _erase,
    "agency renamed": _rename_agency,
}


def change(session: Session, chance: Random) -> str:
    """Something, somewhere; returns what."""
    documents = session.exec(select(Document).order_by(col(Document.id))).all()
    name = chance.choice(list(CHANGES))
    CHANGES[name](session, chance, chance.choice(documents))
    return name


def ticks(chance: Random) -> Filters:
    def some(values: Iterable[Any]) -> tuple[Any, ...]:
        every = list(values)
        return tuple(chance.sample(every, min(len(every), chance.randint(1, 3)))) if chance.random() < 0.3 else ()

    return Filters(
        instrument_id=INSTRUMENT,
        kinds=some(Kind),
        years=some([2019, 2020, 2021, 1066]),
        statuses=some(LegalStatus),
        agencies=some([1, 2, 99]),
        formats=some([*FORMAT_LABELS, "docx"]),
        domains=some(range(1, 5)),
        aspects=some(range(1, 9)),
        indicators=some(range(1, 48)),
    )


def counted(session: Session, actor: Actor, filters: Filters) -> dict[str, dict[str, int]]:
    """Facet → value → documents, of all that the actor may see; each facet without its own ticks."""
    columns: Mapping[str, tuple[str, Callable[[Document], Any]]] = {
        "kind": ("kinds", lambda one: one.kind.value),
        "year": ("years", lambda one: one.year),
        "status": ("statuses", lambda one: one.legal_status.value),
        "agency": ("agencies", lambda one: one.agency_id),
        "format": ("formats", lambda one: family_of(session.get_one(Revision, one.current_revision_id).media_type)),
    }
    found: dict[str, dict[str, int]] = {}
    for facet, (field, value_of) in columns.items():
        values = Counter(value_of(one) for one in _documents(session, actor, _without(filters, field)))
        found[facet] = {str(value): count for value, count in values.items() if value is not None}
    return found | {tier: _supported(session, actor, filters, tier) for tier in ("domain", "aspect", "indicator")}


def _supported(session: Session, actor: Actor, filters: Filters, tier: str) -> dict[str, int]:
    """Each document once a value, by those of its tags that the other two tiers leave."""
    others = {name: getattr(filters, f"{name}s") for name in ("domain", "aspect", "indicator") if name != tier}
    numbers: dict[int, int | None] = {}
    for ref in instruments.references(session, INSTRUMENT):
        at = {"domain": ref.domain_number, "aspect": ref.aspect_number, "indicator": ref.number}
        if all(not wanted or at[name] in wanted for name, wanted in others.items()):
            numbers[ref.id] = at[tier]
    values: Counter[int | None] = Counter()
    for one in _documents(session, actor, _without(filters, f"{tier}s")):
        wanted = select(Tag.indicator_id).where(Tag.document_id == one.id, Tag.state == TagState.CONFIRMED)
        values.update({numbers[indicator] for indicator in session.exec(wanted) if indicator in numbers})
    return {str(value): count for value, count in values.items() if value}


def _without(filters: Filters, field: str) -> Filters:
    nothing: Any = {field: ()}
    return replace(filters, **nothing)


def _documents(session: Session, actor: Actor, filters: Filters) -> list[Document]:
    ids = [*column_queries.visible_ids(session, actor, filters)]
    return [session.get_one(Document, number) for number in ids]
