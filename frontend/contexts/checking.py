"""What the page shows where a person looks at what was read: each field with its words, the pages beside them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from markupsafe import Markup, escape

from app.core.pagination import Listing
from app.documents import facts, kinds
from app.documents.checking import Waiting
from app.documents.labels import KIND_LABELS
from app.documents.models import Document, Kind, LegalStatus
from app.documents.read_models import Fact
from app.ingest.schemas import BatchRow
from frontend.contexts.batches import name_of
from frontend.contexts.cards import reader_url, shortened
from frontend.contexts.editing import FIELD_LABELS, STATUSES, named_errors
from frontend.contexts.pictures import PagePicture
from frontend.contexts.proposals import ProposalLine, query_for
from frontend.list_state import address

QUEUE = "/kurasi/periksa"
ReadAs = Literal["doubtful", "sure", "person", "missing", "missed"]
HINTS: Mapping[str, str] = {
    "title": "Tanpa jenis dan nomornya.",
    "kind_abbrev": "Beserta daerah atau kementeriannya, seperti pada kutipan: Perwali Tirta Kencana, Permen PANRB.",
    "gazette": "Misalnya LN 2018/182 atau BD 2023/12.",
}
_OF_RULES = frozenset({"kind_abbrev", "promulgated_on", "gazette"})
_DATES = frozenset({"enacted_on", "promulgated_on"})
_SHORTEST_MARK = 4
_SAID = 180
_GRAVE = "Hubungan yang mengubah status peraturan atau meragukan"


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field: `value` is what the form opens with, `seen` what the document holds, `other` what was read instead."""

    name: str
    label: str
    control: Literal["text", "date", "select"]
    value: str
    seen: str
    read_as: ReadAs
    words: str
    page: int | None
    page_url: str | None
    other: str
    hint: str | None

    @property
    def is_doubtful(self) -> bool:
        """Read unsurely, or not found ("missed") although every rule has it."""
        return self.read_as in {"doubtful", "missed"}


