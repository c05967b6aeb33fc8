"""A rule as other documents write it, as a query: its kind by any of its names, its number with the year in any form.

However somebody typed the rule, what is looked for beside the rule itself is the same.
"""

import re
from functools import lru_cache

from indexer import citation_kinds as kinds
from indexer import citation_names as names
from indexer import citation_tables as tables
from indexer.citation_nicknames import NICKNAMES
from indexer.citations import JOINT_KINDS, Citation
from indexer.query import And, Node, Or, Phrase, Word

_SHORT = 12  # letters: so short a name of an issuer is written beside or in one word with the kind
_MOST_NAMES = 16


@lru_cache(maxsize=1_000)
def written_as(citation: Citation) -> tuple[Node, ...]:
    """What all must be found, the article too; nothing for what is not written in one way, as a joint decision.

    The rule is one clause: where most of a query is enough, the kind alone is not.
    """
    if not citation.kind or citation.kind == "UUD" or citation.kind in JOINT_KINDS or ";" in citation.number:
        return ()
    article = (Phrase(f"pasal {citation.article}"),) if citation.article else ()
    numbered = And((_any_of(_names(citation.kind)), Word(_number(citation))))
    return (Or((numbered, *_nicknames(citation))), *article)


def told_by(citation: Citation) -> tuple[Node, ...]:
    """What of it says on a page that the rule is meant: the number or a name. A kind alone stands on every page."""
    article = (Phrase(f"pasal {citation.article}"),) if citation.article else ()
    return (Word(_number(citation)), *_nicknames(citation), *article) if written_as(citation) else ()


def _any_of(forms: tuple[str, ...]) -> Node:
    nodes = tuple(Phrase(form) if " " in form else Word(form) for form in forms)
    return nodes[0] if len(nodes) == 1 else Or(nodes)


def _number(citation: Citation) -> str:
    """ "12/2023" is found as "12 Tahun 2023" too; a number that holds its year stands for itself."""
    if "/" in citation.number or re.search(rf"\b{citation.year}\b", citation.number):
        return citation.number
    return f"{citation.number.lstrip('0') or citation.number}/{citation.year}"


def _names(kind: str) -> tuple[str, ...]:
    base, issuer = kinds.base_and_issuer(kind)
    found = [kind.lower(), re.sub(r"[^a-z0-9]", "", kind.lower())]
    if issuer:
        found += _issued(base.lower(), issuer, is_ministry=base in tables.ministry_bases())
    else:
        found += [" ".join(words) for words in tables.heads().words_for(lambda head: head.base == kind)]
    return tuple(dict.fromkeys(found))[:_MOST_NAMES]


def _issued(base: str, issuer: str, *, is_ministry: bool) -> list[str]:
    table = names.MINISTRIES if is_ministry else names.AGENCIES
    spellings = (issuer.lower(), *table.get(issuer, ()))
    office = "menteri " if is_ministry else ""
    spelled = [f"{office}{spelling}" for spelling in spellings if office or " " in spelling]
    beside = [f"{base}{gap}{short}" for short in spellings if len(short) < _SHORT for gap in (" ", "")]
    return [*beside, *spelled]


def _nicknames(citation: Citation) -> tuple[Node, ...]:
    known = NICKNAMES.get(citation.kind, {})
    meant = [name for name, rule in known.items() if rule == (citation.number, citation.year)]
    return tuple(Phrase(f"{citation.kind.lower()} {name}") for name in meant)
