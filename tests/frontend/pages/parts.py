"""Parts of a page that tests look into: a labelled section, the facts, links, and a form as a browser would send it."""

import re
from html import unescape

from tests.frontend.pages.visiting import value_of, words


def section(page: str, name: str) -> str:
    found = re.search(rf'(?s)aria-labelledby="{name}">(.*?)</section>', page)
    assert found, f"no section {name}"
    return found.group(1)


def facts(page: str) -> dict[str, str]:
    rows = re.findall(r"(?s)<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return {words(term): words(value) for term, value in rows}


def links(page: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', page)]


def card_titles(part: str) -> list[str]:
    return [words(title) for title in re.findall(r'(?s)<h3 class="doc__title">(.*?)</h3>', part)]


def form_of(page: str) -> dict[str, str]:
    """Everything that the edit form would send, as a browser reads it."""
    names = set(re.findall(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"', page.split("<main")[1]))
    return {name: value_of(page, name) for name in names}
