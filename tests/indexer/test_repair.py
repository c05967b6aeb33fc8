"""Repair: each break undone where a word comes of it, everything else left as it stands, whatever the text."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.damage import DAMAGES
from indexer.extract.sandbox import Sandbox
from indexer.metadata import describe
from indexer.repair import REPAIRS, Repair, repair_pages

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus"
TEXT = st.text(st.sampled_from("aAbIlO015(){}[]|-.…\u00ad\u200b\ufb01 \n\r\t\x00éPasalBABNOMORTAHUN"), max_size=300)


def repaired(text: str, *repairs: Repair) -> str:
    return repair_pages([(1, text)], repairs=repairs or REPAIRS)[0].text


def furniture_removed(pages: list[tuple[int, str]]) -> list[str]:
    furniture: tuple[Repair, ...] = ("furniture",)
    return [page.text for page in repair_pages(pages, repairs=furniture)]


def body(page: int) -> list[str]:
    """Lines that differ from page to page."""
    words = ("alpha", "beta", "gama", "delta", "kapa", "sigma", "omega")
    lines = ((words[(page + row) % 7], words[page * row % 7], page * 31 + row * 7) for row in range(15))
    return [f"kalimat {first} tentang {second} nomor urut {number}" for first, second, number in lines]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("P E R A T U R A N", "PERATURAN"),
        ("M E N T E R I  P E N D A Y A G U N A A N", "MENTERI PENDAYAGUNAAN"),
        ("R E P U B L I K I N D O N E S I A", "REPUBLIK INDONESIA"),
        ("N O M O R 1 2 T A H U N 2 0 2 1", "NOMOR 12 TAHUN 2021"),
        ("M E M U T U S K AN :", "MEMUTUSKAN :"),
        ("Ditetapkan di J a k a r t a", "Ditetapkan di Jakarta"),
        ("a b c d e f", "a b c d e f"),
        ("2016 D K D K 2017", "2016 D K D K 2017"),
        ("| X X X X |", "| X X X X |"),
    ],
)
def test_spaced_letters_are_joined_where_they_are_words(broken: str, whole: str) -> None:
    assert repaired(broken, "spacing") == whole


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("dengan per-\naturan baru", "dengan peraturan\nbaru"),
        ("dengan penge-\n   lolaan, yang", "dengan pengelolaan,\nyang"),
        ("PERATUR-\nAN", "PERATURAN\n"),
        ("menurut undang-\nundang ini", "menurut undang-undang\nini"),
        ("peraturan perundang-\nundangan.", "peraturan perundang-undangan.\n"),
        ("secara bersama-\nsama", "secara bersama-sama\n"),
        ("layanan e-\nGovernment kota", "layanan e-Government\nkota"),
        ("pesawat sinar-\nX dari", "pesawat sinar-X\ndari"),
        ("tahun 2016-\n2020", "tahun 2016-\n2020"),
        ("- satu\n- dua", "- satu\n- dua"),
        ("penge\u00ad\nlolaan", "pengelolaan\n"),
    ],
)
def test_line_ends_are_joined_as_a_reader_does(broken: str, whole: str) -> None:
    assert repaired(broken, "hyphens") == whole


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("dila kukan ke rjasama", "dilakukan kerjasama"),
        ("info rmasi, se rta", "informasi, serta"),
        ("P asal 11", "Pasal 11"),
        ("Persetu ju an", "Persetujuan"),
        ("berlaku pada t anggal", "berlaku pada tanggal"),
        ("PELA YANAN publik", "PELAYANAN publik"),
        ("di sini ke mana se orang", "di sini ke mana se orang"),
        ("LAMPIRAN II", "LAMPIRAN II"),
        ("anggaran dasar huruf f", "anggaran dasar huruf f"),
        ("Adi Nugraha dan Budi", "Adi Nugraha dan Budi"),
    ],
)
def test_cut_words_are_joined_where_a_piece_means_nothing(broken: str, whole: str) -> None:
    assert repaired(broken, "cuts") == whole


def test_words_that_only_this_document_says_often_are_known_too() -> None:
    told = "Balerina, Balerina, Balerina: "
    assert repaired(f"{told}Bale rina", "cuts") == f"{told}Balerina"
    assert repaired("Bale rina", "cuts") == "Bale rina"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("PRES1DEN REPUBUK INOONESIA", "PRESIDEN REPUBLIK INDONESIA"),
        ("REPUBL]K INDONESTA", "REPUBLIK INDONESIA"),
        ("PEI{YELENGGARAAN LAYANAN", "PENYELENGGARAAN LAYANAN"),
        ("NOMOR 39 TAHUN 2OL9", "NOMOR 39 TAHUN 2019"),
        ("NOMOR l2 TAHUN 2O21", "NOMOR 12 TAHUN 2021"),
        ("NOMOR 12TAHUN2020", "NOMOR 12 TAHUN 2020"),
        ("tanggal 18 Desember 2O23", "tanggal 18 Desember 2023"),
        ("Pasa1 5", "Pasal 5"),
        ("Pasal22", "Pasal 22"),
        ("Pasal 1O", "Pasal 10"),
        ("dalam Pasal 3 1 ayat (l) dan ayat (21 huruf b", "dalam Pasal 31 ayat (1) dan ayat (2) huruf b"),
        ("(21 Ketentuan lebih lanjut", "(2) Ketentuan lebih lanjut"),
        ("BABII", "BAB II"),
        ("BAB lV", "BAB IV"),
    ],
)
def test_look_alikes_are_undone_in_headings_and_citations(broken: str, whole: str) -> None:
    assert repaired(broken, "lookalikes") == whole


@pytest.mark.parametrize(
    "sound",
    [
        "Pasal I",
        "Pasal II",
        "Pasal 28A",
        "NOMOR 188.45/10O/HK/2015",
        "CSIRT ISO27001 IPv6 COBIT5",
        "kode O1l tetap",
        "tahun buku",
        "(21 orang)",
        "JUMLAH 1O1",
    ],
)
def test_what_may_be_meant_stays(sound: str) -> None:
    assert repaired(sound) == sound


def test_unseen_marks_and_ligatures_are_plain_letters() -> None:
    assert repaired("e\ufb01sien\u200b dan\u00a0per\u00adaturan\r\nbaru", "marks") == "efisien dan peraturan\nbaru"
    assert repaired("10 m² di Café", "marks") == "10 m² di Café"


def test_running_heads_and_page_numbers_go_but_for_the_first_head() -> None:
    head = ["PRESIDEN", "REPUBLIK INDONESIA"]
    misread = ["FRESIDEN", "REPUBL]K INDONESIA"]
    tops = [head, [*head, "- 2 -"], [*misread, "-3-"], [*head, "- 4 -"], [*head, "5"], [*head, "-t6-"]]
    pages = [(n, "\n".join([*top, *body(n), f"SK No 13228{n} A"])) for n, top in enumerate(tops, 1)]
    texts = [text.split("\n") for text in furniture_removed(pages)]
    assert texts[0] == [*head, *body(1)]
    assert texts[1:] == [body(n) for n in range(2, 7)]


def test_numbers_that_count_the_pages_go_wherever_they_stand() -> None:
    pages = [(n, "\n".join([*body(n), f"Rencana Induk Halaman | {n + 80} dari 200"])) for n in range(1, 5)]
    assert furniture_removed(pages) == ["\n".join(body(n)) for n in range(1, 5)]


def test_articles_at_the_top_of_every_page_are_no_furniture() -> None:
    pages = [(n, "\n".join([f"Pasal {n}", "BAB I", "(1) Sama", *body(n)])) for n in range(1, 9)]
    assert furniture_removed(pages) == [text for _, text in pages]


def test_a_catchword_goes_where_the_next_page_says_it() -> None:
    first, second = "\n".join(body(1)), "\n".join(["9. Formulir itu", *body(2)])
    pages = [(1, f"{first}\n9. Form . . ."), (2, second), (3, "tunggu ...")]
    assert furniture_removed(pages) == [first, second, "tunggu ..."]


def test_each_page_says_what_was_done_to_it() -> None:
    pages = repair_pages([(3, "P E R A T U R A N\nNOMOR 1 TAHUN 2O21"), (7, "Tidak ada yang rusak.")])
    assert [(page.number, page.repairs, page.is_changed) for page in pages] == [
        (3, ("spacing", "lookalikes"), True),
        (7, (), False),
    ]


def test_a_scan_is_trusted_less() -> None:
    misread = "MENGI1YGAT"
    assert repair_pages([(1, misread)])[0].text == misread
    assert repair_pages([(1, misread)], scanned={1})[0].text == "MENGINGAT"


@given(st.lists(TEXT, max_size=5))
def test_whatever_the_text_pages_keep_their_number_and_order(texts: list[str]) -> None:
    pages = list(enumerate(texts, 1))
    found = repair_pages(pages, scanned={1})
    assert [page.number for page in found] == [number for number, _ in pages]
    assert all(page.is_changed == (page.text != text) for page, text in zip(found, texts, strict=True))


@given(st.text(max_size=200))
def test_any_text_at_all_is_borne(text: str) -> None:
    assert isinstance(repaired(text), str)


@pytest.mark.parametrize(
    "unit", ["a ", "- \n", "\n", "x-\n", "(1", "Pasal 1 ", "A B C D ", "I1", ". ", "BAB ", "aa bb ", "\u00ad", "1\n"]
)
def test_time_grows_with_the_text_alone(unit: str) -> None:
    repair_pages([(1, unit * 1000)])
    started = time.process_time()
    repair_pages([(n, unit * (20_000 // len(unit))) for n in range(1, 4)])
    assert time.process_time() - started < 4


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_damage_is_repaired(damage: str) -> None:
    """The same words again: nine of ten of those that the damage took."""
    sound = " ".join(
        ["Pengelolaan layanan pemerintah daerah dilaksanakan menurut Peraturan Presiden Nomor 10 Tahun 2018"] * 40
    )
    broken = DAMAGES[damage](sound)
    words = " ".join(page.text for page in repair_pages(list(enumerate(broken, 1)))).split()
    lost = sum(word not in words for word in set(sound.split()))
    assert sum(word in set(sound.split()) for word in words) >= 0.9 * len(sound.split())
    assert lost == 0


@pytest.mark.corpus
@pytest.mark.slow
def test_title_pages_are_read_no_worse_after_repair() -> None:
    fields = ("kind_abbrev", "number", "year", "title", "issuer", "enacted_on", "gazette", "signer")
    rows = [json.loads(line) for line in (CORPUS / "gold-metadata.jsonl").read_text().splitlines()]
    every_third = [*rows[:36:3], *rows[39::3]]  # the one between takes longer than all the others together
    before = after = 0
    with Sandbox() as sandbox:
        for row in every_third:
            extraction = sandbox.extract(CORPUS / "pdfs" / row["file"], "application/pdf")
            pages = [(page.number, page.text) for page in extraction.pages]
            mended = [(page.number, page.text) for page in repair_pages(pages)]
            before += _right(pages, row, fields)
            after += _right(mended, row, fields)
    assert after >= before > 0


def _right(pages: list[tuple[int, str]], row: dict[str, object], fields: tuple[str, ...]) -> int:
    description = describe(pages, file_name="berkas.pdf")
    return sum(_plain(getattr(description, name)) == _plain(row[name]) for name in fields if row[name] is not None)


def _plain(value: object) -> str:
    return "".join(sign for sign in str(value).casefold() if sign.isalnum())


@pytest.mark.parametrize(
    "texts",
    [
        [f"Halaman ini memuat layanan kota nomor {number}\n" for number in range(1, 6)],
        [f"Kepada warga\nUndangan rapat nomor {number} untuk semua\nTerima kasih" for number in range(1, 6)],
        ["Formulir permohonan informasi\nNama\nAlamat"] * 5,
    ],
)
def test_pages_that_are_nearly_the_same_keep_their_words(texts: list[str]) -> None:
    """Letters to many and forms repeat from page to page: that is their text, not something around it."""
    repaired = repair_pages(list(enumerate(texts, start=1)))
    assert [page.text.split() for page in repaired] == [text.split() for text in texts]


def test_a_word_that_contains_a_set_word_is_not_cut_down_to_it() -> None:
    text = "PEMBENTUKAN PERATURAN PERUNDANG-UNDANGAN\nKEPERINTAHAN KOTA"
    assert repair_pages([(1, text)], scanned={1})[0].text == text
