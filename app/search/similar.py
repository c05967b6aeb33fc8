"""Documents like another one: found by the words that tell it from the rest, which are the reason that is shown."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, log1p

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.errors import Unavailable
from app.documents import outline
from app.documents import service as documents
from app.documents.models import Document
from app.documents.schemas import DocumentRow, Filters
from app.search.service import OpenIndex
from indexer import text
from indexer.ids import IdArray, Ids
from indexer.index.port import IndexProblem, IndexResult, SearchIndex
from indexer.query import Or, Word

MOST = 6
_PAGES_READ = 12  # what a document is about is said early, and a page of a long one costs what one of a short one does
_IN_TITLE, _IN_HEADING = 6, 2  # what a word counts there, against once in the text
_CANDIDATES, _TERMS = 60, 12
_TOO_COMMON = 0.5  # words in a larger part of the library tell nothing apart
_FEWEST_SHARED, _SHARE = 3, 0.35  # words, and part of all they weigh
_LOOKED_AT = 60
_SHORTEST = 3
_NO_INDEX = "Dokumen serupa belum dapat dicari karena indeks sedang disusun. Coba lagi beberapa saat lagi."


@dataclass(frozen=True, slots=True)
class Similar:
    """`terms` are the words that both share, as the first document writes them, the most telling first."""

    row: DocumentRow
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    word: str
    weight: float
    held_by: IdArray


def similar_to(session: Session, actor: Actor, open_index: OpenIndex, document_id: int) -> tuple[Similar, ...]:
    """The likest first, of those the actor may see. Unavailable while there is no index."""
    words = _words_of(session, documents.get(session, actor, document_id))
    allowed = documents.visible_ids(session, actor, Filters())
    others = Ids(allowed.array[allowed.array != document_id])
    try:
        index = open_index()
        terms = _telling(index, others, words)
        found = _with_any(index, others, terms)
    except IndexProblem as error:
        raise Unavailable(_NO_INDEX) from error
    shared = [(hit.id, _shared(terms, hit.id)) for hit in found.hits]
    enough = _SHARE * sum(term.weight for term in terms)
    likest = [(i, both) for i, both in shared if _is_enough(both, enough)][:MOST]
    rows = documents.rows_by_ids(session, actor, [i for i, _ in likest])
    return tuple(Similar(rows[i], tuple(term.word for term in both)) for i, both in likest if i in rows)


def _with_any(index: SearchIndex, others: Ids, terms: Sequence[_Term]) -> IndexResult:
    return index.search(Or(tuple(Word(term.word) for term in terms)), allowed=others, limit=_LOOKED_AT)


def _is_enough(shared: Sequence[_Term], weight: float) -> bool:
    return len(shared) >= _FEWEST_SHARED and sum(term.weight for term in shared) >= weight


def _shared(terms: Iterable[_Term], document_id: int) -> list[_Term]:
    return [term for term in terms if (term.held_by == document_id).any()]


def _words_of(session: Session, document: Document) -> Counter[str]:
    """Words in their most usual spelling, and how much they count."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for piece, weight in _pieces(session, document):
        for token in text.analyse(piece):
            if len(token.exact) >= _SHORTEST and token.exact.isalpha() and not text.is_stop_word(token.exact):
                spelled[token.base][_as_written(piece[token.start : token.end], token.exact)] += weight
    return Counter({words.most_common(1)[0][0]: words.total() for words in spelled.values()})


def _as_written(typed: str, exact: str) -> str:
    """In small letters, but for abbreviations: a title in capitals is none."""
    return typed if typed.isupper() and len(typed) <= _SHORTEST + 3 and typed.isalpha() else exact


def _pieces(session: Session, document: Document) -> Iterator[tuple[str, int]]:
    yield document.title, _IN_TITLE
    yield document.description, _IN_TITLE // 2
    revision_id = document.current_revision_id
    if revision_id is None:
        return
    for section in outline.of(session, revision_id):
        yield section.title, _IN_HEADING
    wanted = [(revision_id, number) for number in range(1, _PAGES_READ + 1)]
    for page in documents.page_texts(session, wanted).values():
        yield page, 1


def _telling(index: SearchIndex, others: Ids, words: Counter[str]) -> list[_Term]:
    """The words that stand in few other documents, and often in this one."""
    found = [_term(index, others, word, count) for word, count in words.most_common(_CANDIDATES)]
    return sorted((term for term in found if term.weight > 0), key=lambda term: -term.weight)[:_TERMS]


def _term(index: SearchIndex, others: Ids, word: str, count: int) -> _Term:
    held_by = index.search(Word(word), allowed=others, limit=0).matching
    is_telling = 0 < len(held_by) <= max(1, _TOO_COMMON * len(others))
    weight = log1p(count) * log((1 + len(others)) / len(held_by)) if is_telling else 0.0
    return _Term(word, weight, held_by)
