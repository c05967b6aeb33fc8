"""What a file is uploaded for: an indicator that lacks documents. It becomes a suggestion with that reason.

Whoever uploads need not be allowed to label: a curator still decides, and reading the file does not take it away.
"""

from collections.abc import Mapping, MutableMapping

from sqlmodel import Session

from app.core.runtime import Runtime
from app.documents import tagging
from app.ingest.models import ItemOutcome
from app.ingest.schemas import Taken
from app.instruments import service as instruments
from app.instruments.schemas import IndicatorRef

FIELDS = ("instrumen", "indikator")
_MOST_DIGITS = 9


def taken_out(session: Session, texts: MutableMapping[str, str]) -> IndicatorRef | None:
    """The indicator that these fields of a form name; they are no fields of a document. NotFound where it is none."""
    given = {name: texts.pop(name, "") for name in FIELDS}
    return named(session, given)


def named(session: Session, given: Mapping[str, str]) -> IndicatorRef | None:
    instrument_id, number = given.get("instrumen", ""), given.get("indikator", "")
    if not instrument_id or not number:
        return None
    is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    return instruments.indicator(session, instrument_id, int(number) if is_number else 0).ref


def suggest(runtime: Runtime, taken: Taken, aim: IndicatorRef | None) -> None:
    """For a file that became a document just now; one that was there before has its own labels."""
    if aim is None or taken.outcome is not ItemOutcome.STORED or taken.document_id is None:
        return
    said = [f"diunggah untuk indikator {aim.number}, {aim.short_name}"]
    with runtime.database.write() as session:
        tagging.suggest_carried(session, document_id=taken.document_id, indicator_id=aim.id, sentences=said)
