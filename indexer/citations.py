"""Citations of Indonesian law as documents print them and people type them, to one structure and back.

The search box, the index (`text.py`) and the reading of title pages (`metadata.py`) all use this one reading.
"""

import re
from dataclasses import dataclass, replace

from indexer import citation_kinds as kinds
from indexer import citation_names as names
from indexer import citation_numbers as numbers
from indexer.citation_nicknames import NICKNAMES
from indexer.citation_numbers import NumberYear

_NEXT_NUMBER = re.compile(r"[\s,]*(?:(?:dan|serta|atau|juncto|jo)\b[\s.]*)?(?=(?:nomor|no)\b)", re.IGNORECASE)
_REST = re.compile(r"[\s.,;:!?\"”)]*(?:tentang\b.*)?", re.IGNORECASE | re.DOTALL)
_LEADING = re.compile(r"[\s\"“(]*")
_CONSTITUTION_YEAR = re.compile(r"[\s,]*(?:[a-z]{2,7}\s+)?1945(?!\d)", re.IGNORECASE)
_SHORT_NUMBER = re.compile(r"\d+[A-Za-z]?")
_JOINT_LIST = re.compile(r"(\d\w{0,5}(?:\s*;\s*\d\w{0,5}){1,9})\s+tahun\s+((?:19|20)\d\d)(?!\w)", re.IGNORECASE)
_NEXT_JOINT = re.compile(r"\s*[,;]\s*(?=\d)")
LONGEST_QUERY = 400
JOINT_KINDS = frozenset({"SKB", "Peraturan Bersama", "SE Bersama"})


@dataclass(frozen=True, slots=True)
class Citation:
    """One rule, perhaps one article of it. `kind` is empty when someone wrote only a number and a year."""

    kind: str
    number: str
    year: int
    place: str | None = None
    article: str | None = None
    paragraph: str | None = None

    @property
    def key(self) -> str:
        """The same for every way of writing the same rule, without place and article: "permenpanrb:59:2020"."""
        return f"{_squeezed(self.kind)}:{numbers.core_number(self.number).lower()}:{self.year}"

    @property
    def label(self) -> str:
        """Kind and place: "Perda Kota Denpasar"."""
        return f"{self.kind} {self.place}" if self.place else self.kind

    @property
    def rule(self) -> "Citation":
        """The rule alone, without the article."""
        return replace(self, article=None, paragraph=None)

    @property
    def short(self) -> str:
        """As it is shown and copied: "Perpres 95/2018 Pasal 27 ayat (2)"."""
        article = f" Pasal {self.article}" if self.article else ""
        paragraph = f" ayat ({self.paragraph})" if self.article and self.paragraph else ""
        return f"{self._numbered()}{article}{paragraph}"

    def spellings(self) -> tuple[str, ...]:
        """The usual ways of writing the rule, for an index that should find it by any of them."""
        glued = [] if " " not in self.kind else [_squeezed(self.kind)]
        labels = dict.fromkeys((self.label, self._written_label(), self.kind, *glued))
        forms = [form for label in labels for form in self._forms(label)]
        return tuple(dict.fromkeys([self.rule.short, *forms, *self._nicknames()]))

    def _numbered(self) -> str:
        if self.kind == "UUD":
            return "UUD 1945"
        if ";" in self.number:  # a joint decision: one number for each office
            parts = (number.strip() for number in self.number.split(";"))
            return f"{self.label} {', '.join(n if _holds_year(n, self.year) else f'{n}/{self.year}' for n in parts)}"
        if _holds_year(self.number, self.year):
            return f"{self.label} {self.number}" if self.kind else f"Nomor {self.number}"
        if self.kind and _SHORT_NUMBER.fullmatch(self.number):
            return f"{self.label} {self.number}/{self.year}"
        return f"{self.label} Nomor {self.number} Tahun {self.year}".strip()

    def _written_label(self) -> str:
        written = kinds.full_name(self.kind)
        return f"{written} {self.place}" if self.place else written

    def _forms(self, label: str) -> list[str]:
        if not label or self.kind == "UUD":
            return []
        if _holds_year(self.number, self.year):
            return [f"{label} Nomor {self.number}"]
        return [f"{label} Nomor {self.number} Tahun {self.year}", f"{label} {self.number}/{self.year}"]

    def _nicknames(self) -> list[str]:
        known = NICKNAMES.get(self.kind, {})
        return [f"{self.kind} {name}" for name, rule in known.items() if rule == (self.number, self.year)]


