"""A relation that a document's words state, as pages show it: what it says, where, what confirming it would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents.facts import DOUBTFUL_BELOW
from app.documents.labels import relation_label
from app.documents.models import RelationType
from app.documents.read_models import ProposalState
from app.documents.schemas import ProposalRow
from frontend.contexts.cards import reader_url, shortened

_FIRST = (RelationType.REVOKES, RelationType.AMENDS, RelationType.REVOKED_BY, RelationType.AMENDED_BY)
_MARKED_WORDS = 12
_SAID = 180


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """`uses` counts the evidence that rests on the rule which this would end."""

    id: int
    label: str
    name: str
    url: str | None
    words: str
    page: int | None
    page_url: str | None
    state: ProposalState
    is_doubtful: bool
    changes_standing: bool
    may_decide: bool
    effect: str
    uses: int
    decided_by: str | None
    decided_at: datetime | None

    @property
    def said(self) -> str:
        """The words, short enough for a line."""
        return shortened(self.words, _SAID)

    @property
    def is_waiting(self) -> bool:
        return self.state is ProposalState.SUGGESTED

    @property
    def default(self) -> str:
        """What the form has chosen beforehand: nothing where it is unsure or would change the standing of a rule."""
        return "nanti" if self.is_doubtful or self.changes_standing else "benar"


def proposal_lines(
    document_id: int, rows: Sequence[ProposalRow], uses: Mapping[int, int] | None = None
) -> tuple[ProposalLine, ...]:
    """What changes the standing of a rule comes first: that must not be overlooked."""
    ranked = sorted(rows, key=lambda row: _FIRST.index(row.type) if row.type in _FIRST else len(_FIRST))
    return tuple(_line(document_id, row, (uses or {}).get(row.document_id or 0, 0)) for row in ranked)


def ends_a_held_rule(row: ProposalRow) -> bool:
    return row.type is RelationType.REVOKES and not row.is_partial and row.document_id is not None


def query_for(words: str) -> str:
    """The first words, as a phrase that the reader looks for and marks."""
    return '"' + " ".join(words.replace('"', " ").split()[:_MARKED_WORDS]) + '"'


def _line(document_id: int, row: ProposalRow, uses: int) -> ProposalLine:
    return ProposalLine(
        id=row.id,
        label=relation_label(row.type, is_partial=row.is_partial),
        name=row.target,
        url=f"/dokumen/{row.document_id}" if row.document_id else None,
        words=row.words,
        page=row.page,
        page_url=reader_url(document_id, page=row.page, query=query_for(row.words)) if row.page else None,
        state=row.state,
        is_doubtful=row.confidence < DOUBTFUL_BELOW,
        changes_standing=row.type in _FIRST,
        may_decide=row.may_decide,
        effect=_effect(row),
        uses=uses,
        decided_by=row.decided_by_name,
        decided_at=row.decided_at,
    )


def _effect(row: ProposalRow) -> str:
    """What happens to the standing of a rule, in words; nothing for relations that change none."""
    if row.is_partial and row.type in {RelationType.REVOKES, RelationType.REVOKED_BY}:
        return "Statusnya tetap; halamannya menyebut bahwa sebagian isinya dicabut."
    own = {
        RelationType.REVOKED_BY: "Dokumen ini akan ditandai Dicabut.",
        RelationType.AMENDED_BY: "Dokumen ini akan ditandai Diubah.",
    }
    if row.type in own:
        return own[row.type]
    mark = {RelationType.REVOKES: "Dicabut", RelationType.AMENDS: "Diubah"}.get(row.type)
    if mark is None:
        return ""
    when = "" if row.document_id else " begitu masuk ke pustaka"
    return f"{row.target} akan ditandai {mark}{when}."
