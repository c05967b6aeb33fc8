"""Title pages in the forms that come from towns, ministries and agencies: each field as a reader would tell it."""

from datetime import date

import pytest

from indexer.metadata import Description, describe

GRACE = "DENGAN RAHMAT TUHAN YANG MAHA ESA"


def described(text: str, *, file_name: str = "scan.pdf") -> Description:
    return describe([(1, text)], file_name=file_name)


def rule(kind: str, number: str, office: str, *, title: str = "TATA KELOLA DATA", end: str = "") -> str:
    return f"{kind}\n{number}\nTENTANG\n{title}\n{office},\nMenimbang : a. bahwa data perlu ditata;\n{end}"


def signed(office: str, name: str, *, day: str = "pada tanggal 3 Mei 2021") -> str:
    return f"Ditetapkan di Sukaraya\n{day}\n{office},\nttd\n{name}\n"


TOWN, REGENT = "WALI KOTA BINTANG", "BUPATI TANAH RAYA"


@pytest.mark.parametrize(
    ("printed", "number", "year"),
    [
        ("NOMOR 5 TAHUN 2020 SERI D", "5", 2020),
        ("NOMOR : 050/123/Bappeda/2021", "050/123/Bappeda/2021", 2021),
        ("NOMOR: 188.45/15/KEP/VII/2019", "188.45/15/KEP/VII/2019", 2019),
        ("NOMOR HK.01.07/MENKES/1559/2022", "HK.01.07/MENKES/1559/2022", 2022),
        ("NOMOR 97/PMK.01/2017", "97/PMK.01/2017", 2017),
        ("NOMOR 59 A TAHUN 2021", "59A", 2021),
        ("NOMOR 12.1 TAHUN 2021", "12.1", 2021),
        ("NOMOR\n:\n188.45/7/HK/2021", "188.45/7/HK/2021", 2021),
        ("NOMOR 005 TAHUN 2021", "5", 2021),
    ],
)
def test_numbers_are_read_as_they_are_printed(printed: str, number: str, year: int) -> None:
    description = described(rule(f"KEPUTUSAN {TOWN}", printed, TOWN))
    assert (description.number, description.year) == (number, year)
    assert description.confidence["number"] >= 0.9


@pytest.mark.parametrize(
    "printed",
    [
        "NOMOR : 188.45/      /HK/2021",
        "NOMOR : 188.45/......./HK/2021",
        "NOMOR : /HK/2021",
        "NOMOR : ......./188.4/2021",
        "NOMOR 188.45/    TAHUN 2021",
        "NOMOR ____ TAHUN 2021",
        "NOMOR … TAHUN 2021",
    ],
)
def test_a_number_that_nobody_filled_in_is_none(printed: str) -> None:
    description = described(rule(f"KEPUTUSAN {TOWN}", printed, TOWN))
    assert (description.kind_abbrev, description.number, description.year) == ("Kepwali", None, 2021)


def test_a_heading_need_not_be_in_capitals() -> None:
    text = (
        "Peraturan Walikota Bintang\nNomor 8 Tahun 2021\nTentang\nPedoman Tata Naskah Dinas\nWalikota Bintang,\n"
        "Menimbang : bahwa"
    )
    description = described(text)
    assert (description.kind_abbrev, description.number, description.year) == ("Perwali", "8", 2021)
    assert (description.title, description.issuer) == ("Pedoman Tata Naskah Dinas", "Walikota Bintang")


def test_a_rule_in_a_sentence_is_no_heading() -> None:
    text = (
        "Dasar pelaksanaan adalah\nPeraturan Walikota Bintang\nNomor 8 Tahun 2021 tentang Tata Naskah\nserta lainnya."
    )
    assert described(text).kind is None


@pytest.mark.parametrize(
    ("office", "kind"),
    [("CAMAT SELATAN", "KEPUTUSAN CAMAT SELATAN"), ("PENGHULU SELATAN", "KEPUTUSAN PENGHULU SELATAN")],
)
def test_a_title_ends_before_the_office_that_the_kind_names(office: str, kind: str) -> None:
    assert described(rule(kind, "NOMOR 5 TAHUN 2021", office)).title == "Tata Kelola Data"


def test_a_council_is_not_the_parliament() -> None:
    council = "DEWAN PERWAKILAN RAKYAT DAERAH KOTA BINTANG"
    description = described(rule(f"KEPUTUSAN {council}", "NOMOR 172/9/KEP/DPRD/2021", f"PIMPINAN {council}"))
    assert description.title == "Tata Kelola Data"
    assert description.citation is not None
    assert description.citation.kind == "Keputusan DPRD"


