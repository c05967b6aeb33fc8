"""Memoranda and agreements: told by their two parties, each with its number; dates may be spelled out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.metadata import describe
from indexer.metadata_agreements import facts_of_agreement, spelled_date, spelled_number
from indexer.metadata_lines import lines_of

HEAD = (
    "{}\nANTARA\nPEMERINTAH KOTA BINTANG\nDENGAN\nBADAN SIBER DAN SANDI NEGARA\nTENTANG\n"
    "PEMANFAATAN SERTIFIKAT ELEKTRONIK\nPADA LAYANAN KOTA\nNOMOR : 181/12/NK/2021\nNOMOR : PERJ.45/KBSSN/06/2021\n"
)
TODAY = (
    "Pada hari ini, Senin, tanggal tujuh bulan Juni tahun dua ribu dua puluh satu {}, bertempat di Bintang,\n"
    "yang bertanda tangan di bawah ini:\n"
)


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("NOTA KESEPAHAMAN", "Nota Kesepahaman"),
        ("NASKAH KESEPAKATAN BERSAMA", "Kesepakatan Bersama"),
        ("PERJANJIAN KERJASAMA", "Perjanjian Kerja Sama"),
        ("PERJANJIAN KERJA SAMA", "Perjanjian Kerja Sama"),
    ],
)
@pytest.mark.parametrize("figures", ["(07-06-2021)", ""])
def test_an_agreement_tells_parties_numbers_and_occasion(printed: str, kind: str, figures: str) -> None:
    description = describe([(1, HEAD.format(printed) + TODAY.format(figures))], file_name="x.pdf")
    assert (description.kind, description.document_kind) == (kind, "lainnya")
    assert description.number == "181/12/NK/2021; PERJ.45/KBSSN/06/2021"
    assert description.title == "Pemanfaatan Sertifikat Elektronik pada Layanan Kota"
    assert description.issuer == "Pemerintah Kota Bintang"
    assert (description.enacted_on, description.year) == (date(2021, 6, 7), 2021)
    assert description.enacted_place == "Bintang"
    assert description.citation is None
    assert max(description.confidence.values()) < 0.9


def test_numbers_not_filled_in_are_none() -> None:
    text = "NOTA KESEPAHAMAN\nANTARA\nKOTA A\nDAN\nKOTA B\nTENTANG\nDATA\nNOMOR : ......\nNOMOR : ......\n"
    description = describe([(1, text)], file_name="x.pdf")
    assert (description.kind, description.title, description.number) == ("Nota Kesepahaman", "Data", None)


@pytest.mark.parametrize(
    "text",
    [
        "LAPORAN KEGIATAN\nNota kesepahaman antara dua kota tentang data telah ditandatangani.",
        "NOTA KESEPAHAMAN\n1. Kota A\n2. Kota B\n",
        "DAFTAR NOTA KESEPAHAMAN\nNO\tTENTANG\n",
    ],
)
def test_what_only_mentions_an_agreement_is_none(text: str) -> None:
    assert describe([(1, text)], file_name="x.pdf").kind is None


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("tujuh", 7),
        ("sebelas", 11),
        ("delapan belas", 18),
        ("dua puluh satu", 21),
        ("tiga puluh", 30),
        ("dua ribu dua puluh", 2020),
        ("dua ribu sembilan belas", 2019),
        ("seribu", None),
        ("dua ratus tiga puluh empat", 234),
        ("", None),
    ],
)
def test_numbers_in_words(words: str, number: int | None) -> None:
    assert spelled_number(words) == number


def test_a_spelled_date_that_is_none_says_nothing() -> None:
    assert spelled_date("tanggal tiga puluh satu bulan Februari tahun dua ribu dua puluh") is None
    assert spelled_date("tanggal lupa bulan Juni tahun dua ribu dua puluh") is None


@given(st.text(max_size=200) | st.just(HEAD).map(lambda head: head.format("NOTA KESEPAHAMAN")))
def test_facts_of_any_text_are_little_trusted(text: str) -> None:
    for fact in facts_of_agreement(lines_of([(1, text)])):
        assert fact.value
        assert 0 < fact.confidence < 0.9
