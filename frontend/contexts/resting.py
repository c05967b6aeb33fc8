"""The evidence that rests on a rule, and how each claim comes to rest on the rule that took its place."""

from dataclasses import dataclass

from app.accounts.permissions import Actor
from app.core.pagination import Listing
from app.documents.legal_life import LegalLife
from app.documents.models import LegalStatus, RelationType
from app.evidence.schemas import EvidenceRow
from frontend.contexts.legal_life import ChangeLine, timeline_of
from frontend.list_state import address


@dataclass(frozen=True, slots=True)
class RestingLine:
    """`replace_url` leads to the form in which the succeeding rule already stands in the place of this one."""

    row: EvidenceRow
    replace_url: str | None
    replace_label: str


@dataclass(frozen=True, slots=True)
class RestingPage:
    document_id: int
    name: str
    title: str
    status: LegalStatus
    timeline: tuple[ChangeLine, ...]
    successor: ChangeLine | None
    rows: Listing[EvidenceRow]
    lines: tuple[RestingLine, ...]
    pages_href: str

    @property
    def is_revoked(self) -> bool:
        return self.status is LegalStatus.REVOKED

    @property
    def may_replace(self) -> bool:
        return any(line.replace_url for line in self.lines)


def resting_page(life: LegalLife, rows: Listing[EvidenceRow], actor: Actor, pages_href: str) -> RestingPage:
    successor_id = successor_of(life)
    timeline = timeline_of(life)
    return RestingPage(
        document_id=life.middle.document_id or 0,
        name=life.middle.name,
        title=life.middle.title or life.middle.name,
        status=life.middle.status or LegalStatus.UNKNOWN,
        timeline=timeline,
        successor=next((line for line in timeline if successor_id and line.url == f"/dokumen/{successor_id}"), None),
        rows=rows,
        lines=tuple(_line(row, life.middle.document_id or 0, successor_id, actor) for row in rows.items),
        pages_href=pages_href,
    )


def successor_of(life: LegalLife) -> int | None:
    """The held rule that ended this one; where several did, the newest. One that only changed it succeeds nothing."""
    ended = [
        node
        for edge, node in life.changes
        if edge.type is RelationType.REVOKES and not edge.is_partial and node.document_id
    ]
    return ended[-1].document_id if ended else None


def _line(row: EvidenceRow, document_id: int, successor_id: int | None, actor: Actor) -> RestingLine:
    """A draft is changed; for what has been sent on, a new claim begins with the succeeding rule."""
    if successor_id is None or not row.actions or not actor.can("evidence.write"):
        return RestingLine(row, None, "")
    if "edit" in row.actions:
        return RestingLine(
            row, address(f"{row.url}/ubah", {"ganti": document_id, "dengan": successor_id}), "Ganti dengan penggantinya"
        )
    if actor.agency_id != row.agency_id:
        return RestingLine(row, None, "")
    new = f"/penilaian/{row.assessment_id}/indikator/{row.indicator.number}/bukti-baru"
    return RestingLine(row, address(new, {"dokumen": successor_id}), "Ajukan dengan penggantinya")
