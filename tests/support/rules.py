"""Twenty rules, others that look like them, and the many ways in which people type them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    number: str
    year: int
    title: str


RULES: Mapping[str, Rule] = {
    "spbe": Rule("Perpres", "95", 2018, "Sistem Pemerintahan Berbasis Elektronik"),
    "evaluasi": Rule("Permen PANRB", "59", 2020, "Pemantauan dan Evaluasi SPBE"),
    "ite": Rule("UU", "11", 2008, "Informasi dan Transaksi Elektronik"),
    "pdp": Rule("UU", "27", 2022, "Pelindungan Data Pribadi"),
    "pste": Rule("PP", "71", 2019, "Penyelenggaraan Sistem dan Transaksi Elektronik"),
    "sdi": Rule("Perpres", "39", 2019, "Satu Data Indonesia"),
    "arsitektur": Rule("Perpres", "132", 2022, "Arsitektur SPBE Nasional"),
    "pengawasan": Rule("Peraturan BPKP", "PER-5/2018", 2018, "Tata Cara Pengawasan Intern"),
    "kas": Rule("PMK", "27/PMK.05/2020", 2020, "Pengelolaan Kas"),
    "pse": Rule("Permenkominfo", "5", 2020, "Penyelenggara Sistem Elektronik Lingkup Privat"),
    "keamanan": Rule("Peraturan BSSN", "4", 2021, "Pedoman Manajemen Keamanan Informasi"),
    "hasil": Rule("Kepmen PANRB", "962", 2021, "Hasil Evaluasi Tahunan"),
    "edaran": Rule("SE Menteri PANRB", "18", 2022, "Keterpaduan Layanan Digital"),
    "egov": Rule("Inpres", "3", 2003, "Kebijakan Pengembangan E-Government"),
    "perda": Rule("Perda Kota Tirta Kencana", "3", 2022, "Penyelenggaraan Pemerintahan Digital"),
    "perwali": Rule("Perwali Tirta Kencana", "12", 2023, "Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"),
    "tim": Rule("Kepwali Tirta Kencana", "188.45/1006/HK/2015", 2015, "Tim Koordinasi"),
    "klasifikasi": Rule("Permendagri", "90", 2019, "Klasifikasi Perencanaan dan Keuangan Daerah"),
    "arsip": Rule("Peraturan ANRI", "6", 2021, "Pengelolaan Arsip Elektronik"),
    "pemda": Rule("UU", "23", 2014, "Pemerintahan Daerah"),
}
LIKE_THEM = (
    Rule("Permendikbud", "59", 2020, "Bantuan Sekolah"),
    Rule("Perbup Hulu Kencana", "12", 2023, "Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"),
    Rule("Perpres", "95", 2009, "Tunjangan Jabatan"),
    Rule("UU", "11", 2020, "Cipta Kerja"),
    Rule("Permenkominfo", "5", 2018, "Perangkat Pos"),
)
WAYS: Mapping[str, tuple[str, ...]] = {
    "spbe": (
        "perpres 95/2018",
        "Perpres Nomor 95 Tahun 2018",
        "peraturan presiden no. 95 th 2018",
        "perpres spbe",
        "perpres spbe no 95 tahun 2018",
        "perpres 95.2018",
        "perpres no 95 thn 18",
        "apa isi perpres 95/2018?",
        "Perpres_No_95_Tahun_2018.pdf",
        "perpres ke-95 tahun 2018",
        "perpres nomor sembilan puluh lima tahun dua ribu delapan belas",
        "perpres tahun 2018 nomor 95",
        "95/2018 perpres",
        "perpres S.P.B.E",
        "perpres no. 95 (2018)",
        "pepres 95/2018",
        "perpres #95 thn 2018",
        "PERATURAN PRESIDEN REPUBLIK INDONESIA NOMOR 95 TAHUN 2018 TENTANG SISTEM PEMERINTAHAN BERBASIS ELEKTRONIK",
    ),
    "evaluasi": (
        "Permenpan RB no 59 tahun 2020",
        "permenpanrb 59/2020",
        "PermenPAN-RB Nomor 59 Tahun 2020",
        "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 59 Tahun 2020",
        "pm panrb 59/2020",
        "permenpan 59",
        "permen pan & rb no.59/2020",
        "Permen PANRB 2020 no 59",
    ),
    "ite": ("UU ITE", "uu 11/2008", "undang-undang ite", "UU No. 11 Tahun 2008", "uu ite no 11 tahun 2008"),
    "pdp": ("UU PDP", "uu perlindungan data pribadi", "Undang-Undang Nomor 27 Tahun 2022", "uu 27/2022 pdp"),
    "pste": ("pp pste", "PP 71/2019", "peraturan pemerintah no 71 tahun 2019", "pp 71 2019 pste", "P.P. 71/2019"),
    "sdi": ("perpres sdi", "perpres satu data indonesia", "perpres 39 tahun 2019"),
    "arsitektur": ("perpres arsitektur spbe nasional", "perpres 132/2022", "Perpres No.132/2022"),
    "pengawasan": ("PER-5/2018", "per 5/2018", "peraturan bpkp per-5/2018"),
    "kas": ("pmk 27/2020", "27/PMK.05/2020", "peraturan menteri keuangan no 27 tahun 2020"),
    "pse": (
        "permenkominfo 5/2020",
        "PM Kominfo No. 5 Tahun 2020",
        "permen kominfo nomor 5 thn 2020",
        "permen kominfo v/2020",
    ),
    "keamanan": ("peraturan bssn 4/2021", "perbssn 4 tahun 2021", "per bssn no 4 th 2021", "perban bssn 4/2021"),
    "hasil": ("kepmenpan 962/2021", "keputusan menpan rb 962 tahun 2021", "kepmen panrb no. 962/2021"),
    "edaran": ("se menpanrb 18/2022", "surat edaran menpan 18 tahun 2022", "SE Menteri PANRB No. 18 Tahun 2022"),
    "egov": (
        "inpres 3/2003",
        "instruksi presiden nomor 3 tahun 2003",
        "inpres no. 3 thn 2003",
        "inpres nomor tiga tahun 2003",
    ),
    "perda": ("perda tirta kencana 3/2022", "peraturan daerah kota tirta kencana nomor 3 tahun 2022", "perda 3/2022"),
    "perwali": (
        "perwali 12/2023",
        "perwal tirta kencana no 12 th 2023",
        "perwali spbe 12/2023",
        "PERWALI12/2023",
        "perwali no12/2023",
        "Perwali Nomor12 Tahun2023",
        "Perwal No 12 Th 23",
        "perwali 12 '23",
        "perwali xii/2023",
        "perwali nomor dua belas tahun 2023",
        "peraturan walikota nomor XII tahun 2023",
    ),
    "tim": (
        "188.45/1006/HK/2015",
        "sk walikota no 188.45/1006/HK/2015",
        "kepwali 1006/2015",
        "sk wali kota 1006/HK/2015",
    ),
    "klasifikasi": ("permendagri 90/2019", "Peraturan Mendagri 90 2019", "permen dagri no 90 tahun 2019"),
    "arsip": (
        "peraturan anri 6/2021",
        "perka anri 6/2021",
        "peraturan arsip nasional republik indonesia no 6 tahun 2021",
    ),
    "pemda": ("uu pemda", "uu 23/2014", "UU.No.23 thn.2014", "UU23/2014"),
}
ARTICLES = (
    "pasal 27 perpres spbe",
    "perpres spbe pasal 27",
    "Perpres 95/2018 Ps. 27 ayat (1)",
    "psl 27 perpres 95",
    "ps.27 ay.1 perpres 95/2018",
)
ARTICLES_IN_OTHER_WORDS = (
    "pasal dua puluh tujuh perpres 95/2018",
    "perpres 95/2018 pasal 27(1)",
    "ayat 1 pasal 27 perpres 95/2018",
    "perpres ke-95 tahun 2018 psl.27 ay.1",
)

OWN_NUMBERS = (
    ("Layanan Loket", None, "SOP-LYN-02/2024"),
    ("Berita Acara Uji", None, "027/BA-UPD/IX/2024"),
    ("Tim Loket", "Kepwali Tirta Kencana", "100.3.3/145"),
    ("Tanda Tangan", "SE", "000.8.3/5/SE/2024"),
)
