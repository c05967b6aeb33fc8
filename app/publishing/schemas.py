"""What publishing exchanges with routes and pages."""

from dataclasses import dataclass
from datetime import datetime

from app.documents.models import Lifecycle
from app.documents.schemas import DocumentRow
from app.publishing.models import Move


@dataclass(frozen=True, slots=True)
class StepRow:
    move: Move
    by_name: str | None
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Publishing:
    """How a document stands: what the actor can do now, and why somebody who keeps the library may not publish it.

    `version` is what a decision is about; it goes along with the move, so that nobody publishes what they did not see.
    """

    document_id: int
    state: Lifecycle
    moves: tuple[Move, ...]
    obstacle: str
    version: int
    steps: tuple[StepRow, ...]

    @property
    def note(self) -> str:
        """What was said when it came back to its maker, as long as it is a draft."""
        is_back = self.state is Lifecycle.DRAFT and bool(self.steps)
        last = self.steps[0] if is_back else None
        return last.note if last and last.move in {Move.RETURN, Move.WITHDRAW} else ""


@dataclass(frozen=True, slots=True)
class WaitingForPublication:
    row: DocumentRow
    since: datetime
    note: str
