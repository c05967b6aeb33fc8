"""Outlines: headings found with their pages, mentions and printed contents left out, articles found by citation."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.citations import parse_citation
from indexer.structure import Section, locate, outline

RULE = [
    """PERATURAN WALI KOTA SAGARA
NOMOR 14 TAHUN 2023
TENTANG
MANAJEMEN DATA
Menimbang : a. bahwa data perlu dikelola;
Mengingat : 1. Pasal 18 ayat (6) Undang-Undang Dasar;
MEMUTUSKAN:
Menetapkan : PERATURAN WALI KOTA TENTANG MANAJEMEN DATA.
BAB I
KETENTUAN UMUM
Pasal 1
Dalam Peraturan Wali Kota ini yang dimaksud dengan:
1. Data adalah catatan.""",
    """BAB II
PENGELOLAAN
Bagian Kesatu
Perencanaan Data
Paragraf 1
Umum
Pasal 2
(1) Perencanaan dilakukan oleh walidata.
(2) Perencanaan sebagaimana dimaksud dalam
Pasal 9
ayat (1) disusun tiap tahun.
Bagian Kedua
Pengumpulan Data
Pasal 3
(1) Pengumpulan mengikuti
ketentuan Pasal 2
(2) Pengumpulan dilakukan oleh produsen data.""",
    """Pasal 3A
Sisipan.
BAB III KETENTUAN PENUTUP
Pasal 4
Peraturan ini mulai berlaku pada tanggal diundangkan.""",
    """PENJELASAN
ATAS
PERATURAN WALI KOTA SAGARA
I. UMUM
Cukup panjang.
II. PASAL DEMI PASAL
Pasal 1
Cukup jelas.
Pasal 2
Cukup jelas.""",
    """LAMPIRAN I
PERATURAN WALI KOTA SAGARA
NOMOR 14 TAHUN 2023
TENTANG
MANAJEMEN DATA
PEDOMAN PENGUMPULAN DATA
A. Latar Belakang
Data dikumpulkan untuk dipakai bersama.
B. Tata Cara
Pengumpulan dilakukan bertahap.""",
    """LAMPIRAN I
PERATURAN WALI KOTA SAGARA
lanjutan tabel""",
    """LAMPIRAN II
