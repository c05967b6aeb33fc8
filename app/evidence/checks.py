"""What is wrong with a claim, said per field so that a form can show it all at once. Pure: rows in, errors out."""

import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.core.errors import FieldError, InvalidInput
from app.documents.models import Document, Lifecycle, Revision
from app.evidence.schemas import ItemInput
from app.evidence.states import UNREADABLE
from app.instruments.scoring import LevelsInvalid, check_levels
from app.instruments.spec import InstrumentSpec

Linkable = Mapping[int, tuple[Revision, Document]]

MAX_NOTE = 500
_MAX_PAGE = 2**31 - 1
_TWO_DECIMALS = Decimal("0.01")


def refuse(errors: Sequence[FieldError]) -> None:
    if errors:
        raise invalid(errors)


def invalid(errors: Sequence[FieldError]) -> InvalidInput:
    return InvalidInput("Perbaiki isian yang ditandai, lalu kirim lagi. Isian Anda tidak hilang.", list(errors))


def tidy(text: str) -> str:
    """Without control characters, which some databases refuse, and without blanks at the ends."""
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def level_errors(spec: InstrumentSpec, number: int, level: Decimal) -> list[FieldError]:
    try:
        check_levels(spec, {number: level})
    except LevelsInvalid as wrong:
        return [FieldError("level", problem.message) for problem in wrong.problems]
    if level != level.quantize(_TWO_DECIMALS):
        return [FieldError("level", "Tulis tingkat dengan paling banyak dua angka di belakang koma.")]
    return []


def item_errors(items: Sequence[ItemInput], linkable: Linkable) -> list[FieldError]:
    """`linkable` holds the revisions whose document the actor may see: any other is simply not found."""
    return [error for place, item in enumerate(items) for error in _item_errors(f"items.{place}", item, linkable)]


def readiness_errors(
    statement: str, items: Sequence[ItemInput], linkable: Linkable, *, needs_items: bool = True
) -> list[FieldError]:
    """What still keeps a draft from being submitted; a value that another institution gives needs no documents."""
    errors = item_errors(items, linkable)
    if not statement:
        errors.append(
            FieldError("statement", "Jelaskan dalam satu kalimat mengapa dokumen ini membuktikan tingkatnya.")
        )
    if needs_items and not items:
        errors.append(FieldError("items", "Pilih sedikitnya satu dokumen sebagai bukti dukung."))
    for place, item in enumerate(items):
        if item.revision_id in linkable:
            errors += _unusable(f"items.{place}", *linkable[item.revision_id])
    return errors


def reading_errors(items: Sequence[ItemInput], linkable: Linkable) -> list[FieldError]:
    """What is accepted must have been read to its end: before, nobody knows whether the file is sound."""
    unread = (
        (place, linkable[item.revision_id])
        for place, item in enumerate(items)
        if item.revision_id in linkable and not linkable[item.revision_id][0].state.is_final
    )
    return [
        FieldError(f"items.{place}", f"Berkas “{revision.file_name}” masih dibaca. Coba lagi sebentar lagi.")
        for place, (revision, _) in unread
    ]


def _item_errors(field: str, item: ItemInput, linkable: Linkable) -> list[FieldError]:
    if item.revision_id not in linkable:
        return [FieldError(field, "Dokumen ini tidak ditemukan atau tidak dapat Anda lihat. Pilih dokumen lain.")]
    errors = _page_errors(field, item, linkable[item.revision_id][0].page_total)
    if len(item.note) > MAX_NOTE:
        errors.append(FieldError(f"{field}.note", f"Catatan paling panjang {MAX_NOTE} karakter."))
    return errors


def _page_errors(field: str, item: ItemInput, page_total: int | None) -> list[FieldError]:
    first, last = item.page_from, item.page_to
    if first is None:
        return [] if last is None else [FieldError(f"{field}.page_from", "Isi juga halaman pertamanya.")]
    errors = [*_one_page(f"{field}.page_from", first, page_total)]
    if last is not None:
        errors += _one_page(f"{field}.page_to", last, page_total)
    if last is not None and last < first:
        errors.append(FieldError(f"{field}.page_to", "Halaman terakhir tidak boleh mendahului halaman pertama."))
    return errors


def _one_page(field: str, page: int, page_total: int | None) -> list[FieldError]:
    if page_total is not None and page > page_total:
        return [FieldError(field, f"Berkas ini hanya {page_total} halaman.")]
    return [] if 1 <= page <= _MAX_PAGE else [FieldError(field, "Nomor halaman dimulai dari 1.")]


def _unusable(field: str, revision: Revision, document: Document) -> list[FieldError]:
    if document.current_revision_id not in (None, revision.id):
        message = f"“{document.title}” sudah memiliki revisi yang lebih baru. Pilih revisi terbarunya."
    elif document.lifecycle != Lifecycle.PUBLISHED:
        message = f"“{document.title}” belum terbit. Terbitkan dahulu agar peninjau dapat membukanya."
    elif revision.state in UNREADABLE:
        message = f"Berkas “{revision.file_name}” terkunci atau rusak. Unggah berkas yang dapat dibuka."
    else:
        return []
    return [FieldError(field, message)]
