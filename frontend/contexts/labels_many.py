"""What the pages for deciding on many documents at once show."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.pagination import Listing
from app.curation.bulk import Verb
from app.curation.models import CurationAction
from app.curation.schemas import Preview, WaitingRow
from app.documents.labels import KIND_LABELS
from frontend.contexts.labels import MANY, ORDERS, STRENGTHS, WHY, Choices, QueueState, suggested

DECIDED_AT = (("0.9", "0,9"), ("0.8", "0,8"), ("0.65", "0,65"), ("0.4", "0,4"))


@dataclass(frozen=True, slots=True)
class ManyPage:
    """`last` is the decision on many that can still be taken back, `most` how many documents one step takes."""

    state: QueueState
    choices: Choices
    rows: Listing[WaitingRow]
    pages_href: str
    last: CurationAction | None
    most: int
    problem: str = ""
    strengths: Sequence[tuple[str, str]] = STRENGTHS
    orders: Sequence[tuple[str, str]] = ORDERS
    decided_at: Sequence[tuple[str, str]] = DECIDED_AT

    def about(self, one: WaitingRow) -> str:
        best = f"terkuat {round(one.best * 100)}%" if one.best is not None else ""
        parts = (KIND_LABELS[one.row.kind], str(one.row.year or ""), suggested(one), best, WHY[one.why].lower())
        return " · ".join(filter(None, parts))

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [("kekuatan", self.problem)] if self.problem else []


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """`is_cut`: more documents match than one step takes."""

    state: QueueState
    verb: Verb
    strength: Decimal
    found: Preview
    is_cut: bool

    @property
    def confirms(self) -> bool:
        return self.verb is Verb.CONFIRM

    @property
    def title(self) -> str:
        word = "Pastikan" if self.confirms else "Tolak"
        return f"{word} {self.found.tags} label pada {self.found.affected} dokumen?"

    @property
    def back(self) -> str:
        return self.state.url(path=MANY)
