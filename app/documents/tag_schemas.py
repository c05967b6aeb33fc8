"""A tag as other slices and pages get it: whose it is, why it was suggested, who decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.documents.models import TagSource, TagState


@dataclass(frozen=True, slots=True)
class TagRow:
    id: int
    document_id: int
    indicator_id: int
    instrument_id: str
    number: int
    short_name: str
    source: TagSource
    state: TagState
    score: float | None
    reasons: tuple[Mapping[str, Any], ...]
    note: str
    decided_by_name: str | None
    decided_at: datetime | None
    level: Decimal | None = None
    level_rule: str = ""
