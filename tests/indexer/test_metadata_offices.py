"""Kinds and issuers as the offices of Indonesia name them, and what else a title page says: codes, gazettes, names."""

import pytest

from indexer.metadata import Description, describe
from indexer.metadata_titles import title_case

END = "Ditetapkan di Sukaraya\npada tanggal 3 Mei 2021\n"


def described(kind: str, office: str, *, title: str = "TATA KELOLA DATA", end: str = "") -> Description:
    grace = "DENGAN RAHMAT TUHAN YANG MAHA ESA"
    text = f"{kind}\nNOMOR 4 TAHUN 2021\nTENTANG\n{title}\n{grace}\n{office},\nMenimbang : a. bahwa data;\n{end}"
    return describe([(1, text)], file_name="scan.pdf")


@pytest.mark.parametrize(
    ("kind", "office", "printed", "abbreviation"),
    [
        ("KEPUTUSAN SEKRETARIS DAERAH KOTA BINTANG", "SEKRETARIS DAERAH", "Keputusan Sekretaris Daerah", None),
        ("KEPUTUSAN DIREKTUR JENDERAL PAJAK", "DIREKTUR JENDERAL PAJAK", "Keputusan Direktur Jenderal", "Kepdirjen"),
        ("KEPUTUSAN CAMAT SELATAN", "CAMAT SELATAN", "Keputusan Camat", None),
        ("KEPUTUSAN DIREKTUR RSUD SUKARAYA", "DIREKTUR RSUD SUKARAYA", "Keputusan Direktur", None),
        ("PERATURAN BAN-PT", "DIREKTUR DEWAN EKSEKUTIF", "Peraturan Badan", "Perban"),
        ("PERATURAN ARSIP NASIONAL REPUBLIK INDONESIA", "KEPALA ARSIP NASIONAL", "Peraturan Arsip Nasional", None),
        ("PERATURAN KEPOLISIAN NEGARA REPUBLIK INDONESIA", "KEPALA KEPOLISIAN", "Peraturan Kepolisian", None),
        ("PERATURAN LEMBAGA SANDI NEGARA", "KEPALA LEMBAGA SANDI NEGARA", "Peraturan Lembaga", "Perlem"),
        ("KEPUTUSAN KEPALA DINAS PENDIDIKAN", "KEPALA DINAS PENDIDIKAN", "Keputusan Kepala Dinas", "Kepka"),
        ("KEPUTUSAN PENGHULU SELATAN", "PENGHULU SELATAN", "Keputusan", None),
    ],
)
def test_kinds_are_named_after_their_office(kind: str, office: str, printed: str, abbreviation: str | None) -> None:
    description = described(kind, office)
    assert (description.kind, description.kind_abbrev) == (printed, abbreviation or printed)
    assert description.document_kind == ("keputusan" if printed.startswith("Keputusan") else "regulasi")


