"""Relations: what a rule amends, revokes, enacts, implements and rests on, and what it merely mentions."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.citations import Citation, parse_citation
from indexer.metadata import describe
from indexer.metadata_lines import Line, lines_of
from indexer.relations import FoundRelation, find_relations
from indexer.relations_passages import named_rules

OWN = Citation("Perwali", "14", 2023, "Sagara")
PREAMBLE = "Menimbang : a. bahwa data perlu dikelola;\nMengingat : 1. Undang-Undang Nomor 1 Tahun 2010 tentang Data;\n"


def relations(*pages: str, title: str = "", own: Citation | None = OWN) -> tuple[FoundRelation, ...]:
    line = Line(title, 1) if title else None
    return find_relations(lines_of(list(enumerate(pages, 1))), title=line, own=own)


def of(kind: str, *pages: str, title: str = "") -> list[str]:
    return [relation.target for relation in relations(*pages, title=title) if relation.type == kind]


def provision(text: str) -> str:
    operative = "MEMUTUSKAN:\nMenetapkan : PERATURAN WALI KOTA TENTANG DATA.\nPasal 1"
    return f"{PREAMBLE}{operative}\n{text}\nDitetapkan di Sagara\n"


@pytest.mark.parametrize(
    ("title", "kind", "expected"),
    [
        (
            "PERUBAHAN KEDUA ATAS PERATURAN WALI KOTA NOMOR 5 TAHUN 2019 TENTANG DATA",
            "mengubah",
            ["Perwali Sagara 5/2019"],
        ),
        ("PERUBAHAN DAN TAMBAHAN ATAS TAP MPR NOMOR I/MPR/1983", "mengubah", ["Tap MPR I/MPR/1983"]),
        (
            "PENCABUTAN PERATURAN DAERAH NOMOR 3 TAHUN 2001 TENTANG PASAR DAN PERATURAN DAERAH NOMOR 4 TAHUN 2002",
            "mencabut",
            ["Perda Kota Sagara 3/2001", "Perda Kota Sagara 4/2002"],
        ),
        (
            "PENETAPAN PERATURAN PEMERINTAH PENGGANTI UNDANG-UNDANG NOMOR 2 TAHUN 2022 TENTANG X MENJADI UNDANG-UNDANG",
            "ditetapkan_dari",
            ["Perppu 2/2022"],
        ),
        (
            "PERUBAHAN ATAS KEPUTUSAN BERSAMA MENTERI A DAN MENTERI B NOMOR 12 TAHUN 2020, NOMOR 7 "
            "TAHUN 2020 TENTANG LIBUR",
            "mengubah",
            ["SKB 12/2020, 7/2020"],
        ),
        ("PERUBAHAN ANGGARAN TAHUN 2020 TENTANG PERATURAN DAERAH NOMOR 1 TAHUN 2020", "mengubah", []),
        ("PEDOMAN PENCABUTAN IZIN", "mencabut", []),
    ],
)
def test_titles_say_what_is_amended_revoked_or_enacted(title: str, kind: str, expected: list[str]) -> None:
    found = [relation for relation in relations(title=title) if relation.type == kind]
    assert [relation.target for relation in found] == expected
    assert all(relation.confidence >= 0.9 for relation in found)


def test_a_title_s_own_title_is_not_amended() -> None:
    title = (
        "PERUBAHAN ATAS PERATURAN PEMERINTAH NOMOR 5 TAHUN 2010 TENTANG PELAKSANAAN UNDANG-UNDANG NOMOR 3 TAHUN 2009"
    )
    assert of("mengubah", title=title) == ["PP 5/2010"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Pada saat Peraturan Wali Kota ini mulai berlaku, Peraturan Wali Kota Nomor 8 Tahun 2015 "
            "tentang Arsip (Berita "
            "Daerah Tahun 2015 Nomor 8), dicabut dan dinyatakan tidak berlaku.",
            ["Perwali Sagara 8/2015"],
        ),
        (
            "Pada saat Peraturan Wali Kota ini mulai berlaku:\na. Peraturan Wali Kota Sagara Nomor 8 "
            "Tahun 2015 tentang Arsip;\n"
            "b. Peraturan Wali Kota Sagara Nomor 9 Tahun 2016 tentang Perubahan atas Peraturan Wali "
            "Kota Sagara Nomor 8\n"
            "Tahun 2015 tentang Arsip; dan\nc. Keputusan Wali Kota Sagara Nomor 188/4/HK/2017,\n"
            "dicabut dan dinyatakan tidak berlaku.",
            ["Perwali Sagara 8/2015", "Perwali Sagara 9/2016", "Kepwali Sagara 188/4/HK/2017"],
        ),
        (
            "Dengan berlakunya peraturan ini dicabut dan dinyatakan tidak berlaku:\n1. Perpres Nomor 1 Tahun 2001;\n"
            "2. Perpres Nomor 2 Tahun 2002.",
            ["Perpres 1/2001", "Perpres 2/2002"],
        ),
        ("Mencabut Keputusan Presiden Nomor 7 Tahun 1990 tentang Tim.", ["Keppres 7/1990"]),
        ("Mencabut dan menyatakan tidak berlaku lagi UU Nomor 7 Tahun 1990 tentang Peta.", ["UU 7/1990"]),
        ("Menyatakan Ketetapan Nomor II/MPR/1978 tentang Pedoman tidak berlaku lagi.", ["Tap MPR II/MPR/1978"]),
        (
            "Peraturan pelaksanaan dari PP Nomor 3 Tahun 2003 dinyatakan masih tetap berlaku "
            "sepanjang tidak bertentangan.",
            [],
        ),
        (
            "a. peraturan pelaksanaan PP Nomor 3 Tahun 2003 dinyatakan masih tetap berlaku; dan\n"
            "b. PP Nomor 4 Tahun 2004 tentang Uji dicabut dan dinyatakan tidak berlaku.",
            ["PP 4/2004"],
        ),
        ("Izin yang diterbitkan berdasarkan PP Nomor 3 Tahun 2003 dicabut.", []),
        ("Menteri dapat mencabut izin usaha. UU Nomor 5 Tahun 1999 mengatur persaingan.", []),
        ("Menurut UU Nomor 5 Tahun 1984 yang telah dicabut dengan UU Nomor 3 Tahun 2014, izin wajib ada.", []),
        ("Ketentuan ayat (1) tidak berlaku untuk pemegang UU Nomor 3 Tahun 2014.", []),
    ],
)
def test_provisions_revoke_what_they_name(text: str, expected: list[str]) -> None:
    assert of("mencabut", provision(text)) == expected


def test_a_list_may_run_over_pages_and_names_its_page() -> None:
    head, tail = provision(
        "Pada saat peraturan ini mulai berlaku:\na. Peraturan Presiden Nomor 4 Tahun 2004 tentang Peta;\n- 2 -|"
        "b. Peraturan Presiden Nomor 5\n- 7 -\nTahun 2005 tentang Citra,\ndicabut dan dinyatakan tidak berlaku."
    ).split("|")
    found = [relation for relation in relations(head, tail) if relation.type == "mencabut"]
    assert [(relation.target, relation.page) for relation in found] == [("Perpres 4/2004", 1), ("Perpres 5/2005", 2)]
    assert "dicabut dan dinyatakan" in found[0].words
    assert found[0].key == "perpres:4:2004"


@pytest.mark.parametrize(
    ("text", "in_part"),
    [
        (
            "Ketentuan Pasal 66 Peraturan Presiden Nomor 3 Tahun 2011 tentang Uji dicabut dan "
            "dinyatakan tidak berlaku.",
            True,
        ),
        ("Peraturan Presiden Nomor 3 Tahun 2011 dicabut dan dinyatakan tidak berlaku sepanjang mengatur tarif.", True),
        ("Lampiran II Peraturan Presiden Nomor 3 Tahun 2011 dicabut dan dinyatakan tidak berlaku.", True),
        ("Peraturan Presiden Nomor 3 Tahun 2011 dicabut dan dinyatakan tidak berlaku.", False),
    ],
)
def test_a_rule_may_be_revoked_in_part(text: str, in_part: bool) -> None:
    assert [(one.target, one.in_part) for one in relations(provision(text)) if one.type == "mencabut"] == [
        ("Perpres 3/2011", in_part)
    ]


def test_the_amender_of_a_revoked_rule_is_marked() -> None:
    text = (
        "Peraturan Presiden Nomor 3 Tahun 2011 tentang Uji sebagaimana telah beberapa kali diubah, "
        "terakhir dengan Peraturan "
        "Presiden Nomor 9 Tahun 2014, dicabut dan dinyatakan tidak berlaku."
    )
    found = [relation for relation in relations(provision(text)) if relation.type == "mencabut"]
    assert [(one.target, one.is_amender) for one in found] == [("Perpres 3/2011", False), ("Perpres 9/2014", True)]
    assert found[1].confidence < found[0].confidence


def test_provisions_amend() -> None:
    text = (
        "Beberapa ketentuan dalam Peraturan Presiden Nomor 6 Tahun 2011 tentang Uji diubah sebagai "
        "berikut:\n1. Ketentuan Pasal 3 "
        "mengikuti Peraturan Presiden Nomor 1 Tahun 2001.\n2. Ketentuan Pasal 8 diubah sehingga berbunyi:"
    )
    assert of("mengubah", provision(text)) == ["Perpres 6/2011"]


def test_explanations_and_annexes_revoke_nothing() -> None:
    annex = "LAMPIRAN\nPeraturan Presiden Nomor 3 Tahun 2011 dicabut dan dinyatakan tidak berlaku."
    assert of("mencabut", provision("Cukup."), annex) == []


BASES = """
Menimbang : a. bahwa untuk melaksanakan ketentuan Pasal 4 ayat (2) Peraturan Pemerintah Nomor 8 Tahun 2018 tentang
Peta serta Pasal 5 Peraturan Presiden Nomor 9 Tahun 2019 tentang Citra, perlu menetapkan Peraturan Wali Kota;
b. bahwa Peraturan Wali Kota Nomor 2 Tahun 2012 sudah tidak sesuai;
Mengingat : 1. Pasal 18 ayat (6) Undang-Undang Dasar Negara Republik Indonesia Tahun 1945;
2. Undang-Undang Nomor 7 Tahun 1999 tentang Penetapan Undang-Undang Darurat Nomor 4 Tahun 1956 (Lembaran Negara
Republik Indonesia Tahun 1999 Nomor 3);
3. Undang-Undang Nomor 3 Tahun 2014 tentang Kota sebagaimana telah beberapa kali diubah terakhir dengan Undang-Undang
Nomor 6 Tahun 2023 tentang Perubahan Kedua atas Undang-Undang Nomor 3 Tahun 2014 tentang Kota;
4. Permendagri 90 Tahun 2019;
Memperhatikan : Surat Edaran Menteri Dalam Negeri Nomor 7 Tahun 2020;
MEMUTUSKAN:
"""


def test_what_a_rule_rests_on_and_implements() -> None:
    found = relations(BASES)
    assert [(one.target, one.is_amender) for one in found if one.type == "dasar"] == [
        ("UUD 1945", False),
        ("UU 7/1999", False),
        ("UU 3/2014", False),
        ("UU 6/2023", True),
        ("Permendagri 90/2019", False),
    ]
    assert [one.target for one in found if one.type == "melaksanakan"] == ["PP 8/2018", "Perpres 9/2019"]


def test_bases_are_told_apart_where_recognition_lost_marks_and_numbers() -> None:
    text = (
        "Menimbang\nMengingat\nbahwa untuk tertib perlu menetapkan Keputusan tentang "
        "Tim,\nUndang-Undang Nomor 1 Tahun 1992 tentang "
        "Kota (Lembaran Negara Nomor 3465)\nUndang-Undang Nomor 25 Tahun 2009 tentang "
        "Layanan:\nPeraturan Presiden Nomor 5 Tabun 2010,"
        "\nMEMUTUSKAN\n"
    )
    assert of("dasar", text) == ["UU 1/1992", "UU 25/2009", "Perpres 5/2010"]


def test_guidelines_and_procedures_list_their_bases() -> None:
    text = (
        "STANDAR OPERASIONAL PROSEDUR\nDasar Hukum :\n1. UU Nomor 14 Tahun 2008 tentang "
        "Informasi;\n2. Perpres 95 Tahun 2018\n"
        "3. Keterkaitan\nSOP Arsip sesuai PP Nomor 3 Tahun 2003"
    )
    assert of("dasar", text) == ["UU 14/2008", "Perpres 95/2018"]


def test_a_note_on_the_copy_tells_the_fate_of_the_rule() -> None:
    assert of("dicabut_dengan", "Dicabut dengan Perda No. 11 Tahun 2010\nPERATURAN DAERAH") == [
        "Perda Kota Sagara 11/2010"
    ]
    assert of("diubah_dengan", "*) Diubah oleh Perpres Nomor 1 Tahun 2020") == ["Perpres 1/2020"]
    assert of("diubah_dengan", "sebagaimana telah\nDiubah dengan Perpres Nomor 1 Tahun 2020") == []


def test_an_office_misread_is_that_of_the_rule_itself() -> None:
    own = Citation("Kepmenko Perekonomian", "70", 2023)
    text = provision(
        "Keputusan Menteri Koordiantor Bidang Perekonomian Nomor 25 Tahun 2022 dicabut dan dinyatakan tidak berlaku."
    )
    assert [one.target for one in relations(text, own=own) if one.type == "mencabut"] == [
        "Kepmenko Perekonomian 25/2022"
    ]


def test_a_rule_is_no_relation_of_itself() -> None:
    assert relations(provision("Peraturan Wali Kota Sagara Nomor 14 Tahun 2023 dicabut.")) == relations(
        provision("Cukup.")
    )


def test_descriptions_carry_relations() -> None:
    text = "PERATURAN WALI KOTA SAGARA\nNOMOR 14 TAHUN 2023\nTENTANG\nDATA\nWALI KOTA SAGARA,\n" + BASES
    description = describe([(1, text)], file_name="a.pdf")
    assert {relation.type for relation in description.relations} == {"dasar", "melaksanakan"}
    assert all(0 < relation.confidence < 1 for relation in description.relations)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["UU 1/2020 dicabut\n", "Mencabut UU 1/2020\n", "Dasar Hukum\n1. x\n", "Menimbang\n"])
def test_relations_are_linear_in_the_text(unit: str) -> None:
    def seconds(letters: int) -> float:
        text = PREAMBLE + "MEMUTUSKAN:\n" + unit * (letters // len(unit))
        started = time.process_time()
        relations(text)
        return time.process_time() - started

    assert seconds(80_000) < 4 * seconds(40_000) + 1


PHRASES = st.sampled_from(
    [
        *["Menimbang :", "Mengingat :", "MEMUTUSKAN:", "Pasal 1", "a. bahwa", "1.", ";", ",", "\n", "dicabut", "(1) "],
        *["dicabut dan dinyatakan tidak berlaku", "sebagaimana telah diubah dengan", "tentang", "Mencabut", "LAMPIRAN"],
        *["Peraturan Presiden Nomor 5 Tahun 2010", "UU 3/2014", "Peraturan Bupati Nomor 1 Tahun 2001", "Dasar Hukum"],
        *["diubah sebagai berikut:", "tetap berlaku", "sepanjang mengatur", "Ditetapkan di", "SKB Nomor 1 Tahun 2020"],
    ]
)


@given(st.lists(st.tuples(PHRASES, st.sampled_from([" ", "\n"])), max_size=60))
def test_relations_of_any_text_are_whole(parts: list[tuple[str, str]]) -> None:
    text = "".join(phrase + space for phrase, space in parts)
    found = relations(text, title=text[:80])
    assert len({(one.type, one.key, one.citation.place) for one in found}) == len(found)
    for one in found:
        assert one.page == 1
        assert one.words
        assert one.words.split()[0] in text
        assert parse_citation(one.target) is not None


@given(st.lists(PHRASES, max_size=40).map(" ".join))
def test_named_rules_stand_in_order_and_apart(text: str) -> None:
    found = named_rules(text)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(one.role == "main" for one in found[:1])


@settings(max_examples=25)
@given(st.text(max_size=600))
def test_any_text_gives_relations(text: str) -> None:
    assert isinstance(relations(text, title=text[:60]), tuple)
