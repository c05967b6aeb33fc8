"""A feed in the words of RFC 4287."""

from datetime import datetime
from xml.etree import ElementTree

from app.documents.labels import KIND_LABELS
from app.documents.schemas import DocumentRow
from app.searches.feeds import Feed
from storage.names import clean_line

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"


def render(feed: Feed, *, base: str, address: str, institution: str) -> bytes:
    """`base` is where this library lives, without a slash at its end; `address` is the feed's own."""
    root = ElementTree.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "id"})
    _text(root, "id", f"{base}/pencarian-tersimpan/{feed.saved_search_id}")
    _text(root, "title", f"{feed.name} – Pustaka SPBE")
    _text(root, "subtitle", _subtitle(feed))
    _text(root, "updated", _moment(feed.updated_at))
    author = ElementTree.SubElement(root, "author")
    _text(author, "name", institution)
    ElementTree.SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": address})
    for row in feed.rows:
        _entry(root, row, base)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: ElementTree.Element, row: DocumentRow, base: str) -> None:
    place = f"{base}/dokumen/{row.id}"
    entry = ElementTree.SubElement(root, "entry")
    _text(entry, "id", place)
    _text(entry, "title", row.title)
    _text(entry, "published", _moment(row.created_at))
    _text(entry, "updated", _moment(row.updated_at))
    ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": place})
    ElementTree.SubElement(entry, "category", {"term": str(row.kind), "label": KIND_LABELS[row.kind]})
    _text(entry, "summary", ". ".join(part for part in (row.citation, row.description) if part) or row.title)


def _subtitle(feed: Feed) -> str:
    words = f"“{feed.words}”" if feed.words else "semua dokumen dalam saringan"
    shown = len(feed.rows)
    return f"Pencarian {words}: {feed.total} dokumen" + (f", {shown} yang terbaru" if shown < feed.total else "")


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    """Control characters have no place in XML, however they came into a title."""
    ElementTree.SubElement(parent, name).text = clean_line(text)


def _moment(value: datetime) -> str:
    return value.isoformat(timespec="seconds").replace("+00:00", "Z")
