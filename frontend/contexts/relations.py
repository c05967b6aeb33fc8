"""How a document stands to others, as its page and the form that mends it say it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.labels import relation_label
from app.documents.models import RelationType
from app.documents.schemas import RelationRow

_WARNS = frozenset({RelationType.AMENDS, RelationType.REVOKES})
_ENDS = frozenset({RelationType.REVOKES, RelationType.REVOKED_BY})
_WARNS_ITSELF = frozenset({RelationType.AMENDED_BY, RelationType.REVOKED_BY})


@dataclass(frozen=True, slots=True)
class RelationLine:
    """`warns` when the other document changes or ends this one, `ends` when it does the latter."""

    id: int
    label: str
    name: str
    title: str | None
    url: str | None
    warns: bool
    ends: bool
    is_own: bool

    @classmethod
    def of(cls, row: RelationRow) -> "RelationLine":
        label = relation_label(row.type, is_inverse=row.is_inverse, is_partial=row.is_partial)
        url = f"/dokumen/{row.document_id}" if row.document_id else None
        warns = row.type in (_WARNS if row.is_inverse else _WARNS_ITSELF)
        ends = warns and row.type in _ENDS
        return cls(row.id, label, row.target, row.document_title, url, warns, ends, not row.is_inverse)


def stated_once(rows: Sequence[RelationRow]) -> tuple[RelationLine, ...]:
    """Who implements, changes or ends a rule names it as a basis as well: only the stronger is said, and only once."""
    stronger = {(_other(row), _is_done_to_this(row)) for row in rows if row.type is not RelationType.BASED_ON}
    lines: dict[tuple[str, int | str], RelationLine] = {}
    for row in rows:
        if row.type is not RelationType.BASED_ON or (_other(row), row.is_inverse) not in stronger:
            line = RelationLine.of(row)
            lines.setdefault((line.label, _other(row)), line)
    return tuple(lines.values())


def _is_done_to_this(row: RelationRow) -> bool:
    """Whether the other document acts on this one, whichever of the two states it."""
    return row.is_inverse != (row.type in _WARNS_ITSELF)


def _other(row: RelationRow) -> int | str:
    return row.document_id or row.target
