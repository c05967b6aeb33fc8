"""What the kinds of documents are called in this library, as this process knows it now.

The built-in ones are always there: what reads and suggests relies on them. Curators call them otherwise, and add kinds
of their own (`app/taxonomies/kinds.py`); whoever begins a request or a job puts the newest words in here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.documents.models import OWN_KIND, Kind


@dataclass(frozen=True, slots=True)
class KindWord:
    """`words` are other names that a filter understands; `like` is the built-in kind that suggestions take it for."""

    kind: Kind
    label: str
    description: str
    words: tuple[str, ...] = ()
    is_offered: bool = True
    is_retired: bool = False
    like: Kind = Kind.OTHER


BUILTIN: Sequence[KindWord] = (
    KindWord(
        Kind.REGULATION,
        "Regulasi",
        "Undang-undang, peraturan presiden, menteri, dan kepala daerah.",
        ("peraturan",),
        like=Kind.REGULATION,
    ),
    KindWord(
        Kind.DECREE,
        "Keputusan",
        "Keputusan yang menetapkan tim, rencana, atau pedoman.",
        ("sk",),
        like=Kind.DECREE,
    ),
    KindWord(Kind.SOP, "SOP", "Langkah kerja yang dibakukan, siap dipakai dan ditiru.", like=Kind.SOP),
    KindWord(
        Kind.GUIDELINE,
        "Pedoman",
        "Penjelasan cara melaksanakan peraturan.",
        ("juknis", "juklak"),
        like=Kind.GUIDELINE,
    ),
    KindWord(Kind.TEMPLATE, "Templat", "Naskah siap isi: unduh, lengkapi, gunakan.", ("template",), like=Kind.TEMPLATE),
    KindWord(
        Kind.GOOD_PRACTICE,
        "Praktik baik",
        "Pengalaman yang sudah terbukti berhasil dan dapat ditiru OPD lain.",
        like=Kind.GOOD_PRACTICE,
    ),
    KindWord(Kind.REPORT, "Laporan", "Hasil audit, reviu, pemantauan, dan pelaksanaan.", like=Kind.REPORT),
    KindWord(Kind.PLAN, "Rencana", "Arsitektur, peta rencana, dan rencana kerja.", like=Kind.PLAN),
    KindWord(Kind.LETTER, "Surat", "Surat edaran dan surat dinas.", like=Kind.LETTER),
    KindWord(Kind.MANUAL, "Manual", "Petunjuk pemakaian aplikasi dan layanan.", ("panduan",), like=Kind.MANUAL),
    KindWord(Kind.DATA, "Data", "Himpunan data dan lampirannya.", like=Kind.DATA),
    KindWord(Kind.OTHER, "Lainnya", "Dokumen yang belum masuk jenis lain."),
)
BUILTIN_WORDS: Mapping[Kind, KindWord] = {word.kind: word for word in BUILTIN}


def plain(name: str) -> str:
    """A name as it is compared: whoever types it may join its words with a hyphen or an underscore."""
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


@dataclass(frozen=True, slots=True)
class KindWords:
    """All kinds in the order in which they are shown. `key` tells one state of the words from another."""

    key: int
    words: Mapping[Kind, KindWord]
    names: Mapping[str, Kind] = field(default_factory=dict)

    @classmethod
    def of(cls, key: int, words: Iterable[KindWord]) -> "KindWords":
        found = {word.kind: word for word in words}
        return cls(key, found, _names(found.values()))

    def word(self, kind: Kind) -> KindWord:
        """A kind that another process added a moment ago is called by its code until this one hears of it."""
        told = kind.value.removeprefix(OWN_KIND).replace("-", " ").capitalize()
        return self.words.get(kind) or KindWord(kind, told, "")

    def offered(self, *, kept: str | None = None) -> list[tuple[str, str]]:
        """What a form offers: those in use, and the one that the document has already."""
        shown = (word for word in self.words.values() if word.kind == kept or (word.is_offered and not word.is_retired))
        return [(word.kind.value, word.label) for word in shown]

    def may_be_given(self, kind: Kind) -> bool:
        return kind in self.words and not self.words[kind].is_retired


def _names(words: Iterable[KindWord]) -> dict[str, Kind]:
    """What people call a kind leads to it. A former name goes on meaning it, unless it has become another's."""
    every = list(words)
    found: dict[str, Kind] = {}
    for name, kind in (
        *((word.label, word.kind) for word in every),
        *((name, word.kind) for word in every for name in word.words),
        *((word.kind.value.removeprefix(OWN_KIND), word.kind) for word in every),
        *((name, word.kind) for word in BUILTIN for name in (word.label, *word.words)),
    ):
        found.setdefault(plain(name), kind)
    return found


USUAL = KindWords.of(0, BUILTIN)


class _Now:
    """Replaced as a whole, so that threads need no lock."""

    words = USUAL


def taken_for(code: str | None) -> str | None:
    """The built-in kind that rules about kinds are applied to."""
    if code is None or not code.startswith(OWN_KIND):
        return code
    return current().word(Kind(code)).like.value


def current() -> KindWords:
    return _Now.words


def use(words: KindWords) -> None:
    _Now.words = words
