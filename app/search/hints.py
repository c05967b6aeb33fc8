"""What a person is told where a query means something else than was perhaps hoped: nothing is silently fewer."""

import re
from typing import Final

from app.search.narrowing import NAMES

MOST_QUOTED = 120  # characters of what was typed that a hint repeats

QUOTE: Final = "Tanda kutip tidak berpasangan, jadi tanda yang terakhir diabaikan."
OR: Final = "ATAU ditulis di antara dua kata, misalnya: SOP ATAU pedoman."
STAR: Final = "Tanda * hanya dapat ditulis di akhir kata yang sedikitnya dua huruf, misalnya: kelola*."
OR_FILTER: Final = (
    "Saringan selalu mempersempit seluruh hasil, jadi ATAU di sebelahnya diabaikan. "
    "Beberapa pilihan ditulis dengan koma, misalnya jenis:sop,pedoman."
)
GROUP: Final = "Tanda kurung untuk mengelompokkan kata belum dikenal, jadi diabaikan."
EMPTY: Final = "Tidak ada kata yang dapat dicari, jadi semua dokumen ditampilkan."
MINUS: Final = (
    "Tanda kurang menempel pada kata yang dikecualikan, misalnya: audit -keuangan. Di sini tanda itu diabaikan."
)
_SIGNS = re.compile(r"(?<=\w)[~^?|\\=+<>]+(?=\w)")
_WORDS: Final = {
    "AND": "Semua kata memang dicari bersama-sama, jadi AND tidak perlu ditulis.",
    "NOT": "Untuk mengecualikan sebuah kata, tulis tanda kurang di depannya, misalnya: audit -keuangan.",
}
_WORDS_ALIKE: Final = {"TANPA": "NOT", "BUKAN": "NOT", "KECUALI": "NOT"}


def too_long(most: int) -> str:
    return f"Pencarian terlalu panjang. Hanya {most} kata pertama yang dicari."


def small_or(typed: str) -> str:
    return (
        f"“{typed}” dibaca sebagai kata biasa. Bila yang dicari salah satunya, tulis ATAU dengan huruf besar, "
        "misalnya: SOP ATAU pedoman."
    )


def or_between(reading: str, quoted: str) -> str:
    return (
        f"Dibaca sebagai: {_shortened(reading)}. Untuk beberapa kata sekaligus pakai tanda kutip: {_shortened(quoted)}."
    )


def at_odds(typed: str) -> str:
    return f"“{_shortened(typed)}” dicari dan dikecualikan sekaligus, jadi tidak ada dokumen yang memenuhi keduanya."


def in_quotes(name: str, value: str) -> str:
    return f'Isi yang terdiri atas beberapa kata diberi tanda kutip: {name}:"{value}".'


def operator(typed: str) -> str | None:
    """For what is an operator elsewhere, typed in capitals as one writes it there."""
    meant = _WORDS.get(_WORDS_ALIKE.get(typed, typed))
    return f"“{typed}” dibaca sebagai kata biasa. {meant}" if meant else None


def unknown_name(typed: str) -> str:
    return f"Saringan “{typed}” belum dikenal, jadi dibaca sebagai kata biasa. Yang dikenal: {', '.join(NAMES)}."


def no_value(typed: str, name: str) -> str:
    return f"“{_shortened(typed)}” tidak dikenali sebagai saringan, jadi dibaca sebagai kata biasa. {_takes(name)}"


def empty_name(name: str) -> str:
    return f"Saringan “{name}:” belum berisi, jadi dibaca sebagai kata biasa. {_takes(name)}"


def some_values(unknown: str, name: str) -> str:
    taken = NAMES[name].takes
    return f"“{_shortened(unknown)}” tidak dikenali sebagai isi saringan {name}, jadi diabaikan. Yang dikenal: {taken}."


def minus_inside(name: str, value: str) -> str:
    """The minus belongs before the name; it is understood after the colon too."""
    return f"“{name}:-{_shortened(value)}” dibaca sebagai -{name}:{_shortened(value)}."


def minus_as_range(name: str, value: str) -> str:
    bare = _shortened(value.lstrip("-–"))
    return f"“{name}:-{bare}” berarti sampai {bare}. Untuk mengecualikan {bare}, tulis -{name}:{bare}."


def signs_in(chunk: str) -> str | None:
    """For signs between letters that have a meaning elsewhere."""
    found = _SIGNS.search(chunk)
    return f"Tanda {found.group()[0]} di tengah kata dibaca sebagai spasi." if found else None


def undotted(typed: str, plain: str) -> str:
    return f"“{typed}” dicari juga sebagai {plain}. Untuk mencarinya hanya dengan titik, pakai tanda kutip."


def _takes(name: str) -> str:
    return f"Isi {name}: {NAMES[name].takes}."


def _shortened(typed: str) -> str:
    return typed if len(typed) <= MOST_QUOTED else f"{typed[:MOST_QUOTED]}…"
