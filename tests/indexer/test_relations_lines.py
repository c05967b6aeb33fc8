"""Relations where lines were broken, labels lost or names left out: read as if all stood on one line."""

import pytest

from indexer.citations import Citation, find_citations
from indexer.metadata_lines import lines_of
from indexer.relations import find_relations

PREAMBLE = "Menimbang : a. bahwa data perlu ditata;\nMengingat : 1. Undang-Undang Nomor 1 Tahun 2020 tentang Data;\n"
BODY = "Pasal 9\nSejak Peraturan ini berlaku, {} tentang Tata Cara dicabut dan dinyatakan tidak berlaku.\nPasal 10\n"
OWN = Citation("Peraturan BSSN", "4", 2022)


def revoked(rule: str, *, decided: str = "MEMUTUSKAN:\n", own: Citation = OWN) -> list[str]:
    lines = lines_of([(1, PREAMBLE + decided + BODY.format(rule))])
    return [relation.target for relation in find_relations(lines, own=own) if relation.type == "mencabut"]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Keputusan Kepala Badan Kepegawaian Negara Nomor 11/Ka-\nBKN/VI-99", "11/Ka-BKN/VI-99"),
        ("Keputusan Kepala Badan Kepegawaian Negara Nomor 01-\nP/Ka-BKN/I-03", "01-P/Ka-BKN/I-03"),
        ("Keputusan Kepala Badan Kepegawaian Negara Nomor 7/Ka-BKN/VI-\n99", "7/Ka-BKN/VI-99"),
    ],
)
def test_a_number_may_be_broken_after_its_hyphen(printed: str, number: str) -> None:
    assert revoked(printed) == [f"Kepka BKN {number}"]
    assert [hit.citation.number for hit in find_citations(f"{printed} tentang Tata Cara")] == [number]


def test_a_dash_between_a_rule_and_other_words_is_no_break() -> None:
    assert [hit.citation.number for hit in find_citations("Perpres Nomor 95/2018 - dan/atau lainnya")] == ["95"]


@pytest.mark.parametrize(
    "decided", ["Menetapkan\n:\nPERATURAN BADAN TENTANG DATA.\n", "Menetapkan\nPERATURAN BADAN.\n"]
)
def test_provisions_begin_at_the_label_where_the_decision_was_lost(decided: str) -> None:
    assert revoked("Peraturan BSSN Nomor 3 Tahun 2019", decided=decided) == ["Peraturan BSSN 3/2019"]


def test_the_last_words_of_a_consideration_decide_nothing() -> None:
    assert revoked("Peraturan BSSN Nomor 3 Tahun 2019", decided="perlu\nmenetapkan\nPeraturan Badan;\n") == []


def test_a_rule_of_the_body_itself_is_named_without_it() -> None:
    assert revoked("Peraturan Badan Nomor 3 Tahun 2019") == ["Peraturan BSSN 3/2019"]
    assert revoked("Peraturan Badan Nomor 3 Tahun 2019", own=Citation("Perpres", "4", 2022)) == [
        "Peraturan Badan 3/2019"
    ]
