"""What the page about writing a search shows: every form with an example that can be tried."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.instruments.schemas import AspectNode, DomainNode, InstrumentTree
from app.search.grammar import MAX_TERMS
from app.search.narrowing import NAMES

WORDS: tuple[tuple[str, str], ...] = (
    ("manajemen pengetahuan", "Dokumen yang memuat kedua kata, juga dalam bentuk berimbuhan: mengelola, pengelolaan."),
    ('"tim koordinasi"', "Kata-kata ini berdampingan, persis seperti ditulis."),
    (
        "audit -keuangan",
        "Memuat audit, tetapi tidak memuat keuangan, juga dalam bentuk berimbuhan. Padanannya tidak ikut: "
        "-SPBE tetap menyisakan dokumen yang hanya menyebut kepanjangannya.",
    ),
    (
        "SOP ATAU pedoman",
        "Memuat salah satunya. ATAU ditulis dengan huruf besar dan hanya mengikat kata tepat di kiri dan kanannya.",
    ),
    (
        '"satu data" ATAU "keamanan informasi"',
        "Tanda kutip mengikat beberapa kata menjadi satu pilihan. Dua peraturan tidak memerlukannya: "
        "perwali 12/2023 ATAU perwali 21/2024.",
    ),
    ("arsitek*", "Semua kata yang diawali arsitek: arsitek, arsitektur."),
    ("bagaimana membentuk tim koordinasi SPBE?", "Sebuah pertanyaan. Kata tanya dan tanda baca diabaikan."),
)
RULES: tuple[tuple[str, str], ...] = (
    ("Perpres 95/2018", "Peraturan itu sendiri berada di urutan pertama, disusul dokumen yang menyebutnya."),
    ("permenpan rb no 59 tahun 2020", "Singkatan, kepanjangan, “no”, “thn”, dan tahun dua angka sama-sama dikenali."),
    ("UU ITE", "Nama panggilan yang umum: UU ITE, UU PDP, UU KIP, PP PSTE, Perpres SPBE, Perpres SDI."),
    (
        "perwal ke-12 th '23",
        "Begitu pula “nomor dua belas”, angka Romawi, tahun di depan nomor, atau nomor di depan jenisnya. "
        "Semua cara menulis memberi daftar yang sama.",
    ),
    (
        "perwali 12/2023 dan perwali 21/2024",
        "Beberapa peraturan sekaligus: semuanya di urutan teratas, menurut urutan menulisnya.",
    ),
    ("perpres 95", "Tanpa tahun pun boleh; bila ada beberapa, yang terbaru lebih dahulu."),
    (
        "pasal 24 perwali 12/2023",
        "Sebuah pasal: hasil membuka halaman tempat pasal itu dimulai. “psl.24 ay.2” atau “pasal dua puluh empat” "
        "sama saja. Pasal yang tidak ada disebutkan.",
    ),
    ("arsitektur perwali 12/2023", "Kata lain di sampingnya dicari di dalam peraturan itu."),
)
FILTERS: tuple[tuple[str, str], ...] = (
    ("judul:arsitektur", 'Kata ada di judul. Frasa dan awal kata juga boleh: judul:"tata kelola", judul:arsitek*.'),
    ("judul:SPBE,arsitektur", "Salah satu kata ada di judul. Tanpa koma, judul:SPBE judul:arsitektur, keduanya."),
    ("jenis:sop,pedoman data", "SOP atau pedoman yang memuat data."),
    ("jenis:perwali SPBE", "Hanya peraturan wali kota."),
    ("SPBE tahun:2018..2021", "Terbit pada 2018 sampai 2021."),
    ("SPBE tahun:2022..", "Terbit sejak 2022; tahun:..2022 berarti sampai 2022."),
    ("nomor:12", "Nomor peraturan 12, jenis dan tahun apa pun; nomor:12/2023 sekaligus dengan tahunnya."),
    ('instansi:"wali kota"', "Bagian dari nama penerbit, atau dari nama OPD pemiliknya."),
    ("data opd:kominfo", "Milik OPD yang kode atau namanya memuat kominfo."),
    ("topik:arsip", "Topiknya, yaitu isian Label, memuat arsip. Sebutan lain sebuah topik juga dipahami."),
    ("SPBE status:berlaku", "Status hukumnya berlaku."),
    (
        "SPBE -status:dicabut",
        "Tanda kurang membalik saringan: semua kecuali yang dicabut. Tanda itu ditulis di depan nama saringan.",
    ),
    ("risiko format:word", "Berkas Word; akhiran seperti format:xlsx juga boleh."),
)


@dataclass(frozen=True, slots=True)
class Example:
    query: str
    meaning: str
    url: str


@dataclass(frozen=True, slots=True)
class FilterLine:
    """A name and what may stand after its colon."""

    name: str
    takes: str


@dataclass(frozen=True, slots=True)
class SearchHelpContext:
    words: tuple[Example, ...]
    rules: tuple[Example, ...]
    filters: tuple[Example, ...]
    names: tuple[FilterLine, ...]
    most_words: int = MAX_TERMS

    @classmethod
    def made(cls, tree: InstrumentTree) -> "SearchHelpContext":
        """`tree` is the instrument shown first: numbers are explained by what it has."""
        names: Mapping[str, str] = {name: known.takes for name, known in NAMES.items()}
        lines = tuple(FilterLine(name, takes) for name, takes in names.items())
        return cls(_examples(WORDS), _examples(RULES), _examples((*FILTERS, *tier_examples(tree))), lines)


def tier_examples(tree: InstrumentTree) -> tuple[tuple[str, str], ...]:
    """Numbers of indicators, aspects and, where there are any, domains, as this instrument has them."""
    numbers = [one.number for aspect in tree.aspects for one in aspect.indicators][:2]
    citation = tree.instrument.short_citation
    said = f"Sudah dipastikan mendukung indikator {' atau '.join(map(str, numbers))} menurut {citation}."
    tiers: list[tuple[str, Sequence[DomainNode] | Sequence[AspectNode]]] = [
        ("domain", tree.domains),
        ("aspek", tree.aspects),
    ]
    others = [
        (f"{name}:{nodes[-1].number}", f"Mendukung {name} {nodes[-1].number}, {nodes[-1].name}.")
        for name, nodes in tiers
        if nodes
    ]
    return ((f"indikator:{','.join(map(str, numbers))}", said), *others)


def _examples(given: Iterable[tuple[str, str]]) -> tuple[Example, ...]:
    return tuple(Example(query, meaning, f"/cari?{urlencode({'q': query})}") for query, meaning in given)
