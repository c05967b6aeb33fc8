"""The words of a query against the index: what matches in rank order, and what the index tells of the rows shown.

All words first; then, where nothing was found, the same with a slip of the pen corrected, and then most of the words –
each said. A rule that was asked for stands first in any case. Without an index the database answers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np
import structlog
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.documents.facets import unticked
from app.search import articles, fallback
from app.search.grammar import parse
from app.search.parsed import ParsedQuery
from app.search.rules import RuleAsked, looked_for
from app.search.schemas import SearchRequest
from app.search.writing import reworded
from indexer import text
from indexer.ids import IdArray, as_array
from indexer.index.port import IndexHit, IndexProblem, IndexResult, Mode, SearchIndex
from indexer.query import MatchAll, Node

log = structlog.get_logger(__name__)

OpenIndex = Callable[[], SearchIndex]
FEW = 3  # with so few results another spelling is offered
_DEGRADED = (
    "Indeks pencarian sedang disusun ulang. Untuk sementara hasil diambil langsung dari basis data, "
    "jadi urutannya lebih sederhana dan kata berimbuhan belum dikenali."
)
_MANY = (
    "Kata yang dicari banyak, jadi dokumen yang memuat sebagian besar kata ikut ditampilkan. "
    "Pakai tanda kutip untuk kata yang harus berdampingan."
)
_MOST = "Tidak ada dokumen yang memuat semua kata. Berikut dokumen yang memuat sebagian besar kata."


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One search under way: who asks, for what, and the documents among which it is looked for."""

    session: Session
    actor: Actor
    open_index: OpenIndex
    request: SearchRequest
    parsed: ParsedQuery
    allowed: AbstractSet[int]
    rules: tuple[RuleAsked, ...] = ()

    @property
    def held(self) -> tuple[int, ...]:
        """The documents that are the rules asked for, in the order of these."""
        return tuple(dict.fromkeys(i for rule in self.rules for i in rule.held_ids if i in self.allowed))

    def rule_of(self, document_id: int) -> RuleAsked | None:
        return next((rule for rule in self.rules if document_id in rule.held_ids), None)


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that matches, best first. `parsed` is what was looked for in the end."""

    ids: IdArray
    parsed: ParsedQuery
    mode: Mode = "all"
    first: Mapping[int, IndexHit] | None = None  # what the index told at once
    notices: tuple[str, ...] = ()
    suggestion: str | None = None
    is_corrected: bool = False
    is_degraded: bool = False


def find(asked: Inquiry) -> Found:
    try:
        return _find_in_index(asked, asked.open_index())
    except IndexProblem as problem:
        log.warning("the index cannot answer, the database does", reason=str(problem), cause=repr(problem.__cause__))
    ids = fallback.matching_ids(asked.session, asked.parsed, asked.allowed)
    return Found(_held_first(asked, ids), asked.parsed, notices=(_DEGRADED,), is_degraded=True)


def hits_of(asked: Inquiry, found: Found, shown: Sequence[int]) -> dict[int, IndexHit]:
    """The pages of the rows shown; of a rule that was asked for, those of its article or of the words beside it."""
    held = [i for i in asked.held if i in shown]
    if not found.is_degraded:
        try:
            index = asked.open_index()
            return _told(found, index, shown) | _in_rules(asked, held, lambda node, ids: _look_up(index, node, ids))
        except IndexProblem:
            log.warning("the index went away while a search was under way")
    pages = fallback.page_hits(asked.session, asked.actor, shown, found.parsed.node)
    return pages | _in_rules(asked, held, lambda node, ids: fallback.whole_hits(asked.session, asked.actor, ids, node))


def count(asked: Inquiry) -> int:
    """How many match, whoever they are; nothing of them is told."""
    try:
        return asked.open_index().search(asked.parsed.node, allowed=asked.allowed, limit=0).total
    except IndexProblem:
        return len(fallback.matching_ids(asked.session, asked.parsed, asked.allowed))


def _find_in_index(asked: Inquiry, index: SearchIndex) -> Found:
    parsed = asked.parsed
    result = _search(asked, index, parsed.node, "all")
    if result.total:
        return _made(asked, result, parsed, suggestion=_offer(asked, index, result))
    slips = None if asked.held or asked.request.is_exact else _corrected(asked, index, are_words_kept=True)
    if slips is not None:
        again = _search(asked, index, slips.node, "all")
        if again.total:
            return _made(asked, again, slips, is_corrected=True)
    most = _search(asked, index, parsed.node, "most") if len(parsed.words) > 1 else result
    notices = (_MOST,) if most.total and not asked.held else ()
    return _made(asked, most, parsed, mode="most", notices=notices, suggestion=_suggested(asked, index))


def _search(asked: Inquiry, index: SearchIndex, node: Node, mode: Mode) -> IndexResult:
    """Nothing is told of the first ones where others may be shown instead."""
    request = asked.request
    is_shown_so = request.order == "relevance" and unticked(request.filters) == request.filters
    wanted = request.part.offset + request.part.limit if is_shown_so else 0
    return index.search(node, allowed=asked.allowed, limit=wanted, mode=mode)


def _made(
    asked: Inquiry,
    result: IndexResult,
    parsed: ParsedQuery,
    *,
    mode: Mode = "all",
    notices: tuple[str, ...] = (),
    suggestion: str | None = None,
    is_corrected: bool = False,
) -> Found:
    return Found(
        _held_first(asked, result.matching),
        parsed,
        mode,
        {hit.id: hit for hit in result.hits},
        (*notices, *((_MANY,) if result.is_relaxed else ()), *_cut_notices(result)),
        suggestion,
        is_corrected,
    )


def _held_first(asked: Inquiry, ids: Iterable[int]) -> IdArray:
    held, found = as_array(asked.held), as_array(ids)
    return np.concatenate([held, found[~np.isin(found, held)]]) if len(held) else found


def _told(found: Found, index: SearchIndex, shown: Sequence[int]) -> dict[int, IndexHit]:
    """At hand when the rows stand in the index's own order, else asked for again."""
    told = found.first or {}
    missing = [i for i in shown if i not in told]
    again = _again(found, index, missing) if missing else ()
    return {i: told[i] for i in shown if i in told} | {hit.id: hit for hit in again}


