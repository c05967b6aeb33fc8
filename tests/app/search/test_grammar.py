# The query language: what each form means, that nothing is ever an error, and that what we say we understood is so.
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.grammar import MAX_TERMS, parse
from indexer.query import And, Field, MatchAll, Node, Not, Or, Phrase, Prefix, Word, positive_leaves


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
        ("judul:-spbe", Not(Field("title", Word("spbe")))),
        ("judul:spbe,data", Or((Field("title", Word("spbe")), Field("title", Word("data"))))),
        ("-judul:spbe,data", And((Not(Field("title", Word("spbe"))), Not(Field("title", Word("data")))))),
        (
            "peta judul:spbe,yang data",
            And((Word("peta"), Or((Field("title", Word("spbe")), Field("title", Word("yang")))), Word("data"))),
        ),
        ("tim S.P.B.E. kota", And((Word("tim"), Or((Word("SPBE"), Phrase("S.P.B.E"))), Word("kota")))),
        ("S.P.B.E ATAU TIK", Or((Word("SPBE"), Phrase("S.P.B.E"), Word("TIK")))),
        ("-S.P.B.E", And((Not(Word("SPBE")), Not(Phrase("S.P.B.E"))))),
        ('"S.P.B.E"', Phrase("S.P.B.E")),
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
        ("jenis:puisi spbe", "“jenis:puisi” tidak dikenali"),
        ("jenis:sop,puisi", "“puisi” tidak dikenali"),
        ("tahun:kemarin", "rentang (2018..2021)"),
        ("warna:merah spbe", "“warna:” belum dikenal"),
        ("jenis:sop ATAU spbe", "jenis:sop,pedoman"),
        ("spbe ATAU jenis:sop", "jenis:sop,pedoman"),
        ('"tata kelola', "kutip"),
        ("judul:-spbe", "“judul:-spbe” dibaca sebagai -judul:spbe"),
        ("jenis:sop,-pedoman", "dibaca sebagai -jenis:pedoman"),
        ("indikator:-1", "tulis -indikator:1"),
        ("tahun:-2018", "berarti sampai 2018"),
        ("opd:2", "“opd:2” tidak dikenali"),
        ("opd:", "“opd:” belum berisi"),
        ("spbe judul:", "“judul:” belum berisi"),
        ("S.P.B.E", "dicari juga sebagai SPBE"),
        ("jenis:sop ATAU -jenis:pedoman", "jenis:sop,pedoman"),
        ("audit - keuangan", "Tanda kurang menempel"),
        ("audit NOT keuangan", "“NOT” dibaca sebagai kata biasa"),
        ("audit AND keuangan", "“AND” dibaca sebagai kata biasa"),
        ("audit TANPA keuangan", "tanda kurang di depannya"),
        ("sp?e", "Tanda ? di tengah kata"),
        ("spbe~2", "Tanda ~ di tengah kata"),
        ("*kelola", "akhir kata"),
        ("k*", "dua huruf"),
        ("ke*la", "akhir kata"),
        ("ATAU SPBE", "ATAU"),
        ("SPBE ATAU", "ATAU"),
        ("(a ATAU b) c", "kurung"),
        ("satu data ATAU keamanan informasi", "satu + (data ATAU keamanan) + informasi. Untuk"),
        ("satu data ATAU keamanan informasi", '"satu data" ATAU "keamanan informasi".'),
        ("satu data ATAU peta ATAU SOP", "satu + (data ATAU peta ATAU SOP). Untuk"),
        ("a ATAU b c ATAU d tahun:2020", "(a ATAU b) + (c ATAU d). Untuk"),
        ("aplikasi -Aplikasi", "“Aplikasi” dicari dan dikecualikan sekaligus"),
        ("judul:peta -judul:peta", "“peta” dicari dan dikecualikan sekaligus"),
        ("tahun:2025 -tahun:2025", "“tahun:2025” dicari dan dikecualikan sekaligus"),
        ("status:tidak berlaku", 'status:"tidak berlaku"'),
        ("spbe jenis:praktik baik kota", 'jenis:"praktik baik"'),
        ("SOP atau pedoman", "tulis ATAU dengan huruf besar"),
        ("SOP or pedoman", "“or” dibaca sebagai kata biasa"),
        ("😀", "Tidak ada kata"),
        ("x " * 5_000, "terlalu panjang"),
    ],
)
def test_what_is_not_understood_is_hinted_at(typed: str, hint: str) -> None:
    assert any(hint in notice for notice in parse(typed).notices)


@pytest.mark.parametrize(
    "typed",
    [
        "SPBE",
        '"tata kelola"',
        "a ATAU b",
        '"satu data" ATAU "keamanan informasi"',
        "perwali 12/2023 ATAU perwali 21/2024",
        "aplikasi -judul:aplikasi",
        "tahun:2025,2024 -tahun:2025",
        'status:"tidak berlaku"',
        "atau pedoman",
        '"SOP atau pedoman"',
        "kelola* -draf",
        "",
        "*",
        "Perpres (SPBE)",
        "NOT",
        "PENERIMAAN NEGARA BUKAN PAJAK",
        "A.N. Bupati",
        "bagaimana mengelola data?",
        "jenis:sop",
        "judul:data tahun:2020..",
    ],
)
def test_what_is_understood_needs_no_hint(typed: str) -> None:
    assert parse(typed).notices == ()


