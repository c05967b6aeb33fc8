"""Reads what ties an instrument to others: earlier instruments, indices of other institutions; `loader` places it."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.instruments.fields import Fields
from app.instruments.spec import Continued, EvidenceStatus, ExternalIndex

_SHOWN = Decimal("0.0001")


def evidence_status(fields: Fields) -> EvidenceStatus:
    return EvidenceStatus(fields.text("id"), label=fields.text("label"), meaning=fields.text("meaning", ""))


def external_index(fields: Fields | None) -> ExternalIndex | None:
    if fields is None:
        return None
    index = ExternalIndex(
        owner=fields.text("owner"),
        name=fields.text("name"),
        is_partial=fields.flag("partial", default=False),
        note=fields.text("note", ""),
    )
    fields.finish()
    return index


def continued(fields: Fields) -> Continued:
    earlier = Continued(fields.text("instrument"), indicators=fields.wholes("indicators"))
    fields.finish()
    return earlier


def shown_weight(share: Fraction) -> Decimal:
    """As the database and the pages keep it; scores are counted with the share itself."""
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return exact if Fraction(exact) == share else exact.quantize(_SHOWN, ROUND_HALF_UP)
