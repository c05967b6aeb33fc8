"""Completions while typing: citations, one's own searches, titles of visible documents, indicators, and words."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal
from urllib.parse import urlencode

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import citing, column_store
from app.documents import service as documents
from app.documents.models import LegalStatus
from app.documents.schemas import Filters
from app.instruments import service as instruments
from app.search import queries
from app.search.catalogue import catalogue_of, folded
from app.search.parsed import without_excluded
from app.search.queries import ShownTitle
from app.search.rules import rules_held
from app.search.schemas import Completion
from app.search.service import OpenIndex
from app.searches import history
from indexer.citation_numbers import ArticleAt
from indexer.citation_typed import article_alone
from indexer.index.port import IndexProblem
from storage.names import clean_line

_LONGEST = 100
_LIMIT = 8
_CITED, _RECENT, _TITLES, _INDICATORS, _WORDS = 3, 2, 4, 3, 2
_FIRST_LOOK, _NEXT_LOOK, _MOST_LOOKED_AT = 24, 400, 4_000


def complete(
    session: Session,
    actor: Actor,
    open_index: OpenIndex,
    *,
    text: str,
    instrument_id: str,
    has_history: bool = False,
) -> list[Completion]:
    """At most eight, the surest first. An empty box suggests nothing."""
    typed = clean_line(text[:_LONGEST])
    words = folded(typed).split()
    if not words:
        return []
    titles = _titles(session, actor, words)
    article, others = article_alone(typed)
    beside = (
        _titles(session, actor, folded(others).split()) if article and not titles and folded(others).split() else []
    )
    found = [
        *_citations(session, actor, typed, article),
        *(_recent(session, actor, typed) if has_history else ()),
        *(Completion(_label(row), "document", row.title, f"/dokumen/{row.id}") for row in titles),
        *(Completion(*_at_article(row, article)) for row in beside if article),
        *_indicators(session, words, instrument_id),
        *_words_of(titles, typed, words[-1]),
    ]
    if not found:
        found = _words(session, actor, open_index, typed)
    shown: dict[str, Completion] = {}
    for completion in found:
        shown.setdefault(completion.label.casefold(), completion)
    return list(shown.values())[:_LIMIT]


def _citations(session: Session, actor: Actor, typed: str, article: ArticleAt | None) -> list[Completion]:
    held = rules_held(session, actor, without_excluded(typed))[:_CITED]
    return [
        Completion(
            _named(citing.short_of(document), document.title, document.legal_status),
            "citation",
            typed,
            _place(saved_id(document.id), article),
        )
        for document in held
    ]


def _at_article(row: ShownTitle, article: ArticleAt) -> tuple[str, Literal["document"], str, str]:
    return f"Pasal {article.article} – {_label(row)}", "document", row.title, _place(row.id, article)


def _place(document_id: int, article: ArticleAt | None) -> str:
    """The document, or its pages where the article begins."""
    if article is None:
        return f"/dokumen/{document_id}"
    paragraph = f" ayat ({article.paragraph})" if article.paragraph else ""
    return f"/dokumen/{document_id}/baca?{urlencode({'q': f'Pasal {article.article}{paragraph}'})}"


def _recent(session: Session, actor: Actor, typed: str) -> list[Completion]:
    return [Completion(query, "recent", query) for query in history.beginning(session, actor, typed, limit=_RECENT)]


def _label(row: ShownTitle) -> str:
    return _named(row.short, row.title, row.legal_status)


def _named(short: str | None, title: str, status: LegalStatus) -> str:
    named = f"{short} – {title}" if short else title
    return f"{named} (dicabut)" if status is LegalStatus.REVOKED else named


def _titles(session: Session, actor: Actor, words: Sequence[str]) -> list[ShownTitle]:
    """Visible documents in whose citation or title every word begins one, the shortest first, what is revoked last.

    The catalogue says where to look; the database says what of it this person may see, and how it is called now.
    """
    found = catalogue_of(session).with_words(session, words, is_public=not actor.is_signed_in and not actor.is_system)
    candidates = islice(found, _MOST_LOOKED_AT)
    shown: dict[str, ShownTitle] = {}
    size = _FIRST_LOOK
    while len(shown) < _TITLES and (some := list(islice(candidates, size))):
        seen = queries.visible_titles(session, actor, some)
        fitting = (seen[number] for number in some if number in seen and _has_words(seen[number], words))
        for row in fitting:
            shown.setdefault(_label(row), row)
        size = _NEXT_LOOK
    return sorted(shown.values(), key=lambda row: row.legal_status is LegalStatus.REVOKED)[:_TITLES]


def _has_words(row: ShownTitle, words: Sequence[str]) -> bool:
    line = folded(row.line)
    return all(f" {word}" in line for word in words)


def _indicators(session: Session, words: Sequence[str], instrument_id: str) -> list[Completion]:
    """By words of its name, or by its number: "indikator 12". All names are read once, not at each keystroke."""
    refs = column_store.named(
        session,
        column_store.columns_of(session),
        ("indicators", instrument_id),
        lambda: sorted(instruments.references(session, instrument_id), key=lambda ref: ref.number),
    )
    number = words[1] if len(words) == 2 and words[0] == "indikator" else None
    named = (ref for ref in refs if str(ref.number) == number or all(word in ref.name.lower() for word in words))
    return [
        Completion(
            f"Indikator {ref.number}: {ref.short_name}",
            "indicator",
            ref.short_name,
            f"/instrumen/{ref.instrument_id}/indikator/{ref.number}",
        )
        for ref in islice(named, _INDICATORS)
    ]


def _words_of(titles: Sequence[ShownTitle], typed: str, last: str) -> Iterator[Completion]:
    """The last word completed from the titles above, which this person sees anyway."""
    begun = (word for row in titles for word in folded(row.title).split() if word.startswith(last) and word != last)
    return islice((_ended(typed, word) for word in dict.fromkeys(begun) if len(last) > 1), _WORDS)


def _words(session: Session, actor: Actor, open_index: OpenIndex, typed: str) -> list[Completion]:
    """The last word completed from the texts of visible documents; hidden ones lend no words."""
    last = typed.rpartition(" ")[2]
    if len(last) < 3:
        return []
    try:
        found = open_index().words_with_prefix(last, allowed=documents.visible_ids(session, actor, Filters()), limit=4)
    except IndexProblem:
        return []
    return [_ended(typed, word) for word in found if word != last]


def _ended(typed: str, word: str) -> Completion:
    query = f"{typed.rpartition(' ')[0]} {word}".strip()
    return Completion(query, "word", query)
