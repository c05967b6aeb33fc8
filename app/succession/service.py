"""From one instrument to the next: which confirmed tags and which evidence would carry over. A person decides."""

from collections.abc import Collection, Iterable, Sequence

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.errors import Conflict, InvalidInput
from app.core.pagination import Listing, Slice
from app.documents import citing, tagging
from app.documents.models import Document, TagState
from app.evidence import service as evidence
from app.evidence.models import EvidenceState
from app.evidence.schemas import EvidenceFilter, EvidenceRow
from app.instruments import keeping
from app.instruments import service as instruments
from app.instruments.schemas import IndicatorRef
from app.succession import queries
from app.succession.queries import Found, Pair
from app.succession.schemas import Candidate, CarryDecision, EarlierTag, Resting
from indexer.citations import parse_citation

MOST_AT_ONCE = 500
_STATES = {CarryDecision.CONFIRM: TagState.CONFIRMED, CarryDecision.REJECT: TagState.REJECTED}


def candidates(session: Session, actor: Actor, *, instrument_id: str, part: Slice) -> Listing[Candidate]:
    """What would carry over into this instrument, the newest documents first."""
    actor.require("tag.decide")
    pairs = _pairs(session, instrument_id)
    found, total = queries.candidates(session, actor, pairs, limit=part.limit, offset=part.offset)
    return Listing(_described(session, pairs, found), total, part.limit, part.offset)


def carried_total(session: Session, actor: Actor, *, instrument_id: str) -> int:
    """How many labels would carry over into it; none for those who do not decide on labels."""
    if not actor.can("tag.decide"):
        return 0
    return queries.candidates(session, actor, _pairs(session, instrument_id), limit=1)[1]


def carry(
    session: Session,
    actor: Actor,
    *,
    instrument_id: str,
    decision: CarryDecision,
    chosen: Collection[tuple[int, int]] | None,
) -> int:
    """Propose, confirm or reject the chosen pairs of document and indicator number; None proposes all of them.

    Nothing is ever decided wholesale: only a selection can be confirmed or rejected. How many it were.
    """
    actor.require("tag.decide")
    if chosen is None and decision is not CarryDecision.PROPOSE:
        raise InvalidInput("Pilih label yang dipastikan atau ditolak satu per satu, atau centang beberapa sekaligus.")
    if chosen is not None and not 0 < len(chosen) <= MOST_AT_ONCE:
        raise InvalidInput(f"Pilih sedikitnya satu dan paling banyak {MOST_AT_ONCE} label.")
    pairs = _pairs(session, instrument_id)
    numbers = {ref.number: ref.id for ref in instruments.references(session, instrument_id)}
    only = None if chosen is None else [(d, numbers[n]) for d, n in chosen if n in numbers]
    if only == []:
        return 0
    found, _ = queries.candidates(
        session, actor, pairs, limit=MOST_AT_ONCE, only=only, is_unproposed_only=decision is CarryDecision.PROPOSE
    )
    taken = _described(session, pairs, found)
    _propose(session, taken)
    if decision is not CarryDecision.PROPOSE:
        for one in taken:
            tagging.decide(
                session, actor, document_id=one.document_id, indicator_id=one.indicator_id, state=_STATES[decision]
            )
    elif taken:
        audit.record(session, actor, "instrument.carry", "instrument", instrument_id, after={"proposed": len(taken)})
    return len(taken)


def earlier_evidence(
    session: Session, actor: Actor, *, instrument_id: str, number: int, part: Slice
) -> Listing[EvidenceRow]:
    """Accepted evidence of past assessments for the indicators that this one goes on from."""
    actor.require("assessment.see")
    indicator_id = instruments.indicator_id(session, instrument_id, number)
    earlier = frozenset(a for a, b in _pairs(session, instrument_id) if b == indicator_id)
    where = EvidenceFilter(indicator_ids=earlier, state=EvidenceState.ACCEPTED)
    return evidence.listing(session, actor, part=part, where=where)


def resting_on(session: Session, actor: Actor, *, instrument_id: str) -> dict[int, Resting]:
    """Indicator number → what rests on it, whoever may see it: said to those who would take it away."""
    actor.require("instrument.manage")
    tags, claims = queries.tags_on(session, instrument_id), queries.claims_on(session, instrument_id)
    return {n: Resting(n, tags.get(n, 0), claims.get(n, 0)) for n in sorted(tags.keys() | claims.keys())}


def regulation_documents(session: Session, actor: Actor, *, instrument_id: str) -> Sequence[Document]:
    """The visible documents that are the instrument's own regulation."""
    citation = parse_citation(instruments.instrument(session, instrument_id).short_citation)
    return citing.documents_cited_as(session, actor, citation) if citation else []


def confirm(session: Session, actor: Actor, *, instrument_id: str, is_confirmed: bool) -> None:
    """Say that the file was read beside its regulation, which must be in the library by then; or take that back."""
    actor.require("instrument.manage")
    if is_confirmed and not regulation_documents(session, actor, instrument_id=instrument_id):
        raise Conflict("Naskah peraturannya belum ada di pustaka. Unggah naskahnya, cocokkan isinya, lalu ulangi.")
    keeping.confirm(session, actor, instrument_id=instrument_id, is_confirmed=is_confirmed)


def _pairs(session: Session, instrument_id: str) -> list[Pair]:
    """The keys of corresponding indicators; what names an instrument or a number that is not there is left out."""
    spec = instruments.spec_of(session, instrument_id)
    known = instruments.known_ids(session)
    named = {earlier.instrument for one in spec.indicators for earlier in one.continues} & known
    keys = {name: instruments.keys_by_number(session, name) for name in {*named, instrument_id}}
    return [
        (keys[earlier.instrument][number], keys[instrument_id][one.number])
        for one in spec.indicators
        for earlier in one.continues
        if earlier.instrument in keys
        for number in earlier.indicators
        if number in keys[earlier.instrument]
    ]


def _described(session: Session, pairs: Sequence[Pair], found: Sequence[Found]) -> list[Candidate]:
    confirmed = queries.confirmed_indicators(session, {row[0] for row in found}, {a for a, _ in pairs})
    refs = instruments.indicators_by_id(session, {key for pair in pairs for key in pair})
    earlier = {ref.instrument_id for ref in refs.values()}
    names = {name: instruments.instrument(session, name).short_citation for name in earlier}
    return [
        Candidate(
            document_id=document_id,
            title=title,
            indicator_id=indicator_id,
            number=refs[indicator_id].number,
            short_name=refs[indicator_id].short_name,
            earlier=_earlier(
                (refs[a] for a, b in pairs if b == indicator_id and a in confirmed.get(document_id, ())), names
            ),
            is_proposed=is_proposed,
        )
        for document_id, title, indicator_id, is_proposed in found
    ]


def _earlier(refs: Iterable[IndicatorRef], names: dict[str, str]) -> list[EarlierTag]:
    return [EarlierTag(ref.instrument_id, names[ref.instrument_id], ref.number, ref.short_name) for ref in refs]


def _propose(session: Session, taken: Sequence[Candidate]) -> None:
    """A suggestion with its reason; one that the text gave already gets the reason beside its own."""
    for one in taken:
        tagging.suggest_carried(
            session, document_id=one.document_id, indicator_id=one.indicator_id, sentences=one.reasons
        )
