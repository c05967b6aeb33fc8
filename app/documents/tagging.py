"""Indicator tags: suggestions come with reasons, people decide, rejected ones stay rejected."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core import events
from app.core.clock import now
from app.core.errors import InvalidInput, NotFound
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents import service, tag_queries, views
from app.documents.events import TagsChanged
from app.documents.models import Document, Tag, TagSource, TagState
from app.documents.schemas import DocumentRow
from app.documents.tag_schemas import TagRow
from app.instruments.models import Indicator


@dataclass(frozen=True, slots=True)
class SuggestedTag:
    """What the tagger found; each reason is {"phrase", "page", "count"}."""

    indicator_id: int
    score: float
    reasons: tuple[dict[str, Any], ...] = field(default=())
    level: Decimal | None = None
    level_rule: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Documents with a confirmed tag, as far as the actor may see them, by number of indicator, aspect and domain."""

    indicators: dict[int, int]
    aspects: dict[int, int]
    domains: dict[int, int]


def replace_suggestions(session: Session, document: Document, found: Sequence[SuggestedTag]) -> None:
    """New suggestions take the place of undecided old ones; what a person decided stays as it is."""
    fresh = {suggestion.indicator_id: suggestion for suggestion in found}
    document_id = saved_id(document.id)
    for tag, _indicator, _decider in tag_queries.tags(session, document_id):
        suggestion = fresh.pop(tag.indicator_id, None)
        if suggestion is not None:
            tag.score, tag.reasons = suggestion.score, [*_carried(tag), *suggestion.reasons]
            tag.level, tag.level_rule = suggestion.level, suggestion.level_rule
        elif tag.state is TagState.SUGGESTED and tag.source is not TagSource.CARRIED:
            session.delete(tag)
    for suggestion in fresh.values():
        session.add(_suggested(document_id, suggestion))
    events.emit(session, TagsChanged((document_id,)))


def suggest_carried(session: Session, *, document_id: int, indicator_id: int, sentences: Sequence[str]) -> None:
    """What another instrument's confirmed tags say for this one; callers have checked that nobody decided on it."""
    tag = tag_queries.tag(session, document_id, indicator_id)
    if tag is None:
        tag = Tag(document_id=document_id, indicator_id=indicator_id, source=TagSource.CARRIED)
    said = [{"phrase": sentence, "count": 1, "is_carried": True} for sentence in sentences]
    tag.reasons = [*said, *(reason for reason in tag.reasons if not reason.get("is_carried"))]
    session.add(tag)
    session.flush()
    events.emit(session, TagsChanged((document_id,)))


def decide(
    session: Session, actor: Actor, *, document_id: int, indicator_id: int, state: TagState, note: str = ""
) -> Tag:
    """Confirm or reject a suggestion, take a decision back, or add a tag by hand (confirmed at once)."""
    service.get(session, actor, document_id)
    actor.require("tag.decide")
    tag = _existing_or_new(session, document_id, indicator_id, state)
    before = {"state": tag.state}
    tag.state, tag.note = state, note.strip()[:500]
    tag.decided_by = None if state is TagState.SUGGESTED else actor.user_id
    tag.decided_at = None if state is TagState.SUGGESTED else now()
    session.add(tag)
    session.flush()
    after = {"indicator_id": indicator_id, "state": state, "note": tag.note}
    audit.record(session, actor, f"tag.{state.value}", "document", document_id, before=before, after=after)
    events.emit(session, TagsChanged((document_id,)))
    return tag


def tags_of(session: Session, actor: Actor, document_id: int) -> list[TagRow]:
    service.get(session, actor, document_id)
    return [views.tag_row(*found) for found in tag_queries.tags(session, document_id)]


def documents_with(
    session: Session, actor: Actor, indicator_id: int, *, state: TagState = TagState.CONFIRMED, part: Slice
) -> Listing[DocumentRow]:
    rows, total = tag_queries.tagged_rows(session, actor, indicator_id, state, limit=part.limit, offset=part.offset)
    return Listing([views.row_of(row) for row in rows], total, part.limit, part.offset)


def coverage(session: Session, actor: Actor, instrument_id: str) -> Coverage:
    return Coverage(
        indicators=tag_queries.count_by_indicator(session, actor, instrument_id),
        aspects=tag_queries.count_by_tier(session, actor, instrument_id, "aspect"),
        domains=tag_queries.count_by_tier(session, actor, instrument_id, "domain"),
    )


def confirmed_for(session: Session, actor: Actor, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """(instrument, indicator number) → documents that the actor sees; one query, and none without indicators."""
    return tag_queries.count_by_reference(session, actor, wanted) if wanted else {}


def _existing_or_new(session: Session, document_id: int, indicator_id: int, state: TagState) -> Tag:
    tag = tag_queries.tag(session, document_id, indicator_id)
    if tag is not None:
        return tag
    if session.get(Indicator, indicator_id) is None:
        raise NotFound("Indikator itu tidak ditemukan. Pilih dari daftar.")
    if state is not TagState.CONFIRMED:
        raise InvalidInput("Belum ada label indikator ini pada dokumen, jadi tidak ada yang dapat ditolak.")
    return Tag(document_id=document_id, indicator_id=indicator_id, source=TagSource.MANUAL)


def _carried(tag: Tag) -> list[dict[str, Any]]:
    """What another instrument's tag says stays said, whatever the text is found to say."""
    return [reason for reason in tag.reasons if reason.get("is_carried")]


def _suggested(document_id: int, suggestion: SuggestedTag) -> Tag:
    return Tag(
        document_id=document_id,
        indicator_id=suggestion.indicator_id,
        source=TagSource.SUGGESTED,
        score=suggestion.score,
        reasons=list(suggestion.reasons),
        level=suggestion.level,
        level_rule=suggestion.level_rule,
    )