@dataclass(frozen=True, slots=True)
class Found:
    """A citation in a text, from character `start` up to `end`."""

    citation: Citation
    start: int
    end: int


def find_citations(text: str) -> list[Found]:
    """All citations in running text, in order; linear in its length."""
    found: list[Found] = []
    done = 0
    for position in kinds.heads(text):
        if position < done:
            continue
        for hit in read_at(text, position, typed=False):
            found.append(_with_article_before(text, hit, done))
            done = hit.end
    return found


def parse_citation(query: str) -> Citation | None:
    """What a person typed, if all of it is a citation: "permenpan 59/2020", "pasal 27 perpres 95/2018", "UU ITE"."""
    if len(query) > LONGEST_QUERY:
        return None
    start = _end_of(_LEADING, query, 0)
    before = numbers.article_after(query, start)
    rule_start = (
        _end_of(_LEADING, query, _end_of(re.compile(r"\s+(?:dari|dalam|pada)\b"), query, before.end))
        if before
        else start
    )
    hits = read_at(query, rule_start, typed=True)
    hit = _joined(hits) if hits else _read_kindless(query, rule_start)
    if hit is None or not _REST.fullmatch(query, hit.end):
        return _parse_nickname(query[rule_start:], before)
    if before and not hit.citation.article:
        return replace(hit.citation, article=before.article, paragraph=before.paragraph)
    return hit.citation


def matches(query_citation: Citation, document_citation: Citation) -> bool:
    """Whether this may be the rule asked for; what the query leaves open (kind, issuer, place) fits any."""
    return (
        query_citation.year == document_citation.year
        and _same_number(query_citation.number, document_citation.number)
        and _same_kind(query_citation.kind, document_citation.kind)
        and _same_place(query_citation.place, document_citation.place)
    )


def read_at(text: str, position: int, *, typed: bool) -> list[Found]:
    kind = kinds.read_kind(text, position, typed=typed)
    if kind is None:
        return []
    if kind.name == "UUD":
        year = _CONSTITUTION_YEAR.match(text, _republic_end(text, kind.end))
        return [Found(Citation("UUD", "1945", 1945), position, year.end())] if year else []
    hits: list[Found] = []
    is_joint = typed and kind.name in JOINT_KINDS
    read = (_read_joint_list(text, kind.end) if is_joint else None) or _read_first_number(text, kind.end, typed=typed)
    while read:
        hit = Found(Citation(kind.name, read.number, read.year, kind.place), position, read.end)
        hits.append(_with_article_after(text, hit))
        read = _read_next_number(text, hits[-1].end, is_joint=is_joint)
        position = _end_of(_NEXT_NUMBER, text, hits[-1].end)
    return hits


def _joined(hits: list[Found]) -> Found:
    """A joint decision is one rule under several numbers; of other kinds a person means the first."""
    if hits[0].citation.kind not in JOINT_KINDS:
        return hits[0]
    number = "; ".join(hit.citation.number for hit in hits)
    return Found(replace(hits[-1].citation, number=number), hits[0].start, hits[-1].end)


def _read_first_number(text: str, position: int, *, typed: bool) -> NumberYear | None:
    start = numbers.marker_end(text, position)
    if start is not None:
        return numbers.read_number(text, start, typed=typed)
    return numbers.read_unmarked(text, position, typed=typed)


