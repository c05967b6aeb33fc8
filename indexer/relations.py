"""Which rules a document amends, revokes, enacts, implements and rests on, each with its page and words.

`metadata.py` calls `find_relations` with the lines of the whole document. Nothing here is stored or sure: a person
confirms. Reading is linear in the length of the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from indexer import citation_names as names
from indexer.citation_kinds import base_and_issuer, full_name, place_in, region_of
from indexer.citations import Citation
from indexer.metadata_lines import Line
from indexer.relations_passages import Named, Passage, named_rules, passage_of, without_furniture
from indexer.relations_provisions import acts_of
from indexer.relations_sections import Sections, sections_of

AMENDS, REVOKES, ENACTS = "mengubah", "mencabut", "ditetapkan_dari"
IMPLEMENTS, BASED_ON = "melaksanakan", "dasar"
AMENDED_BY, REVOKED_BY = "diubah_dengan", "dicabut_dengan"
_ORDER: Final = (AMENDS, REVOKES, ENACTS, AMENDED_BY, REVOKED_BY, IMPLEMENTS, BASED_ON)
LONGEST_WORDS = 600
_TITLE_ACTS: Final = (
    (AMENDS, re.compile(r"^\W*(?:perubahan|penyempurnaan|ralat)\b", re.IGNORECASE)),
    (REVOKES, re.compile(r"^\W*pencabutan\b", re.IGNORECASE)),
    (ENACTS, re.compile(r"^\W*penetapan\s+(?=peraturan\s+pemerintah\s+pengganti|perp)", re.IGNORECASE)),
)
_TITLE_REACH = 160
_BASIS_REACH = 160
_IMPLEMENTS = re.compile(
    r"\b(?:me)?laksanakan\b|\bpelaksanaan\s+(?:dari\s+)?(?:ketentuan|amanat|pasal)\b|\bsebagai\s+(?:pelaksanaan|tindak\s+lanjut)"
    r"|\bmenindaklanjuti\b",
    re.IGNORECASE,
)
_ALREADY_DONE = re.compile(r"\btelah\s+(?:ditetapkan|dibentuk|diatur|disusun)\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\W*(?:(?:dari|pada|dalam|lebih\s+lanjut)\W+)*(?:(?:ketentuan|amanat|perintah|pas[a-z]{1,3}|diktum|lampiran|isi)\b[^;]{0,240})?",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^\W*(?:telah\s+)?(DI(?:CABUT|UBAH))\b[^.;]{0,60}?\b(?:dengan|oleh|dng|dgn)\b\.?\s", re.IGNORECASE)
_KNOWN_ISSUERS: Final = frozenset({"", *names.MINISTRIES, *names.AGENCIES})
_BARE_BODIES: Final = frozenset({"Badan", "Lembaga", "Komisi", "Kepala"})
_SURE = 90


@dataclass(frozen=True, slots=True)
class FoundRelation:
    """A relation to one other rule, and what says so. `is_amender`: named only as what last changed the rule meant."""

    type: str
    citation: Citation
    confidence: float
    page: int
    words: str
    in_part: bool = False
    is_amender: bool = False

    @property
    def target(self) -> str:
        return self.citation.rule.short

    @property
    def key(self) -> str:
        return self.citation.key


def find_relations(
    lines: Sequence[Line], *, title: Line | None = None, own: Citation | None = None
) -> tuple[FoundRelation, ...]:
    """Relations of a document, the strongest wording of each; `own` is the rule itself, which is no relation."""
    kept = without_furniture(lines)
    sections = sections_of(kept)
    found = [
        *(_of_title(title) if title else ()),
        *_of_provisions(sections),
        *_of_notes(kept),
        *_of_considerations(sections),
        *_of_bases(sections),
    ]
    tidied = (replace(relation, citation=_tidied(relation.citation)) for relation in found)
    return tuple(_merged(_placed(relation, own) for relation in tidied if _is_other(relation, own)))


def _of_title(title: Line) -> Iterator[FoundRelation]:
    passage = passage_of([title])
    rules = named_rules(title.text)
    for kind, pattern in _TITLE_ACTS:
        opening = pattern.match(title.text)
        if opening and rules and rules[0].start - opening.end() < _TITLE_REACH and not _is_subject(rules[0]):
            yield from (_relation(kind, named, passage, 0.97, (0, len(title.text))) for named in _said(rules))


def _is_subject(first: Named) -> bool:
    return bool(re.search(r"\btentang\b", first.gap, re.IGNORECASE))


def _of_provisions(sections: Sections) -> Iterator[FoundRelation]:
    for passage in sections.provisions:
        for act in acts_of(passage.text):
            sure = (0.95 if act.is_plain else 0.88) - (0.0 if sections.is_formal else 0.1)
            found = _relation(act.type, act.named, passage, sure, (act.start, act.end + 60))
            yield replace(found, in_part=act.in_part)


def _of_considerations(sections: Sections) -> Iterator[FoundRelation]:
    for passage in sections.considerations:
        opening = _IMPLEMENTS.search(passage.text)
        if opening is None or _ALREADY_DONE.search(passage.text):
            continue
        rules = [named for named in named_rules(passage.text) if named.start >= opening.start()]
        if rules and _BETWEEN.fullmatch(passage.text, opening.end(), rules[0].start):
            span = (opening.start(), len(passage.text))
            yield from (_relation(IMPLEMENTS, named, passage, 0.85, span) for named in _said(_enumerated(rules)))


def _enumerated(rules: Sequence[Named]) -> Iterator[Named]:
    """The rules up to where the sentence goes on to something else."""
    for index, named in enumerate(rules):
        if index and re.search(r"\bperlu\b|\btelah\b(?!.*ubah)|\bditetapkan\b", named.gap, re.IGNORECASE | re.DOTALL):
            return
        yield named


def _of_bases(sections: Sections) -> Iterator[FoundRelation]:
    sure = 0.9 if sections.is_formal else 0.75
    for passage in sections.bases:
        rules = named_rules(passage.text)
        if rules and rules[0].start <= _BASIS_REACH:
            span = (0, len(passage.text))
            yield from (_relation(BASED_ON, named, passage, sure, span) for named in _said(rules))


def _of_notes(lines: Sequence[Line]) -> Iterator[FoundRelation]:
    """A note that somebody set on the copy: "Dicabut dengan …"; in a sentence the words are no beginning."""
    for index, line in enumerate(lines):
        note = _NOTE.match(line.text)
        if note is None or not note.group(1)[0].isupper() or _goes_on(lines[index - 1].text if index else ""):
            continue
        passage = passage_of(lines[index : index + 3])
        rules = named_rules(passage.text)
        if rules and rules[0].start <= note.end() + 2:
            kind = REVOKED_BY if "CABUT" in note.group(1).upper() else AMENDED_BY
            yield _relation(kind, rules[0], passage, 0.6, (0, rules[0].end))


def _goes_on(before: str) -> bool:
    return bool(before) and (before[-1].isalnum() or before[-1] in ",-(") and before != before.upper()


def _said(rules: Iterable[Named]) -> Iterator[Named]:
    return (named for named in rules if named.role != "in_title")


def _relation(kind: str, named: Named, passage: Passage, sure: float, span: tuple[int, int]) -> FoundRelation:
    start = max(span[0], min(named.start, span[1]) - LONGEST_WORDS // 2)
    words = " ".join(passage.text[start : max(span[1], named.end)].split())[:LONGEST_WORDS]
    is_amender = named.role == "amender"
    confidence = round(sure - (0.1 if is_amender else 0.0), 2)
    return FoundRelation(
        kind, named.citation.rule, confidence, passage.page_at(named.start), words, is_amender=is_amender
    )


def _is_other(relation: FoundRelation, own: Citation | None) -> bool:
    return own is None or relation.key != own.key


def _tidied(citation: Citation) -> Citation:
    """ "Nomor 05" is number 5."""
    number = citation.number.lstrip("0") if citation.number.isdecimal() else citation.number
    return replace(citation, number=number or citation.number)


def _placed(relation: FoundRelation, own: Citation | None) -> FoundRelation:
    """ "Peraturan Bupati Nomor 12 Tahun 2018" in a rule of that regency is of the same place."""
    citation = relation.citation
    region = region_of(own.kind, own.place) if own and not citation.place else None
    place = place_in(citation.kind, region) if region else None
    if place is None and own and not citation.place and citation.kind == own.kind:
        place = own.place
    return replace(relation, citation=replace(citation, place=place)) if place else _issued(relation, own)


def _issued(relation: FoundRelation, own: Citation | None) -> FoundRelation:
    """ "Peraturan Menteri Nomor 5" in a rule of one minister is of the same, and so is one whose name was misread."""
    kind = relation.citation.kind
    if own is None or kind == own.kind:
        return relation
    base, issuer = base_and_issuer(kind)
    is_bare = (not issuer or issuer in _BARE_BODIES) and base_and_issuer(own.kind)[0] == base
    is_misread = issuer not in _KNOWN_ISSUERS and fuzz.ratio(full_name(kind), full_name(own.kind)) >= _SURE
    return replace(relation, citation=replace(relation.citation, kind=own.kind)) if is_bare or is_misread else relation


def _merged(relations: Iterable[FoundRelation]) -> list[FoundRelation]:
    """Each rule once per relation, in its surest wording."""
    best: dict[tuple[str, str, str], FoundRelation] = {}
    for relation in relations:
        name = (relation.type, relation.key, relation.citation.place or "")
        known = best.get(name)
        if known is None:
            best[name] = relation
            continue
        surer = max(known, relation, key=lambda one: (not one.is_amender, one.confidence))
        best[name] = surer
    return sorted(best.values(), key=lambda one: _ORDER.index(one.type))
