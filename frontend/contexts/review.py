"""What the reviewer's queue shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.clock import now
from app.core.pagination import Listing
from app.evidence.schemas import AssessmentRow, EvidenceRow
from frontend.contexts.assessments import Options


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`assessment` is the one chosen, or the only one that runs; aspects and agencies belong to it."""

    rows: Listing[EvidenceRow]
    assessments: Sequence[AssessmentRow]
    assessment: AssessmentRow | None
    agencies: Options
    aspects: Options
    agency_id: int | None
    aspect: int | None
    pages_href: str

    @property
    def assessment_options(self) -> Options:
        return [(str(row.id), row.title) for row in self.assessments]

    @property
    def is_filtered(self) -> bool:
        return self.agency_id is not None or self.aspect is not None

    def waited(self, row: EvidenceRow) -> str:
        days = (now() - row.submitted_at).days if row.submitted_at else 0
        return "menunggu sejak hari ini" if days == 0 else f"menunggu {days} hari"