def _read_joint_list(text: str, position: int) -> NumberYear | None:
    """ "Nomor 281; 1; 1 Tahun 2021", as the number of a joint decision is kept."""
    start = numbers.marker_end(text, position)
    found = _JOINT_LIST.match(text, start, start + numbers.WINDOW) if start is not None else None
    return NumberYear(found.group(1), int(found.group(2)), found.end()) if found else None


def _read_next_number(text: str, position: int, *, is_joint: bool) -> NumberYear | None:
    """The second of "Nomor 4 Tahun 2020 dan Nomor 5 Tahun 2021", of a joint decision also of "4/2020, 5/2020"."""
    gap = _NEXT_NUMBER.match(text, position, position + numbers.WINDOW)
    start = numbers.marker_end(text, gap.end()) if gap else None
    if start is not None:
        return numbers.read_number(text, start)
    comma = _NEXT_JOINT.match(text, position, position + numbers.WINDOW) if is_joint else None
    return numbers.read_unmarked(text, comma.end(), typed=False) if comma else None


def _read_kindless(query: str, position: int) -> Found | None:
    start = numbers.marker_end(query, position)
    read = numbers.read_number(query, position if start is None else start, typed=start is not None)
    return Found(Citation("", read.number, read.year), position, read.end) if read else None


def _parse_nickname(query: str, before: numbers.ArticleAt | None) -> Citation | None:
    words = [word.text for word in kinds.words_from(query, 0)]
    for kind, known in NICKNAMES.items():
        rule = known.get(" ".join(words[1:])) if words[:1] == [kind.lower()] else None
        if rule:
            article, paragraph = (before.article, before.paragraph) if before else (None, None)
            return Citation(kind, rule[0], rule[1], article=article, paragraph=paragraph)
    return None


def _with_article_after(text: str, hit: Found) -> Found:
    article = numbers.article_after(text, hit.end)
    if article is None:
        return hit
    citation = replace(hit.citation, article=article.article, paragraph=article.paragraph)
    return Found(citation, hit.start, article.end)


def _with_article_before(text: str, hit: Found, done: int) -> Found:
    article = None if hit.citation.article else numbers.article_before(text, hit.start)
    if article is None or article.start < done:
        return hit
    citation = replace(hit.citation, article=article.article, paragraph=article.paragraph)
    return Found(citation, article.start, hit.end)


def _republic_end(text: str, position: int) -> int:
    return _end_of(re.compile(r"[\s,]*(?:negara\s+)?(?:republik\s+indonesia)?", re.IGNORECASE), text, position)


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _same_number(asked: str, given: str) -> bool:
    if asked.upper() == given.upper():
        return True
    if "/" in asked and given.upper().endswith(f"/{asked.upper()}"):
        return True  # without the code of the archive before it
    is_exact = _holds_long(asked) and _holds_long(given)
    return not is_exact and numbers.core_number(asked) in {numbers.core_number(n) for n in given.split(";")}


def _same_kind(asked: str, given: str) -> bool:
    if not asked or not given:
        return True
    asked_base, asked_issuer = _family(asked)
    given_base, given_issuer = _family(given)
    return asked_base == given_base and (not asked_issuer or not given_issuer or asked_issuer == given_issuer)


def _family(kind: str) -> tuple[str, str]:
    base, issuer = (_squeezed(part) for part in kinds.base_and_issuer(kind))
    return names.SUCCESSORS.get(base, base), names.SUCCESSORS.get(issuer, issuer)


def _same_place(asked: str | None, given: str | None) -> bool:
    if not asked or not given or asked.lower() == given.lower():
        return True
    short, long = sorted((asked.lower(), given.lower()), key=len)
    return long in {f"{level} {short}" for level in ("kota", "kabupaten", "provinsi")}


def _holds_year(number: str, year: int) -> bool:
    last = numbers.read_unmarked(number, 0, typed=False)
    return last is not None and last.year == year and last.number == number


def _holds_long(number: str) -> bool:
    return number.count("/") > 1


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
