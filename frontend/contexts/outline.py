"""A document's table of contents: the headings as a tree, each leading to its page in the reader."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.documents.read_models import Section
from frontend.contexts.cards import reader_url

_OPEN_UP_TO = 12


@dataclass(frozen=True, slots=True)
class Heading:
    label: str
    title: str
    page: int
    url: str
    parts: "list[Heading]" = field(default_factory=list)

    def holds(self, page: int, until: int) -> bool:
        """Whether the page lies below this heading, which ends where the next begins."""
        return self.page <= page < max(until, self.page + 1)


@dataclass(frozen=True, slots=True)
class Outline:
    """`here` is the page that is being read; the branch that holds it stands open."""

    headings: tuple[Heading, ...]
    total: int
    here: int | None = None

    @property
    def is_short(self) -> bool:
        return self.total <= _OPEN_UP_TO

    def is_open(self, index: int) -> bool:
        if self.is_short or self.here is None:
            return self.is_short
        following = self.headings[index + 1].page if index + 1 < len(self.headings) else self.here + 1
        return self.headings[index].holds(self.here, following)


def outline_of(
    document_id: int, sections: Sequence[Section], *, revision: int | None = None, here: int | None = None
) -> Outline:
    """Sections in reading order, each with its depth, as a tree; a jump in depth hangs below what stands above."""
    roots: list[Heading] = []
    above: list[tuple[int, Heading]] = []
    for section in sections:
        url = reader_url(document_id, page=section.page, revision=revision)
        heading = Heading(section.label, section.title, section.page, url)
        while above and above[-1][0] >= section.level:
            above.pop()
        (above[-1][1].parts if above else roots).append(heading)
        above.append((section.level, heading))
    return Outline(tuple(roots), len(sections), here)
