"""Rules whose title page is missing, letters whose columns mixed, procedures with long names."""

from datetime import date

import pytest

from indexer.metadata import describe

PREAMBLE = "2. Peraturan Pemerintah Nomor 5 Tahun 2019 tentang Arsip;\nMEMUTUSKAN:\n"
DECISION = "Menetapkan : PERATURAN {} TENTANG PENGELOLAAN DATA\nDAN ARSIP.\nBAB I\nKETENTUAN UMUM\n"
END = "Ditetapkan di Sukaraya\npada tanggal 3 Mei 2021\nBUPATI TANAH RAYA,\nttd\nANDI WIRATAMA\n"


def test_a_rule_without_title_page_is_told_by_its_decision() -> None:
    pages = [(2, PREAMBLE + DECISION.format("BUPATI")), (9, END)]
    description = describe(pages, file_name="scan.pdf")
    assert (description.kind_abbrev, description.number, description.year) == ("Perbup", None, 2021)
    assert (description.title, description.issuer) == ("Pengelolaan Data dan Arsip", "Bupati Tanah Raya")
    assert (description.enacted_on, description.signer) == (date(2021, 5, 3), "Andi Wiratama")
    assert description.confidence["kind"] < 0.9


def test_its_number_may_stand_in_the_file_name() -> None:
    pages = [(2, PREAMBLE + DECISION.format("BADAN SIBER DAN SANDI NEGARA"))]
    description = describe(pages, file_name="Perba_7_Tahun_2020_-_Data.pdf")
    assert (description.kind, description.number, description.year) == ("Peraturan Badan", "7", 2020)
    assert description.confidence["number"] < 0.5
    assert description.citation is not None
    assert description.citation.short == "Peraturan BSSN 7/2020"


def test_the_number_of_another_kind_of_rule_is_not_its_own() -> None:
    pages = [(2, PREAMBLE + DECISION.format("BUPATI"))]
    assert describe(pages, file_name="turunan Perpres 95 Tahun 2018.pdf").number is None


def test_a_scanned_first_page_leaves_the_word_to_the_file_name() -> None:
    pages = [(1, ""), (2, "Pasal 4\nSetiap perangkat daerah menata datanya dengan tertib dan " * 3)]
    description = describe(pages, file_name="Perwali 12 Tahun 2020 tentang Data.pdf")
    assert (description.kind_abbrev, description.number, description.confidence["number"]) == ("Perwali", "12", 0.4)


@pytest.mark.parametrize(
    "text",
    [
        "DINAS KEARSIPAN\nSagara, 9 Mei 2023\nNomor : 005/123/2023 Kepada\nSifat : Biasa\nHal : Undangan rapat data\n",
        "DINAS KEARSIPAN\nNomor : 005/123/2023 Sagara, 9 Mei 2023\nLampiran : 1 Yth.\nHal : Undangan rapat data\n",
    ],
)
def test_labels_and_addressee_may_share_a_line(text: str) -> None:
    description = describe([(1, text)], file_name="x.pdf")
    assert (description.number, description.enacted_on) == ("005/123/2023", date(2023, 5, 9))
    assert (description.issuer, description.title) == ("Dinas Kearsipan", "Undangan rapat data")
    assert (description.enacted_place, description.document_kind) == ("Sagara", "surat")


def test_the_subject_may_stand_below_its_label() -> None:
    text = "Nomor\n: 005/9/2023\nHal\n: Usulan satu peladen virtual\nYth. Kepala Dinas\n"
    assert describe([(1, text)], file_name="x.pdf").title == "Usulan satu peladen virtual"


def test_the_name_of_a_procedure_may_take_several_lines() -> None:
    text = "SOP LAYANAN SURAT KETERANGAN\nBEBAS PINJAM (SKBP)\nB-017/UN9/SOP\nPENGESAHAN DOKUMEN\n"
    assert describe([(1, text)], file_name="x.pdf").title == "SOP Layanan Surat Keterangan Bebas Pinjam (SKBP)"


def test_a_day_of_the_week_is_no_place() -> None:
    text = "Nomor : 5/HM/2020\nSifat : Biasa\nYth. Kepala Dinas\nKamis, 16 Juli 2020\n"
    description = describe([(1, text)], file_name="x.pdf")
    assert (description.enacted_on, description.enacted_place) == (date(2020, 7, 16), None)
