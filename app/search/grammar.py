# What a person types → the query tree that every index answers, and the filters that narrow it. The language is small
# and ours: words, "a phrase", -without, this ATAU that, begin*, judul:word, tahun:2018..2021. Anything else is read as
# plain words, with a hint; nothing typed is ever an error.
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.search import hints, readback
from app.search.narrowing import NAMES, RANGED, TypedFilter, gathered
from app.search.parsed import Chip, ParsedQuery
from app.search.writing import OR
from indexer import text
from indexer.query import And, Field, Leaf, MatchAll, Node, Not, Or, Phrase, Prefix, Word

MAX_TERMS = 48  # words, those inside phrases and compounds counted singly: the cost of a query is bounded
MIN_PREFIX = 2
MOST_SHOUTED_OPERATORS = 3  # "SPBE NOT DATA" is a query, what is longer a title
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]")  # S.P.B.E

_SPACES = re.compile(r"\s+")
_VALUE = r'(?:"[^"]*"|[^\s",]+)'
_FILTER = rf"(?<!\S)[(\[{{]*(?P<no>-?)(?P<name>{'|'.join(NAMES)}):\s?(?P<values>{_VALUE}(?:,{_VALUE})*)"
_ITEM = re.compile(rf"""{_FILTER}|(?P<minus>-?)"(?P<phrase>[^"]*)"|(?P<chunk>[^\s"]+)""", re.IGNORECASE)
_EACH_VALUE = re.compile(_VALUE)
_AROUND_VALUE = "()[]{};!? "
_EDGES = "()[]{}<>.,;:!?…·•|~^+=\\'"
_FIELD = re.compile(r"[^\W\d_]+:(?=[^\s/])")
_SEPARATORS = re.compile(r"[:()\[\]{}<>|~^+=\\;?!]+")
_EMPTY_FILTER = re.compile(rf"-?({'|'.join(NAMES)}):", re.IGNORECASE)
_OR_LIKE = frozenset({OR.lower(), "or"})
_STRAIGHT = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("−–—‑‐", "-"))


@dataclass(slots=True)
class _Reading:
    """What is gathered while reading from left to right; each clause is a list of alternatives."""

    clauses: list[list[Node]] = field(default_factory=list)
    filters: list[TypedFilter] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    or_pending: bool = False
    after_filter: str = ""  # its name, when a filter was what came last
    small_or: str = ""  # as it was typed, when it was what came last
    terms: int = 0
    is_shouted: bool = False  # all in capitals, as a title is: none of them means more

    @property
    def is_full(self) -> bool:
        return self.terms >= MAX_TERMS

    def hint(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)

    def add(self, node: Node) -> None:
        if self.small_or:
            self.hint(hints.small_or(self.small_or))
            self.small_or = ""
        if self.or_pending and self.after_filter:
            self.hint(hints.OR_FILTER)
            self.clauses.append([node])
        elif self.or_pending:
            _append_new(self.clauses[-1], node)
        else:
            self.clauses.append([node])
        self.or_pending, self.after_filter = False, ""

    def narrow(self, typed: TypedFilter) -> None:
        if self.or_pending and (self.after_filter != typed.name or typed.is_excluded):
            self.hint(hints.OR_FILTER)
        self.filters.append(typed)
        self.or_pending, self.after_filter = False, f"{'-' if typed.is_excluded else ''}{typed.name}"


def parse(query: str) -> ParsedQuery:
    cleaned = _clean(query)
    reading = _Reading(is_shouted=cleaned.isupper() and len(cleaned.split()) > MOST_SHOUTED_OPERATORS)
    _read(cleaned, reading)
    node = _tree(reading.clauses)
    if isinstance(node, MatchAll) and not reading.filters and cleaned not in {"", "*"}:
        reading.hint(hints.EMPTY)
    parsed = ParsedQuery(cleaned, node, gathered(reading.filters), tuple(reading.chips), ())
    reach = readback.how_far_or_reaches(parsed.unfiltered) if hints.OR_FILTER not in reading.notices else None
    for notice in (*([reach] if reach else ()), *readback.at_odds(node, parsed.filters)):
        reading.hint(notice)
    return replace(parsed, notices=tuple(reading.notices))


