"""Names of kinds and offices as a description prints them, and the library's own kind of any document."""

import re
from typing import Final, NamedTuple

from indexer import citation_names as names
from indexer.citation_kinds import REGIONAL, base_and_issuer
from indexer.metadata_titles import title_case

# abbreviation of the kind → the kind in full
KINDS: Final = {
    "UU": "Undang-Undang",
    "UU Darurat": "Undang-Undang Darurat",
    "Perppu": "Peraturan Pemerintah Pengganti Undang-Undang",
    "PP": "Peraturan Pemerintah",
    "Perpres": "Peraturan Presiden",
    "Penpres": "Penetapan Presiden",
    "Keppres": "Keputusan Presiden",
    "Inpres": "Instruksi Presiden",
    "Tap MPR": "Ketetapan Majelis Permusyawaratan Rakyat",
    "Tap MPRS": "Ketetapan Majelis Permusyawaratan Rakyat Sementara",
    "Permen": "Peraturan Menteri",
    "Permenko": "Peraturan Menteri Koordinator",
    "Kepmen": "Keputusan Menteri",
    "Kepmenko": "Keputusan Menteri Koordinator",
    "Inmen": "Instruksi Menteri",
    "Pedoman Menteri": "Pedoman Menteri",
    "Perda": "Peraturan Daerah",
    "Qanun": "Qanun",
    "Perdes": "Peraturan Desa",
    "Pergub": "Peraturan Gubernur",
    "Perbup": "Peraturan Bupati",
    "Perwali": "Peraturan Walikota",
    "Kepgub": "Keputusan Gubernur",
    "Kepbup": "Keputusan Bupati",
    "Kepwali": "Keputusan Walikota",
    "Ingub": "Instruksi Gubernur",
    "Inbup": "Instruksi Bupati",
    "Inwali": "Instruksi Walikota",
    "Perban": "Peraturan Badan",
    "POJK": "Peraturan Otoritas Jasa Keuangan",
    "PBI": "Peraturan Bank Indonesia",
    "Perma": "Peraturan Mahkamah Agung",
    "SEMA": "Surat Edaran Mahkamah Agung",
    "PKPU": "Peraturan Komisi Pemilihan Umum",
    "Perdirjen": "Peraturan Direktur Jenderal",
    "SKB": "Keputusan Bersama Menteri",
    "Peraturan Rektor": "Peraturan Rektor",
    "Keputusan Rektor": "Keputusan Rektor",
}
ABBREVIATIONS: Final = {
    "Peraturan Rektor": "Pertor",
    "Peraturan Badan": "Perban",
    "Peraturan Lembaga": "Perlem",
    "Keputusan Direktur Jenderal": "Kepdirjen",
}
_OFFICES: Final = (
    "badan|lembaga|dekan|komisi|direktur jenderal|direktur|direksi|ketua|sekretaris daerah|sekretaris jenderal"
    "|sekretaris utama|sekretaris|dewan perwakilan rakyat daerah|arsip nasional|kepolisian|inspektur jenderal|inspektur"
    "|camat|lurah|senat"
)
_OF_OFFICE = re.compile(rf"(peraturan|keputusan|instruksi)\s+({_OFFICES.replace(' ', '[ ]+')})\b", re.IGNORECASE)
_MINISTER = re.compile(r"^Menteri\s+(?:Koordinator\s+(?:Bidang\s+)?|Negara\s+)?")
_OF_REGION = re.compile(r"(?:kota|kabupaten|provinsi)\b", re.IGNORECASE)
_INSTRUMENT = re.compile(r"^\W*(?:PERATURAN|KEPUTUSAN|INSTRUKSI|SURAT EDARAN|PEDOMAN)(?:\s+BERSAMA)?(?:\s+|$)")
_PRESIDENTIAL = frozenset({"UU", "UU Darurat", "Perppu", "PP", "Perpres", "Keppres", "Inpres", "Penpres"})
_HEADS: Final = {"Kabupaten": "Bupati", "Kota": "Wali Kota", "Provinsi": "Gubernur"}
_AGREEMENTS = ("Nota ", "Kesepakatan", "Perjanjian", "Memorandum")
_DECISIONS = ("Kep", "SKB", "Penpres")
# words of rules count only where a title or file name begins with them: others merely cite
_OPENS = r"^(?:[\W\d]|draf?t?\b|rancangan\b|revisi\b|salinan\b|lampiran\b|tentang\b)*"
_RULE_WORDS: Final = (
    ("keputusan", _OPENS + r"(?:sk\b|(?:surat )?keputusan\b|kepwal|kepbup|kepgub|kepmen)"),
    ("regulasi", _OPENS + r"(?:perwal|perbup\b|perda\b|pergub\b|perpres\b|permen|peraturan\b|undang[- ]undang\b)"),
)
_WORDS: Final = (
    ("sop", r"\bsop\b|standard? operati(?:ng|onal) procedure|standar operasional prosedur|prosedur operasional"),
    ("templat", r"\btempl(?:at|ate)\b|\bformulir\b|\bcontoh (?:surat|format|sk|spesifikasi)\b|\bformat isian\b"),
    ("praktik_baik", r"praktik baik|best practice|\binovasi\b"),
    (
        "manual",
        r"buku (?:panduan|manual|petunjuk)|manual book|user (?:guide|manual)|(?:petunjuk|panduan) (?:peng|apl)",
    ),
    ("pedoman", r"\bpedoman\b|petunjuk teknis|\bjuknis\b|\bpanduan\b|petunjuk pelaksanaan"),
    (
        "rencana",
        r"\brencana\b|\broad ?map\b|\bmaster ?plan\b|cetak biru|blue ?print|\brenstra\b|\brenja\b|\bkak\b"
        r"|kerangka acuan|\bdpa\b|\brka\b",
    ),
    (
        "laporan",
        r"\blaporan\b|berita acara|\bnotul(?:a|en|ensi)\b|risalah|\bminutes of meeting\b|\blhe\b|\blkjip\b"
        r"|hasil (?:evaluasi|reviu|audit|survei)|\bkajian\b|inventaris",
    ),
    ("data", r"\bdaftar\b|\brekap(?:itulasi)?\b|\bdatabase\b|\bmatriks\b|\btabel\b"),
    ("surat", r"\bsurat\b|\bnota dinas\b|\bundangan\b|\bperihal\b"),
)
_IN_TEXTS = tuple((shelf, re.compile(words, re.IGNORECASE)) for shelf, words in _WORDS)
_IN_TITLES = _IN_TEXTS + tuple((shelf, re.compile(words, re.IGNORECASE)) for shelf, words in _RULE_WORDS)
_LETTER = re.compile(
    r"\b(?:perihal|hal)\b.{0,300}\b(?:yth|kepada)\b|\b(?:yth|kepada)\b.{0,200}\n\W*(?:perihal|hal)\s*:",
    re.IGNORECASE | re.DOTALL,
)


