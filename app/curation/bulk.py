"""The same decision for many documents at once: each shown with its reasons, exactly what was shown is decided, and
all of it is taken back in one step.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import InvalidInput
from app.core.events import emit
from app.curation import bulk_queries, marks, queries
from app.curation.actions import keep
from app.curation.models import ActionKind, CurationMark
from app.curation.schemas import BulkScope, Outcome, Pair, Passed, Preview, Proposal, ProposalGroup, Skipped
from app.curation.undoing import Before, noted_tag
from app.documents import service as documents
from app.documents import views
from app.documents.events import TagsChanged
from app.documents.models import Document, Tag, TagState
from app.documents.schemas import DocumentRow
from app.instruments import service as instruments

MOST = 1000  # documents in one step: what a person can answer for, and what one short transaction can hold
MOST_PAIRS = 4700  # what a form brings, which is read up to 5,000 fields
_TOO_MANY = f"Paling banyak {MOST} dokumen dalam satu langkah. Kerjakan sisanya pada langkah berikutnya."
_TOO_MANY_PAIRS = f"Paling banyak {MOST_PAIRS} usulan dalam satu langkah. Kerjakan sisanya pada langkah berikutnya."
_NO_DOCUMENT = "Pilih sedikitnya satu dokumen."
_NO_PAIR = "Centang sedikitnya satu usulan."


class Verb(StrEnum):
    CONFIRM = "confirm"
    REJECT = "reject"


def preview(session: Session, actor: Actor, *, scope: BulkScope, after: int = 0, size: int = MOST) -> Preview:
    """A stretch of documents behind the number `after`, each with those of its suggestions that would be decided."""
    actor.require("tag.decide")
    if scope.where is None:
        _refuse_wrong_number(scope.document_ids)
    counted = bulk_queries.by_indicator(session, actor, scope)
    ids = bulk_queries.document_ids(session, actor, scope, after=after, limit=size + 1)
    shown = ids[:size]
    return Preview(
        groups=_groups(session, actor, scope, shown),
        documents=bulk_queries.count_documents(session, actor, scope),
        tags=sum(count for _number, _name, count in counted),
        by_indicator=tuple(counted),
        before=bulk_queries.count_documents(session, actor, scope, up_to=after) if after else 0,
        next_after=shown[-1] if len(ids) > size else None,
    )


def apply(session: Session, actor: Actor, *, pairs: Sequence[Pair], verb: Verb, finishes: bool = True) -> Outcome:
    """Decide on exactly these. With `finishes`, documents that have no open suggestion left are called done as well.

    What is no longer as it was shown – decided by somebody, suggested anew, of another file – is skipped and named.
    """
    actor.require("tag.decide")
    tags, skipped = _standing(session, actor, _distinct(pairs))
    if not tags:
        return Outcome(None, 0, 0, skipped=skipped)
    affected = sorted({tag.document_id for tag in tags})
    before = _before(session, affected, tags)
    state = TagState.CONFIRMED if verb is Verb.CONFIRM else TagState.REJECTED
    for tag in tags:
        tag.state, tag.decided_by, tag.decided_at = state, actor.user_id, now()
        session.add(tag)
    session.flush()
    emit(session, TagsChanged(tuple(affected)))
    if finishes:
        marks.call_done(session, _without_open_tags(session, affected), by=actor.user_id)
    word = "dipastikan" if verb is Verb.CONFIRM else "ditolak"
    action = keep(session, actor, ActionKind.BULK, f"{len(tags)} label {word} pada {len(affected)} dokumen", before)
    for tag in tags:
        after = {"indicator_id": tag.indicator_id, "state": state, "action": action.id}
        was = {"state": TagState.SUGGESTED}
        audit.record(session, actor, f"tag.{state.value}", "document", tag.document_id, before=was, after=after)
    after = {"tags": len(tags), "documents": len(affected), "skipped": len(skipped), "state": state}
    audit.record(session, actor, "curation.bulk", "curation", action.id, after=after)
    return Outcome(action.id, len(affected), len(tags), skipped=skipped)


def version_of(tag: Tag, document: Document) -> str:
    """Another one as soon as the file, the score or the reasons are others; the same after an equal new reading."""
    seen = [document.current_revision_id, tag.score, tag.reasons, str(tag.level), tag.level_rule]
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


def _refuse_wrong_number(document_ids: Sequence[int]) -> None:
    if not document_ids:
        raise InvalidInput(_NO_DOCUMENT)
    if len(document_ids) > MOST:
        raise InvalidInput(_TOO_MANY)


def _groups(session: Session, actor: Actor, scope: BulkScope, ids: Sequence[int]) -> tuple[ProposalGroup, ...]:
    by_document: dict[int, list[Proposal]] = {}
    rows: dict[int, DocumentRow] = {}
    for part in marks.parts(ids):
        rows |= documents.rows_by_ids(session, actor, part)
        for tag, indicator, _nobody, document in bulk_queries.proposed(session, actor, scope, part):
            shown = Proposal(views.tag_row(tag, indicator, None), version_of(tag, document))
            by_document.setdefault(tag.document_id, []).append(shown)
    return tuple(ProposalGroup(rows[one], tuple(by_document[one])) for one in ids if one in rows and one in by_document)


def _distinct(pairs: Sequence[Pair]) -> dict[tuple[int, int], str]:
    wanted = {(pair.document_id, pair.indicator_id): pair.version for pair in pairs}
    if not wanted:
        raise InvalidInput(_NO_PAIR)
    if len(wanted) > MOST_PAIRS:
        raise InvalidInput(_TOO_MANY_PAIRS)
    _refuse_wrong_number(tuple({document_id for document_id, _indicator in wanted}))
    return wanted


def _standing(
    session: Session, actor: Actor, wanted: Mapping[tuple[int, int], str]
) -> tuple[list[Tag], tuple[Skipped, ...]]:
    """Those that are still as they were shown, and what became of the others."""
    there: dict[tuple[int, int], bulk_queries.TagWithAll] = {}
    titles: dict[int, str] = {}
    for ids in marks.parts(document_id for document_id, _indicator in wanted):
        titles |= queries.titles(session, actor, ids)
        there |= {(row[0].document_id, row[0].indicator_id): row for row in bulk_queries.labels_of(session, actor, ids)}
    standing, left = [], []
    for key, version in wanted.items():
        row = there.get(key)
        if row and row[0].state is TagState.SUGGESTED and version_of(row[0], row[3]) == version:
            standing.append(row[0])
        else:
            left.append(key)
    return standing, tuple(_skipped(session, left, there, titles))


def _skipped(
    session: Session,
    left: Sequence[tuple[int, int]],
    there: Mapping[tuple[int, int], bulk_queries.TagWithAll],
    titles: Mapping[int, str],
) -> list[Skipped]:
    names = instruments.indicators_by_id(session, {indicator_id for _document, indicator_id in left}) if left else {}
    found = []
    for document_id, indicator_id in left:
        row, ref = there.get((document_id, indicator_id)), names.get(indicator_id)
        if document_id not in titles or ref is None:
            found.append(Skipped(Passed.HIDDEN))
            continue
        decided = row is not None and row[0].state is not TagState.SUGGESTED
        why = Passed.GONE if row is None else Passed.DECIDED if decided else Passed.CHANGED
        who = row[2].full_name if row and row[2] else None
        found.append(Skipped(why, document_id, titles[document_id], ref.number, ref.short_name, who))
    return found


def _before(session: Session, document_ids: Sequence[int], tags: Sequence[Tag]) -> Before:
    found = {one: mark for part in marks.parts(document_ids) for one, mark in marks.of(session, part).items()}
    return Before(
        {(tag.document_id, tag.indicator_id): noted_tag(tag) for tag in tags},
        {one: marks.noted(found.get(one) or CurationMark(document_id=one)) for one in document_ids},
    )


def _without_open_tags(session: Session, document_ids: Sequence[int]) -> list[int]:
    found = {one: mark for part in marks.parts(document_ids) for one, mark in marks.of(session, part).items()}
    return [one for one in document_ids if one in found and not found[one].open_tags]
