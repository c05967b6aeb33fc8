"""First and last pages → what a document is: kind, number, year, title, issuer, dates, each with its evidence.

The ingest pipeline calls `describe` after the text of the pages is read; a person confirms what it says.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from indexer import metadata_signature as signature
from indexer.citation_kinds import base_and_issuer, heads
from indexer.citations import Citation, parse_citation
from indexer.metadata_agreements import facts_of_agreement
from indexer.metadata_decided import decided_heading
from indexer.metadata_forms import Fact, facts_of_letter, facts_of_procedure, is_procedure, units_of
from indexer.metadata_heading import Heading, find_heading
from indexer.metadata_kinds import issuer_of, library_kind, printed_kind
from indexer.metadata_lines import Line, lines_of
from indexer.metadata_titles import (
    considered_title,
    core_title,
    first_heading,
    readable_file_name,
    subject_of_letter,
    title_case,
)
from indexer.metadata_trust import cited_in_name, number_confidence, settled_number, settled_year
from indexer.relations import FoundRelation, find_relations

OPENING_PAGES = 4
READABLE_LETTERS = 80
LETTER_HEAD = 40
_FROM_NAME = 0.3  # a title that is only the name of the file
_ADDRESSED = re.compile(r"^\W*(?:yth|kepada)\b|\b(?:yth|kepada)\W*$", re.IGNORECASE)
DRAFTED = 0.4


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that say it; `page` is None when only the file's name or properties do."""

    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Description:
    """What was read; None is "the document does not say". Confidence and evidence are kept by field name."""

    kind: str | None = None
    kind_abbrev: str | None = None
    number: str | None = None
    year: int | None = None
    title: str | None = None
    issuer: str | None = None
    enacted_on: date | None = None
    enacted_place: str | None = None
    promulgated_on: date | None = None
    gazette: str | None = None
    signer: str | None = None
    document_kind: str = "lainnya"
    shelf_confidence: float = 0.0  # of `document_kind`, which may be known where no kind is printed
    citation: Citation | None = None
    confidence: Mapping[str, float] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    relations: tuple[FoundRelation, ...] = ()
    is_draft: bool = False


