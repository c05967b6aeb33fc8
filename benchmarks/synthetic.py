"""Documents that nobody wrote: seeded, 600 words each, Zipfian, with enough Indonesian in them for the analysis to have
its ordinary work. The words are real function and office words first, then made-up roots in their inflected forms, and
now and then a number or a name that stands in hardly any other document.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

WORDS = 600  # per document
VOCABULARY = 60_000
YEARS = range(2005, 2027)
_STEEPNESS, _FLATTENING = 1.1, 2.7  # of the ranks, and of the first of them, as Mandelbrot has it
_REPEATED = 0.2  # share of the words that stood in the same text before: a text keeps to its matter
_NUMBERS, _NAMES = 0.01, 0.002  # share of the words of a text

_FUNCTION = (
    "yang dan di dengan untuk dari dalam pada oleh sebagai atau ini tidak adalah dapat ke tersebut akan secara bahwa "
    "serta telah harus setiap antara juga agar para sesuai melalui"
)
_OFFICE = (
    "pemerintah daerah sistem layanan elektronik berbasis kota peraturan pelaksanaan pengelolaan data informasi "
    "kebijakan teknologi manajemen perangkat penyelenggaraan pelayanan publik kegiatan keamanan aplikasi "
    "pemerintahan penerapan wali kepala dinas pasal ayat huruf ketentuan dokumen rencana arsitektur tim "
    "koordinasi evaluasi pemantauan risiko aset pengetahuan perubahan sumber daya manusia infrastruktur jaringan "
    "pusat nasional audit proses bisnis tujuan ruang lingkup tanggung jawab pembinaan pengawasan anggaran program "
    "penilaian mandiri tingkat kematangan indikator"
)
_ONSETS = ("b", "c", "d", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "w", "ng", "ny", "tr", "pr", "")
_VOWELS = ("a", "a", "a", "i", "u", "e", "e", "o", "ai")
_CODAS = ("", "", "", "n", "r", "s", "k", "t", "ng", "l", "m")
_AFFIXES = ("{}", "{}", "{}", "me{}kan", "ber{}", "di{}", "pe{}an", "ke{}an", "{}an", "{}nya", "ter{}", "{}i")

KINDS = (  # kind, share of the library, how a rule of it is cited
    ("regulasi", 0.15, "Perwali Kota Tirta Kencana"),
    ("regulasi", 0.05, "Perda Kota Tirta Kencana"),
    ("regulasi", 0.05, "Perpres"),
    ("keputusan", 0.15, "Kepwali Kota Tirta Kencana"),
    ("sop", 0.2, None),
    ("pedoman", 0.1, None),
    ("laporan", 0.2, None),
    ("surat", 0.1, None),
)


@dataclass(frozen=True, slots=True)
class Made:
    """One document. `number` counts within the library, for the rules."""

    id: int
    title: str
    kind: str
    kind_abbrev: str | None
    number: str | None
    year: int
    pages: tuple[str, ...]

    @property
    def citation(self) -> str:
        return f"{self.kind_abbrev} Nomor {self.number} Tahun {self.year}" if self.kind_abbrev else ""

    @property
    def text(self) -> str:
        return "\n".join(self.pages)


@cache
def vocabulary() -> NDArray[np.object_]:
    """The most frequent word first."""
    chance = random.Random(1)
    known = dict.fromkeys(f"{_FUNCTION} {_OFFICE}".split())
    while len(known) < VOCABULARY:
        root = _root(chance, chance.choice((2, 2, 2, 3)))
        known.setdefault(chance.choice(_AFFIXES).format(root))
    return np.array(list(known), dtype=object)


@cache
def _chances() -> NDArray[np.float64]:
    """Of a word up to each rank."""
    weights = (np.arange(VOCABULARY) + _FLATTENING) ** -_STEEPNESS
    rising: NDArray[np.float64] = np.cumsum(weights / weights.sum())
    return rising


def documents(count: int, seed: int = 7) -> Iterator[Made]:
    for number in range(1, count + 1):
        yield document(number, seed)


def document(number: int, seed: int = 7) -> Made:
    """The same for ever, whatever library it stands in."""
    chance = random.Random(f"{seed}/{number}")
    kind, _, abbreviation = chance.choices(KINDS, weights=[share for _, share, _ in KINDS])[0]
    return Made(
        id=number,
        title=_title(chance),
        kind=kind,
        kind_abbrev=abbreviation,
        number=str(number // len(YEARS) + 1) if abbreviation else None,
        year=YEARS[number % len(YEARS)],
        pages=tuple(_pages(chance, _text(chance, np.random.default_rng([seed, number])))),
    )


def _text(chance: random.Random, generator: np.random.Generator) -> list[str]:
    ranks = np.searchsorted(_chances(), generator.random(WORDS)).clip(max=VOCABULARY - 1)
    repeated = generator.random(WORDS) < _REPEATED
    ranks[repeated] = generator.choice(ranks, size=int(repeated.sum()))
    return [_told(chance, word) for word in vocabulary()[ranks]]


def _told(chance: random.Random, word: str) -> str:
    luck = chance.random()
    if luck < _NAMES:
        return _root(chance, 4)
    return str(chance.randrange(1, 10_000)) if luck < _NAMES + _NUMBERS else word


def _title(chance: random.Random) -> str:
    office, known = _OFFICE.split(), vocabulary()
    words = [*chance.sample(office, chance.randint(2, 4)), *(known[chance.randrange(3_000)] for _ in range(3))]
    return " ".join(words).capitalize()


def _pages(chance: random.Random, words: list[str]) -> Iterator[str]:
    count = chance.randint(1, 3)
    for page in range(count):
        part = words[len(words) * page // count : len(words) * (page + 1) // count]
        yield "\n".join(_sentences(chance, part))


def _sentences(chance: random.Random, words: list[str]) -> Iterator[str]:
    start = 0
    while start < len(words):
        end = start + chance.randint(8, 20)
        yield " ".join(words[start:end]).capitalize() + "."
        start = end


def _root(chance: random.Random, syllables: int) -> str:
    return "".join(
        chance.choice(_ONSETS) + chance.choice(_VOWELS) + (chance.choice(_CODAS) if last == syllables - 1 else "")
        for last in range(syllables)
    )
