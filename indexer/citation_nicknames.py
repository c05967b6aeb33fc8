"""Laws that people know by name, as data for `citations.py`: what is typed after the kind → number, year."""

from typing import Final

NICKNAMES: Final = {
    "UU": {
        "administrasi kependudukan": ("23", 2006),
        "administrasi pemerintahan": ("30", 2014),
        "adminduk": ("23", 2006),
        "ap": ("30", 2014),
        "asn": ("20", 2023),
        "cipta kerja": ("6", 2023),
        "ciptaker": ("6", 2023),
        "desa": ("6", 2014),
        "hak cipta": ("28", 2014),
        "hkpd": ("1", 2022),
        "informasi dan transaksi elektronik": ("11", 2008),
        "ite": ("11", 2008),
        "kearsipan": ("43", 2009),
        "keterbukaan informasi publik": ("14", 2008),
        "keuangan negara": ("17", 2003),
        "kip": ("14", 2008),
        "ombudsman": ("37", 2008),
        "pdp": ("27", 2022),
        "pelayanan publik": ("25", 2009),
        "pelindungan data pribadi": ("27", 2022),
        "perlindungan data pribadi": ("27", 2022),
        "pembentukan peraturan perundang undangan": ("12", 2011),
        "pemda": ("23", 2014),
        "pemerintahan daerah": ("23", 2014),
        "perpustakaan": ("43", 2007),
        "statistik": ("16", 1997),
        "telekomunikasi": ("36", 1999),
    },
    "PP": {
        "pste": ("71", 2019),
        "penyelenggaraan sistem dan transaksi elektronik": ("71", 2019),
        "spip": ("60", 2008),
    },
    "Perpres": {
        "spbe": ("95", 2018),
        "sistem pemerintahan berbasis elektronik": ("95", 2018),
        "arsitektur spbe": ("132", 2022),
        "sdi": ("39", 2019),
        "satu data": ("39", 2019),
        "satu data indonesia": ("39", 2019),
        "transformasi digital": ("82", 2023),
    },
}