def _clean(query: str) -> str:
    """Readable characters only, one spelling of quotes and spaces. Case stays: ATAU and the display need it."""
    straight = query.translate(_STRAIGHT)
    seen = "".join(" " if unicodedata.category(c) in {"Cc", "Zs", "Zl", "Zp"} else c for c in straight if _is_shown(c))
    folded = unicodedata.normalize("NFKC", seen).translate(_STRAIGHT)
    return _SPACES.sub(" ", folded).strip()


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in {"Cf", "Cs", "Co", "Cn"}


def _read(cleaned: str, reading: _Reading) -> None:
    if cleaned.count('"') % 2:
        reading.hint(hints.QUOTE)
        head, _, tail = cleaned.rpartition('"')
        cleaned = f"{head} {tail}"
    if re.search(r"[()]", cleaned) and f" {OR} " in cleaned:
        reading.hint(hints.GROUP)
    for match in _ITEM.finditer(cleaned):
        if reading.is_full:
            reading.hint(hints.too_long(MAX_TERMS))
            break
        _read_item(match, reading)
    if reading.or_pending:
        reading.hint(hints.OR)


def _read_item(match: re.Match[str], reading: _Reading) -> None:
    if match["name"] is not None:
        _read_filter(match, reading)
    elif match["chunk"] is None:
        _add(Phrase, match["phrase"], bool(match["minus"]), reading)
    elif match["chunk"] == OR:
        _read_or(reading)
    else:
        _read_chunk(match["chunk"], reading)


def _read_filter(match: re.Match[str], reading: _Reading) -> None:
    name, is_excluded = match["name"].lower(), bool(match["no"])
    if name == "judul":
        _read_title(match, reading)
        return
    given = [value.strip(_AROUND_VALUE + '"') for value in _EACH_VALUE.findall(match["values"])]
    values = [value.rstrip(",;:!?…").strip() for value in given if value]
    taken_out = [] if name in RANGED else [value[1:] for value in values if _has_minus(value)]
    kept = values if name in RANGED else [value for value in values if not _has_minus(value)]
    _tell_of_minus(name, values, reading)
    is_known = bool(kept) and _narrow(match, kept, is_excluded, reading)
    if not (bool(taken_out) and _narrow(match, taken_out, True, reading)) and not is_known:
        reading.hint(_in_quotes(match, name) or hints.no_value(match.group().strip(), name))
        words = match["values"].replace(",", " ") if values else match.group()
        _read_words(words, is_excluded or bool(taken_out), reading)


def _in_quotes(match: re.Match[str], name: str) -> str | None:
    """For a value of two words, of which the second one was cut off."""
    following = match.string[match.end() :].split(maxsplit=1)
    both = " ".join((match["values"], *following[:1])).strip(_AROUND_VALUE)
    return hints.in_quotes(name, both) if following and NAMES[name].read(both) is not None else None


def _has_minus(value: str) -> bool:
    return value.startswith("-") and len(value) > 1


def _tell_of_minus(name: str, values: Iterable[str], reading: _Reading) -> None:
    said = hints.minus_as_range if name in RANGED else hints.minus_inside
    for value in values:
        if _has_minus(value):
            reading.hint(said(name, value.lstrip("-")))


def _narrow(match: re.Match[str], values: Sequence[str], is_excluded: bool, reading: _Reading) -> bool:
    """Whether any of these values means something."""
    name = match["name"].lower()
    read = {value: NAMES[name].read(value.removesuffix(".") if value[-2:] != ".." else value) for value in values}
    known = tuple(dict.fromkeys(value for value in read.values() if value is not None))[: MAX_TERMS - reading.terms]
    unknown = ", ".join(value for value, meaning in read.items() if meaning is None)
    if not known:
        return False
    if unknown:
        reading.hint(hints.some_values(unknown, name))
    reading.terms += len(known)
    typed = TypedFilter(name, known, is_excluded)
    reading.narrow(typed)
    reading.chips.append(Chip(typed.label, match.start(), match.end(), typed))
    return True


def _read_title(match: re.Match[str], reading: _Reading) -> None:
    """Words that the title must bear are looked for like any others, but in one field."""
    before, has_minus = reading.terms, _has_minus(match["values"])
    is_excluded = bool(match["no"]) or has_minus
    _tell_of_minus("judul", [match["values"]] if has_minus else [], reading)
    values = _EACH_VALUE.findall(match["values"].lstrip("-"))
    for value in values:
        read_before = reading.terms
        if value.startswith('"'):
            _add(Phrase, value.strip('"'), is_excluded, reading, in_title=True)
        else:
            _read_words(value, is_excluded, reading, in_title=True)
        reading.or_pending |= reading.terms > read_before and not is_excluded
    if reading.terms > before:
        reading.or_pending = False
        literal = ", ".join(" ".join(value.replace('"', " ").split()) for value in values)
        label = TypedFilter("judul", (literal,), is_excluded).label
        reading.chips.append(Chip(label, match.start(), match.end()))


