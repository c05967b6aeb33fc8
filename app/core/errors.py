"""One base error and the shape in which every error leaves the house (RFC 9457 for programs, one page for people)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, said to the person who filled it in."""

    field: str
    message: str


@dataclass
class PustakaError(Exception):
    """An expected failure. `detail` is Indonesian and says what to do; subclasses fix status, slug and title."""

    detail: str = ""
    errors: list[FieldError] = field(default_factory=list)
    link: str | None = None

    status = 400
    slug = "permintaan-keliru"
    title = "Permintaan tidak dapat diproses"

    def __str__(self) -> str:
        return self.detail or self.title


class NotFound(PustakaError):
    status = 404
    slug = "tidak-ditemukan"
    title = "Tidak ditemukan"


class SignInRequired(PustakaError):
    status = 401
    slug = "perlu-masuk"
    title = "Silakan masuk terlebih dahulu"


class Forbidden(PustakaError):
    status = 403
    slug = "tidak-diizinkan"
    title = "Peran Anda tidak memiliki izin untuk tindakan ini"


class Conflict(PustakaError):
    status = 409
    slug = "bentrok"
    title = "Tindakan ini tidak sesuai dengan keadaan sekarang"


class PreconditionFailed(PustakaError):
    status = 412
    slug = "sudah-berubah"
    title = "Yang hendak diubah sudah berubah"


class InvalidInput(PustakaError):
    status = 422
    slug = "isian-keliru"
    title = "Ada isian yang perlu diperbaiki"


class TooLarge(PustakaError):
    status = 413
    slug = "terlalu-besar"
    title = "Berkas atau kiriman terlalu besar"


class UnsupportedFile(PustakaError):
    status = 415
    slug = "jenis-berkas-ditolak"
    title = "Jenis berkas ini belum dapat diterima"


class TooManyRequests(PustakaError):
    status = 429
    slug = "terlalu-sering"
    title = "Terlalu banyak percobaan"


class StorageFull(PustakaError):
    status = 507
    slug = "ruang-penuh"
    title = "Ruang penyimpanan penuh"


class Unavailable(PustakaError):
    status = 503
    slug = "sedang-tidak-tersedia"
    title = "Layanan sedang tidak tersedia"


_MESSAGES = {
    "missing": "Isian ini wajib.",
    "int_parsing": "Isi dengan angka bulat.",
    "int_type": "Isi dengan angka bulat.",
    "float_parsing": "Isi dengan angka.",
    "decimal_parsing": "Isi dengan angka.",
    "date_parsing": "Isi tanggal dengan bentuk tahun-bulan-hari, misalnya 2026-11-22.",
    "date_from_datetime_parsing": "Isi tanggal dengan bentuk tahun-bulan-hari, misalnya 2026-11-22.",
    "string_too_long": "Isian ini terlalu panjang.",
    "string_too_short": "Isian ini terlalu pendek.",
    "enum": "Pilih salah satu nilai yang tersedia.",
    "literal_error": "Pilih salah satu nilai yang tersedia.",
    "bool_parsing": "Isi dengan ya atau tidak.",
    "greater_than_equal": "Isi dengan angka paling kecil {ge}.",
    "less_than_equal": "Isi dengan angka paling besar {le}.",
    "extra_forbidden": "Isian ini tidak dikenal.",
    "json_invalid": "Isi kiriman bukan JSON yang benar.",
}


def field_message(fault: str, limits: Mapping[str, object]) -> str:
    """What to tell a person about a field, by the validator's name of the fault and the limits that it names.

    Where both ends of a range are known ("ge" and "le"), both are said.
    """
    if fault in {"greater_than_equal", "less_than_equal"} and {"ge", "le"} <= limits.keys():
        return "Isi antara {ge} dan {le}.".format_map(limits)
    return _MESSAGES.get(fault, "Isian ini belum tepat.").format_map(limits)