def printed_kind(kind: str, heading: str) -> tuple[str, str]:
    """Kind in full and its abbreviation, without the issuer: "Permen PANRB" → ("Peraturan Menteri", "Permen")."""
    base, issuer = base_and_issuer(kind)
    if base.startswith("SE"):
        return "Surat Edaran", "SE"
    if base in {"Perka", "Kepka"}:
        return _of_head(base, heading)
    if base in {"Peraturan", "Keputusan", "Instruksi"} and issuer:
        base = _body_kind(base, issuer, heading) or (kind if base == "Peraturan" else base)
    return KINDS.get(base, base), ABBREVIATIONS.get(base, base)


def issuer_of(kind: str, place: str | None, heading: str, named: str) -> str:
    """Who issued it: from the line above "Menimbang" where there is one, else from the name of the kind."""
    base, issuer = base_and_issuer(kind)
    if base in _PRESIDENTIAL:
        return "Presiden Republik Indonesia"
    if base.startswith("Tap"):
        return f"{KINDS[base].removeprefix('Ketetapan ')} Republik Indonesia"
    ministry = names.MINISTRIES.get(issuer) if "Menteri" in KINDS.get(base, base) and base != "SKB" else None
    if ministry:
        office = "Menteri Koordinator Bidang" if base.endswith("ko") else "Menteri"
        return _as_printed(named, ministry) or f"{office} {title_case(ministry[0].upper())} Republik Indonesia"
    if not named and kind in REGIONAL and place:
        level, _, name = place.partition(" ")
        return f"{_HEADS[level]} {name}" if level in _HEADS else place
    office = _INSTRUMENT.sub("", heading)
    if named:
        named = re.sub(r"^BERSAMA\s+", "", named)
        rest = office.removeprefix(named).lstrip()
        return title_case(office if rest != office and _OF_REGION.match(rest) else named)
    return title_case(office) or place or ""


