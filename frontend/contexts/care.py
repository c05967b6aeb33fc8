"""What an administrator sees of how safely the library is kept: where the room goes, as picture and as table."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.upkeep import Overview
from frontend.rendering import file_size

_ROW, _BAR, _TEXT = 44, 12, 14


@dataclass(frozen=True, slots=True)
class RoomLine:
    label: str
    count: int | None
    size: int | None

    @property
    def size_text(self) -> str:
        return "–" if self.size is None else file_size(self.size)


def room_lines(it: Overview) -> tuple[RoomLine, ...]:
    room = it.keeping.room
    return (
        RoomLine("Berkas asli", room.blobs, room.blob_bytes),
        RoomLine("Basis data", it.keeping.documents + it.keeping.trashed, room.database_bytes),
        RoomLine("Indeks pencarian", it.index.documents if it.index else 0, it.index.bytes if it.index else 0),
        RoomLine("Gambar halaman (dapat dibuat ulang)", None, room.derived_bytes),
        RoomLine("Ruang kosong", None, it.free_bytes),
    )


def room_chart(lines: Sequence[RoomLine]) -> Markup:
    """A bar a line on one scale, drawn on the server: it prints, and needs no script."""
    largest = max((line.size or 0 for line in lines), default=0) or 1
    bars = Markup("").join(_bar(line, number * _ROW, largest) for number, line in enumerate(lines))
    told = "; ".join(f"{line.label}: {line.size_text}" for line in lines)
    return Markup(
        '<figure class="chart"><svg width="100%" height="{}" role="img" aria-label="Pemakaian ruang" '
        'xmlns="http://www.w3.org/2000/svg"><desc>{}</desc>{}</svg></figure>'
    ).format(_ROW * len(lines), told, bars)


def _bar(line: RoomLine, top: int, largest: int) -> Markup:
    return Markup(
        '<text x="0" y="{base}">{label}</text><text class="chart-value" x="100%" y="{base}" text-anchor="end">{value}'
        '</text><rect class="chart-track" x="0" y="{y}" width="100%" height="{height}" rx="6"/>'
        '<rect class="chart-bar" x="0" y="{y}" width="{width:.1f}%" height="{height}" rx="6"/>'
    ).format(
        base=top + _TEXT,
        label=line.label,
        value=line.size_text,
        y=top + _TEXT + 6,
        height=_BAR,
        width=100 * (line.size or 0) / largest,
    )
