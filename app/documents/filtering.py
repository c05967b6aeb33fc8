"""Filters as conditions on documents. Beside `visible_to`, which says what exists for an actor at all."""

import json
import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Text, and_, cast, exists, true
from sqlmodel import col, func, or_, select

from app.accounts.models import Agency
from app.accounts.permissions import Actor
from app.core.matching import ESCAPE, containing, literal
from app.documents.formats import media_types_of
from app.documents.models import Document, Revision, Tag, TagState
from app.documents.schemas import Filters
from app.instruments.models import Aspect, Domain, Indicator
from indexer.citation_kinds import any_issuer
from indexer.citation_numbers import core_number

_WITH_YEAR = re.compile(r"(.+)/((?:19|20)\d\d)")


def filter_conditions(filters: Filters, actor: Actor) -> list[ColumnElement[bool]]:
    """What has to hold, all of it."""
    conditions = _on_columns(filters)
    if filters.kinds or filters.kind_names:
        conditions.append(_is_of_kind(filters))
    if filters.states or filters.formats:
        conditions.append(_has_revision_in(filters))
    if filters.mine:
        conditions.append(col(Document.created_by) == actor.user_id)
    if filters.domains or filters.aspects or filters.indicators:
        conditions.append(_supports(filters))
    for other in filters.within:
        conditions += filter_conditions(other, actor)
    for other in filters.but:
        conditions.append(_does_not_hold(filter_conditions(other, actor)))
    return conditions


def _on_columns(filters: Filters) -> list[ColumnElement[bool]]:
    chosen = (
        (col(Document.year), filters.years),
        (col(Document.legal_status), filters.statuses),
        (col(Document.agency_id), filters.agencies),
    )
    typed = (
        (_is_numbered, filters.numbers),
        (_is_issued_by, filters.issuers),
        (_belongs_to, filters.agency_names),
        (_is_about, filters.topics),
    )
    conditions: list[ColumnElement[bool]] = [column.in_(values) for column, values in chosen if values]
    conditions += [or_(*map(condition, values)) for condition, values in typed if values]
    return conditions


def _does_not_hold(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Also where a column is empty, and nothing can be said of it."""
    return func.coalesce(and_(true(), *conditions), False) == False  # noqa: E712 - SQL, not Python


def _is_of_kind(filters: Filters) -> ColumnElement[bool]:
    return or_(col(Document.kind).in_(filters.kinds), *map(_is_called, filters.kind_names))


def _is_called(kind: str) -> ColumnElement[bool]:
    """ "Perwali" of any town, "Permen" of any minister, "UU" but not "UUD"."""
    written = func.replace(func.lower(func.coalesce(Document.kind_abbrev, "")), " ", "")
    names = any_issuer(kind)
    keyed = [func.coalesce(Document.citation_key, "").like(f"{literal(name)}:%", escape=ESCAPE) for name in names.exact]
    begun = [written.like(f"{literal(name)}%", escape=ESCAPE) for name in names.begun]
    return or_(written.in_(names.exact), *keyed, *begun)


def _is_numbered(number: str) -> ColumnElement[bool]:
    """The number as it is written, or the part of it that people quote, with its year if that was typed."""
    written = func.lower(func.coalesce(Document.number, ""))
    found = _WITH_YEAR.fullmatch(number)
    core, year = (core_number(found.group(1)), found.group(2)) if found else (core_number(number), "%")
    keyed = func.coalesce(Document.citation_key, "").like(f"%:{literal(core.lower())}:{year}", escape=ESCAPE)
    return or_(written == number.lower(), keyed)


def _is_issued_by(name: str) -> ColumnElement[bool]:
    """In the name of the issuer, in that of the kind ("Permenkominfo"), or in that of the agency that owns it."""
    like = containing(name)
    in_fields = [
        func.lower(func.coalesce(column, "")).like(like, escape=ESCAPE)
        for column in (Document.issuer, Document.kind_abbrev)
    ]
    return or_(*in_fields, _belongs_to(name))


def _belongs_to(name: str) -> ColumnElement[bool]:
    """In its name, its code, or another name that people know it by."""
    like = containing(name)
    written = (Agency.name, Agency.code, cast(col(Agency.aliases), Text))
    named = or_(*(func.lower(column).like(like, escape=ESCAPE) for column in written))
    return func.coalesce(col(Document.agency_id).in_(select(Agency.id).where(named)), False)


def _is_about(topic: str) -> ColumnElement[bool]:
    """In one of its labels, which are kept as JSON: so it is looked for as JSON writes it."""
    written = json.dumps(topic.lower())[1:-1]
    return func.lower(cast(col(Document.labels), Text)).like(f"%{literal(written)}%", escape=ESCAPE)


def _has_revision_in(filters: Filters) -> ColumnElement[bool]:
    """In one of the states and of one of the formats."""
    wanted = select(Revision.id)
    if filters.states:
        wanted = wanted.where(col(Revision.state).in_(filters.states))
    if filters.formats:
        wanted = wanted.where(col(Revision.media_type).in_(media_types_of(filters.formats)))
    return col(Document.current_revision_id).in_(wanted)


def _supports(filters: Filters) -> ColumnElement[bool]:
    """A confirmed tag on one of the indicators asked for; facets of several tiers narrow each other."""
    tagged = (
        exists()
        .where(col(Tag.document_id) == col(Document.id), col(Tag.state) == TagState.CONFIRMED)
        .where(col(Tag.indicator_id) == col(Indicator.id), col(Indicator.aspect_id) == col(Aspect.id))
    )
    if filters.instrument_id:
        tagged = tagged.where(col(Indicator.instrument_id) == filters.instrument_id)
    if filters.indicators:
        tagged = tagged.where(col(Indicator.number).in_(filters.indicators))
    if filters.aspects:
        tagged = tagged.where(col(Aspect.number).in_(filters.aspects))
    if filters.domains:
        tagged = tagged.where(col(Aspect.domain_id) == col(Domain.id), col(Domain.number).in_(filters.domains))
    return tagged