class _Notes:
    """Values gathered field by field, with how sure they are and where they stand."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.confidence: dict[str, float] = {}
        self.evidence: dict[str, Evidence] = {}

    def put(self, name: str, value: object, confidence: float, line: Line | None = None, *, said: str = "") -> None:
        if value in (None, "") or name in self.values:
            return
        self.values[name] = value
        self.confidence[name] = confidence
        self.evidence[name] = Evidence(line.page, line.text) if line else Evidence(None, said)


def describe(
    pages: Sequence[tuple[int, str]],
    *,
    file_name: str,
    core_properties: Mapping[str, str] | None = None,
    scanned: Collection[int] = frozenset(),
) -> Description:
    """What the document says of itself; never raises, whatever the text. Words of `scanned` pages are less sure."""
    lines, rest = lines_of(pages[:OPENING_PAGES]), lines_of(pages[OPENING_PAGES:])
    notes = _Notes()
    heading = _settled(find_heading(lines) or decided_heading(lines, rest), [*lines, *rest], file_name)
    name = readable_file_name(file_name)
    if heading:
        _note_heading(notes, heading, number_confidence(heading, [*lines, *rest], name, scanned))
        _note_end(notes, [*lines, *rest], heading, scanned)
        _note_what_is_missing(notes, lines, [*lines, *rest])
        if heading.is_derived:
            _note_number_of_name(notes, heading, name)
    elif _letters([line for line in lines if line.page == pages[0][0]]) < READABLE_LETTERS:
        _note_file_name(notes, name)
    if heading is None:
        _note_form(notes, lines, name)
        title = considered_title(lines)
        notes.put("title", title.text if title else None, 0.6, title)
    _note_title(notes, lines, name, core_properties)
    relations = find_relations([*lines, *rest], title=heading.title_line if heading else None, own=_own(heading))
    return _description(notes, heading, lines, name, relations)


def _settled(heading: Heading | None, lines: Sequence[Line], file_name: str) -> Heading | None:
    if heading is None:
        return None
    numbered = replace(heading, number=settled_number(heading.number, lines, file_name))
    return numbered if heading.is_annex else settled_year(numbered, signature.years_said(lines))


def _note_heading(notes: _Notes, heading: Heading, sure_of_number: float) -> None:
    sure = 0.6 if heading.is_annex or heading.is_derived else 0.95
    kind, abbreviation = printed_kind(heading.kind, heading.kind_line.text)
    named = heading.issuer_line.text if heading.issuer_line else ""
    issuer = issuer_of(heading.kind, heading.place, heading.kind_line.text, named)
    notes.put("kind", kind, sure, heading.kind_line)
    notes.put("kind_abbrev", abbreviation, sure, heading.kind_line)
    notes.put("number", heading.number, DRAFTED if heading.is_draft else sure_of_number, heading.number_line)
    notes.put("year", heading.year, min(sure, sure_of_number) if heading.number else sure, heading.number_line)
    notes.put("title", heading.title, sure - 0.05, heading.title_line)
    notes.put("issuer", issuer, sure - 0.1, heading.issuer_line or heading.kind_line)


def _note_end(notes: _Notes, lines: Sequence[Line], heading: Heading, scanned: Collection[int]) -> None:
    named = (heading.kind_line, heading.issuer_line, heading.title_line)
    year, office = heading.year, " ".join(line.text for line in named if line)
    signed = signature.enactment(lines, year)
    enacted = signed or signature.dateline(lines)
    promulgated = signature.promulgation(lines, year)
    if enacted:
        notes.put("enacted_on", enacted.day, 0.9, enacted.line)
        notes.put("enacted_place", enacted.place, 0.9, enacted.line)
        is_at_end = signed or enacted.index >= signature.HEAD_LINES
        _note_signer(notes, signature.signer(lines, enacted, office) if is_at_end else None, scanned)
    if promulgated:
        notes.put("promulgated_on", promulgated.day, 0.9, promulgated.line)
    gazette = signature.gazette(lines, year)
    notes.put("gazette", gazette.text if gazette else None, 0.85, gazette)


def _note_signer(notes: _Notes, signer: Line | None, scanned: Collection[int]) -> None:
    """A single word may be the rest of a name that was misread."""
    if signer:
        is_plain = signer.page not in scanned and " " in signer.text
        notes.put("signer", signer.text, 0.85 if is_plain else 0.7, signer)


def _note_what_is_missing(notes: _Notes, lines: Sequence[Line], rest: Sequence[Line]) -> None:
    """The year may stand in the date alone, the title in the decision, the issuer in the letterhead."""
    for unit in units_of(lines):
        notes.put(unit.field, unit.value, unit.confidence, unit.line)
    _note_year_of_date(notes, 0.7)
    if "signer" not in notes.values and notes.values.get("kind_abbrev") == "SE":
        below = signature.signer_by_rank(rest)
        notes.put("signer", below.text if below else None, 0.6, below)
    if "title" not in notes.values:
        title = considered_title(lines)
        notes.put("title", title.text if title else None, 0.6, title)


def _note_year_of_date(notes: _Notes, sure: float) -> None:
    enacted, said = notes.values.get("enacted_on"), notes.evidence.get("enacted_on")
    if isinstance(enacted, date) and said:
        notes.put("year", enacted.year, sure, Line(said.text, said.page) if said.page else None, said=said.text)


def _note_form(notes: _Notes, lines: Sequence[Line], name: str) -> None:
    """Procedures and letters say in labelled lines what a rule says in its heading."""
    agreed = facts_of_agreement(lines)
    facts: Iterable[Fact] = agreed
    if agreed:
        notes.put("kind_abbrev", agreed[0].value, agreed[0].confidence, agreed[0].line)
    elif is_procedure(lines, name):
        facts = facts_of_procedure(lines)
    elif any(_ADDRESSED.search(line.text) for line in lines[:LETTER_HEAD]):
        facts = facts_of_letter(lines)
        sent = signature.dateline(lines)
        notes.put("enacted_on", sent.day if sent else None, 0.7, sent.line if sent else None)
        notes.put("enacted_place", sent.place if sent else None, 0.7, sent.line if sent else None)
    else:
        return
    for fact in facts:
        notes.put(fact.field, fact.value, fact.confidence, fact.line)
    _note_year_of_date(notes, 0.6)


def _note_number_of_name(notes: _Notes, heading: Heading, name: str) -> None:
    """The number of a rule whose title page is missing may stand in the name of its file."""
    named = cited_in_name(name)
    if named and base_and_issuer(named.kind)[0] in {base_and_issuer(heading.kind)[0], "Perban", "Perka"}:
        notes.put("number", named.number, 0.4, said=name)
        notes.values["year"], notes.confidence["year"] = named.year, 0.4
        notes.evidence["year"] = Evidence(None, name)
        notes.values["citation"] = Citation(heading.kind, named.number, named.year, heading.place)


def _note_file_name(notes: _Notes, name: str) -> None:
    """A scan without text may still say in its name what it is: little trusted, but better than nothing."""
    found = next(filter(None, (_citation_at(name, position) for position in heads(name))), None)
    if found is None:
        return
    citation, rest = found
    kind, abbreviation = printed_kind(citation.kind, citation.kind)
    notes.put("kind", kind, 0.4, said=name)
    notes.put("kind_abbrev", abbreviation, 0.4, said=name)
    notes.put("number", citation.number, 0.4, said=name)
    notes.put("year", citation.year, 0.4, said=name)
    notes.put("issuer", issuer_of(citation.kind, citation.place, "", ""), 0.3, said=name)
    notes.put("title", rest if " " in rest else None, 0.35, said=name)
    notes.values["citation"] = citation


def _citation_at(name: str, position: int) -> tuple[Citation, str] | None:
    """The citation that starts here, and what is written after it."""
    words = name[position:].replace("-", " ").split()
    for count in range(2, len(words) + 1):
        citation = parse_citation(" ".join(words[:count]))
        if citation:
            rest = words[count + (words[count : count + 1] == ["tentang"]) :]
            return citation.rule, title_case(" ".join(rest))
    return None


def _note_title(notes: _Notes, lines: Sequence[Line], name: str, core_properties: Mapping[str, str] | None) -> None:
    subject, heading = subject_of_letter(lines), first_heading(lines)
    notes.put("title", subject.text if subject else None, 0.7, subject)
    notes.put("title", heading.text if heading else None, 0.6, heading)
    notes.put("title", core_title(core_properties), 0.5, said=core_title(core_properties) or "")
    notes.put("title", name, _FROM_NAME, said=name)


def _description(
    notes: _Notes, heading: Heading | None, lines: Sequence[Line], name: str, relations: tuple[FoundRelation, ...]
) -> Description:
    values = notes.values
    kind, abbreviation = values.get("kind"), values.get("kind_abbrev")
    opening = "\n".join(line.text for line in lines[:40])
    title = str(values.get("title", "")) if notes.confidence.get("title", 0.0) > _FROM_NAME else ""
    shelf = library_kind(str(abbreviation) if kind else None, title=title, file_name=name, opening=opening)
    return Description(
        **{key: value for key, value in values.items() if key != "citation"},  # type: ignore[arg-type]
        document_kind=shelf.kind,
        shelf_confidence=min(shelf.confidence, notes.confidence.get("kind", 1.0)),
        citation=_citation(heading, values.get("year")) or values.get("citation"),  # type: ignore[arg-type]
        confidence=notes.confidence,
        evidence=notes.evidence,
        relations=relations,
        is_draft=heading is not None and heading.is_draft,
    )


def _citation(heading: Heading | None, year: object) -> Citation | None:
    """A number that says no year is of the year in which it was signed; a draft is not yet the rule it will be."""
    if heading is None or heading.is_draft or heading.number is None or not isinstance(year, int):
        return None
    return Citation(heading.kind, heading.number, year, heading.place)


def _own(heading: Heading | None) -> Citation | None:
    """What the document is, as far as it says: a draft has kind and place, but no number yet."""
    return Citation(heading.kind, heading.number or "", heading.year or 0, heading.place) if heading else None


def _letters(lines: Sequence[Line]) -> int:
    return sum(sign.isalpha() for line in lines for sign in line.text)