def _read_or(reading: _Reading) -> None:
    if not (reading.clauses or reading.after_filter) or reading.or_pending:
        reading.hint(hints.OR)
    reading.or_pending = bool(reading.clauses or reading.after_filter)


def _read_chunk(chunk: str, reading: _Reading) -> None:
    """A run without spaces: one word as a rule, several where unknown syntax falls away."""
    filters = _FIELD.match(chunk.lstrip("-" + _EDGES))
    if filters:
        reading.hint(hints.unknown_name(filters.group()))
    has_before = bool(reading.clauses)
    empty = _EMPTY_FILTER.fullmatch(chunk)
    said = (
        hints.empty_name(empty[1].lower()) if empty else None,
        hints.operator(chunk) if has_before and not reading.is_shouted else None,
        hints.signs_in(chunk),
        hints.MINUS if chunk.strip("-") == "" else None,
    )
    for notice in filter(None, said):
        reading.hint(notice)
    _read_words(chunk, chunk.startswith("-"), reading)
    if has_before and chunk.lower() in _OR_LIKE:
        reading.small_or = chunk


def _read_words(chunk: str, is_excluded: bool, reading: _Reading, *, in_title: bool = False) -> None:
    for word in _SEPARATORS.sub(" ", chunk).replace('"', " ").split():
        _read_word(word, is_excluded, reading, in_title=in_title)


def _read_word(word: str, is_excluded: bool, reading: _Reading, *, in_title: bool = False) -> None:
    stem = word.lstrip("-" + _EDGES).rstrip(_EDGES)
    if _DOTTED.fullmatch(stem):
        _read_dotted(stem, is_excluded, reading, in_title=in_title)
        return
    head = stem.rstrip("*" + _EDGES)
    if "*" not in stem:
        _add(Word, stem.lower() if stem == OR else stem, is_excluded, reading, in_title=in_title)
    elif "*" not in head and len(text.normalise(head)) >= MIN_PREFIX:
        _add(Prefix, head, is_excluded, reading, in_title=in_title)
    else:
        _read_misplaced_star(stem, is_excluded, reading, in_title=in_title)


def _read_dotted(stem: str, is_excluded: bool, reading: _Reading, *, in_title: bool) -> None:
    """Either way of writing it, as far as there is room for both."""
    plain = stem.replace(".", "")
    reading.hint(hints.undotted(stem, plain))
    _add(Word, plain, is_excluded, reading, in_title=in_title)
    if reading.terms + len(plain) <= MAX_TERMS:
        reading.or_pending = not is_excluded
        _add(Phrase, stem, is_excluded, reading, in_title=in_title)


def _read_misplaced_star(stem: str, is_excluded: bool, reading: _Reading, *, in_title: bool) -> None:
    if stem.strip("*"):
        reading.hint(hints.STAR)
        for part in stem.split("*"):
            _read_word(part, is_excluded, reading, in_title=in_title)


def _add(kind: type[Leaf], literal: str, is_excluded: bool, reading: _Reading, *, in_title: bool = False) -> None:
    """Add what can be searched for at all, as far as there is room."""
    kept = _fitting(literal.strip(), reading)
    if kept:
        node: Node = Field("title", kind(kept)) if in_title else kind(kept)
        reading.add(Not(node) if is_excluded else node)


def _fitting(literal: str, reading: _Reading) -> str:
    room = MAX_TERMS - reading.terms
    tokens = list(text.analyse(literal))
    if not tokens:
        return ""
    count = tokens[-1].position + 1
    reading.terms += min(count, room)
    if count <= room:
        return literal
    reading.hint(hints.too_long(MAX_TERMS))
    return literal[: min((token.end for token in tokens if token.position == room - 1), default=0)]


def _append_new(nodes: list[Node], node: Node) -> None:
    if node not in nodes:
        nodes.append(node)


def _tree(clauses: list[list[Node]]) -> Node:
    nodes: list[Node] = []
    for alternatives in clauses:
        _append_new(nodes, alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives)))
    if not nodes:
        return MatchAll()
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))
