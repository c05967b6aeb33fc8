"""What curators see of the other names of agencies, and what a change of them does to searches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.pagination import Listing
from app.taxonomies.agency_names import AgencyRow, AliasPreview
from frontend.contexts.vocabulary_parts import PARTS
from frontend.contexts.vocabulary_parts import PATH as VOCABULARY

PATH = f"{VOCABULARY}/opd"
FORM = f"{PATH}/ubah"


@dataclass(frozen=True, slots=True)
class AgencyNamesPage:
    tabs: Sequence[tuple[str, str, int | None]]
    q: str
    rows: Listing[AgencyRow]
    pages_href: str
    parts: Sequence[tuple[str, str, int | None]] = PARTS


@dataclass(frozen=True, slots=True)
class AliasesPage:
    """The form of one agency. With a preview the names may be kept; without one they are looked at first."""

    row: AgencyRow
    aliases: str
    preview: AliasPreview | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def written(self) -> list[tuple[str, int]]:
        return [(name, count) for name, count in self.preview.written if count] if self.preview else []
