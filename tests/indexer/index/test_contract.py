# What every engine behind the port must do, run against each of them.
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.search.grammar import parse
from indexer.index.port import IndexBusy, IndexDocument, SearchIndex
from indexer.query import And, Field, MatchAll, Not, Or, Phrase, Prefix, Word
from tests.indexer.index.library import LAPORAN, LIBRARY, PERWAL, SOP, ask, fill


def test_its_state_is_the_same_until_something_is_committed(library: SearchIndex) -> None:
    states = {library.state(), library.state()}
    assert len(states) == 1
    for is_put in (True, False):
        with library.write() as writer:
            writer.put(SOP) if is_put else writer.delete(SOP.id)
            assert library.state() in states
        assert library.state() not in states
        states.add(library.state())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("pengelolaan", {1, 2, 3}),  # also dikelola, mengelola, kelola
        ("pengelolaan pengetahuan", {2}),
        ('"tata kelola"', {2}),
        ('"kelola tata"', set()),
        ('"Daftar data"', {1}),
        ("keamanan ATAU pengetahuan", {2, 3}),
        ("catatan -audit", {2}),
        ("-data", {2, 3, 4}),
        ("peng*", {1, 2}),
        ("perwal 12/2024", {1}),
        ("95/2018", {1}),
        ("95 tahun 2018", {1}),
        ("045/7", {2}),
        ("kominfo", {2}),
        ("pindaian koordinasi", {4}),
        ("data yang dan untuk", {1}),
        ("yang dan", {3}),
        ("zzz", set()),
        ("", {1, 2, 3, 4}),
    ],
)
def test_what_is_found(library: SearchIndex, query: str, found: set[int]) -> None:
    result = ask(library, query)
    assert set(result.matching) == found
    assert result.total == len(found) == len(result.hits)


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (Field("title", Word("data")), {1}),
        (Field("title", Word("catatan")), set()),
        (Field("body", Word("catatan")), {2, 3}),
        (Field("citation", Phrase("Nomor 12")), {1}),
        (Field("headings", Prefix("ketent")), {1}),
        (Field("meta", And((Word("dinas"), Word("kominfo")))), {2}),
        (Not(Field("body", Word("catatan"))), {1, 4}),
        (Or((Not(Word("data")), Word("mutu"))), {1, 2, 3, 4}),
        (Word("!!!"), set()),
        (Phrase(""), set()),
        (And(()), {1, 2, 3, 4}),
    ],
)
def test_trees_that_the_grammar_does_not_write_yet(library: SearchIndex, node: object, found: set[int]) -> None:
    assert set(library.search(node, allowed=None).matching) == found  # type: ignore[arg-type]


def test_nothing_outside_allowed_is_counted_or_returned(library: SearchIndex) -> None:
    for query in ("pengelolaan", "", "-data", "catatan ATAU data", "pe*"):
        result = ask(library, query, allowed={2})
        assert set(result.matching) <= {2}
        assert result.total == len(result.matching)
        assert {hit.id for hit in result.hits} <= {2}
    assert ask(library, "pengelolaan", allowed=set()).total == 0


def test_the_form_as_typed_comes_before_other_forms(index: SearchIndex) -> None:
    other = "dan seterusnya menurut kebutuhan"
    forms = {1: "pengelolaan", 2: "mengelola", 3: "dikelola"}
    fill(index, [IndexDocument(n, "1", f"Judul {n}", pages=((1, f"{form} {other}"),)) for n, form in forms.items()])
    assert ask(index, "pengelolaan").matching[0] == 1
    assert ask(index, "mengelola").matching[0] == 2
    assert ask(index, "dikelola").matching[0] == 3


def test_title_and_own_citation_come_before_mentions(index: SearchIndex) -> None:
    mention = IndexDocument(2, "1", "Pedoman", pages=((1, "Manajemen risiko menurut Perpres 95/2018. " * 5),))
    own = IndexDocument(
        1, "1", "Manajemen Risiko", ("Perpres 95/2018",), pages=((1, "Manajemen risiko. " + "Isi. " * 40),)
    )
    fill(index, [own, mention])
    assert list(ask(index, "manajemen risiko").matching) == [1, 2]
    assert list(ask(index, "perpres 95/2018").matching) == [1, 2]


def test_words_side_by_side_come_before_words_apart(index: SearchIndex) -> None:
    filler = "kata lain yang mengisi ruang di antara keduanya sampai jauh sekali "
    apart = IndexDocument(2, "1", "Dua", pages=((1, f"manajemen {filler} pengetahuan {filler}"),))
    together = IndexDocument(1, "1", "Satu", pages=((1, f"manajemen pengetahuan {filler} {filler}"),))
    fill(index, [apart, together])
    assert list(ask(index, "manajemen pengetahuan").matching) == [1, 2]


def test_pages_are_named_best_first(library: SearchIndex) -> None:
    (hit,) = ask(library, "mutu data").hits
    assert [(page.number, page.words) for page in hit.pages] == [(4, 2), (2, 2), (1, 1)]  # page 4 begins with it
    assert hit.page_count == 3
    (hit,) = ask(library, '"daftar data"').hits
    assert [(page.number, page.hits) for page in hit.pages] == [(4, 1), (2, 1)]  # the shorter page says it sooner
    assert hit.hit_count == 2


def test_a_hit_by_title_alone_names_no_page_and_says_where(library: SearchIndex) -> None:
    (hit,) = ask(library, "koordinasi pindaian").hits
    assert hit.pages == ()
    assert hit.matched_fields == ("title", "meta")


def test_an_excluded_word_does_not_name_pages(library: SearchIndex) -> None:
    (hit,) = ask(library, "pengetahuan -keamanan").hits
    assert [page.number for page in hit.pages] == [1]


