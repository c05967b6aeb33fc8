"""A library with something in many cells of the map: kinds, ages, levels, agencies, and what not everybody sees."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.core.db import Database
from app.core.tables import saved_id
from app.documents.models import Document, Kind, LegalStatus, Revision, Tag, TagSource, TagState, Visibility
from app.instruments import service as instruments
from tests.support.people import People

INSTRUMENT = "permenpanrb-59-2020"
INDICATORS = 3


@pytest.fixture
def mapped(database: Database, people: People, library: Mapping[str, int]) -> Mapping[str, int]:
    """The sample library and documents by key; on indicators 1 to 3, confirmed, suggested or refused in turn."""
    diskominfo, dinkes = people.agencies["DISKOMINFO"], people.agencies["DINKES"]
    public, restricted = Visibility.PUBLIC, Visibility.RESTRICTED
    made: dict[str, dict[str, Any]] = {
        "muda": {"kind": Kind.REPORT, "enacted_on": date(2026, 3, 1), "visibility": public, "agency_id": diskominfo},
        "tua": {"kind": Kind.REPORT, "enacted_on": date(2020, 3, 1), "visibility": public, "agency_id": dinkes},
        "diundangkan": {"kind": Kind.DECREE, "promulgated_on": date(2025, 7, 1), "visibility": public},
        "setahun": {"kind": Kind.PLAN, "year": 2025, "visibility": public, "agency_id": diskominfo},
        "tanpa-tanggal": {"kind": Kind.OTHER, "agency_id": diskominfo},
        "dicabut": {"kind": Kind.REGULATION, "enacted_on": date(2026, 1, 1), "legal_status": LegalStatus.REVOKED},
        "terbatas": {"kind": Kind.SOP, "year": 2026, "visibility": restricted, "agency_id": dinkes},
    }
    states = (TagState.CONFIRMED, TagState.SUGGESTED, TagState.REJECTED)
    levels = (Decimal(3), None, Decimal("2.5"))
    with database.write() as session:
        ids = {ref.number: ref.id for ref in instruments.references(session, INSTRUMENT)}
        documents: dict[str, int] = {}
        for order, (key, fields) in enumerate(made.items()):
            document = Document(title=f"Dokumen {key}", created_by=people["kurator"].user_id, **fields)
            session.add(document)
            session.flush()
            documents[key] = saved_id(document.id)
            revision = Revision(
                document_id=documents[key], sha256=f"{order:064}", size=1, media_type="text/plain", file_name="a.txt"
            )
            session.add(revision)
            session.flush()
            document.current_revision_id = revision.id
            for number in range(1, INDICATORS + 1):
                session.add(
                    Tag(
                        document_id=documents[key],
                        indicator_id=ids[number],
                        source=TagSource.SUGGESTED,
                        state=states[(number - 1) % 3] if order % 2 else TagState.CONFIRMED,
                        level=levels[(order + number) % 3],
                    )
                )
    return {**library, **documents}