def _again(found: Found, index: SearchIndex, ids: Sequence[int]) -> tuple[IndexHit, ...]:
    return index.search(found.parsed.node, allowed=set(ids), limit=len(ids), mode=found.mode).hits


def _in_rules(
    asked: Inquiry, held: Sequence[int], look_up: Callable[[Node, Sequence[int]], dict[int, IndexHit]]
) -> dict[int, IndexHit]:
    found: dict[int, IndexHit] = {}
    for rule in asked.rules:
        own = [i for i in held if asked.rule_of(i) is rule]
        found |= _in_rule(asked, rule, own, look_up) if own else {}
    return found


def _in_rule(
    asked: Inquiry,
    rule: RuleAsked,
    held: Sequence[int],
    look_up: Callable[[Node, Sequence[int]], dict[int, IndexHit]],
) -> dict[int, IndexHit]:
    if rule.articles:
        found = {i: hit for i, hit in look_up(articles.headings(rule.articles), held).items() if hit.pages}
        begun = articles.at_their_page(asked.session, asked.actor, held, rule.articles, found)
        return {i: IndexHit(i, 0.0, (), ()) for i in held} | found | begun
    beside = parse(rule.rest).node
    return {} if isinstance(beside, MatchAll) else look_up(beside, held)


def _look_up(index: SearchIndex, node: Node, ids: Sequence[int]) -> dict[int, IndexHit]:
    """All words, else most of them."""
    found = index.search(node, allowed=set(ids), limit=len(ids)).hits
    found = found or index.search(node, allowed=set(ids), limit=len(ids), mode="most").hits
    return {hit.id: hit for hit in found}


def _cut_notices(result: IndexResult) -> tuple[str, ...]:
    return tuple(
        f"Awalan “{prefix}*” cocok dengan sangat banyak kata, jadi hanya sebagian yang dicari. Tambah beberapa huruf."
        for prefix in result.cut_prefixes
    )


def _offer(asked: Inquiry, index: SearchIndex, result: IndexResult) -> str | None:
    return None if result.total > FEW else _suggested(asked, index)


def _suggested(asked: Inquiry, index: SearchIndex) -> str | None:
    corrected = None if asked.held else _corrected(asked, index)
    return corrected.cleaned if corrected else None


def _corrected(asked: Inquiry, index: SearchIndex, *, are_words_kept: bool = False) -> ParsedQuery | None:
    """What was typed, in its order; of the rules asked for nothing is a slip, only of the words beside them."""
    typed = parse(asked.parsed.cleaned)
    beside = frozenset(asked.rules[0].rest.lower().split()) if asked.rules else None
    likely = {
        word: better
        for word, better in _likely(index, typed, asked.allowed).items()
        if (beside is None or word.lower() in beside) and not (are_words_kept and text.is_word(word))
    }
    if not likely:
        return None
    corrected = parse(typed.reading(reworded(typed.node, likely)))
    return replace(corrected, node=looked_for(corrected, _with_rest(asked.rules, likely)))


def _with_rest(rules: Sequence[RuleAsked], better: Mapping[str, str]) -> tuple[RuleAsked, ...]:
    lowered = {word.lower(): likely for word, likely in better.items()}
    return tuple(
        replace(rule, rest=" ".join(lowered.get(word.lower(), word) for word in rule.rest.split())) for rule in rules
    )


def corrected_query(index: SearchIndex, parsed: ParsedQuery, allowed: AbstractSet[int]) -> ParsedQuery | None:
    """The query with each unknown word replaced by its likeliest neighbour among what the actor may see."""
    better = _likely(index, parsed, allowed)
    return parse(parsed.reading(reworded(parsed.node, better))) if better else None


def _likely(index: SearchIndex, parsed: ParsedQuery, allowed: AbstractSet[int]) -> dict[str, str]:
    likely = {word: index.terms_like(word, allowed=allowed, limit=1) for word in dict.fromkeys(parsed.words)}
    return {word: found[0] for word, found in likely.items() if found}
