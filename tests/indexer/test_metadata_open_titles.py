"""Where a title ends: before the rows of a table, after a line that ends open."""

import pytest

from indexer.metadata import describe


def test_the_rows_of_a_table_are_no_part_of_a_title() -> None:
    sheet = "Rekap\n\nDAFTAR LEMBAGA SAGARA\nNO\tKODE LEMBAGA\tNAMA LEMBAGA\nSUDAH ADA\tJELAS\tBERSIH\n1\t2\tX"
    assert describe([(1, sheet)], file_name="rekap.xlsx").title == "Daftar Lembaga Sagara"
    bare = "Sheet1\n\nNO\tPERTANYAAN\nSEPUTAR APLIKASI UMUM"
    assert describe([(1, bare)], file_name="data_kuisioner_dinas.xlsx").title == "Data kuisioner dinas"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("KAJIAN LAYANAN DATA &\nInformasi Kota Sagara\nkata biasa", "KAJIAN LAYANAN DATA & Informasi Kota Sagara"),
        (
            "Nomor : 005/7\nHal : Undangan rapat data dan\ninformasi daerah\nYth. Camat",
            "Undangan rapat data dan informasi daerah",
        ),
        (
            "PERATURAN BUPATI SAGARA\nNOMOR 7 TAHUN 2022\nTENTANG\nPELAYANAN DATA DAN\nInformasi Publik\nMenimbang:",
            "PELAYANAN DATA DAN Informasi Publik",
        ),
    ],
)
def test_a_title_that_ends_open_goes_on(text: str, title: str) -> None:
    found = describe([(1, text)], file_name="x.pdf").title
    assert found is not None
    assert found.lower() == title.lower()
