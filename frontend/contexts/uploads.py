"""What the upload form shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.documents import kinds
from app.documents.labels import VISIBILITY_LABELS
from app.documents.models import Kind, Visibility
from app.instruments.schemas import IndicatorRef
from frontend.contexts.assessments import Options
from storage.sniff import MEDIA_TYPES

_WHO_SEES: Mapping[Visibility, str] = {
    Visibility.PUBLIC: "Siapa saja, tanpa masuk.",
    Visibility.INTERNAL: "Semua pengguna yang masuk.",
    Visibility.RESTRICTED: "Hanya OPD pemilik, peninjau, kurator, dan admin.",
}
CHOICES = ("visibility", "kind", "agency_id")


@dataclass(frozen=True, slots=True)
class UploadPage:
    """`agencies` is empty for those who upload for their own agency only; `aim` is the indicator the files are for.

    With `needs_look` others publish.
    """

    typed: Mapping[str, str]
    agencies: Options
    agency_name: str | None
    max_bytes: int
    aim: IndicatorRef | None = None
    needs_look: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items())

    @property
    def kinds(self) -> Options:
        return [(kind, label) for kind, label in kinds.current().offered() if kind != Kind.OTHER]

    @property
    def visibilities(self) -> list[tuple[str, str, str]]:
        return [(value, label, _WHO_SEES[value]) for value, label in VISIBILITY_LABELS.items()]

    @property
    def accept(self) -> str:
        """What the file dialog offers; the server looks at the bytes whatever the name says."""
        names = [name for media_type in MEDIA_TYPES for name in sorted(media_type.extensions)]
        return ",".join(f".{name}" for name in [*names, "zip"])
