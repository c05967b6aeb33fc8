# What a person types → the query tree that every index answers. The language is small and ours: words, "a phrase",
# -without, this ATAU that, begin*. Anything else is read as plain words, with a hint; nothing typed is ever an error.
import re
import unicodedata
from dataclasses import dataclass, field

from indexer import text
from indexer.query import And, Leaf, MatchAll, Node, Not, Or, Phrase, Prefix, Word, positive_leaves

MAX_TERMS = 48  # words, those inside phrases and compounds counted singly: the cost of a query is bounded
MIN_PREFIX = 2

_SPACES = re.compile(r"\s+")
_ITEM = re.compile(r'(-?)"([^"]*)"|([^\s"]+)')
_EDGES = "()[]{}<>.,;:!?…·•|~^+=\\'"
_FIELD = re.compile(r"[^\W\d_]+:(?=[^\s/])")
_SEPARATORS = re.compile(r"[:()\[\]{}<>|~^+=\\;?!]+")
_OR = "ATAU"
_STRAIGHT = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("−–—‑‐", "-"))

_HINT_LONG = f"Pencarian terlalu panjang. Hanya {MAX_TERMS} kata pertama yang dicari."
_HINT_QUOTE = "Tanda kutip tidak berpasangan, jadi tanda yang terakhir diabaikan."
_HINT_OR = "ATAU ditulis di antara dua kata, misalnya: SOP ATAU pedoman."
_HINT_STAR = "Tanda * hanya dapat ditulis di akhir kata yang sedikitnya dua huruf, misalnya: kelola*."
_HINT_FIELD = "Saringan “{}” belum dikenal, jadi dibaca sebagai kata biasa. Gunakan saringan di samping hasil."
_HINT_GROUP = "Tanda kurung untuk mengelompokkan kata belum dikenal, jadi diabaikan."
_HINT_EMPTY = "Tidak ada kata yang dapat dicari, jadi semua dokumen ditampilkan."


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """`interpreted` is the query as understood, in our own syntax: parsing it again gives the same node."""

    node: Node
    words: tuple[str, ...]  # the plain words looked for, as typed: what a spelling suggestion may correct
    notices: tuple[str, ...]
    interpreted: str


@dataclass(slots=True)
class _Reading:
    """What is gathered while reading from left to right; each clause is a list of alternatives."""

    clauses: list[list[Node]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    or_pending: bool = False
    terms: int = 0

    @property
    def is_full(self) -> bool:
        return self.terms >= MAX_TERMS

    def hint(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)

    def add(self, node: Node) -> None:
        if self.or_pending:
            _append_new(self.clauses[-1], node)
        else:
            self.clauses.append([node])
        self.or_pending = False


def parse(query: str) -> ParsedQuery:
    cleaned = _clean(query)
    reading = _Reading()
    _read(cleaned, reading)
    node = _tree(reading.clauses)
    if isinstance(node, MatchAll) and cleaned not in {"", "*"}:
        reading.hint(_HINT_EMPTY)
    words = tuple(leaf.text for leaf in positive_leaves(node) if isinstance(leaf, Word))
    return ParsedQuery(node, words, tuple(reading.notices), render(node))


def render(node: Node) -> str:
    """The node in our own syntax."""
    if isinstance(node, And):
        return " ".join(render(part) for part in node.nodes)
    if isinstance(node, Or):
        return f" {_OR} ".join(render(part) for part in node.nodes)
    if isinstance(node, Not):
        return "-" + render(node.node)
    return _render_leaf(node) if isinstance(node, Leaf) else ""


def _render_leaf(leaf: Leaf) -> str:
    if isinstance(leaf, Phrase):
        return f'"{leaf.text}"'
    return leaf.text + "*" if isinstance(leaf, Prefix) else leaf.text


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
        reading.hint(_HINT_QUOTE)
        head, _, tail = cleaned.rpartition('"')
        cleaned = f"{head} {tail}"
    if re.search(r"[()]", cleaned) and f" {_OR} " in cleaned:
        reading.hint(_HINT_GROUP)
    for match in _ITEM.finditer(cleaned):
        if reading.is_full:
            reading.hint(_HINT_LONG)
            break
        _read_item(match, reading)
    if reading.or_pending:
        reading.hint(_HINT_OR)


def _read_item(match: re.Match[str], reading: _Reading) -> None:
    minus, phrase, chunk = match.groups()
    if chunk is None:
        _add(Phrase, phrase, bool(minus), reading)
    elif chunk == _OR:
        _read_or(reading)
    else:
        _read_chunk(chunk, reading)


def _read_or(reading: _Reading) -> None:
    if not reading.clauses or reading.or_pending:
        reading.hint(_HINT_OR)
    reading.or_pending = bool(reading.clauses)


def _read_chunk(chunk: str, reading: _Reading) -> None:
    """A run without spaces: one word as a rule, several where unknown syntax falls away."""
    filters = _FIELD.match(chunk.lstrip("-" + _EDGES))
    if filters:
        reading.hint(_HINT_FIELD.format(filters.group()))
    for word in _SEPARATORS.sub(" ", chunk).split():
        _read_word(word, chunk.startswith("-"), reading)


def _read_word(word: str, is_excluded: bool, reading: _Reading) -> None:
    stem = word.lstrip("-" + _EDGES).rstrip(_EDGES)
    head = stem.rstrip("*" + _EDGES)
    if "*" not in stem:
        _add(Word, stem.lower() if stem == _OR else stem, is_excluded, reading)
    elif "*" not in head and len(text.normalise(head)) >= MIN_PREFIX:
        _add(Prefix, head, is_excluded, reading)
    else:
        _read_misplaced_star(stem, is_excluded, reading)


def _read_misplaced_star(stem: str, is_excluded: bool, reading: _Reading) -> None:
    if stem.strip("*"):
        reading.hint(_HINT_STAR)
        for part in stem.split("*"):
            _read_word(part, is_excluded, reading)


def _add(kind: type[Leaf], literal: str, is_excluded: bool, reading: _Reading) -> None:
    """Add what can be searched for at all, as far as there is room."""
    kept = _fitting(literal.strip(), reading)
    if kept:
        leaf = kind(kept)
        reading.add(Not(leaf) if is_excluded else leaf)


def _fitting(literal: str, reading: _Reading) -> str:
    room = MAX_TERMS - reading.terms
    tokens = list(text.analyse(literal))
    if not tokens:
        return ""
    count = tokens[-1].position + 1
    reading.terms += min(count, room)
    if count <= room:
        return literal
    reading.hint(_HINT_LONG)
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
