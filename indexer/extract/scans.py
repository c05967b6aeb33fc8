"""Are a PDF page's words only in a picture? Asked in the confined child of pages that give little text, or none that
is a language.

Where a picture stands on the page only its content stream says, and reading that again would cost as much as the text
did. So pictures are weighed by their dots: a page scanned at 72 dpi or more has as many as the page has square points.
"""

import re
from collections.abc import Iterator

from pypdf import PageObject
from pypdf.generic import DictionaryObject, PdfObject, StreamObject

LITTLE = 100  # characters: a stamp, a page number, the line that a scanner adds
MAX_OBJECTS = 500
_MANY = 40  # words, before their sound is judged
_WORD = re.compile(r"[^\W\d_]{3,}")
_VOWEL = re.compile(r"[aeiouyà-öø-ÿ]", re.IGNORECASE)
_MEANT = re.compile(r"[\w.,:;()/%\"'–—‘’“”•\-]")


def needs_ocr(page: PageObject, text: str) -> bool:
    letters = "".join(text.split())
    if len(letters) < LITTLE:
        return _is_covered(page)
    return is_garbage(text)


def is_garbage(text: str) -> bool:
    """A font without a usable table of its characters gives signs, or letters that nobody could pronounce."""
    letters = "".join(text.split())
    meant = sum(1 for letter in letters if _MEANT.match(letter) and not "\ue000" <= letter <= "\uf8ff")
    if meant < len(letters) / 2:
        return True
    latin = [word for word in _WORD.findall(text) if word.isascii()]
    return len(latin) >= _MANY and sum(1 for word in latin if _VOWEL.search(word)) < len(latin) / 2


def _is_covered(page: PageObject) -> bool:
    try:
        points = abs(float(page.mediabox.width) * float(page.mediabox.height))
        return points > 0 and any(dots >= points for dots in _running_total(_pictures(page)))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a page whose resources are broken has given its text already
        return False


def _running_total(sizes: Iterator[int]) -> Iterator[int]:
    total = 0
    for size in sizes:
        total += size
        yield total


def _pictures(page: PageObject) -> Iterator[int]:
    """The dots of each picture that the page, or a form drawn on it, may use; each object is looked at once."""
    waiting: list[PdfObject | None] = [page.get("/Resources")]
    seen: set[int] = set()
    while waiting and len(seen) < MAX_OBJECTS:
        resources = _resolved(waiting.pop())
        drawn = _resolved(resources.get("/XObject")) if isinstance(resources, DictionaryObject) else None
        for entry in list(drawn.values())[:MAX_OBJECTS] if isinstance(drawn, DictionaryObject) else []:
            found = _resolved(entry)
            if isinstance(found, StreamObject) and id(found) not in seen:
                seen.add(id(found))
                if found.get("/Subtype") == "/Form":
                    waiting.append(found.get("/Resources"))
                elif found.get("/Subtype") == "/Image":
                    yield _dots(found)


def _dots(image: StreamObject) -> int:
    width, height = (_resolved(image.get(name)) for name in ("/Width", "/Height"))
    return width * height if isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0 else 0


def _resolved(found: object) -> object:
    return found.get_object() if isinstance(found, PdfObject) else found
