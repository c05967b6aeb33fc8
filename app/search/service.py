"""One search path for page, API and header box: query → index → what the actor may see → pages and snippets.

The database decides what exists for the actor before the index is asked, so a withdrawn or restricted document is
gone from hits, counts and facets with the very request that withdrew it. Without an index the database answers.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import citing, facets
from app.documents import service as documents
from app.documents.schemas import Sort
from app.search import articles, fallback, passages
from app.search.grammar import ParsedQuery, parse
from app.search.schemas import CitationAnswer, Hit, SearchPage, SearchRequest
from indexer.citations import Citation, parse_citation
from indexer.index.port import IndexHit, IndexProblem, IndexResult, Mode, SearchIndex
from indexer.query import MatchAll, Phrase

log = structlog.get_logger(__name__)

OpenIndex = Callable[[], SearchIndex]
FEW = 3
_CITING_SHOWN = 10
_DEGRADED = (
    "Indeks pencarian sedang disusun ulang. Untuk sementara hasil diambil langsung dari basis data, "
    "jadi urutannya lebih sederhana dan kata berimbuhan belum dikenali."
)
_MOST = "Tidak ada dokumen yang memuat semua kata. Berikut dokumen yang memuat sebagian besar kata."


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """One search under way: who asks, for what, and the documents that exist for them under the filters."""

    session: Session
    actor: Actor
    open_index: OpenIndex
    request: SearchRequest
    parsed: ParsedQuery
    allowed: frozenset[int]
    citation: Citation | None

    def part_of(self, ids: Sequence[int]) -> Sequence[int]:
        part = self.request.part
        return ids[part.offset : part.offset + part.limit]

    def ordered(self, ids: list[int]) -> list[int]:
        order = self.request.order
        return ids if order == "relevance" else documents.sorted_ids(self.session, self.actor, ids, order)


@dataclass(frozen=True, slots=True)
class _Found:
    """Everything that matches, best first, and what the index says of the rows to show."""

    ids: Sequence[int]
    hits: dict[int, IndexHit]
    notices: tuple[str, ...] = ()
    is_degraded: bool = False


def search(session: Session, actor: Actor, open_index: OpenIndex, request: SearchRequest) -> SearchPage:
    started = time.perf_counter()
    parsed = parse(request.text)
    allowed = documents.visible_ids(session, actor, request.filters)
    if isinstance(parsed.node, MatchAll):
        page = _browse(session, actor, request, parsed, allowed)
    else:
        citation = parse_citation(request.text)
        page = _answer(_Inquiry(session, actor, open_index, request, parsed, allowed, citation))
    waiting = documents.unread_count(session, actor)
    notices = page.notices
    if waiting:
        notices = (*notices, f"{waiting} dokumen masih dibaca, jadi isinya belum ikut dicari.")
    return replace(page, notices=notices, took_ms=(time.perf_counter() - started) * 1000)


def _browse(
    session: Session, actor: Actor, request: SearchRequest, parsed: ParsedQuery, allowed: frozenset[int]
) -> SearchPage:
    """No words: the newest documents under the filters."""
    sort: Sort = "title" if request.order == "title" else "newest"
    found = documents.listing(session, actor, filters=request.filters, sort=sort, part=request.part)
    return SearchPage(
        text=request.text,
        interpreted="",
        total=found.total,
        took_ms=0.0,
        hits=tuple(Hit(row, 0.0, (), 0) for row in found.items),
        part=request.part,
        ids=allowed,
        notices=parsed.notices,
        facets=facets.counts(session, actor, allowed, instrument_id=request.filters.instrument_id),
    )


def _answer(asked: _Inquiry) -> SearchPage:
    session, actor, request = asked.session, asked.actor, asked.request
    answer = _citation_answer(asked)
    held = answer.held_ids if answer else ()
    found = _find(asked, held)
    rows = documents.rows_by_ids(session, actor, list(asked.part_of(found.ids)))
    shown = [rows[document_id] for document_id in asked.part_of(found.ids) if document_id in rows]
    sought = articles.sought_in_rule(asked.parsed.node, asked.citation)
    instrument_id = request.filters.instrument_id
    return SearchPage(
        text=request.text,
        interpreted=asked.parsed.interpreted,
        total=len(found.ids),
        took_ms=0.0,
        hits=tuple(passages.hits_for(session, shown, found.hits, asked.parsed.node, cited=dict.fromkeys(held, sought))),
        part=request.part,
        ids=frozenset(found.ids),
        notices=(*asked.parsed.notices, *found.notices),
        suggestion=_suggestion(asked) if len(found.ids) <= FEW and not held else None,
        facets=facets.counts(session, actor, frozenset(found.ids), instrument_id=instrument_id),
        citation=answer,
        is_degraded=found.is_degraded,
    )


def _find(asked: _Inquiry, held: tuple[int, ...]) -> _Found:
    try:
        return _find_in_index(asked, asked.open_index(), held)
    except IndexProblem as problem:
        log.warning("the index cannot answer, the database does", reason=str(problem), cause=repr(problem.__cause__))
    ids = fallback.matching_ids(asked.session, asked.parsed, asked.allowed)
    ordered = asked.ordered([*held, *(i for i in ids if i not in held)])
    hits = fallback.page_hits(asked.session, asked.actor, asked.part_of(ordered), asked.parsed)
    if held and asked.citation and asked.citation.article:
        hits |= articles.at_their_page(asked.session, asked.actor, held, asked.citation.article, hits)
    return _Found(ordered, hits, (_DEGRADED,), is_degraded=True)


def _find_in_index(asked: _Inquiry, index: SearchIndex, held: tuple[int, ...]) -> _Found:
    """All words first, then most words with a notice. A cited rule stands first in any case."""
    mode: Mode = "all"
    notices: tuple[str, ...] = ()
    wanted = asked.request.part.offset + asked.request.part.limit
    result = index.search(asked.parsed.node, allowed=asked.allowed, limit=wanted, mode=mode)
    if result.total == 0 and len(asked.parsed.words) > 1:
        mode = "most"
        result = index.search(asked.parsed.node, allowed=asked.allowed, limit=wanted, mode=mode)
        notices = (_MOST,) if result.total else ()
    first = set(held)
    ordered = asked.ordered([*held, *(i for i in result.matching if i not in first)])
    hits = _hits_of(asked, index, result, ordered, mode)
    return _Found(ordered, hits | _article_hits(asked, index, held), (*notices, *_cut_notices(result)))


def _hits_of(
    asked: _Inquiry, index: SearchIndex, result: IndexResult, ordered: Sequence[int], mode: Mode
) -> dict[int, IndexHit]:
    """The index's word on the rows shown: already at hand when they stand in its own order, else asked for again."""
    shown = set(asked.part_of(ordered))
    hits = {hit.id: hit for hit in result.hits if hit.id in shown}
    missing = shown - hits.keys()
    if not missing:
        return hits
    again = index.search(asked.parsed.node, allowed=missing, limit=len(missing), mode=mode)
    return hits | {hit.id: hit for hit in again.hits}


