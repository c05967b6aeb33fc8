# Passages shown under a hit: the right stretch, the right marks, and nothing of the page that could act in a browser.
import html
import re
import time
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

from app.search.grammar import parse
from indexer.query import Word
from indexer.snippets import _held_by_forms, hits, mark_words, snippet
from indexer.text import analyse, base_form

FILLER = "Ketentuan lain yang bersifat umum tetap berjalan seperti biasa pada setiap unit. " * 20
PAGE = f"{FILLER}Kepala dinas mengelola pengeta-\nhuan sesuai Perpres 95 Tahun 2018. {FILLER}"


def shown(query: str, page: str = PAGE) -> str:
    return snippet(page, parse(query).node)


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("pengelolaan", "<mark>mengelola</mark>"),
        ("pengetahuan", "<mark>pengetahuan</mark>"),
        ("95/2018", "<mark>95 Tahun 2018</mark>"),
        ('"kepala dinas"', "<mark>Kepala dinas</mark>"),
        ("kelol* menge*", "<mark>mengelola</mark>"),
        ("zzz ATAU dinas", "<mark>dinas</mark>"),
    ],
)
def test_the_passage_shows_and_marks_the_hit(query: str, marked: str) -> None:
    assert marked in shown(query)


def test_the_passage_is_made_of_whole_sentences() -> None:
    passage = shown("mengelola")
    assert passage.startswith("Kepala dinas <mark>mengelola</mark>")
    assert passage.endswith("pada setiap unit.")


LAW = f"""sisa dari halaman sebelumnya
Pasal 24
(1) Forum dibentuk menurut Perpres No. 39 Tahun 2019 oleh wali data;
(2) Sekretariat membantu forum.
Pasal 25
a. menyusun daftar; dan
b. menyiapkan {"rapat berkala " * 40}
Pasal 26
{FILLER}"""


@pytest.mark.parametrize(
    ("query", "begins", "ends"),
    [
        ("wali", "(1) Forum", "(2) Sekretariat membantu forum. Pasal 25 a. menyusun daftar; dan"),
        ("sekretariat", "(2) <mark>Sekretariat</mark>", "Pasal 25 a. menyusun daftar; dan"),
        ("daftar", "a. menyusun <mark>daftar</mark>", " rapat…"),
    ],
)
def test_a_passage_of_a_law_begins_at_its_paragraph(query: str, begins: str, ends: str) -> None:
    passage = shown(query, LAW)
    assert passage.startswith(begins)
    assert passage.endswith(ends)


def test_a_passage_does_not_end_with_the_heading_of_the_next() -> None:
    law = f"{FILLER}\nPasal 3\nPengetahuan dikelola oleh dinas.\nPasal 4\n1. {'Rapat berkala ' * 60}"
    assert shown("pengetahuan", law).endswith("dikelola oleh dinas.")


def test_a_sentence_that_is_too_long_is_cut_between_words_and_says_so() -> None:
    endless = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh " * 60
    passage = shown("sasaran", f"{endless}sasaran {endless}")
    assert re.fullmatch(r"…\w+ .* <mark>sasaran</mark> .* \w+…", passage)


def test_what_is_excluded_or_a_function_word_is_not_marked() -> None:
    assert "<mark>" not in shown("zzz -dinas yang")


def test_a_query_of_function_words_alone_marks_them() -> None:
    assert "<mark>yang</mark>" in shown("yang")


@pytest.mark.parametrize("date", ["10/12/2023", "12/03/2023", "12-03-2023", "10.12.2023", "12 Maret 2023"])
def test_a_date_is_not_marked_for_the_number_of_a_rule(date: str) -> None:
    page = f"Pada {date} berlaku Perwali 12/2023, yaitu Perwali Nomor 12 Tahun 2023."
    assert mark_words(Word("12/2023"), page) == ["12/2023", "12 Tahun 2023"]
    assert mark_words(Word(date), page) == [date]


def test_a_doubled_word_over_two_lines_keeps_its_hyphen() -> None:
    assert shown("undang", "Menurut undang-\nundang itu") == "Menurut <mark>undang-undang</mark> itu"


