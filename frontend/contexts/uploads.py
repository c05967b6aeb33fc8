"""What the upload form and the list of one's uploads show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.core.pagination import Listing
from app.documents.labels import KIND_LABELS, STATE_ADVICE, VISIBILITY_LABELS
from app.documents.models import Kind, ReadingState, Visibility
from app.documents.schemas import DocumentRow
from frontend.contexts.assessments import Options
from storage.sniff import MEDIA_TYPES

_WHO_SEES: Mapping[Visibility, str] = {
    Visibility.PUBLIC: "Siapa saja, tanpa masuk.",
    Visibility.INTERNAL: "Semua pengguna yang masuk.",
    Visibility.RESTRICTED: "Hanya OPD pemilik, peninjau, kurator, dan admin.",
}
CHOICES = ("visibility", "kind", "agency_id")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; a duplicate leads to the document that holds it, also when that lies in the trash."""

    file_name: str
    state: Literal["stored", "duplicate", "trashed", "refused"]
    said: str
    url: str | None = None
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class UploadPage:
    """`agencies` is empty for those who upload for their own agency only."""

    typed: Mapping[str, str]
    agencies: Options
    agency_name: str | None
    max_bytes: int
    errors: Mapping[str, str] = field(default_factory=dict)
    outcomes: Sequence[Outcome] = ()

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items())

    @property
    def kinds(self) -> Options:
        return [(kind, label) for kind, label in KIND_LABELS.items() if kind is not Kind.OTHER]

    @property
    def visibilities(self) -> list[tuple[str, str, str]]:
        return [(value, label, _WHO_SEES[value]) for value, label in VISIBILITY_LABELS.items()]

    @property
    def accept(self) -> str:
        """What the file dialog offers; the server looks at the bytes whatever the name says."""
        return ",".join(f".{name}" for media_type in MEDIA_TYPES for name in sorted(media_type.extensions))

    @property
    def stored(self) -> list[int]:
        return [outcome.document_id for outcome in self.outcomes if outcome.document_id and outcome.state == "stored"]

    @property
    def stored_href(self) -> str:
        return results_address(self.stored)


def results_address(ids: Sequence[int]) -> str:
    return f"/unggah/hasil?dokumen={','.join(str(key) for key in ids)}" if ids else "/unggah/hasil"


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Documents with where their reading stands; `asked` names one batch, none means all of one's own."""

    rows: Listing[DocumentRow]
    asked: Sequence[int]
    pages_href: str

    @property
    def is_final(self) -> bool:
        return all(row.state.is_final for row in self.rows.items)

    @property
    def part_href(self) -> str:
        base = results_address(self.asked).replace("/unggah/hasil", "/unggah/hasil/bagian", 1)
        return f"{base}{'&' if '?' in base else '?'}hal={self.rows.page}"

    @property
    def unread(self) -> int:
        return sum(not row.state.is_final for row in self.rows.items)

    def advice(self, row: DocumentRow) -> str:
        """What to do about a reading that did not end well; nothing where there is nothing to do."""
        return "" if row.state in (ReadingState.OK, ReadingState.QUEUED) else STATE_ADVICE[row.state]

    def kind(self, row: DocumentRow) -> str:
        return KIND_LABELS[row.kind]
