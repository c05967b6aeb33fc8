"""A rule as other documents write it, as a query: its kind by any of its names, its number with the year in any form.

However somebody typed the rule, what is looked for beside the rule itself is the same.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from indexer import citation_kinds as kinds
from indexer import citation_names as names
from indexer import citation_tables as tables
from indexer.citation_nicknames import NICKNAMES
from indexer.citations import JOINT_KINDS, Citation
from indexer.query import And, Node, Not, Or, Phrase, Word

_SHORT = 12  # letters: so short a name of an issuer is written in one word with the kind
_MOST_SIGNS = 12
_IN_MANY_NAMES = (
    "peraturan keputusan instruksi surat edaran pedoman penetapan ketetapan undang negara republik indonesia"
)
_ANYWHERE = frozenset(_IN_MANY_NAMES.split())


@lru_cache(maxsize=1_000)
def written_as(citation: Citation) -> tuple[Node, ...]:
    """What all must be found, the article too; nothing for what is not written in one way, as a joint decision.

    The rule is one clause: where most of a query is enough, its kind alone is not. The kind is asked for as what must
    not be absent: it narrows, and is neither marked nor counted, since it stands on every page.
    """
    if not citation.kind or citation.kind == "UUD" or citation.kind in JOINT_KINDS or ";" in citation.number:
        return ()
    article = (Phrase(f"pasal {citation.article}"),) if citation.article else ()
    numbered = And((Word(_number(citation)), Not(Not(Or(tuple(map(Word, _signs(citation.kind))))))))
    return (Or((numbered, *_nicknames(citation))), *article)


def _number(citation: Citation) -> str:
    """ "12/2023" is found as "12 Tahun 2023" too; a number that holds its year stands for itself."""
    if "/" in citation.number or re.search(rf"\b{citation.year}\b", citation.number):
        return citation.number
    return f"{citation.number.lstrip('0') or citation.number}/{citation.year}"


def _signs(kind: str) -> tuple[str, ...]:
    """Single words of which one stands in whatever names the kind: abbreviations, and the most telling of each name."""
    base, issuer = kinds.base_and_issuer(kind)
    squeezed = re.sub(r"[^a-z0-9]", "", kind.lower())
    if issuer:
        found = _of_issuer(base.lower(), issuer, is_ministry=base in tables.ministry_bases())
    else:
        found = [_telling(words) for words in tables.heads().words_for(lambda head: head.base == kind)]
    return tuple(dict.fromkeys((squeezed or kind, *found)))[:_MOST_SIGNS]


def _of_issuer(base: str, issuer: str, *, is_ministry: bool) -> list[str]:
    table = names.MINISTRIES if is_ministry else names.AGENCIES
    spellings = [
        tables.WORD.findall(name) for name in (issuer.lower(), *table.get(issuer, ())) if tables.WORD.search(name)
    ]
    glued = [f"{base}{words[0]}" for words in spellings if sum(map(len, words)) < _SHORT]
    return [*glued, *(_telling(words) for words in spellings)]


def _telling(words: Sequence[str]) -> str:
    return max(words, key=lambda word: (word not in _ANYWHERE, len(word)))


def _nicknames(citation: Citation) -> tuple[Node, ...]:
    known = NICKNAMES.get(citation.kind, {})
    meant = [name for name, rule in known.items() if rule == (citation.number, citation.year)]
    return tuple(Phrase(f"{citation.kind.lower()} {name}") for name in meant)
