"""What the forms that change a document show: its metadata, and its relations to other rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.documents import kinds
from app.documents.labels import RELATION_LABELS, STATUS_LABELS, VISIBILITY_LABELS
from app.documents.models import Visibility
from app.documents.schemas import DocumentView
from frontend.contexts.proposals import ProposalLine
from frontend.contexts.relations import RelationLine

FIELD_LABELS: Mapping[str, str] = {
    "title": "Judul",
    "kind": "Jenis dokumen",
    "description": "Deskripsi",
    "kind_abbrev": "Singkatan jenis peraturan",
    "number": "Nomor",
    "year": "Tahun",
    "legal_status": "Status hukum",
    "enacted_on": "Tanggal penetapan",
    "enacted_place": "Tempat penetapan",
    "promulgated_on": "Tanggal pengundangan",
    "gazette": "Sumber (lembaran atau berita)",
    "signer": "Penanda tangan",
    "author": "Penulis",
    "issuer": "Instansi penerbit",
    "scope": "Lingkup",
    "labels": "Label",
    "contributors": "Kontributor",
    "source": "Asal dokumen",
    "visibility": "Siapa yang boleh melihat",
    "agency_id": "OPD pemilik",
}
_WHO_SEES = {
    Visibility.PUBLIC: "Siapa saja, tanpa masuk",
    Visibility.INTERNAL: "Semua pengguna yang sudah masuk",
    Visibility.RESTRICTED: "Hanya OPD pemilik, peninjau, kurator, dan admin",
}
STATUSES = tuple((str(status), label) for status, label in STATUS_LABELS.items())
VISIBILITIES = tuple((str(one), VISIBILITY_LABELS[one], _WHO_SEES[one]) for one in Visibility)
RELATION_TYPES = tuple((str(type_), labels[0]) for type_, labels in RELATION_LABELS.items())


def named_errors(errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each message with the name of its field, for the summary at the top of a form, where it stands alone."""
    return [(name, _named(name, text)) for name, text in errors.items()]


def _named(field_name: str, message: str) -> str:
    """ "Tahun: isi antara …"; a word like "OPD" at the beginning keeps its capitals."""
    continued = message if message[1:2].isupper() else message[:1].lower() + message[1:]
    return f"{FIELD_LABELS[field_name]}: {continued}" if field_name in FIELD_LABELS else message


@dataclass(frozen=True, slots=True)
class EditContext:
    """`seen` is what the form first showed: only what differs from it is saved, so colleagues' changes stay."""

    document_id: int
    heading: str
    values: Mapping[str, str]
    seen: Mapping[str, str]
    errors: Mapping[str, str]
    agencies: tuple[tuple[str, str], ...]
    labels: Mapping[str, str]
    topics: Sequence[str]
    statuses: tuple[tuple[str, str], ...] = STATUSES
    visibilities: tuple[tuple[str, str, str], ...] = VISIBILITIES

    @property
    def kinds(self) -> Sequence[tuple[str, str]]:
        return kinds.current().offered(kept=self.seen["kind"])

    @property
    def summary(self) -> list[tuple[str, str]]:
        return named_errors(self.errors)


@dataclass(frozen=True, slots=True)
class RelationsContext:
    document_id: int
    heading: str
    relations: tuple[RelationLine, ...]
    proposals: tuple[ProposalLine, ...]
    type: str
    target: str
    errors: Mapping[str, str]
    types: tuple[tuple[str, str], ...] = RELATION_TYPES

    @property
    def waiting(self) -> tuple[ProposalLine, ...]:
        return tuple(line for line in self.proposals if line.is_waiting)

    @property
    def decided(self) -> tuple[ProposalLine, ...]:
        return tuple(line for line in self.proposals if not line.is_waiting)


def texts_of(view: DocumentView) -> dict[str, str]:
    """The fields as a form shows them."""
    row = view.row
    values: dict[str, object] = {
        "title": row.title,
        "kind": row.kind,
        "description": row.description,
        "year": row.year,
        "legal_status": row.legal_status,
        "visibility": row.visibility,
        "agency_id": row.agency_id,
        "labels": ", ".join(view.labels),
        "contributors": ", ".join(view.contributors),
    }
    rest = {name: getattr(view, name) for name in FIELD_LABELS if name not in values}
    return {name: _text(value) for name, value in (values | rest).items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