def test_a_number_may_stand_behind_the_name_of_the_republic() -> None:
    text = (
        "LAMPIRAN IX\nPERATURAN BADAN SIBER DAN SANDI NEGARA\nREPUBLIK INDONESIA NOMOR 5 TAHUN 2021\nTENTANG\n"
        "STANDAR TEKNIS\nA. Umum"
    )
    description = described(text)
    assert (description.kind, description.number, description.title) == ("Peraturan Badan", "5", "Standar Teknis")


def test_an_annex_may_say_its_date_before_the_number() -> None:
    text = "LAMPIRAN\n: KEPUTUSAN BUPATI TANAH RAYA\nTANGGAL : 3 MEI 2021\nNOMOR\n:\n188/9/2021\nTENTANG :\nTIM DATA\n"
    description = described(text)
    assert (description.kind_abbrev, description.number, description.title) == ("Kepbup", "188/9/2021", "Tim Data")
    assert description.confidence["number"] < 0.9


def test_a_title_ends_with_its_page() -> None:
    pages = [
        (1, "LAMPIRAN II\nPERATURAN BUPATI TANAH RAYA\nNOMOR 3 TAHUN 2021\nTENTANG\nPETA JALAN"),
        (2, "DAFTAR KEGIATAN\n1. Rapat"),
    ]
    assert describe(pages, file_name="x.pdf").title == "Peta Jalan"


def test_a_circular_is_of_the_office_at_its_head() -> None:
    text = (
        "MENTERI\nPENDAYAGUNAAN APARATUR NEGARA\nDAN REFORMASI BIROKRASI\nREPUBLIK INDONESIA\nYth.\n1. Para Gubernur;\n"
        "SURATEDARAN\nNOMOR 18 TAHUN 2022\nTENTANG\nLAYANAN DIGITAL\n1. Latar Belakang\nDalam rangka layanan"
    )
    description = described(text)
    office = "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Republik Indonesia"
    assert (description.kind_abbrev, description.number, description.issuer) == ("SE", "18", office)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("pada tanggal, 3 Mei 2021", date(2021, 5, 3)),
        ("Pada tanggal : 14 Pebruari 2021", date(2021, 2, 14)),
        ("tanggal 5 Nopember 2021", date(2021, 11, 5)),
        ("Pada tanggal : 03-05-2021", date(2021, 5, 3)),
        ("pada tanggal 3/5/2021", date(2021, 5, 3)),
        ("pada tanggal 31/2/2021", None),
    ],
)
def test_dates_are_read_in_words_and_figures(day: str, expected: date | None) -> None:
    text = rule(f"KEPUTUSAN {REGENT}", "NOMOR 1 TAHUN 2021", REGENT, end=signed(REGENT, "ANDI WIRATAMA", day=day))
    description = described(text)
    assert (description.enacted_on, description.enacted_place) == (expected, "Sukaraya")


@pytest.mark.parametrize(
    ("office", "printed", "name"),
    [
        (REGENT, "H. ANDI WIRATAMA, S.Sos., M.Si.", "H. Andi Wiratama, S.Sos., M.Si."),
        (REGENT, "BUDI SANTOSA, SH., MH.", "Budi Santosa, SH., MH."),
        (REGENT, "YUDI PRATAMA, S.STP", "Yudi Pratama, S.STP"),
        (REGENT, "dr. LINDA SARI, Sp.A", "dr. Linda Sari, Sp.A"),
        (REGENT, ".IAKA SEMBUNG", "Jaka Sembung"),
        ("Pj. BUPATI TANAH RAYA", "LINA MARLINA", "Lina Marlina"),
        ("MENTERI\nPERENCANAAN\nPEMBANGUNAN\nNASIONAL/\nKEPALA BADAN", "SUHARTO MULYA", "Suharto Mulya"),
        (REGENT, "DIREKTUR JENDERAL\nPERATURAN PERUNDANG-UNDANGAN\nKEMENTERIAN\nWIDYA EKA", None),
    ],
)
def test_who_signed_is_told_from_the_office(office: str, printed: str, name: str | None) -> None:
    head = "MENTERI PERENCANAAN PEMBANGUNAN NASIONAL/KEPALA BADAN" if "MENTERI" in office else REGENT
    text = rule(f"PERATURAN {head}", "NOMOR 1 TAHUN 2021", head, end=signed(office, printed))
    assert described(text).signer == name


