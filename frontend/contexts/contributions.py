"""What the pages for contributing a good practice show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.contributions.rendering import HEADINGS
from app.contributions.schemas import ContributionView, WithdrawalRequest
from app.contributions.withdrawing import DESK
from app.core.pagination import Listing
from app.documents.models import Lifecycle
from frontend.list_state import pages_address

PLACE = "/kontribusi"
FORM_KEY = "kunci"  # tells a form that is sent twice from two forms
STATES: Mapping[Lifecycle, str] = {
    Lifecycle.DRAFT: "Draf, hanya Anda yang melihatnya",
    Lifecycle.IN_REVIEW: "Sudah diajukan, menunggu kurator",
    Lifecycle.PUBLISHED: "Terbit, dapat dibaca rekan lain",
    Lifecycle.TRASHED: "Dibuang kurator",
}
HINTS: Mapping[str, str] = {
    "problem": "Apa yang menyulitkan, dan bagi siapa?",
    "done": "Langkahnya, alatnya, siapa yang terlibat. Cukup rinci agar rekan lain dapat menirunya.",
    "results": "Sebelum dan sesudah; angka bila ada.",
    "lessons": "Yang akan Anda lakukan berbeda, dan saran bagi yang hendak memulai.",
}


@dataclass(frozen=True, slots=True)
class ContributionsPage:
    rows: Listing[ContributionView]

    @property
    def pages_href(self) -> str:
        return pages_address(PLACE)

    def said(self, one: ContributionView) -> str:
        if one.is_asked_back:
            return "Terbit; Anda meminta penarikan, menunggu kurator"
        return "Dikembalikan, menunggu perbaikan Anda" if one.note else STATES[one.state]

    def way_back(self, one: ContributionView) -> str:
        """What its author can do about one that was handed in; empty where there is nothing."""
        if one.state is Lifecycle.IN_REVIEW:
            return "Tarik kembali"
        is_askable = one.state is Lifecycle.PUBLISHED and not one.is_asked_back
        return "Minta ditarik" if is_askable else ""

    def url(self, one: ContributionView) -> str:
        is_out = one.state in {Lifecycle.PUBLISHED, Lifecycle.IN_REVIEW}
        return f"/dokumen/{one.contribution.document_id}" if is_out else f"{PLACE}/{one.contribution.id}"


@dataclass(frozen=True, slots=True)
class ContributionPage:
    """`typed` is what the form shows; `attachment` the name of the file that goes along."""

    number: int | None
    typed: Mapping[str, str]
    attachment: str = ""
    note: str = ""
    is_kept: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    form_key: str = ""

    @property
    def action(self) -> str:
        return f"{PLACE}/{self.number or 'baru'}"

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items())

    @property
    def parts(self) -> list[tuple[str, str, str, bool]]:
        return [(name, heading, HINTS[name], name != "lessons") for name, heading in HEADINGS]


@dataclass(frozen=True, slots=True)
class ContributionPreview:
    number: int
    title: str
    author: str
    unit: str
    contact: str
    parts: Sequence[tuple[str, str]]
    attachment: str


@dataclass(frozen=True, slots=True)
class TakingBackPage:
    """Asked before it is done: taking back what waits, or asking curators for what is published."""

    number: int
    title: str
    is_published: bool
    reason: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items())


@dataclass(frozen=True, slots=True)
class WithdrawalsPage:
    """Requests that curators decide on. `refused` is the one whose form has to be mended."""

    tabs: Sequence[tuple[str, str, int | None]]
    rows: Listing[WithdrawalRequest]
    refused: int | None = None
    answer: str = ""
    error: str = ""

    @property
    def pages_href(self) -> str:
        return pages_address(DESK)

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [(f"answer-{self.refused}", self.error)] if self.error else []
