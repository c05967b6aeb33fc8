# The query language: what each form means, that nothing is ever an error, and that what we say we understood is so.
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.grammar import MAX_TERMS, parse
from indexer.query import And, MatchAll, Node, Not, Or, Phrase, Prefix, Word, positive_leaves


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("SPBE", Word("SPBE")),
        ("manajemen pengetahuan", And((Word("manajemen"), Word("pengetahuan")))),
        ('"tata kelola"', Phrase("tata kelola")),
        ("“tata kelola”", Phrase("tata kelola")),
        ("SPBE -draf", And((Word("SPBE"), Not(Word("draf"))))),
        ('-"rancangan akhir"', Not(Phrase("rancangan akhir"))),
        ("SOP ATAU pedoman", Or((Word("SOP"), Word("pedoman")))),
        ("a SOP ATAU pedoman b", And((Word("a"), Or((Word("SOP"), Word("pedoman"))), Word("b")))),
        ("kelola*", Prefix("kelola")),
        ("permenpan 59/2020", And((Word("permenpan"), Word("59/2020")))),
        ("yang dan", And((Word("yang"), Word("dan")))),
        ("data data", Word("data")),
        ("data data ATAU peta", And((Word("data"), Or((Word("data"), Word("peta")))))),
        ("SPBE, (Perpres).", And((Word("SPBE"), Word("Perpres")))),
        ('SPBE"manajemen risiko"', And((Word("SPBE"), Phrase("manajemen risiko")))),
        ("ＳＰＢＥ\x00\u202e", Word("SPBE")),
        ("", MatchAll()),
        ("*", MatchAll()),
        ("😀 !!!", MatchAll()),
    ],
)
def test_meaning(typed: str, node: Node) -> None:
    assert parse(typed).node == node


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("jenis:perwal spbe", "jenis:"),
        ('"tata kelola', "kutip"),
        ("*kelola", "akhir kata"),
        ("k*", "dua huruf"),
        ("ke*la", "akhir kata"),
        ("ATAU SPBE", "ATAU"),
        ("SPBE ATAU", "ATAU"),
        ("(a ATAU b) c", "kurung"),
        ("😀", "Tidak ada kata"),
        ("x " * 5_000, "terlalu panjang"),
    ],
)
def test_what_is_not_understood_is_hinted_at(typed: str, hint: str) -> None:
    assert any(hint in notice for notice in parse(typed).notices)


@pytest.mark.parametrize("typed", ["SPBE", '"tata kelola"', "a ATAU b", "kelola* -draf", "", "*", "Perpres (SPBE)"])
def test_what_is_understood_needs_no_hint(typed: str) -> None:
    assert parse(typed).notices == ()


def test_words_are_those_looked_for() -> None:
    assert parse('SPBE kelola* "tata kelola" -draf SOP ATAU pedoman').words == ("SPBE", "SOP", "pedoman")


@pytest.mark.parametrize("typed", ["jenis:perwal tahun:2020", "*a *b c*d"])
def test_unknown_syntax_becomes_plain_words(typed: str) -> None:
    leaves = list(positive_leaves(parse(typed).node))
    assert len(leaves) == 4
    assert all(isinstance(leaf, Word) for leaf in leaves)


@pytest.mark.parametrize(
    "typed",
    ["x" * 10_000, "1/" * 5_000, '"' * 9_999, "-" * 10_000, "*" * 10_000, "ATAU " * 2_000, "a:" * 5_000, "\x00" * 9_000,
     '"' + "kata " * 2_000 + '"', " ".join(f"kata{n}*" for n in range(1_500)), "\u202e\u2067" * 4_000],
)  # fmt: skip
def test_long_and_hostile_queries_are_bounded(typed: str) -> None:
    started = time.perf_counter()
    parsed = parse(typed)
    assert time.perf_counter() - started < 1
    assert len(list(positive_leaves(parsed.node))) <= MAX_TERMS
    assert parse(parsed.interpreted).node == parsed.node


PIECES = st.lists(
    st.sampled_from([*"\"-*()[]:.,/ '", "ATAU", "atau", "spbe", "kelola", "95/2018", "yang", "é", "\x00"])
)


@given(st.one_of(st.text(), PIECES.map("".join), PIECES.map(" ".join)))
def test_any_text_parses_and_says_what_it_understood(typed: str) -> None:
    parsed = parse(typed)
    assert parse(parsed.interpreted).node == parsed.node
    assert parse(parsed.interpreted).interpreted == parsed.interpreted