PERATURAN WALI KOTA SAGARA
NOMOR 14 TAHUN 2023
TENTANG
MANAJEMEN DATA
PERJANJIAN BERBAGI DATA
Pasal 1
Para pihak sepakat.
Pasal 2
Perjanjian berlaku setahun.""",
]


def outline_of(texts: Sequence[str], kind: str | None = None) -> tuple[Section, ...]:
    return outline(list(enumerate(texts, 1)), kind=kind)


def drawn(sections: Sequence[Section]) -> list[str]:
    return [f"{section.level} {section.label} {section.title}".strip() for section in sections]


def test_a_rule_is_outlined_with_elucidation_and_annexes() -> None:
    assert drawn(outline_of(RULE)) == [
        "1 Menimbang",
        "1 Mengingat",
        "1 Memutuskan",
        "1 Menetapkan",
        "1 BAB I Ketentuan Umum",
        "2 Pasal 1",
        "1 BAB II Pengelolaan",
        "2 Bagian Kesatu Perencanaan Data",
        "3 Paragraf 1 Umum",
        "4 Pasal 2",
        "2 Bagian Kedua Pengumpulan Data",
        "3 Pasal 3",
        "3 Pasal 3A",
        "1 BAB III Ketentuan Penutup",
        "2 Pasal 4",
        "1 Penjelasan",
        "2 Penjelasan Pasal 1",
        "2 Penjelasan Pasal 2",
        "1 Lampiran I Pedoman Pengumpulan Data",
        "2 A Latar Belakang",
        "2 B Tata Cara",
        "1 Lampiran II Perjanjian Berbagi Data",
        "2 Pasal 1",
        "2 Pasal 2",
    ]


def test_a_section_says_where_it_begins() -> None:
    sections = outline_of(RULE)
    assert [section.ordinal for section in sections] == list(range(len(sections)))
    for section in sections:
        line = RULE[section.page - 1][section.offset :].split("\n", maxsplit=1)[0]
        assert section.label.split()[-1].casefold() in line.casefold()
    assert [(paragraph.number, paragraph.page) for paragraph in sections[9].paragraphs] == [("1", 2), ("2", 2)]


@pytest.mark.parametrize(
    ("article", "annex", "label", "page"),
    [
        ("2", None, "Pasal 2", 2),
        ("Pasal 3", None, "Pasal 3", 2),
        ("3a", None, "Pasal 3A", 3),
        ("Pasal 3 ayat (2)", None, "Pasal 3 ayat (2)", 2),
        ("3 ayat 9", None, "Pasal 3", 2),
        ("2", "II", "Pasal 2", 7),
        ("", "ii", "Lampiran II", 7),
    ],
)
def test_an_article_is_found_again(article: str, annex: str | None, label: str, page: int) -> None:
    found = locate(outline_of(RULE), article, annex=annex)
    assert found is not None
    assert (found.label, found.page) == (label, page)


@pytest.mark.parametrize(("article", "annex"), [("9", None), ("", None), ("bab", None), ("1", "I"), ("", "V")])
def test_what_is_not_there_is_not_found(article: str, annex: str | None) -> None:
    assert locate(outline_of(RULE), article, annex=annex) is None


def test_a_citation_leads_to_its_article() -> None:
    citation = parse_citation("Pasal 3 ayat (2) Perwali Sagara Nomor 14 Tahun 2023")
    assert citation is not None
    assert citation.article is not None
    found = locate(outline_of(RULE), citation.article, paragraph=citation.paragraph)
    assert found is not None
    assert (found.kind, found.label, found.page) == ("ayat", "Pasal 3 ayat (2)", 2)


def test_an_amending_rule_keeps_its_own_articles_from_those_it_quotes() -> None:
    amending = """Menetapkan : PERATURAN TENTANG PERUBAHAN.
Pasal I
Beberapa ketentuan dalam Peraturan Nomor 3 Tahun 2020 diubah sebagai berikut:
1. Ketentuan Pasal 5 diubah sehingga berbunyi sebagai berikut:
Pasal 5
(1) Bunyi baru.
2. Di antara Pasal 5 dan Pasal 6 disisipkan satu pasal, yakni Pasal 5A:
"Pasal 5A
Bunyi sisipan."
Pasal II
Peraturan ini mulai berlaku."""
    sections = [section for section in outline_of([amending]) if section.kind == "pasal"]
    assert [(section.label, section.part, section.level) for section in sections] == [
        ("Pasal I", "body", 1),
        ("Pasal 5", "amended", 2),
        ("Pasal 5A", "amended", 2),
        ("Pasal II", "body", 1),
    ]
    assert locate(sections, "5a") == sections[2]
    assert locate(sections, "ii") == sections[3]


def test_broken_and_misread_headings_are_found() -> None:
    text = (
        "Pasal I\nIsi satu.\nPasal\n2\nIsi dua.\nPasal,3\nIsi tiga.\nPasa14\nIsi empat.\n"
        "Pasal 2T\nIsi salah.\nPasal 5.\nIsi lima."
    )
    assert [section.number for section in outline_of([text])] == ["1", "2", "3", "4", "5"]


def test_printed_contents_are_no_structure() -> None:
    contents = "DAFTAR ISI\nBAB I PENDAHULUAN ........ 1\nBAB II METODE ........ 4\nBAB III PENUTUP ........ 9"
    plain = "DAFTAR ISI\nBAB I PENDAHULUAN 1\nBAB II METODE 4\nBAB III PENUTUP 9"
    body = "BAB I PENDAHULUAN\nKata awal.\nBAB II METODE\nCara kerja."
    for listed in (contents, plain):
        assert [(section.label, section.page) for section in outline_of([listed, body])] == [
            ("BAB I", 2),
            ("BAB II", 2),
        ]


def test_a_list_of_chapters_before_the_chapters_is_no_structure() -> None:
    listed = "BAB I\nPENDAHULUAN\nBAB II\nMETODE\nBAB III\nPENUTUP\n"
    body = "\n".join(f"BAB {number}\nJUDUL\n" + "Isi bab yang panjang.\n" * 5 for number in ("I", "II", "III"))
    assert [section.title for section in outline_of([listed + body])] == ["Judul"] * 3


def test_other_documents_are_outlined_by_their_numbered_headings() -> None:
    report = """BAB I PENDAHULUAN