@pytest.mark.parametrize(
    ("kind", "office", "issuer"),
    [
        (
            "PERATURAN MENTERI PENDIDIKAN, KEBUDAYAAN, RISET, DAN TEKNOLOGI\nREPUBLIK INDONESIA",
            "MENTERI PENDIDIKAN, KEBUDAYAAN, RISET, DAN TEKNOLOGI REPUBLIK INDONESIA",
            "Menteri Pendidikan, Kebudayaan, Riset, dan Teknologi Republik Indonesia",
        ),
        (
            "PERATURAN MENTERI PERENCANAAN PEMBANGUNAN NASIONAL/\nKEPALA BADAN PERENCANAAN PEMBANGUNAN NASIONAL",
            "MENTERI PERENCANAAN PEMBANGUNAN NASIONAL/\nKEPALA BADAN PERENCANAAN PEMBANGUNAN NASIONAL",
            "Menteri Perencanaan Pembangunan Nasional/Kepala Badan Perencanaan Pembangunan Nasional Republik Indonesia",
        ),
        (
            "KEPUTUSAN KEPALA DINAS KESEHATAN KOTA BINTANG",
            "KEPALA DINAS KESEHATAN",
            "Kepala Dinas Kesehatan Kota Bintang",
        ),
        (
            "PERATURAN MENTERI NEGARA PENDAYAGUNAAN APARATUR NEGARA",
            "MENTERI NEGARA PENDAYAGUNAAN APARATUR NEGARA",
            "Menteri Negara Pendayagunaan Aparatur Negara Republik Indonesia",
        ),
        ("PERATURAN MENTERI KESEHATAN", "MENTERI KESEHATAM", "Menteri Kesehatan Republik Indonesia"),
        ("PERATURAN NAGARI SUNGAI", "WALI NAGARI SUNGAI", "Wali Nagari Sungai"),
        (
            "PERATURAN BADAN PUSAT STATISTIK REPUBLIK INDONESIA",
            "KEPALA BADAN PUSAT STATISTIK",
            "Kepala Badan Pusat Statistik",
        ),
    ],
)
def test_issuers_keep_the_marks_of_the_title_page(kind: str, office: str, issuer: str) -> None:
    assert described(kind, office).issuer == issuer


def test_codes_in_titles_keep_their_capitals() -> None:
    assert title_case("PERUBAHAN ATAS KEPUTUSAN NOMOR 188/2/HK/2019") == "Perubahan atas Keputusan Nomor 188/2/HK/2019"
    assert title_case("STANDAR PRODUK DAN/ATAU JASA") == "Standar Produk dan/atau Jasa"


def test_a_misread_number_in_a_title_is_mended() -> None:
    title = "PERUBAHAN ATAS PERATURAN BUPATI NOMOR I1 TAHUN 2O08"
    assert described("PERATURAN BUPATI SAGARA", "BUPATI SAGARA", title=title).title == (
        "Perubahan atas Peraturan Bupati Nomor 11 Tahun 2008"
    )


def test_a_repeated_title_over_an_annex_is_one() -> None:
    text = (
        "LAMPIRAN : KEPUTUSAN BUPATI SAGARA\nNOMOR : 1/2021\nTENTANG :\nPETA JALAN DATA\nPETA JALAN DATA\nNO KEGIATAN"
    )
    assert describe([(1, text)], file_name="x.pdf").title == "Peta Jalan Data"


def test_the_supplement_of_a_regional_gazette_is_told() -> None:
    gazettes = (
        "LEMBARAN DAERAH KABUPATEN SAGARA TAHUN 2021 NOMOR 4\nTAMBAHAN LEMBARAN DAERAH KABUPATEN SAGARA NOMOR 12\n"
    )
    description = described("PERATURAN DAERAH KABUPATEN SAGARA", "BUPATI SAGARA", end=END + gazettes)
    assert description.gazette == "LD Kabupaten Sagara 2021/4, TLD 12"


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("BUPATI SAGARA,\nttd\nSUGENG", "Sugeng"),
        ("Bupati Sagara\nSugeng", "Sugeng"),
        ("seluruh\nInstansi\n", None),
        ("Atas perhatian dan kerja sama disampaikan terima kasih\n", None),
        ("LAMPIRAN\nRINA AYU\n", None),
        ("TATA KELOLA\n", None),
        ("Nama\nOrgan\n", None),
    ],
)
def test_only_names_sign(below: str, name: str | None) -> None:
    assert described("PERATURAN BUPATI SAGARA", "BUPATI SAGARA", end=END + below).signer == name


def test_a_single_word_may_be_the_rest_of_a_name() -> None:
    one = described("PERATURAN BUPATI SAGARA", "BUPATI SAGARA", end=f"{END}BUPATI SAGARA,\nttd\nSUGENG")
    two = described("PERATURAN BUPATI SAGARA", "BUPATI SAGARA", end=f"{END}BUPATI SAGARA,\nttd\nSUGENG RAHARJO")
    assert one.confidence["signer"] < two.confidence["signer"]
