"""A document's metadata as labelled lines: the twelve fields of Peraturan BRIN 2/2024 and those of the JDIH network."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from app.documents.citing import citation_of
from app.documents.labels import KIND_LABELS, PUBLICATION_LABELS, STATUS_LABELS
from app.documents.models import Document, Kind
from app.documents.schemas import DocumentView
from frontend.contexts.documents import Pairs, format_name
from frontend.rendering import file_size, long_date

_RULES = frozenset({Kind.REGULATION, Kind.DECREE})


def brin_facts(view: DocumentView, url: str, zone: ZoneInfo, topics: Mapping[str, str]) -> Pairs:
    """In the order of Lampiran III. `topics` tells what labels mean, as far as curators have said so."""
    row, current = view.row, view.current
    pages = f", {row.page_total} halaman" if row.page_total else ""
    return (
        ("Nomor ID", f"PS-{row.id:06d}"),
        ("Judul", row.title),
        ("Penulis", view.author),
        ("Instansi", view.issuer or row.agency_name),
        ("Deskripsi", row.description),
        ("Waktu", _times(view, zone)),
        ("Format", f"{format_name(current.media_type)}, {file_size(current.size)}{pages}"),
        ("Lingkup", view.scope),
        ("Label", _labels(view.labels, topics)),
        ("Kontributor", ", ".join(view.contributors) or view.created_by_name),
        ("Status publikasi", PUBLICATION_LABELS[row.visibility]),
        ("URL", Markup('<a href="{0}">{0}</a>').format(url)),
    )


def rule_facts(view: DocumentView) -> Pairs:
    """Only for rules, or where something of the kind is known."""
    row = view.row
    pairs: Pairs = (
        ("Jenis", view.kind_abbrev or KIND_LABELS[row.kind]),
        ("Nomor", view.number),
        ("Tahun", row.year),
        ("Penetapan", _joined(view.enacted_place, view.enacted_on)),
        ("Pengundangan", long_date(view.promulgated_on)),
        ("Sumber", view.gazette or view.source),
        ("T.E.U. badan", view.issuer),
        ("Penanda tangan", view.signer),
        ("Status", STATUS_LABELS[row.legal_status]),
    )
    is_rule = row.kind in _RULES or bool(view.number)
    return pairs if is_rule else ()


def citation_text(view: DocumentView, document: Document, url: str) -> str:
    """What a letter or a report would write: a rule by its full name, anything else by author, year and title."""
    citation = citation_of(document)
    if citation is not None:
        return f"{max(citation.spellings(), key=len)} tentang {view.row.title}"
    author = view.author or view.issuer or view.row.agency_name
    year = f" ({view.row.year})" if view.row.year else ""
    number = f" Nomor {view.number}." if view.number else ""
    lead = f"{author}{year}. " if author else ""
    return f"{lead}{view.row.title}.{number} {url}"


def _labels(labels: Sequence[str], topics: Mapping[str, str]) -> Markup:
    """Each leads to all documents on the same topic; those with a description have a line of their own."""
    told = [label for label in labels if label in topics]
    plain = Markup(", ").join(_topic_link(label) for label in labels if label not in topics)
    lines = [Markup("{}: {}").format(_topic_link(label), topics[label]) for label in told]
    return Markup("<br>").join(line for line in (*lines, plain) if line)


def _topic_link(label: str) -> Markup:
    """What holds a quotation mark cannot be typed as a filter."""
    if '"' in label:
        return escape(label)
    address = urlencode({"q": f'topik:"{label}"'})
    return Markup('<a href="/cari?{}">{}</a>').format(address, label)


def _times(view: DocumentView, zone: ZoneInfo) -> Markup:
    row = view.row
    lines = (
        ("Terbit", row.year),
        ("Masuk pustaka", long_date(row.created_at.astimezone(zone))),
        ("Diperbarui", long_date(row.updated_at.astimezone(zone))),
    )
    return Markup("<br>").join(escape(f"{label} {value}") for label, value in lines if value)


def _joined(place: str | None, day: date | None) -> str:
    return ", ".join(part for part in (place, long_date(day)) if part)
