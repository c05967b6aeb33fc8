"""Several articles asked for at once: "pasal 5 dan 7", "pasal 5-7", "pasal 5 s.d. 7"."""

import re

from indexer.citation_usual import usual

MOST_ARTICLES = 10  # of one rule in one query; of a longer range its beginning
_ARTICLE = r"\d{1,3}[a-z]?(?![\w/.]|-\d|\s*(?:/|\b(?:tahun|thn|th)\b))"
_PARAGRAPH = r"(?:\s+ayat\s*\(?\s*\d{1,2}[a-z]?(?!\w)\s?\)?)?"
_UP_TO = r"\s*(?:[-–]|\b(?:s\s?/?\s?d|sampai(?:\s+dengan)?|hingga)\b\.?)\s*"
_AND = r"(?:\s*,\s*(?:(?:dan|serta)\s+)?|\s*&\s*|\s+(?:dan|serta|atau)\s+)"
_ONE_MORE = re.compile(rf"(?:(?P<to>{_UP_TO})|{_AND})(?:pasal\s+)?(?P<article>{_ARTICLE}){_PARAGRAPH}", re.IGNORECASE)
_FIRST = re.compile(rf"\bpasal\s+(\d{{1,3}}[a-z]?)(?!\w){_PARAGRAPH}", re.IGNORECASE)


def first_of_several(query: str) -> tuple[str, tuple[str, ...]]:
    """The query with only the first of its articles, and the others in their order."""
    spelled = usual(query)
    first = _FIRST.search(spelled)
    if first is None:
        return query, ()
    others: list[str] = []
    last, end = first[1], first.end()
    while more := _ONE_MORE.match(spelled, end):
        others.extend(_between(last, more["article"]) if more["to"] else ())
        others.append(more["article"].upper())
        last, end = more["article"], more.end()
    different = tuple(article for article in dict.fromkeys(others) if article != first[1].upper())
    return (f"{spelled[: first.end()]} {spelled[end:]}" if others else query), different


def _between(first: str, last: str) -> tuple[str, ...]:
    """Those within a range, without its ends."""
    if not (first.isdecimal() and last.isdecimal()):
        return ()
    return tuple(map(str, range(int(first) + 1, min(int(last), int(first) + MOST_ARTICLES))))