def test_most_words_finds_what_all_words_do_not(library: SearchIndex) -> None:
    query = "bagaimana petugas menyimpan pengetahuan organisasi"
    assert ask(library, query).total == 0
    assert ask(library, query, "most").matching[0] == 2
    assert 2 not in ask(library, f"{query} -catatan", "most").matching


def test_pages_of_results_do_not_overlap(library: SearchIndex) -> None:
    node = parse("pengelolaan").node
    first = library.search(node, allowed=None, limit=2)
    second = library.search(node, allowed=None, limit=2, offset=2)
    assert [hit.id for hit in (*first.hits, *second.hits)] == list(first.matching) == list(second.matching)


def test_put_replaces_and_delete_removes(library: SearchIndex) -> None:
    with library.write() as writer:
        writer.put(replace(SOP, stamp="2.1", pages=((1, "Isi yang baru sama sekali."),)))
        writer.delete(3)
        writer.delete(99)
    assert ask(library, "catatan").total == 0
    assert list(ask(library, "baru").matching) == [2]
    assert library.stamps() == {1: "1.0", 2: "2.1", 4: "4.0"}


def test_the_last_of_several_puts_in_one_commit_counts(library: SearchIndex) -> None:
    with library.write() as writer:
        for number in range(5):
            writer.put(replace(SOP, stamp=f"2.{number}", title=f"Versi kata{number}", pages=()))
        writer.put(replace(LAPORAN, id=5, title="Sementara"))
        writer.delete(5)
    assert list(ask(library, "versi").matching) == [2]
    assert ask(library, "kata3").total == 0
    assert ask(library, "sementara").total == 0
    assert library.stamps()[2] == "2.4"


def test_an_error_cancels_and_comes_out_first(library: SearchIndex) -> None:
    def documents() -> Iterator[IndexDocument]:
        yield replace(SOP, title="Judul setengah jadi")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fill(library, documents())
    assert ask(library, "setengah").total == 0
    assert library.stamps() == {document.id: document.stamp for document in LIBRARY}
    fill(library, [replace(SOP, title="Judul jadi")])
    assert list(ask(library, "jadi").matching) == [2]


def test_an_error_inside_put_leaves_the_index_as_it_was(library: SearchIndex) -> None:
    broken = replace(SOP, pages=((1, None),))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        fill(library, [LAPORAN, broken])
    assert library.stamps() == {document.id: document.stamp for document in LIBRARY}
    fill(library, [replace(LAPORAN, stamp="3.1")])
    assert library.stamps()[3] == "3.1"


def test_two_writers_do_not_meet(library: SearchIndex) -> None:
    refused: list[Exception] = []

    def second() -> None:
        try:
            fill(library, [PERWAL])
        except IndexBusy as busy:
            refused.append(busy)

    with library.write() as writer:
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
        writer.put(SOP)
    assert len(refused) == 1
    assert library.stats().documents == len(LIBRARY)


def test_stats_count(library: SearchIndex) -> None:
    stats = library.stats()
    assert (stats.documents, stats.pages, stats.needs_rebuild) == (4, 6, False)
    assert stats.bytes > 0


def test_slips_are_offered_only_from_visible_documents(library: SearchIndex) -> None:
    assert library.terms_like("pengetahaun") == ("pengetahuan",)
    assert library.terms_like("kaemanan") == ("keamanan",)
    assert library.terms_like("keamanam", allowed={1, 2}) == ()
    assert library.terms_like("pengetahuan") == ()
    assert library.terms_like("2081") == ()
    assert library.terms_like("per12") == ()
    assert library.terms_like("") == ()


def test_completions_only_from_visible_documents(library: SearchIndex) -> None:
    assert library.words_with_prefix("Penge") == ("pengelolaan", "pengetahuan")
    assert library.words_with_prefix("penge", allowed={1}) == ("pengelolaan",)
    assert library.words_with_prefix("penge", allowed=set()) == ()
    assert library.words_with_prefix("penge", limit=1) == ("pengelolaan",)


def test_a_prefix_of_too_many_words_is_searched_in_part_and_says_so(index: SearchIndex) -> None:
    words = " ".join(f"kata{number}" for number in range(400))
    fill(index, [IndexDocument(1, "1", "Kata", pages=((1, words),))])
    assert ask(index, "kata*").cut_prefixes == ("kata",)
    assert ask(index, "kata39*").cut_prefixes == ()


def test_an_empty_index_answers(index: SearchIndex) -> None:
    assert index.search(MatchAll(), allowed=None).total == 0
    assert ask(index, 'data "tata kelola" ke*').total == 0
    assert index.stamps() == {}
    assert index.terms_like("pengetahaun") == ()
    assert index.stats().documents == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_query_is_answered(library: SearchIndex, query: str) -> None:
    result = ask(library, query, allowed={1, 2, 3})
    assert set(result.matching) <= {1, 2, 3}
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)


_TYPED = [
    "apa",
    "itu",
    "saja",
    "adalah",
    "data",
    "mutu",
    "kelola",
    "catatan",
    "perwal",
    "12/2024",
    "pasal",
    "2",
    '"daftar data"',
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_TYPED), max_size=9))
def test_any_question_is_answered_with_pages_that_exist(library: SearchIndex, words: list[str]) -> None:
    numbers = {document.id: {number for number, _ in document.pages} for document in LIBRARY}
    for mode in ("all", "most"):
        for hit in ask(library, " ".join(words), mode).hits:
            named = [page.number for page in hit.pages]
            assert set(named) <= numbers[hit.id]
            assert len(named) == len(set(named)) == hit.page_count
