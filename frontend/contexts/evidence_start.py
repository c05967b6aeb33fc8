"""What the page shows on which an operator chooses the indicator that a document proves."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.models import TagState
from app.documents.schemas import DocumentRow
from app.evidence.schemas import AssessmentRow
from app.instruments.schemas import IndicatorRef
from frontend.contexts.assessments import Options
from frontend.list_state import address


@dataclass(frozen=True, slots=True)
class IndicatorChoice:
    """`state` is that of the document's label for this indicator, if it has one."""

    ref: IndicatorRef
    state: TagState | None


@dataclass(frozen=True, slots=True)
class StartPage:
    document: DocumentRow | None
    pages: str
    running: Sequence[AssessmentRow]
    assessment: AssessmentRow | None
    choices: Sequence[IndicatorChoice]

    @property
    def assessment_options(self) -> Options:
        return [(str(row.id), row.title) for row in self.running]

    @property
    def tagged(self) -> list[tuple[IndicatorChoice, str]]:
        """The indicators of the document's labels with their forms, confirmed ones first."""
        found = [choice for choice in self.choices if choice.state is not None]
        found.sort(key=lambda choice: choice.state is not TagState.CONFIRMED)
        return [(choice, self._form_of(choice.ref)) for choice in found]

    @property
    def groups(self) -> list[tuple[str, Options]]:
        """All indicators by aspect, for the `select` macro."""
        aspects = dict.fromkeys(choice.ref.aspect_name for choice in self.choices)
        return [
            (name, [self._option(row.ref) for row in self.choices if row.ref.aspect_name == name]) for name in aspects
        ]

    def _option(self, ref: IndicatorRef) -> tuple[str, str]:
        return str(ref.number), f"{ref.number}. {ref.short_name}"

    def _form_of(self, ref: IndicatorRef) -> str:
        place = self.assessment.id if self.assessment else ""
        document = self.document.id if self.document else None
        path = f"/penilaian/{place}/indikator/{ref.number}/bukti-baru"
        return address(path, {"dokumen": document, "halaman": self.pages})
