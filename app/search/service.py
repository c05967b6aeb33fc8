"""One search path for page, API and header box: query → index → what the actor may see → pages and snippets.

The database decides what exists for the actor before the index is asked, so a withdrawn or restricted document is
gone from hits, counts and facets with the very request that withdrew it. Without an index the database answers.
"""

import time
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache

import numpy as np
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import citing, facets, ordering
from app.documents import service as documents
from app.documents.changes import changes_of
from app.documents.facets import Narrowed
from app.documents.schemas import Filters, Sort
from app.search import articles, finding, passages, topics, waiting
from app.search.finding import Found, Inquiry, OpenIndex
from app.search.grammar import parse
from app.search.narrowing import narrowing
from app.search.parsed import ParsedQuery
from app.search.readback import rules_apart
from app.search.remembering import Answer, remembered
from app.search.rules import RuleAsked, looked_for, namesake_notice, rules_asked
from app.search.schemas import CitationAnswer, Hit, SearchPage, SearchRequest, TypedChip
from app.search.writing import render
from app.taxonomies.spoken import spoken
from indexer.ids import IdArray
from indexer.query import Node, Or
from indexer.synonyms import Vocabulary, speaking

__all__ = ["OpenIndex", "search", "words_on_page"]

_CITING_SHOWN = 10


def search(
    session: Session,
    actor: Actor,
    open_index: OpenIndex,
    request: SearchRequest,
    *,
    vocabulary: Vocabulary | None = None,
) -> SearchPage:
    """By the library's own words as they are now, or by those given: how a change of words is tried out."""
    with speaking(vocabulary or spoken(session)):
        return _search(session, actor, open_index, request)


def _search(session: Session, actor: Actor, open_index: OpenIndex, request: SearchRequest) -> SearchPage:
    started = time.perf_counter()
    open_index = cache(open_index)  # one generation of it for the whole search
    parsed = parse(request.text)
    request = replace(request, filters=narrowing(request.filters, topics.meant(session, parsed.filters)))
    page = (
        _answer(session, actor, open_index, request, parsed) if parsed.has_words else _browse(session, actor, request)
    )
    still_read = documents.unread_count(session, actor)
    unread = (f"{still_read} dokumen masih dibaca, jadi isinya belum ikut dicari.",) if still_read else ()
    about = topics.told(session, actor, parsed.filters)
    idle = _idle_filters(session, actor, request.filters, parsed) if page.total == 0 else ()
    return replace(
        page,
        interpreted=parsed.interpreted,
        unfiltered=parsed.unfiltered,
        is_as_typed=render(parse(parsed.unfiltered).node) == parsed.unfiltered,
        chips=tuple(TypedChip(chip.label, parsed.without(chip), chip.typed) for chip in parsed.chips),
        notices=tuple(dict.fromkeys((*parsed.notices, *about, *idle, *page.notices, *unread))),
        took_ms=(time.perf_counter() - started) * 1000,
    )


def _idle_filters(session: Session, actor: Actor, filters: Filters, parsed: ParsedQuery) -> Iterator[str]:
    """Typed filters that fit no document at all: not the words are at fault then."""
    open_filters = Filters(instrument_id=filters.instrument_id)
    for typed in parsed.filters:
        if not documents.visible_ids(session, actor, narrowing(open_filters, topics.meant(session, [typed]))):
            yield f"Tidak ada dokumen yang memenuhi saringan “{typed.label}”."


def _browse(session: Session, actor: Actor, request: SearchRequest) -> SearchPage:
    """No words: the newest documents under the filters."""
    sort: Sort = "title" if request.order == "title" else "newest"
    left = facets.narrowed(session, actor, request.filters, facets.field_ids(session, actor, request.filters))
    ids = ordering.sorted_ids(session, actor, left.ids, sort)
    shown = _shown(request, ids)
    rows = documents.rows_by_ids(session, actor, shown)
    changes = changes_of(session, actor, shown)
    hits = tuple(Hit(rows[i], 0.0, (), 0, changes=changes.get(i, ())) for i in shown if i in rows)
    everything = frozenset[int]() if len(ids) else _beyond(session, actor, request.filters)
    return replace(_page(request, ids, left, hits), elsewhere=len(everything))


def _answer(
    session: Session, actor: Actor, open_index: OpenIndex, request: SearchRequest, parsed: ParsedQuery
) -> SearchPage:
    late = waiting.count(session, actor)
    rules = rules_asked(session, actor, parsed.wanted)
    parsed = replace(parsed, node=_any_rule(session, actor, parsed) or looked_for(parsed, rules))
    allowed = facets.field_ids(session, actor, request.filters)
    asked = Inquiry(session, actor, open_index, request, parsed, allowed, rules)
    answer = remembered(asked, lambda: _looked_up(asked))
    found, ids = answer.found, answer.ids
    hits = _hits(asked, found, _shown(request, ids))
    return replace(
        _page(request, ids, answer.left, hits),
        words=found.parsed.unfiltered,
        notices=(*found.notices, *_missing(asked, hits), *_outside(rules, ids), *_late_notice(found, late)),
        suggestion=found.suggestion,
        corrected=found.parsed.cleaned if found.is_corrected else None,
        is_partial=found.mode == "most" and len(ids) > 0 and not asked.held,
        citation=_citation_answer(asked),
        elsewhere=answer.elsewhere,
        is_degraded=found.is_degraded,
        waiting=late,
    )


