"""The trail of changes in words that people read: what was done, and the few details worth telling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.accounts.models import Role
from app.accounts.permissions import ROLE_LABELS
from app.audit.models import AuditEntry
from app.documents.labels import RELATION_LABELS, STATUS_LABELS, VISIBILITY_LABELS, kind_named
from app.documents.models import LegalStatus, Visibility
from app.evidence.models import AssessmentState
from app.evidence.states import ASSESSMENT_LABELS
from app.evidence.states import STATE_LABELS as EVIDENCE_LABELS
from frontend.contexts.assessments import level_text
from frontend.contexts.trail_words import OBJECTS, VERBS

_PLACES: Mapping[str, str] = {
    "agency": "/admin/opd/{}",
    "assessment": "/penilaian/{}",
    "document": "/dokumen/{}",
    "evidence": "/bukti/{}",
    "request": "/kurasi/permintaan/{}",
    "twin": "/kurasi/kembar/{}",
    "user": "/admin/pengguna/{}",
}
_FIELDS: Mapping[str, str] = {
    "agency": "OPD",
    "agency_id": "OPD",
    "aliases": "sebutan lain",
    "assessment": "penilaian",
    "author": "penulis",
    "closes_on": "tanggal tutup",
    "code": "kode",
    "count": "jumlah",
    "description": "deskripsi",
    "effective_on": "berlaku sejak",
    "email": "surel",
    "enacted_on": "ditetapkan",
    "file_name": "berkas",
    "full_name": "nama lengkap",
    "indicator": "indikator",
    "indicator_id": "indikator",
    "instrument_id": "instrumen",
    "is_active": "aktif",
    "issuer": "penerbit",
    "items": "dokumen",
    "is_offered": "ditawarkan",
    "is_retired": "diakhiri",
    "kind": "jenis",
    "kind_abbrev": "singkatan jenis",
    "label": "nama",
    "labels": "label",
    "legal_status": "status hukum",
    "level": "tingkat",
    "merged": "dokumen yang disatukan",
    "name": "nama",
    "note": "catatan",
    "number": "nomor",
    "opens_on": "tanggal buka",
    "ordinal": "revisi",
    "promulgated_on": "diundangkan",
    "reason": "alasan",
    "role": "peran",
    "scope": "lingkup",
    "source": "sumber",
    "stage": "tahap",
    "state": "keadaan",
    "statement": "alasan bukti",
    "target": "dokumen tujuan",
    "taken_for": "diperlakukan seperti",
    "title": "judul",
    "type": "hubungan",
    "username": "nama pengguna",
    "verified_level": "tingkat diterima",
    "visibility": "visibilitas",
    "words": "sebutan lain",
    "year": "tahun",
}
_VALUES: Mapping[str, str] = {
    **{f"state={state}": label for state, label in EVIDENCE_LABELS.items()},
    **{f"state={state}": ASSESSMENT_LABELS[state] for state in AssessmentState},
    "state=suggested": "Usulan",
    "state=confirmed": "Dipastikan",
    "state=rejected": "Ditolak",
    **{f"role={role}": ROLE_LABELS[role] for role in Role},
    **{f"type={one}": labels[0] for one, labels in RELATION_LABELS.items()},
    **{f"legal_status={status}": STATUS_LABELS[status] for status in LegalStatus},
    **{f"visibility={visibility}": VISIBILITY_LABELS[visibility] for visibility in Visibility},
}
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class TrailLine:
    """`details` are (what, old, new); old or new is empty where there was or is nothing."""

    at: datetime
    actor: str
    verb: str
    object_label: str
    object_url: str | None
    details: tuple[tuple[str, str, str], ...]
    request_id: str | None
    object_title: str = ""


def verb_label(verb: str) -> str:
    return VERBS.get(verb, verb)


@dataclass(frozen=True, slots=True)
class Names:
    """What ids in the trail are called; an id without a name stays a number."""

    agencies: Mapping[int, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[int, str] = field(default_factory=dict)

    def of(self, name: str, value: Any) -> str | None:
        known = {"agency": self.agencies, "indicator": self.indicators}.get(name.removesuffix("_id"))
        return known.get(value) if known is not None and isinstance(value, int) else None


def ids_of(entries: Sequence[AuditEntry], name: str) -> set[int]:
    """The ids of agencies or indicators that the entries mention."""
    values = (facts.get(key) for entry in entries for facts in _facts(entry) for key in (name, f"{name}_id"))
    return {value for value in values if isinstance(value, int)}


def document_ids_of(entries: Sequence[AuditEntry]) -> list[int]:
    """The documents that something was done to."""
    ids = dict.fromkeys(entry.object_id for entry in entries if entry.object_type == "document")
    return [int(object_id) for object_id in ids if object_id.isdigit()]


def lines_of(
    entries: Sequence[AuditEntry], *, keep: frozenset[str] | None = None, names: Names | None = None
) -> list[TrailLine]:
    """With `keep`, only these fields are told: a history on a page says less than the administrator's trail."""
    return [_line(entry, keep, names or Names()) for entry in entries]


def _facts(entry: AuditEntry) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return entry.before or {}, entry.after or {}


def _line(entry: AuditEntry, keep: frozenset[str] | None, known: Names) -> TrailLine:
    before, after = _facts(entry)
    names = [name for name in dict.fromkeys((*before, *after)) if _is_told(name, keep)]
    place = _PLACES.get(entry.object_type)
    return TrailLine(
        at=entry.at,
        actor=entry.actor_name,
        verb=verb_label(entry.verb),
        object_label=f"{OBJECTS.get(entry.object_type, entry.object_type)} {entry.object_id}",
        object_title=known.documents.get(entry.object_id, "") if entry.object_type == "document" else "",
        object_url=place.format(entry.object_id) if place and entry.verb != "evidence.delete" else None,
        details=tuple(
            (_FIELDS.get(name, name), _told(name, before.get(name), known), _told(name, after.get(name), known))
            for name in names
            if before.get(name) or after.get(name)
        ),
        request_id=entry.request_id,
    )


def _is_told(name: str, keep: frozenset[str] | None) -> bool:
    """Checksums and row numbers tell people nothing."""
    return name in keep if keep is not None else name not in {"sha256", "items"}


def _told(name: str, value: Any, known: Names) -> str:
    return known.of(name, value) or value_text(name, value)


def value_text(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if name in {"level", "verified_level"}:
        return _level(str(value))
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    text = kind_named(str(value)) if name in {"kind", "taken_for"} else _VALUES.get(f"{name}={value}", str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def _level(text: str) -> str:
    try:
        return level_text(Decimal(text))
    except InvalidOperation:
        return text
