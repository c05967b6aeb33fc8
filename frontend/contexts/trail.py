"""The trail of changes in words that people read: what was done, and the few details worth telling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.accounts.models import Role
from app.accounts.permissions import ROLE_LABELS
from app.audit.models import AuditEntry
from app.documents.labels import KIND_LABELS, RELATION_LABELS, STATUS_LABELS, VISIBILITY_LABELS
from app.documents.models import Kind, LegalStatus, Visibility
from app.evidence.models import AssessmentState
from app.evidence.states import ASSESSMENT_LABELS
from app.evidence.states import STATE_LABELS as EVIDENCE_LABELS
from frontend.contexts.assessments import level_text

VERBS: Mapping[str, str] = {
    "account.sign_in": "masuk",
    "account.sign_out": "keluar",
    "account.revoke_session": "mengakhiri sesi",
    "agency.save": "menyimpan OPD",
    "assessment.create": "membuka penilaian",
    "assessment.close": "menutup penilaian",
    "assessment.reopen": "membuka kembali penilaian",
    "assessment.level": "tingkat indikator berubah",
    "batch.close": "menutup kiriman",
    "batch.correct": "memperbaiki keterangan beberapa dokumen",
    "contribution.send": "mengajukan sumbangan praktik baik",
    "curation.bulk": "memutuskan label banyak dokumen sekaligus",
    "curation.done": "menyatakan label dokumen selesai ditinjau",
    "curation.undo": "mengurungkan keputusan label",
    "document.add": "menambah dokumen",
    "document.check": "memeriksa hasil bacaan dokumen",
    "document.edit": "mengubah keterangan dokumen",
    "document.purge": "menghapus tetap dokumen",
    "document.quarantine": "mengarantina berkas",
    "document.read_again": "meminta dokumen dibaca ulang",
    "document.restore": "memulihkan dokumen",
    "document.revision": "menambah revisi dokumen",
    "document.status": "status hukum mengikuti hubungan",
    "document.trash": "membuang dokumen",
    "document.uncheck": "mengembalikan dokumen ke antrean pemeriksaan",
    "evidence.draft": "menyusun draf bukti dukung",
    "evidence.edit": "mengubah draf bukti dukung",
    "evidence.delete": "menghapus draf bukti dukung",
    "evidence.submit": "mengajukan bukti dukung",
    "evidence.withdraw": "menarik kembali bukti dukung",
    "evidence.revise": "memperbaiki bukti dukung",
    "evidence.accept": "menerima bukti dukung",
    "evidence.return": "mengembalikan bukti dukung",
    "evidence.reopen": "meminta bukti dukung ditinjau ulang",
    "evidence.reinstate": "menerima kembali bukti dukung",
    "evidence.lapse": "bukti dukung perlu diperbarui",
    "feed.open": "membuat alamat umpan pencarian",
    "feed.close": "mencabut alamat umpan pencarian",
    "instrument.upload": "mengunggah rancangan instrumen",
    "instrument.discard": "membuang rancangan instrumen",
    "instrument.publish": "menerbitkan instrumen",
    "instrument.choose": "memilih instrumen utama",
    "instrument.retire": "menyembunyikan instrumen",
    "instrument.offer": "menampilkan lagi instrumen",
    "instrument.confirm": "menyatakan instrumen sudah dicocokkan",
    "instrument.doubt": "menarik kembali verifikasi instrumen",
    "instrument.carry": "mengusulkan label dari instrumen terdahulu",
    "learning.switch": "mengganti hasil belajar yang dipakai",
    "learning.train": "meminta pustaka belajar",
    "learning.version": "menyimpan hasil belajar",
    "missed.settle": "menandai pencarian tanpa hasil sudah ditangani",
    "missed.reopen": "mengembalikan pencarian tanpa hasil ke daftar",
    "person.add": "menambah pengguna",
    "person.edit": "mengubah pengguna",
    "person.password": "mengganti kata sandi",
    "proposal.confirmed": "memastikan usulan hubungan",
    "proposal.rejected": "menolak usulan hubungan",
    "proposal.suggested": "menarik kembali keputusan hubungan",
    "publishing.policy": "mengubah syarat terbit",
    "publishing.publish": "menerbitkan dokumen",
    "publishing.return": "mengembalikan dokumen kepada penyusun",
    "publishing.submit": "mengajukan dokumen untuk diterbitkan",
    "publishing.take_back": "menarik kembali pengajuan dokumen",
    "publishing.withdraw": "menarik dokumen dari terbitan",
    "relation.add": "menambah hubungan dokumen",
    "relation.remove": "menghapus hubungan dokumen",
    "request.ask": "meminta dokumen",
    "request.fulfilled": "memenuhi permintaan dokumen",
    "request.declined": "menolak permintaan dokumen",
    "request.withdrawn": "menarik permintaan dokumen",
    "synonym.off": "mematikan kelompok sinonim bawaan",
    "synonym.remove": "menghapus atau mengembalikan kelompok sinonim",
    "synonym.save": "menyimpan kelompok sinonim",
    "system.fixity": "meminta berkas beralarm dibaca ulang",
    "system.rebuild_index": "meminta indeks disusun ulang",
    "system.retry_jobs": "memulai ulang pekerjaan yang gagal",
    "tag.confirmed": "memastikan label indikator",
    "tag.removed": "membatalkan label yang ditambahkan",
    "tag.rejected": "menolak label indikator",
    "tag.suggested": "menarik kembali keputusan label",
    "topic.change": "mengubah topik pada dokumen",
    "twin.distinct": "menyatakan dua dokumen memang berbeda",
    "twin.merge": "menggabungkan dokumen kembar",
    "twin.newer": "menjadikan dokumen kembar revisi terbaru",
    "twin.older": "menjadikan dokumen kembar revisi terdahulu",
    "twin.undo": "membatalkan keputusan tentang dokumen kembar",
}
OBJECTS: Mapping[str, str] = {
    "agency": "OPD",
    "assessment": "Penilaian",
    "batch": "Kiriman",
    "contribution": "Sumbangan",
    "curation": "Kurasi",
    "document": "Dokumen",
    "setting": "Pengaturan",
    "evidence": "Bukti dukung",
    "feed": "Umpan pencarian",
    "instrument": "Instrumen",
    "learning": "Hasil belajar",
    "missed": "Pencarian tanpa hasil",
    "request": "Permintaan dokumen",
    "synonym": "Sinonim",
    "system": "Sistem",
    "topic": "Topik",
    "twin": "Dokumen kembar",
    "user": "Pengguna",
}
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
    "kind": "jenis",
    "kind_abbrev": "singkatan jenis",
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
    "title": "judul",
    "type": "hubungan",
    "username": "nama pengguna",
    "verified_level": "tingkat diterima",
    "visibility": "visibilitas",
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
    **{f"kind={kind}": KIND_LABELS[kind] for kind in Kind},
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
    text = _VALUES.get(f"{name}={value}", str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def _level(text: str) -> str:
    try:
        return level_text(Decimal(text))
    except InvalidOperation:
        return text
