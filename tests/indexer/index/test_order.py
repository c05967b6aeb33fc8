# What comes first, document and page, in every engine: long texts, questions, named rules, other names of terms.
from indexer.index.port import IndexDocument, SearchIndex
from tests.indexer.index.library import ask, fill

FILLER = "Kata lain mengisi ruang di antara keduanya agar teks menjadi panjang dan tidak berbicara tentang apa pun. "


def test_a_page_about_it_beats_words_scattered_over_a_long_document(index: SearchIndex) -> None:
    words = ("retensi", "arsip", "elektronik")
    scattered = tuple((number, f"{FILLER * 8} {words[number % 3]} {FILLER * 8}") for number in range(1, 31))
    elsewhere = ((number, FILLER * 16) for number in range(1, 30))
    about = (*elsewhere, (30, f"Retensi arsip elektronik. {FILLER * 15}"))
    fill(index, [IndexDocument(2, "1", "Dua", pages=scattered), IndexDocument(1, "1", "Satu", pages=about)])
    result = ask(index, "retensi arsip elektronik")
    assert list(result.matching) == [1, 2]
    assert result.hits[0].pages[0].number == 30


def test_a_long_text_without_pages_is_weighed_in_passages(index: SearchIndex) -> None:
    scattered = "".join(f"{word}. {FILLER * 20}" for word in ("Retensi", "Arsip", "Elektronik") * 4)
    about = f"{FILLER * 200} Retensi arsip elektronik. {FILLER * 40}"
    fill(index, [IndexDocument(n, "1", "Judul", pages=((1, page),)) for n, page in ((2, scattered), (1, about))])
    assert list(ask(index, "retensi arsip elektronik").matching) == [1, 2]


def test_who_asks_what_something_is_gets_the_page_that_says_so(index: SearchIndex) -> None:
    pages = (
        (1, "Layanan bersama dimanfaatkan. Layanan bersama dibangun. Layanan bersama dikelola bersama."),
        (2, f"{FILLER} Yang selanjutnya disebut layanan bersama adalah aplikasi yang dipakai semua dinas. {FILLER}"),
        (3, "Unit kerja adalah bagian dinas. Layanan bersama dievaluasi."),
    )
    fill(index, [IndexDocument(1, "1", "Aturan", pages=pages)])
    for query in ("apa itu layanan bersama", "apa yang dimaksud dengan layanan bersama?", "definisi layanan bersama"):
        assert ask(index, query).hits[0].pages[0].number == 2
    assert ask(index, "layanan bersama").hits[0].pages[0].number == 1


def test_an_answer_may_begin_on_the_page_after_its_subject(index: SearchIndex) -> None:
    pages = ((1, "Yang disebut layanan bersama"), (2, "adalah aplikasi semua dinas."), (3, "Layanan bersama dan lain."))
    fill(index, [IndexDocument(1, "1", "Aturan", pages=pages)])
    assert {page.number for page in ask(index, "apa itu layanan bersama").hits[0].pages} == {1, 3}


def test_an_answer_right_behind_its_subject_beats_one_about_a_part_of_it(index: SearchIndex) -> None:
    pages = (
        (1, f"Penanggung jawab layanan bersama merupakan pemilik. Layanan bersama pusat merupakan milik. {FILLER}"),
        (2, f"{FILLER} Layanan bersama adalah aplikasi yang dipakai semua dinas. {FILLER}"),
    )
    fill(index, [IndexDocument(1, "1", "Aturan", pages=pages)])
    assert ask(index, "apa itu layanan bersama").hits[0].pages[0].number == 2


def test_who_asks_for_a_purpose_or_a_task_gets_the_page_that_tells_it(index: SearchIndex) -> None:
    pages = (
        (1, f"Tugas dan tujuan dicatat. Walidata pendukung dicatat. Tingkat kota dicatat. {FILLER}"),
        (2, f"{FILLER} Walidata pendukung tingkat kota bertugas mengumpulkan data. {FILLER}"),
        (3, f"{FILLER} Walidata pendukung tingkat kota bertujuan menjaga mutu data. {FILLER}"),
    )
    fill(index, [IndexDocument(1, "1", "Aturan", pages=pages)])
    assert ask(index, "apa tugas walidata pendukung tingkat kota").hits[0].pages[0].number == 2
    assert ask(index, "apa tujuan walidata pendukung tingkat kota").hits[0].pages[0].number == 3


def test_the_page_on_which_a_part_is_called_so_comes_first(index: SearchIndex) -> None:
    pages = (
        (1, "Surveilan radiasi dicatat. Surveilan radiasi dilaporkan. Surveilan radiasi diulang."),
        (2, f"{FILLER * 3} Paragraf 3 Surveilan Radiasi Pasal 19 Pemegang izin melapor. {FILLER}"),
        (3, f"{FILLER * 3} Paragraf 4 Pencatatan Pasal 20 Surveilan dan radiasi dicatat. {FILLER}"),
    )
    headed = IndexDocument(1, "1", "Aturan", headings="Surveilan Radiasi", pages=pages)
    fill(index, [headed, IndexDocument(2, "1", "Aturan", pages=pages)])
    assert {hit.id: hit.pages[0].number for hit in ask(index, "surveilan radiasi").hits} == {1: 2, 2: 1}


def test_in_the_rule_that_is_cited_its_own_name_points_to_no_page(index: SearchIndex) -> None:
    rule = "Peraturan Presiden Nomor 95 Tahun 2018"
    pages = ((1, f"{rule} menimbang. {rule} mengingat."), (2, f"Audit dilakukan setiap tahun. {FILLER}"), (3, rule))
    fill(index, [IndexDocument(1, "1", "Aturan", (rule,), pages=pages), IndexDocument(2, "1", "Lain", pages=pages)])
    (own, other) = ask(index, f"audit menurut {rule}").hits
    assert (own.id, own.pages[0].number) == (1, 2)
    assert (other.id, other.pages[0].number) == (2, 1)


def test_other_names_of_a_term_are_found_and_count_less(index: SearchIndex) -> None:
    pages = {1: "Setiap SKPD melapor.", 2: "Setiap perangkat daerah melapor.", 3: "Daerah dan perangkat lain, jauh."}
    fill(index, [IndexDocument(number, "1", "Judul", pages=((1, page),)) for number, page in pages.items()])
    assert list(ask(index, "skpd").matching) == [1, 2]
    assert list(ask(index, "perangkat daerah").matching) == [2, 3, 1]
    assert list(ask(index, '"perangkat daerah"').matching) == [2]
    assert ask(index, "judul:skpd").total == 0


def test_who_types_many_words_means_most_of_them(index: SearchIndex) -> None:
    words = ["penyusunan", "daftar", "aset", "layanan", "kota", "tahunan"]
    pages = {1: " ".join(words[:5]), 2: " ".join(words[:2]), 3: " ".join(words)}
    fill(index, [IndexDocument(number, "1", "Judul", pages=((1, page),)) for number, page in pages.items()])
    assert list(ask(index, " ".join(words)).matching) == [3, 1]
    assert ask(index, " ".join(words)).is_relaxed
    assert not ask(index, " ".join(words), allowed={3}).is_relaxed
    assert list(ask(index, " ".join(words[:5])).matching) == [1, 3]
    assert not ask(index, " ".join(words[:5])).is_relaxed
    assert list(ask(index, " ".join(words) + ' "kota tahunan"').matching) == [3]
    assert list(ask(index, " ".join(words) + " -tahunan").matching) == [1]