def _any_rule(session: Session, actor: Actor, parsed: ParsedQuery) -> Node | None:
    """Where ATAU stands between whole rules and nothing else: what is found for any of them."""
    apart = [(parse(side), rules_asked(session, actor, side)) for side in rules_apart(parsed.unfiltered)]
    return Or(tuple(looked_for(side, rules) for side, rules in apart)) if apart else None


def _late_notice(found: Found, late: int) -> tuple[str, ...]:
    """The database, which answers without an index, waits for nothing."""
    if not late or found.is_degraded:
        return ()
    return (f"{late} dokumen baru atau berubah sedang dimasukkan ke indeks, jadi mungkin belum ikut ditemukan.",)


def _missing(asked: Inquiry, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Rules beside the first one missing, which has a box of its own, and articles that no rule shown has."""
    absent = [rule for rule in asked.rules if not rule.held_ids][1:]
    single = [rule for rule in asked.rules if rule.citation.article and not rule.others]
    lacking = [rule for rule in single if _is_shown_without_pages(rule, hits)]
    several = [rule for rule in asked.rules if rule.others]
    return (
        *(f"{rule.citation.short} belum ada di pustaka ini." for rule in absent),
        *(notice for rule in asked.rules if (notice := namesake_notice(asked.session, asked.actor, rule))),
        *(articles.missing_notice(rule.citation) for rule in lacking),
        *(notice for rule in several for notice in _notices_of_several(asked, rule, hits)),
    )


def _notices_of_several(asked: Inquiry, rule: RuleAsked, hits: Sequence[Hit]) -> Iterator[str]:
    shown = {hit.row.id: [page.number for page in hit.pages] for hit in hits if hit.row.id in rule.held_ids}
    return articles.notices_of_several(asked.session, asked.actor, rule, shown)


def _outside(rules: Sequence[RuleAsked], ids: IdArray) -> Iterator[str]:
    """Rules that are held, but not under the filters."""
    for rule in rules:
        if rule.held_ids and not np.isin(rule.held_ids, ids).any():
            yield f"{rule.citation.short} ada di pustaka, tetapi di luar saringan."


def _is_shown_without_pages(rule: RuleAsked, hits: Sequence[Hit]) -> bool:
    shown = [hit for hit in hits if hit.row.id in rule.held_ids]
    return bool(shown) and not any(hit.pages for hit in shown)


def _looked_up(asked: Inquiry) -> Answer:
    found = finding.find(asked)
    left = facets.narrowed(asked.session, asked.actor, asked.request.filters, found.ids)
    ids = _ordered(asked, found, left)
    return Answer(found, left, ids, elsewhere=0 if len(ids) else _elsewhere(asked))


def _ordered(asked: Inquiry, found: Found, left: Narrowed) -> IdArray:
    order = asked.request.order
    if order == "relevance":
        return found.ids if len(left.ids) == len(found.ids) else found.ids[left.ids.holds(found.ids)]
    return ordering.sorted_ids(asked.session, asked.actor, left.ids, order)


def _shown(request: SearchRequest, ids: IdArray) -> list[int]:
    shown: list[int] = ids[request.part.offset : request.part.offset + request.part.limit].tolist()
    return shown


def _hits(asked: Inquiry, found: Found, shown: list[int]) -> tuple[Hit, ...]:
    """The rows shown, with the pages on which the words stand."""
    rows = documents.rows_by_ids(asked.session, asked.actor, shown)
    sought = {i: articles.sought_in_rule(found.parsed.node, asked.rule_of(i)) for i in asked.held}
    return passages.hits_for(
        asked.session,
        [rows[document_id] for document_id in shown if document_id in rows],
        finding.hits_of(asked, found, shown),
        found.parsed.node,
        cited=sought,
        changes=changes_of(asked.session, asked.actor, shown),
    )


def _page(request: SearchRequest, ids: IdArray, left: Narrowed, hits: tuple[Hit, ...]) -> SearchPage:
    return SearchPage(
        text=request.text,
        interpreted="",
        total=len(ids),
        took_ms=0.0,
        hits=hits,
        part=request.part,
        ids=left.ids,
        facets=left.counts,
    )


def _elsewhere(asked: Inquiry) -> int:
    """What the same words find without any filter, said where the filters leave nothing."""
    everything = _beyond(asked.session, asked.actor, asked.request.filters)
    return finding.count(replace(asked, allowed=everything)) if everything else 0


def _beyond(session: Session, actor: Actor, filters: Filters) -> AbstractSet[int]:
    """The documents without any filter; none where none was set."""
    open_filters = Filters(instrument_id=filters.instrument_id)
    return frozenset[int]() if filters == open_filters else documents.visible_ids(session, actor, open_filters)


def _citation_answer(asked: Inquiry) -> CitationAnswer | None:
    """Held under the filters; those who cite are shown only when a rule is not held at all. Of several its first."""
    if not asked.rules:
        return None
    missing = next((one for one in asked.rules if not one.held_ids), None)
    if missing is None:
        return CitationAnswer(asked.rules[0].citation.short, is_held=True, held_ids=asked.held)
    rule = missing.citation.rule
    mentions = citing.mentions_of(asked.session, asked.actor, rule)[:_CITING_SHOWN]
    others = [saved_id(document.id) for _, document in mentions]
    rows = documents.rows_by_ids(asked.session, asked.actor, others)
    return CitationAnswer(
        rule.short, is_held=False, held_ids=asked.held, cited_by=tuple(rows[i] for i in others if i in rows)
    )


def words_on_page(text: str, query: str) -> list[str]:
    """The literal words of a page that a viewer marks for this query."""
    return passages.words_to_mark(parse(query).node, text)
