"""Which words a document may mean: the dictionary, the names of offices, and what the document itself says often.

The measure of every repair in `repair.py`: a join or a cut is made only where a known word comes of it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

import simplemma

from indexer import citation_names as names
from indexer.text import STOP_WORDS, base_form

OFTEN = 3  # times a document must say a word that no dictionary has before we take it for one
LONGEST_RUN = 60
_WORD = re.compile(r"[^\W\d_]{3,40}")


def listed(words: str) -> tuple[str, ...]:
    """Word lists are easier to read as text."""
    return tuple(words.split())


# Words of regulations and offices that the dictionary lacks.
_OFFICE_WORDS = listed("""
    adapun agustus akta aktivasi akuntabel akuntabilitas akuntansi analitik antarmuka apapun aparatur april asesmen
    asesor auditor bab bagian berita berkesinambungan bertanggungjawab bidang biro birokrasi bupati daerah daring
    dekan denpasar desember diagram diakses diantara dibawah dibidang dikaji dimensi dinilai dipahami dipenuhi
    diproses direktorat disertai diskominfo ditandatangani ditetapkan ditindaklanjuti diundangkan divalidasi dokumen
    domain dprd ekosistem fasilitasi februari formulir forum fungsional government gubernur implementasi indonesia
    informasi input inspeksi inspektorat instansi instruksi instrumen interoperabilitas interval inventarisasi jakarta
    januari jdih juli juni kabupaten kalibrasi kapabilitas kedelapan kedua keempat keenam kelima kemenkominfo
    kementerian kepala kependidikan keputusan kerjasama kesatu kesatuan kesembilan kesepuluh ketentuan ketetapan
    ketiga ketujuh komisi komite komprehensif konsultan kota kuantitatif kuesioner laboratorium lampiran layanan
    lembaran maksimal manajemen mandiri maret mei melalui memitigasi mempengaruhi memperhatikan memungkinkan
    memutuskan menandatangani menetapkan mengenai mengingat mengoordinasikan menimbang menindaklanjuti menteri
    mitigasi mobile modul monev monitoring negara nomor notifikasi november objektivitas oktober online operasional
    opsi optimalisasi otonom output panrb paragraf pasal pedoman pemberitahuan pemerintah pemrosesan penatausahaan
    pendayagunaan penelusuran pengecekan penggunaan penjelasan penyalahgunaan peraturan periodik permenpan perpres
    pertanggungjawaban perundang portal prasarana presiden prodi proteksi provinsi rahmat reformasi regulasi rektor
    relevan republik resiko responden reviu riwayat salinan satuan sebagai sebagainya sebelum sebelumnya secara
    sedemikian sektoral september serangkaian simulasi sinkronisasi sistematik sistematika sistematis skema skpd
    sosialisasi spbe spesifikasi standar standarisasi supervisi surat tahun tambahan tanggal tanggungjawab teknisi
    telekomunikasi tentang terhadap termasuk tersebut tertentu tuhan undangan upload validasi visitasi wali walikota
    website zona
""")


class Lexicon:
    """The words of one document beside those that everybody knows."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(word.casefold() for text in texts for word in _WORD.findall(text))
        self._own = frozenset(word for word, count in counts.items() if count >= OFTEN)

    def knows(self, word: str) -> bool:
        return is_word(word) or word in self._own

    def is_sure_of(self, word: str) -> bool:
        """Known as it stands, not by its stem."""
        return word in self._own or _is_listed(word)

    def segments(self, run: str) -> list[str] | None:
        """The fewest known words that make up this run of lower-case letters; None when none do."""
        if not run or len(run) > LONGEST_RUN:
            return None
        best: list[list[str] | None] = [[], *([None] * len(run))]
        for end in range(1, len(run) + 1):
            best[end] = self._best_ending(run, end, best)
        return best[-1]

    def _best_ending(self, run: str, end: int, best: list[list[str] | None]) -> list[str] | None:
        found: list[str] | None = None
        for start in range(max(0, end - 24), end):
            before, word = best[start], run[start:end]
            if before is None or (found is not None and len(before) + 1 >= len(found)):
                continue
            if word in SHORT_WORDS or (len(word) > 3 and self.knows(word)):
                found = [*before, word]
        return found


SHORT_WORDS = frozenset(listed("di ke dan dari atau pada oleh bab kota atas bagi data satu"))


@lru_cache(maxsize=1 << 16)
def is_word(word: str) -> bool:
    """Whether an Indonesian reader knows it, affixed or not; lower case is expected."""
    if len(word) < 2:
        return False
    if _is_listed(word):
        return True
    base = base_form(word) if len(word) > 6 else word
    return base != word and _is_listed(base)


def _is_listed(word: str) -> bool:
    return word in _office_words() or bool(simplemma.is_known(word, lang="id"))


@cache
def _office_words() -> frozenset[str]:
    spelled = (
        spelling
        for table in (names.MINISTRIES, names.AGENCIES)
        for spellings in table.values()
        for spelling in spellings
    )
    return (
        frozenset(word for spelling in spelled for word in spelling.split() if len(word) > 3)
        | {*_OFFICE_WORDS}
        | STOP_WORDS
    )