def _article_hits(asked: _Inquiry, index: SearchIndex, held: tuple[int, ...]) -> dict[int, IndexHit]:
    """Where "pasal 27" was asked for, the pages of the rule that bear that heading."""
    if not held or asked.citation is None or asked.citation.article is None:
        return {}
    phrase = Phrase(f"pasal {asked.citation.article}")
    found = {hit.id: hit for hit in index.search(phrase, allowed=set(held), limit=len(held)).hits if hit.pages}
    return found | articles.at_their_page(asked.session, asked.actor, held, asked.citation.article, found)


def _citation_answer(asked: _Inquiry) -> CitationAnswer | None:
    """Held under the filters; those who cite are shown only when the rule itself is not held at all."""
    if asked.citation is None or not asked.citation.number:
        return None
    session, actor, rule = asked.session, asked.actor, asked.citation.rule
    held = citing.documents_cited_as(session, actor, rule)
    if held:
        ids = tuple(document.id for document in held if document.id is not None and document.id in asked.allowed)
        return CitationAnswer(asked.citation.short, is_held=True, held_ids=ids)
    others = [saved_id(document.id) for _, document in citing.mentions_of(session, actor, rule)][:_CITING_SHOWN]
    rows = documents.rows_by_ids(session, actor, others)
    return CitationAnswer(rule.short, is_held=False, cited_by=tuple(rows[i] for i in others if i in rows))


def _cut_notices(result: IndexResult) -> tuple[str, ...]:
    return tuple(
        f"Awalan “{prefix}*” cocok dengan sangat banyak kata, jadi hanya sebagian yang dicari. Tambah beberapa huruf."
        for prefix in result.cut_prefixes
    )


def _suggestion(asked: _Inquiry) -> str | None:
    """The query with each unknown word replaced by its likeliest neighbour among what the actor may see."""
    try:
        index = asked.open_index()
        corrected = {word: index.terms_like(word, allowed=asked.allowed, limit=1) for word in asked.parsed.words}
    except IndexProblem:
        return None
    better = {word: found[0] for word, found in corrected.items() if found}
    if not better:
        return None
    return " ".join(better.get(word, word) for word in asked.parsed.interpreted.split(" "))


def words_on_page(text: str, query: str) -> list[str]:
    """The literal words of a page that a viewer marks for this query."""
    return passages.words_to_mark(parse(query).node, text)