def test_signatures_side_by_side_keep_their_dates_and_tell_no_name() -> None:
    end = (
        "Diundangkan di Sukaraya\tDitetapkan di Sukaraya\npada tanggal 4 Mei 2021\tpada tanggal 3 Mei 2021\n"
        "SEKRETARIS DAERAH,\tBUPATI TANAH RAYA,\nBUDI SANTOSA\tANDI WIRATAMA\n"
    )
    description = described(rule(f"PERATURAN {REGENT}", "NOMOR 9 TAHUN 2021", REGENT, end=end))
    assert (description.enacted_on, description.promulgated_on) == (date(2021, 5, 3), date(2021, 5, 4))
    assert (description.enacted_place, description.signer) == ("Sukaraya", None)


def test_a_circular_is_signed_above_the_rank() -> None:
    text = (
        "SEKRETARIAT DAERAH\nBintang, 14 Pebruari 2019\nKepada\nYth. Kepala Perangkat Daerah\nSURAT EDARAN\n"
        "NOMOR : 555/0214/2019\nTENTANG\nSURAT ELEKTRONIK\nSehubungan dengan hal itu\nSEKRETARIS DAERAH,\nttd\n"
        "Drs. WASITO ADI, M.Si\nPembina Utama Madya\nNIP. 19630101 199003 1 001\n"
    )
    description = described(text)
    assert (description.signer, description.enacted_on) == ("Drs. Wasito Adi, M.Si", date(2019, 2, 14))


def ended(year: str, *, gazette: str = "") -> str:
    head = rule("PERATURAN PRESIDEN REPUBLIK INDONESIA", "NOMOR 28 TAHUN 2027", "PRESIDEN REPUBLIK INDONESIA")
    return (
        f"{head}Ditetapkan di Jakarta\npada tanggal 13 April {year}\nPRESIDEN,\nttd\nJOKO SUSILO\n"
        f"Diundangkan di Jakarta\npada tanggal 14 April {year}\n{gazette}"
    )


def test_a_misread_year_is_mended_where_enactment_and_promulgation_agree() -> None:
    description = described(ended("2021", gazette="LEMBARAN NEGARA REPUBLIK INDONESIA TAHUN 2021 NOMOR 101"))
    assert (description.year, description.enacted_on) == (2021, date(2021, 4, 13))
    assert max(description.confidence["number"], description.confidence["year"]) < 0.9


def test_a_rule_of_december_may_be_promulgated_in_january() -> None:
    description = described(ended("2028"))
    assert (description.year, description.promulgated_on) == (2027, date(2028, 4, 14))
    assert description.confidence["number"] >= 0.9


def test_a_year_far_from_all_others_is_doubted_but_kept() -> None:
    description = described(ended("2014"))
    assert description.year == 2027
    assert max(description.confidence["number"], description.confidence["year"]) < 0.9


def test_a_year_that_the_file_name_denies_is_doubted() -> None:
    text = rule(f"PERATURAN {REGENT}", "NOMOR 9 TAHUN 2021", REGENT)
    assert described(text, file_name="Perbup_9_Tahun_2012.pdf").confidence["number"] < 0.9


def test_a_cover_leaves_the_word_to_the_title_page() -> None:
    cover = (
        "PERATURAN BUPATI TANAH RAYA\nNOMOR 31 TAHUN 2021\nTENTANG\nRENCANA INDUK\nBAGIAN HUKUM SEKRETARIAT DAERAH\n"
    )
    page = rule("PERATURAN BUPATI TANAH RAYA", "NOMOR 31 TAHUN 2021", REGENT, title="RENCANA INDUK")
    description = describe([(1, cover), (2, page)], file_name="x.pdf")
    assert (description.title, description.evidence["title"].page) == ("Rencana Induk", 2)
    alone = describe([(1, cover)], file_name="x.pdf")
    assert (alone.number, alone.issuer) == ("31", "Bupati Tanah Raya")


def test_a_joint_circular_has_the_codes_of_both_offices() -> None:
    text = (
        "SURAT EDARAN BERSAMA\nMENTERI DALAM NEGERI\nDAN\nMENTERI KESEHATAN\nNOMOR 440/7183/SJ TAHUN 2021\n"
        "NOMOR HK.01.08/MENKES/1/2021\nTENTANG\nDATA\nMenimbang : bahwa"
    )
    assert described(text).number == "440/7183/SJ; HK.01.08/MENKES/1/2021"
