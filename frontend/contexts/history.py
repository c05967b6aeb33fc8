"""The trail of a document in plain words: who did what, when, and what it was before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.audit.models import AuditEntry
from app.documents.labels import RELATION_LABELS, STATUS_LABELS, VISIBILITY_LABELS, kind_named
from app.instruments.schemas import IndicatorRef
from frontend.contexts.editing import FIELD_LABELS
from frontend.rendering import long_date

_VERBS: Mapping[str, str] = {
    "document.add": "Menyimpan dokumen",
    "document.check": "Memastikan hasil bacaan",
    "document.edit": "Mengubah keterangan",
    "document.status": "Status hukum mengikuti hubungan",
    "document.uncheck": "Mengembalikan ke antrean pemeriksaan",
    "document.revision": "Menambah revisi",
    "document.read_again": "Meminta pembacaan ulang",
    "document.quarantine": "Berkas dikarantina",
    "document.trash": "Membuang ke sampah",
    "document.restore": "Memulihkan dari sampah",
    "proposal.confirmed": "Memastikan usulan hubungan",
    "proposal.rejected": "Menolak usulan hubungan",
    "proposal.suggested": "Menarik kembali keputusan hubungan",
    "relation.add": "Mencatat hubungan",
    "relation.remove": "Menghapus hubungan",
    "review.plan": "Mengatur jadwal tinjau",
    "review.done": "Menandai sudah ditinjau",
    "curation.done": "Menyatakan label selesai ditinjau",
    "contribution.send": "Mengajukan sumbangan praktik baik",
    "publishing.publish": "Menerbitkan",
    "publishing.return": "Mengembalikan kepada penyusun",
    "publishing.submit": "Mengajukan untuk diterbitkan",
    "publishing.take_back": "Menarik kembali pengajuan",
    "publishing.withdraw": "Menarik dari terbitan",
    "tag.removed": "Membatalkan indikator yang ditambahkan",
    "tag.confirmed": "Memastikan indikator",
    "tag.rejected": "Menolak indikator",
    "tag.suggested": "Mengembalikan indikator menjadi usulan",
    "twin.distinct": "Menyatakan berbeda dari dokumen kembarannya",
    "twin.merge": "Menggabungkan dokumen kembar ke sini",
    "twin.newer": "Menjadikan dokumen kembar revisi terbaru",
    "twin.older": "Menjadikan dokumen kembar revisi terdahulu",
    "twin.undo": "Membatalkan keputusan tentang dokumen kembar",
}
_OTHER_FIELDS: Mapping[str, str] = {
    "file_name": "Berkas",
    "sha256": "Sidik berkas",
    "ordinal": "Revisi",
    "note": "Catatan",
    "reason": "Alasan",
    "type": "Hubungan",
    "target": "Peraturan",
    "indicator_id": "Indikator",
    "by": "Menurut dokumen nomor",
    "review_on": "Tinjauan berikutnya",
    "months": "Ditinjau setiap (bulan)",
    "steward_id": "Penanggung jawab nomor",
    "merged": "Dokumen yang disatukan",
    "state": "Keadaan",
    "lifecycle": "Penerbitan",
    "rejected": "Usulan yang ikut ditolak",
    "none": "Tidak mendukung indikator apa pun",
    "action": "Langkah kurasi nomor",
}
_WORDS: Mapping[str, str] = {
    **{str(status): label for status, label in STATUS_LABELS.items()},
    **{str(one): label for one, label in VISIBILITY_LABELS.items()},
    **{str(one): labels[0] for one, labels in RELATION_LABELS.items()},
    "suggested": "Usulan",
    "confirmed": "Dipastikan",
    "rejected": "Ditolak",
}
_CODED = frozenset({"legal_status", "visibility", "type", "state"})
_DATES = frozenset({"enacted_on", "promulgated_on", "review_on"})
_NOTHING = "kosong"


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    who: str
    what: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class HistoryContext:
    document_id: int
    heading: str
    lines: tuple[HistoryLine, ...]


def line_of(entry: AuditEntry, refs: Mapping[int, IndicatorRef], owners: Mapping[int | None, str]) -> HistoryLine:
    before, after = entry.before or {}, entry.after or {}
    names = [*after, *(name for name in before if name not in after)]
    changes = tuple(
        Change(_label(name), _said(name, before, refs, owners), _said(name, after, refs, owners) or _NOTHING)
        for name in names
        if before.get(name) or after.get(name)
    )
    return HistoryLine(entry.at, entry.actor_name, _VERBS.get(entry.verb, entry.verb), changes)


def indicator_ids_in(entries: Iterable[AuditEntry]) -> set[int]:
    found = (entry.after.get("indicator_id") for entry in entries if entry.after)
    return {value for value in found if isinstance(value, int)}


def _label(name: str) -> str:
    return FIELD_LABELS.get(name) or _OTHER_FIELDS.get(name, name)


def _said(
    name: str, values: Mapping[str, Any], refs: Mapping[int, IndicatorRef], owners: Mapping[int | None, str]
) -> str | None:
    """The value in words; None where it was not recorded, so that nothing is claimed of it."""
    if name not in values:
        return None
    value = values[name]
    if value in (None, "", []):
        return _NOTHING
    if name == "indicator_id" and value in refs:
        return f"{refs[value].number}. {refs[value].short_name}"
    if name == "agency_id":
        return owners.get(value, str(value))
    return in_words(name, value)


def in_words(name: str, value: Any) -> str:
    """What a field holds, as people say it; for fields that are not empty."""
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if name == "kind":
        return kind_named(str(value))
    if name in _CODED:
        return _WORDS.get(str(value), str(value))
    return long_date(date.fromisoformat(value)) if name in _DATES else str(value)
