"""The Indonesian words for the library's values, used by pages, messages and exports alike."""

from collections.abc import Iterator, Mapping

from app.documents import kinds
from app.documents.models import (
    Kind,
    LegalStatus,
    Lifecycle,
    ReadingState,
    RelationType,
    Visibility,
)


class _KindLabels(Mapping[Kind, str]):
    """All kinds in the order in which they are shown, by the names that the library gives them now."""

    def __getitem__(self, kind: Kind) -> str:
        return kinds.current().word(kind).label

    def __contains__(self, kind: object) -> bool:
        """Also for what an address names: any text may be asked for."""
        return kind in kinds.current().words

    def __iter__(self) -> Iterator[Kind]:
        return iter(kinds.current().words)

    def __len__(self) -> int:
        return len(kinds.current().words)


KIND_LABELS = _KindLabels()


def kind_named(code: str) -> str:
    """For what is written down somewhere as a code; what is none stays as it is."""
    try:
        return KIND_LABELS[Kind(code)]
    except ValueError:
        return code


STATUS_LABELS: dict[LegalStatus, str] = {
    LegalStatus.UNKNOWN: "Status belum diketahui",
    LegalStatus.IN_FORCE: "Berlaku",
    LegalStatus.AMENDED: "Diubah",
    LegalStatus.REVOKED: "Dicabut",
}

VISIBILITY_LABELS: dict[Visibility, str] = {
    Visibility.PUBLIC: "Umum",
    Visibility.INTERNAL: "Internal",
    Visibility.RESTRICTED: "Terbatas",
}

# Lampiran III of Peraturan BRIN 2/2024 knows two publication states only: so each limited one says for whom.
PUBLICATION_LABELS: dict[Visibility, str] = {
    Visibility.PUBLIC: "Umum",
    Visibility.INTERNAL: "Terbatas bagi pengguna yang masuk",
    Visibility.RESTRICTED: "Terbatas bagi OPD pemilik dan peninjau",
}

LIFECYCLE_LABELS: dict[Lifecycle, str] = {
    Lifecycle.DRAFT: "Draf",
    Lifecycle.IN_REVIEW: "Diperiksa",
    Lifecycle.PUBLISHED: "Terbit",
    Lifecycle.TRASHED: "Di sampah",
}

STATE_LABELS: dict[ReadingState, str] = {
    ReadingState.QUEUED: "Menunggu dibaca",
    ReadingState.READING: "Sedang dibaca",
    ReadingState.OK: "Terbaca",
    ReadingState.PARTIAL: "Terbaca sebagian",
    ReadingState.NO_TEXT: "Tanpa teks",
    ReadingState.LOCKED: "Terkunci sandi",
    ReadingState.DAMAGED: "Berkas rusak",
    ReadingState.TIMEOUT: "Melewati batas waktu",
    ReadingState.OUT_OF_MEMORY: "Melewati batas memori",
    ReadingState.UNSUPPORTED: "Isi belum dapat dibaca",
    ReadingState.RECOGNISING: "Mengenali pindaian",
    ReadingState.NO_OCR: "Pindaian belum dikenali",
    ReadingState.QUARANTINED: "Dikarantina",
}

STATE_ADVICE: dict[ReadingState, str] = {
    ReadingState.QUEUED: "Berkas sudah tersimpan dan menunggu giliran dibaca.",
    ReadingState.READING: "Berkas sedang dibaca halaman demi halaman.",
    ReadingState.OK: "Seluruh halaman dapat ditelusuri.",
    ReadingState.PARTIAL: "Sebagian halaman dapat ditelusuri. Coba baca ulang, atau unggah berkas yang lebih baik.",
    ReadingState.NO_TEXT: "Tidak ada teks yang terbaca pada berkas ini. Dokumen tetap ditemukan lewat metadatanya.",
    ReadingState.LOCKED: "Berkas dikunci kata sandi. Unggah revisi tanpa sandi agar isinya dapat ditelusuri.",
    ReadingState.DAMAGED: "Isi berkas tidak dapat dibaca. Periksa berkas aslinya, lalu unggah revisi yang utuh.",
    ReadingState.TIMEOUT: "Pembacaan dihentikan karena terlalu lama. Halaman yang sempat terbaca dapat ditelusuri.",
    ReadingState.OUT_OF_MEMORY: "Pembacaan dihentikan karena memakan terlalu banyak memori. Coba bagi berkasnya.",
    ReadingState.UNSUPPORTED: "Berkas tersimpan utuh, isinya belum dibaca. Dokumen ditemukan lewat metadatanya.",
    ReadingState.RECOGNISING: "Halaman hasil pindai sedang dikenali satu per satu; halaman lain dapat ditelusuri.",
    ReadingState.NO_OCR: "Pengenal teks belum terpasang. Minta admin memasang tesseract-ocr, lalu baca ulang.",
    ReadingState.QUARANTINED: "Pemindai virus menahan berkas ini, jadi tidak dapat dibuka. Unggah salinan yang bersih.",
}

RELATION_LABELS: dict[RelationType, tuple[str, str]] = {
    RelationType.AMENDS: ("Mengubah", "Diubah dengan"),
    RelationType.REVOKES: ("Mencabut", "Dicabut dengan"),
    RelationType.IMPLEMENTS: ("Melaksanakan", "Dilaksanakan dengan"),
    RelationType.BASED_ON: ("Berdasarkan", "Menjadi dasar bagi"),
    RelationType.ENACTS: ("Menetapkan", "Ditetapkan dengan"),
    RelationType.AMENDED_BY: ("Diubah dengan", "Mengubah"),
    RelationType.REVOKED_BY: ("Dicabut dengan", "Mencabut"),
}


def relation_label(type_: RelationType, *, is_inverse: bool = False, is_partial: bool = False) -> str:
    """ "Dicabut dengan"; "Dicabut sebagian dengan" where the words end a part of the rule only."""
    label = RELATION_LABELS[type_][1 if is_inverse else 0]
    if not is_partial:
        return label
    verb, _, rest = label.partition(" ")
    return f"{verb} sebagian {rest}".rstrip()