1.1 Latar Belakang
Kota membutuhkan data yang baik.
1.2 Tujuan
Tujuan laporan ini ada dua:
1. memetakan data;
2. memperbaiki layanan.
BAB II HASIL
2.1 Temuan Umum
A. Kekuatan
Sudah ada kebijakan.
B. Kelemahan
Belum ada audit.
2.2 Rekomendasi
Lakukan audit."""
    assert drawn(outline_of([report])) == [
        "1 BAB I Pendahuluan",
        "2 1.1 Latar Belakang",
        "2 1.2 Tujuan",
        "1 BAB II Hasil",
        "2 2.1 Temuan Umum",
        "3 A Kekuatan",
        "3 B Kelemahan",
        "2 2.2 Rekomendasi",
    ]


def test_rows_of_a_table_and_items_of_a_list_are_no_headings() -> None:
    table = "1. BELANJA PEGAWAI 1.200.000,00\n2. BELANJA BARANG 3.400.000,00\n3. BELANJA MODAL - - -"
    items = "1. Kartu Keluarga\n2. Kartu Penduduk\n3. Surat Pengantar"
    assert outline_of([table]) == ()
    assert len(outline_of([items])) <= 1


def test_a_decision_is_outlined_by_its_dictums() -> None:
    decision = "Menimbang : a. bahwa\nMEMUTUSKAN:\nKESATU : Membentuk tim.\nKEDUA : Tugas tim.\nKETIGA : Berlaku."
    assert [section.label for section in outline_of([decision], "keputusan")] == [
        "Menimbang",
        "Memutuskan",
        "Diktum Kesatu",
        "Diktum Kedua",
        "Diktum Ketiga",
    ]


@given(st.integers(1, 60), st.integers(1, 5), st.sets(st.integers(1, 60), max_size=20))
def test_articles_rise_whatever_is_mentioned_between_them(count: int, page_length: int, mentioned: set[int]) -> None:
    lines: list[str] = []
    for number in range(1, count + 1):
        lines += [f"Pasal {number}", "Isi pasal yang diatur di sini."]
        if number in mentioned:
            lines += ["sebagaimana dimaksud dalam", f"Pasal {61 - number}", "ayat (1) berlaku."]
    size = page_length * 4
    pages = ["\n".join(lines[at : at + size]) for at in range(0, len(lines), size)]
    found = outline_of(pages)
    assert [section.number for section in found] == [str(number) for number in range(1, count + 1)]
    assert all(pages[section.page - 1][section.offset :].startswith(section.label) for section in found)


@given(st.lists(st.text(st.sampled_from("BABPasalIVX123.()\n “”-AOl|…"), max_size=200), max_size=4))
def test_whatever_the_text_an_outline_is_in_order(texts: list[str]) -> None:
    sections = outline_of(texts)
    places = [(section.page, section.offset) for section in sections]
    assert places == sorted(places)
    levels = [section.level for section in sections]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


@pytest.mark.parametrize(
    "unit", ["Pasal 1\n", "Pasal\n", "BAB I\n", "LAMPIRAN\n", "1.1 Judul\n", "(1) a\n", ". ", "\n"]
)
def test_time_grows_with_the_text_alone(unit: str) -> None:
    started = time.process_time()
    outline([(number, unit * (30_000 // len(unit))) for number in range(1, 4)])
    assert time.process_time() - started < 4


# Counted by hand: chapters and articles of the body, annexes.