def filters(typed: str) -> list[str]:
    return [one.render() for one in parse(typed).filters]


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("tahun:2018..2021", ["tahun:2018..2021"]),
        ("tahun:2021-2018", ["tahun:2018..2021"]),
        ("tahun:>2018 tahun:<=2010", ["tahun:2019..,..2010"]),
        ("Tahun: 2020.", ["tahun:2020"]),
        ("(tahun:2020)", ["tahun:2020"]),
        ("jenis:SOP,juknis", ["jenis:sop,pedoman"]),
        ("jenis:sop ATAU jenis:pedoman", ["jenis:sop,pedoman"]),
        ('jenis:"praktik baik"', ["jenis:praktik_baik"]),
        ("jenis:perwal,permenpanrb", ['jenis:Perwali,"Permen PANRB"']),
        ("-status:dicabut", ["-status:dicabut"]),
        ("status:-dicabut", ["-status:dicabut"]),
        ("jenis:sop,-pedoman", ["jenis:sop", "-jenis:pedoman"]),
        ("-jenis:-sop", ["-jenis:sop"]),
        ("opd:-dinkes", ["-opd:dinkes"]),
        ('status:"masih berlaku"', ["status:berlaku"]),
        ("nomor:PER-5/2018", ["nomor:PER-5/2018"]),
        ('instansi:"badan siber" opd:diskominfo', ['instansi:"badan siber"', "opd:diskominfo"]),
        ("indikator:12,26..30 domain:2 aspek:3", ["indikator:12,26..30", "domain:2", "aspek:3"]),
        ("format:.DOCX,pdf", ["format:docx,pdf"]),
        ("spbe", []),
    ],
)
def test_filters_as_they_are_understood(typed: str, understood: list[str]) -> None:
    assert filters(typed) == understood


@pytest.mark.parametrize(
    "typed",
    ["tahun:1", "tahun:99999", "tahun:..", "tahun:٢٠٢٠", "indikator:0", "nomor:abc", "status:lama", "format:exe",
     "jenis:perwali-anu", "opd:x", "http://contoh", "12:30", "jenis:", "xtahun:2020"],
)  # fmt: skip
def test_what_is_no_filter_narrows_nothing(typed: str) -> None:
    assert filters(typed) == []


def test_title_words_are_looked_for_in_titles() -> None:
    found = parse('judul:arsitek* -judul:draf judul:"tata kelola" data').node
    assert found == And(
        (
            Field("title", Prefix("arsitek")),
            Not(Field("title", Word("draf"))),
            Field("title", Phrase("tata kelola")),
            Word("data"),
        )
    )


def test_chips_say_what_was_typed_and_lead_to_the_rest() -> None:
    parsed = parse("data tahun:2018..2021 -jenis:sop judul:peta")
    chips = [(chip.label, parsed.without(chip)) for chip in parsed.chips]
    assert chips == [
        ("Tahun: 2018–2021", "data -jenis:sop judul:peta"),
        ("Bukan jenis: SOP", "data tahun:2018..2021 judul:peta"),
        ("Judul: peta", "data tahun:2018..2021 -jenis:sop"),
    ]
    assert parsed.unfiltered == "data"
    either = parse("jenis:sop ATAU jenis:pedoman")
    assert [either.without(chip) for chip in either.chips] == ["jenis:pedoman", "jenis:sop"]


def test_words_are_those_looked_for() -> None:
    assert parse('SPBE kelola* "tata kelola" -draf SOP ATAU pedoman').words == ("SPBE", "SOP", "pedoman")


@pytest.mark.parametrize("typed", ["warna:puisi tahun:dulu,kemarin", "*a *b c*d"])
def test_unknown_syntax_becomes_plain_words(typed: str) -> None:
    leaves = list(positive_leaves(parse(typed).node))
    assert len(leaves) == 4
    assert all(isinstance(leaf, Word) for leaf in leaves)


@pytest.mark.parametrize(
    "typed",
    ["x" * 10_000, "1/" * 5_000, '"' * 9_999, "-" * 10_000, "*" * 10_000, "ATAU " * 2_000, "a:" * 5_000, "\x00" * 9_000,
     "jenis:" + ",".join(["sop", "uu", "pp"] * 3_000), "instansi:" + ",".join(f"nama{n}" for n in range(3_000)),
     "tahun:" * 3_000, " ".join(f"-judul:kata{n}" for n in range(2_000)), "judul:" + "a:" * 4_000,
     '"' + "kata " * 2_000 + '"', " ".join(f"kata{n}*" for n in range(1_500)), "\u202e\u2067" * 4_000],
)  # fmt: skip
def test_long_and_hostile_queries_are_bounded(typed: str) -> None:
    started = time.process_time()
    parsed = parse(typed)
    assert time.process_time() - started < 1
    assert len(list(positive_leaves(parsed.node))) <= MAX_TERMS
    again = parse(parsed.interpreted)
    assert (again.node, again.filters) == (parsed.node, parsed.filters)
    assert sum(len(one.values) for one in parsed.filters) <= MAX_TERMS


PIECES = st.lists(
    st.sampled_from([*"\"-*()[]:.,/ '", "ATAU", "atau", "spbe", "kelola", "95/2018", "yang", "é", "\x00"])
    | st.sampled_from(["judul:", "jenis:", "tahun:", "nomor:", "2018..2021", "sop", "permen panrb", ",", ":", ".."])
)


@given(st.one_of(st.text(), PIECES.map("".join), PIECES.map(" ".join)))
def test_any_text_parses_and_says_what_it_understood(typed: str) -> None:
    parsed = parse(typed)
    again = parse(parsed.interpreted)
    assert (again.node, again.filters, again.interpreted) == (parsed.node, parsed.filters, parsed.interpreted)


@given(st.one_of(st.text(), PIECES.map("".join), PIECES.map(" ".join)))
def test_taking_a_filter_off_leaves_the_rest(typed: str) -> None:
    parsed = parse(typed)
    for chip in parsed.chips:
        left = parse(parsed.without(chip))
        assert len(left.chips) == len(parsed.chips) - 1
    assert parse(parsed.unfiltered).chips == ()