@pytest.mark.parametrize("page", ["Layanan e-government kota", "Layanan e-gov-\nernment ko\u00adta"])
def test_the_beginning_of_a_compound_marks_it_whole(page: str) -> None:
    assert "<mark>e-government</mark>" in shown("e-gov*", page)


def test_without_a_hit_the_page_begins() -> None:
    assert shown("zzz").startswith("Ketentuan lain")


def test_a_phrase_is_marked_whole_and_only_as_a_phrase() -> None:
    assert shown('"dinas kepala"', "Kepala dinas") == "Kepala dinas"
    assert shown('"kepala dinas" dinas', "Kepala dinas") == "<mark>Kepala dinas</mark>"


def test_the_stretch_with_most_different_words_is_shown() -> None:
    page = f"Data. {FILLER} Data geospasial kota. {FILLER} Data."
    assert "<mark>Data</mark> <mark>geospasial</mark>" in shown("data geospasial", page)


def test_everything_but_the_mark_is_escaped() -> None:
    passage = shown("script", "a <script>alert('x')</script> & \"b\" \u202e\x00")
    assert (
        passage == "a &lt;<mark>script</mark>&gt;alert(&#x27;x&#x27;)&lt;/<mark>script</mark>&gt; &amp; &quot;b&quot;"
    )


def test_mark_words_are_the_forms_on_the_page() -> None:
    page = "Pengelolaan data. Dinas mengelola pengeta-\nhuan. Pengelolaan."
    assert mark_words(parse("kelola pengetahuan").node, page) == ["Pengelolaan", "mengelola", "pengetahuan"]


@pytest.mark.parametrize("page", ["x " * 200_000, "x-" * 200_000, "<" * 100_000, "\n" * 100_000])
def test_a_monstrous_page_costs_little(page: str) -> None:
    started = time.process_time()
    assert len(re.sub(r"<mark>|</mark>", "", html.unescape(shown("x", page)))) <= 300
    assert time.process_time() - started < 3


FORMS = [
    "mengelola",
    "Pengelolaan",
    "kelolanya",
    "dikelola-kembali",
    "sapu",
    "menyapu",
    "penyapuan",
    "api",
    "perapian",
    "data-data",
    "undang-",
    "-undang",
    "pengeta-\nhuan",
    "27a",
    "e-gov",
    "diperbantukannya",
    "ku",
    "yg",
    "penghargaannya",
    "ﬁnansial",
]
WORDS = ["kelola", "sapu", "api", "data", "undang", "pengetahuan", "27a", "bantu", "ku", "harga", "finansial", "perap"]


@given(st.lists(st.sampled_from([*FORMS, *WORDS, "x" * 70]), max_size=12), st.sampled_from(WORDS))
def test_every_word_with_the_same_base_form_is_hit_and_no_other(words: list[str], sought: str) -> None:
    page = " ".join(words)
    tokens = list(analyse(page))
    whole = {token for token, after in pairwise(tokens) if token.position == after.position}
    expected = {(token.start, token.end) for token in tokens if token.base == base_form(sought) and token not in whole}
    assert hits(page, Word(sought)) == sorted(expected)


@pytest.mark.parametrize("affixed", ["{}", "{}nya", "memper{}kan", "meny{}i", "pem{}annya", "peng{}anlah", "ber{}an"])
def test_every_form_holds_its_base_but_for_the_first_letter(affixed: str) -> None:
    """By this, forms are found without a look at all the other words."""
    for known in islice(DEFAULT_DICTIONARY_FACTORY.get_dictionary("id"), 0, None, 4):
        word = affixed.format(known.casefold())
        assert _held_by_forms(base_form(word)) in f" {word} "


@given(st.text(), st.text(), st.integers(min_value=20, max_value=400))
def test_any_page_and_query_give_safe_html(page: str, query: str, length: int) -> None:
    passage = snippet(page, parse(query).node, length=length)
    bare = re.sub(r"<mark>([^<>]*)</mark>", r"\1", passage)
    assert not re.search("[<>\"']", bare)
    assert all(character.isprintable() for character in passage)
