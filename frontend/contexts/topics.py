"""What curators see of topics: the labels in use, and what a change would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.pagination import Listing
from app.taxonomies.topics import TopicChange, TopicRow
from frontend.contexts.vocabulary import EffectBlock
from frontend.contexts.vocabulary_parts import PARTS
from frontend.contexts.vocabulary_parts import PATH as VOCABULARY
from frontend.rendering import number

PATH = f"{VOCABULARY}/topik"
FORM = f"{PATH}/ubah"
WORDS = f"{PATH}/sebutan"


@dataclass(frozen=True, slots=True)
class TopicsPage:
    tabs: Sequence[tuple[str, str, int | None]]
    q: str
    rows: Listing[TopicRow]
    pages_href: str
    parts: Sequence[tuple[str, str, int | None]] = PARTS


@dataclass(frozen=True, slots=True)
class TopicPage:
    """The form of one topic; with `wanted` it says what the change does, and offers to make it."""

    topic: str
    name: str
    wanted: TopicChange | None = None
    terms: str = ""
    description: str = ""
    effects: Sequence[EffectBlock] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    alert: str = ""

    @property
    def effect(self) -> str:
        if self.wanted is None:
            return ""
        count = number(len(self.wanted.documents))
        if not self.wanted.name:
            return f"Topik “{self.topic}” dilepas dari {count} dokumen. Dokumennya sendiri tetap ada."
        if self.wanted.is_merge:
            return (
                f"{count} dokumen bertopik “{self.topic}” disatukan ke “{self.wanted.name}”, "
                f"yang sudah dipakai {number(self.wanted.carrying)} dokumen."
            )
        return f"Topik pada {count} dokumen menjadi “{self.wanted.name}”."

    @property
    def keeps(self) -> str:
        if self.wanted is None or self.wanted.is_merge:
            return "Satukan"
        return "Ganti nama" if self.wanted.name else "Lepas topik"

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items()) or ([("", self.alert)] if self.alert else [])