def _as_printed(named: str, ministry: tuple[str, ...]) -> str | None:
    """A minister under the name of that time, with its commas and strokes; None where it was misread."""
    printed = title_case(re.sub(r"\s*/\s*", "/", named).upper()).removesuffix(" Republik Indonesia")
    bare = _squeezed(_MINISTER.sub("", printed))
    return f"{printed} Republik Indonesia" if bare in map(_squeezed, ministry) else None


def _squeezed(name: str) -> str:
    return re.sub(r"\W", "", name).lower()


class Shelf(NamedTuple):
    """A kind of document in the library, and how sure it is."""

    kind: str
    confidence: float


def library_kind(kind: str | None, *, title: str, file_name: str = "", opening: str = "") -> Shelf:
    """From the kind of regulation, else from the words of title, file name and first page."""
    if kind:
        return Shelf(_shelf_of_rule(kind), 1.0)
    for text, confidence in ((title, 0.85), (file_name, 0.6)):
        named = _first_shelf(text, _IN_TITLES)
        if named:
            return Shelf(named, confidence)
    if _LETTER.search(opening[:1500]):
        return Shelf("surat", 0.7)
    worded = _first_shelf(opening[:400], _IN_TEXTS)
    return Shelf(worded, 0.5) if worded else Shelf("lainnya", 0.0)


def _first_shelf(text: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    """The shelf whose words come first: "Notulen Rapat Perwali" is a report."""
    spaced = text.replace("_", " ")  # file names: "notulen_rapat_juni"
    found = [(match.start(), shelf) for shelf, pattern in patterns if (match := pattern.search(spaced))]
    return min(found)[1] if found else None


def _shelf_of_rule(kind: str) -> str:
    if kind.startswith("Pedoman"):
        return "pedoman"
    if kind.startswith("SE"):
        return "surat"
    if kind.startswith(_AGREEMENTS):
        return "lainnya"
    return "keputusan" if kind.startswith(_DECISIONS) else "regulasi"


def _of_head(base: str, heading: str) -> tuple[str, str]:
    instrument = "Peraturan" if base == "Perka" else "Keputusan"
    office = re.search(r"kepala\s+(badan|lembaga|dinas|kepolisian|arsip|perpustakaan)", heading, re.IGNORECASE)
    return f"{instrument} Kepala {office.group(1).capitalize() if office else 'Badan'}", base


def _body_kind(instrument: str, issuer: str, heading: str) -> str | None:
    """ "Keputusan Sekretaris Daerah": named after the office as far as every such office shares its name."""
    spelled = next(iter(names.AGENCIES.get(issuer, ())), "")
    office = _OF_OFFICE.search(" ".join(heading.split())) or _OF_OFFICE.match(f"{instrument} {spelled}")
    return f"{instrument} {office.group(2).title()}" if office else None
