"""The words of charts and diagrams: titles, names of series and categories, texts of shapes. Figures are not words."""

from collections.abc import Iterator

from indexer.extract.package import Package, Relation
from indexer.extract.xmlstream import Kind, Node

_DRAWN = {"chart", "chartEx", "diagramData"}
_STRINGS = {"c:strCache", "c:strLit", "c:tx"}


def drawn_text(package: Package, relation: Relation | None) -> str:
    """What a drawing that a page points to says, each phrase once; empty for every other kind of part."""
    if relation is None or relation.kind not in _DRAWN:
        return ""
    phrases = (phrase.strip() for phrase in _phrases(package.nodes(relation.part)))
    return "\n".join(dict.fromkeys(phrase for phrase in phrases if phrase))


def _phrases(found: Iterator[Node]) -> Iterator[str]:
    phrase, strings, is_taken = "", 0, False
    for kind, name, _ in found:
        if kind is Kind.TEXT:
            phrase += name if is_taken else ""
        elif name in _STRINGS:
            strings += 1 if kind is Kind.START else -1
        elif name == "a:t" or (name == "c:v" and strings):
            is_taken = kind is Kind.START
        if kind is Kind.END and name in {"a:p", "c:v"}:
            yield phrase
            phrase = ""
