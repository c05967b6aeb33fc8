"""What the help pages show: the states, the errors, and the API as it really is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import PustakaError
from app.documents.labels import STATE_ADVICE, STATE_LABELS
from app.documents.models import ReadingState

_METHODS = ("get", "post", "put", "patch", "delete")
_TAGS: Mapping[str, str] = {
    "search": "Pencarian",
    "documents": "Dokumen",
    "ingest": "Memasukkan berkas",
    "instruments": "Instrumen",
    "evidence": "Penilaian dan bukti dukung",
    "twins": "Dokumen kembar",
    "curation": "Kurasi",
    "publishing": "Penerbitan",
    "contributions": "Sumbangan praktik baik",
    "health": "Keadaan sistem",
}
_PLACES: Mapping[str, str] = {"query": "alamat", "path": "jalur", "header": "kepala", "cookie": "kuki"}

# What a person can do about each kind of error; the titles come from the errors themselves.
REMEDIES: Mapping[str, str] = {
    "permintaan-keliru": "Muat ulang halaman, lalu ulangi dari formulirnya.",
    "tidak-ditemukan": "Periksa alamatnya, cari lewat kotak pencarian, atau masuk lebih dahulu: dokumen yang tidak "
    "terbuka bagi Anda tampak seperti tidak ada.",
    "perlu-masuk": "Masuk dengan akun Anda. Isian yang sudah diketik tidak hilang.",
    "tidak-diizinkan": "Minta admin pustaka mengubah peran Anda bila pekerjaan Anda memerlukannya.",
    "formulir-kedaluwarsa": "Sesi berganti sejak formulir dibuka. Tekan tombol lanjutkan; isian Anda masih ada.",
    "dihapus-tetap": "Tidak ada yang dapat dilakukan di sini; hubungi admin bila berkasnya masih Anda perlukan.",
    "di-tempat-sampah": "Tekan Pulihkan bila dokumen itu masih diperlukan; berkas dan riwayatnya masih ada.",
    "sudah-berubah": "Baca keadaan terakhirnya, lalu kirim perubahan lagi bila masih diperlukan.",
    "bentrok": "Muat ulang halaman untuk melihat keadaan terakhir, lalu putuskan lagi.",
    "isian-keliru": "Perbaiki isian yang ditandai, lalu kirim lagi.",
    "terlalu-besar": "Kecilkan berkas atau bagi kiriman menjadi beberapa bagian.",
    "jenis-berkas-ditolak": "Simpan ulang sebagai PDF, DOCX, XLSX, PPTX, OpenDocument, teks, PNG, JPEG, atau TIFF.",
    "terlalu-sering": "Tunggu beberapa menit, lalu coba lagi. Admin dapat mengganti kata sandi yang terlupa.",
    "ruang-penuh": "Hubungi admin: ruang penyimpanan server perlu ditambah. Yang sudah tersimpan tetap aman.",
    "sedang-tidak-tersedia": "Tunggu sebentar, lalu muat ulang.",
    "kesalahan-server": "Muat ulang beberapa saat lagi. Bila terulang, kirim nomor permintaannya kepada admin.",
    "metode-keliru": "Buka halaman lewat tautan atau tombolnya, bukan dengan mengetik alamatnya.",
    "sudah-tersimpan": "Buka dokumen yang ditunjukkan; tidak perlu mengunggah ulang.",
    "berkas-ditahan": "Tunggu pemindai virus selesai; bila berkasnya dikarantina, unggah salinan yang bersih.",
    "berkas-rusak": "Hubungi admin agar berkasnya diambil kembali dari cadangan; sesudah itu dapat dibuka lagi.",
    "ada-di-sampah": "Pulihkan dokumen itu dari halaman Sampah, lalu lengkapi di sana.",
    "dokumen-digabung": "Buka dokumen yang ditunjukkan: isinya kini berada di sana.",
    "folder-data-ditolak": "Admin: periksa apakah media penyimpanan sudah terpasang dan folder datanya benar.",
}


@dataclass(frozen=True, slots=True)
class HelpContext:
    reading_states: tuple[tuple[ReadingState, str, str], ...]

    @classmethod
    def made(cls) -> "HelpContext":
        return cls(tuple((state, STATE_LABELS[state], STATE_ADVICE[state]) for state in ReadingState))


@dataclass(frozen=True, slots=True)
class ErrorLine:
    slug: str
    status: int
    title: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ErrorsContext:
    lines: tuple[ErrorLine, ...]

    @classmethod
    def made(cls) -> "ErrorsContext":
        known = {kind.slug: kind for kind in error_kinds(PustakaError)}
        ordered = sorted(known.values(), key=lambda kind: (kind.status, kind.slug))
        return cls(tuple(ErrorLine(one.slug, one.status, one.title, REMEDIES.get(one.slug, "")) for one in ordered))


@dataclass(frozen=True, slots=True)
class AboutContext:
    institution: str
    total: int
    regulation: str


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    type: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    has_body: bool


@dataclass(frozen=True, slots=True)
class ApiContext:
    groups: tuple[tuple[str, tuple[Operation, ...]], ...]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "ApiContext":
        """The OpenAPI document, grouped by its tags."""
        groups: dict[str, list[Operation]] = {}
        for path, operations in document["paths"].items():
            for method in _METHODS:
                if method in operations:
                    tag = (operations[method].get("tags") or [""])[0]
                    groups.setdefault(_TAGS.get(tag, tag), []).append(_operation(method, path, operations[method]))
        return cls(tuple((name, tuple(members)) for name, members in groups.items()))


def error_kinds(base: type[PustakaError]) -> Iterable[type[PustakaError]]:
    """The error and everything that descends from it."""
    yield base
    for kind in base.__subclasses__():
        yield from error_kinds(kind)


def _operation(method: str, path: str, given: Mapping[str, Any]) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        summary=given.get("summary", "").strip(),
        description=given.get("description", "").strip(),
        parameters=tuple(_parameter(one) for one in given.get("parameters", ())),
        has_body="requestBody" in given,
    )


def _parameter(given: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=given["name"],
        place=_PLACES.get(given["in"], given["in"]),
        type=_type_of(given.get("schema", {})),
        is_required=given.get("required", False),
    )


def _type_of(schema: Mapping[str, Any]) -> str:
    """A word for the type: "integer", "array of Kind", "string or null"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(_type_of(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"array of {_type_of(schema.get('items', {}))}"
    return ", ".join(map(str, schema["enum"])) if "enum" in schema else str(schema.get("type", "any"))
