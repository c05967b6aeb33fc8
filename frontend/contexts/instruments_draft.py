"""One indicator of a draft, as its page would say it."""

from dataclasses import dataclass

from app.instruments.schemas import IndicatorDetail
from app.instruments.uploading import Preview
from frontend.contexts.browse import LevelLine


@dataclass(frozen=True, slots=True)
class DraftIndicatorPage:
    preview: Preview
    detail: IndicatorDetail
    levels: tuple[LevelLine, ...]

    @property
    def draft_url(self) -> str:
        return f"/admin/instrumen/rancangan/{self.preview.upload.id}"