@dataclass(frozen=True, slots=True)
class SourcePage:
    """`picture` is there where the page is a scan: then the eye compares with that, not with what was recognised."""

    number: int
    text: Markup
    url: str
    picture: PagePicture | None = None
    fields: tuple[FieldLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One document of the queue. `next_id` is where "Lewati" leads."""

    document_id: int
    heading: str
    file_name: str
    fields: tuple[FieldLine, ...]
    proposals: tuple[ProposalLine, ...]
    chosen: Mapping[int, str]
    sources: tuple[SourcePage, ...]
    page_total: int
    errors: Mapping[str, str]
    next_id: int | None
    waiting: int
    checked_at: datetime | None
    checked_by: str | None
    batch_id: int | None = None
    is_draft: bool = False
    legal_status: str = ""
    seen_status: str = ""

    @property
    def summary(self) -> list[tuple[str, str]]:
        return named_errors(self.errors)

    @property
    def _kind(self) -> str:
        return next(line.value for line in self.fields if line.name == "kind")

    @property
    def kinds(self) -> Sequence[tuple[str, str]]:
        return kinds.current().offered(kept=self._kind)

    @property
    def statuses(self) -> tuple[tuple[str, str], ...]:
        """The choices of legal status, for kinds that have one; none for others."""
        return STATUSES if self._kind in facts.EXPECTED_OF or self.legal_status != LegalStatus.UNKNOWN else ()

    @property
    def queue_url(self) -> str:
        return address(QUEUE, {"kiriman": self.batch_id})

    @property
    def next_url(self) -> str | None:
        return address(f"{QUEUE}/{self.next_id}", {"kiriman": self.batch_id}) if self.next_id else None

    @property
    def doubtful(self) -> tuple[FieldLine, ...]:
        return tuple(line for line in self.fields if line.is_doubtful)

    @property
    def open_relations(self) -> tuple[ProposalLine, ...]:
        """Those on which the form asks for a decision: unsure ones, and those that change the standing of a rule."""
        asked = (line for line in self.proposals if line.is_waiting and line.may_decide)
        return tuple(line for line in asked if line.changes_standing or line.is_doubtful)

    @property
    def confirms(self) -> str:
        """What the button does besides the fields: it must not decide on relations of which it does not tell."""
        chosen = (
            self.chosen.get(line.id, line.default) for line in self.proposals if line.is_waiting and line.may_decide
        )
        count = sum(value == "benar" for value in chosen)
        empty = sum(line.read_as == "missed" and not line.value for line in self.fields)
        also = [f"{count} hubungan" if count else "", f"{empty} isian yang kosong" if empty else ""]
        named = " dan ".join(filter(None, also))
        return f"Benar semua, termasuk {named}" if named else "Benar semua"

    @property
    def groups(self) -> tuple[tuple[str, tuple[FieldLine, ...]], ...]:
        """What needs eyes first, then what was read surely; groups without fields are left out."""
        urgent = tuple(line for line in self.fields if line.is_doubtful or line.name in self.errors)
        rest = tuple(line for line in self.fields if line not in urgent)
        named = (("Perlu dipastikan", urgent), ("Keterangan lain" if urgent else "Keterangan", rest))
        return tuple((heading, lines) for heading, lines in named if lines)

    @property
    def proposal_groups(self) -> tuple[tuple[str, tuple[ProposalLine, ...], bool], ...]:
        """Heading, lines, whether they come before the fields: what changes the standing of a rule does."""
        waiting = [line for line in self.proposals if line.is_waiting]
        grave = tuple(line for line in waiting if line.changes_standing or line.is_doubtful)
        rest = tuple(line for line in waiting if line not in grave)
        named = ((_GRAVE, grave, True), ("Dasar hukum dan hubungan lain", rest, False))
        return tuple(group for group in named if group[1])

    @property
    def first(self) -> str | None:
        """Where the cursor stands: at the first thing to mend or to doubt; else Enter says that all is right."""
        _, lines = self.groups[0]
        return lines[0].name if lines[0].is_doubtful or lines[0].name in self.errors else None


@dataclass(frozen=True, slots=True)
class CheckQueuePage:
    tabs: Sequence[tuple[str, str, int | None]]
    rows: Listing[Waiting]
    doubtful: int
    pages_href: str
    batch: BatchRow | None = None

    @property
    def first_url(self) -> str | None:
        return self.url(self.rows.items[0]) if self.rows.items else None

    @property
    def batch_name(self) -> str:
        return name_of(self.batch) if self.batch else ""

    def url(self, waiting: Waiting) -> str:
        return address(f"{QUEUE}/{waiting.row.id}", {"kiriman": self.batch.id if self.batch else None})

    def names(self, waiting: Waiting) -> str:
        return ", ".join(FIELD_LABELS[name].lower() for name in waiting.doubtful)


def field_lines(
    document: Document, read: Mapping[str, Fact], given: Mapping[str, str], seen: Mapping[str, str]
) -> tuple[FieldLine, ...]:
    """`given` is what was typed, where a form comes back; `seen` what that form had shown."""
    lines = (_field(document, name, read.get(name), given, seen) for name in _order())
    is_rule = given.get("kind", document.kind) in facts.EXPECTED_OF
    return tuple(line for line in lines if is_rule or line.name not in _OF_RULES or line.value or line.seen)


def sources_of(
    document_id: int,
    texts: Mapping[int, str],
    words: Mapping[int, Sequence[str]],
    pictures: Mapping[int, PagePicture],
    *,
    fields: Sequence[FieldLine],
    first: int | None,
) -> tuple[SourcePage, ...]:
    """The pages in order, but `first` before all others: there stands what is to be looked at."""
    return tuple(
        SourcePage(
            number,
            with_marks(texts[number], words.get(number, ())),
            reader_url(document_id, page=number, query=query_for(words[number][0]) if words.get(number) else ""),
            pictures.get(number),
            tuple(line for line in fields if line.page == number),
        )
        for number in sorted(texts, key=lambda number: (number != first, number))
    )


def with_marks(text: str, phrases: Sequence[str]) -> Markup:
    """The page as safe HTML with these words marked, wherever the page breaks its lines."""
    patterns = [_pattern(phrase) for phrase in phrases if len(phrase) >= _SHORTEST_MARK]
    if not patterns:
        return escape(text)
    parts: list[Markup] = []
    done = 0
    for found in re.finditer("|".join(sorted(patterns, key=len, reverse=True)), text, re.IGNORECASE):
        parts += [escape(text[done : found.start()]), Markup("<mark>{}</mark>").format(found.group())]
        done = found.end()
    return Markup("").join([*parts, escape(text[done:])])


def _pattern(phrase: str) -> str:
    return r"\s+".join(map(re.escape, phrase.split()))


def _order() -> tuple[str, ...]:
    rest = [name for name in facts.FIELDS if name not in {"title", "kind"}]
    return ("title", "kind", *rest)


def _field(
    document: Document, name: str, fact: Fact | None, given: Mapping[str, str], seen: Mapping[str, str]
) -> FieldLine:
    held = facts.text_of(getattr(document, name))
    read = fact.value if fact else ""
    opens = held or (read if not _is_persons(document, name) else "")
    return FieldLine(
        name=name,
        label=FIELD_LABELS[name],
        control="select" if name == "kind" else "date" if name in _DATES else "text",
        value=given.get(name, opens),
        seen=seen.get(name, held),
        read_as=_read_as(document, name, fact, opens),
        words=shortened(fact.words, _SAID) if fact else "",
        page=fact.page if fact else None,
        page_url=reader_url(fact.document_id, page=fact.page, query=query_for(fact.words))
        if fact and fact.page
        else None,
        other=_shown(name, read) if read and read != opens else "",
        hint=HINTS.get(name),
    )


def _read_as(document: Document, name: str, fact: Fact | None, opens: str) -> ReadAs:
    if _is_persons(document, name):
        return "person"
    if facts.is_missed(document, name, fact):
        return "missed"
    if fact is None:
        return "sure" if opens and name == "kind" and opens != Kind.OTHER else "missing"
    is_other = fact.value != opens
    return "doubtful" if is_other or facts.is_doubtful(document, fact) else "sure"


def _is_persons(document: Document, name: str) -> bool:
    return document.provenance.get(name) == "person"


def _shown(name: str, value: str) -> str:
    return KIND_LABELS[Kind(value)] if name == "kind" else value
