"""The API of what reading found: facts with their words, confirmation, proposals, and the queue."""

from collections.abc import Mapping

import pytest

from app.core.runtime import Runtime
from app.documents import facts, proposals
from app.documents.models import Document
from tests.conftest import SignedIn
from tests.support.reading import OLD_RULE, described, stated


@pytest.fixture
def pedoman(library: Mapping[str, int], runtime: Runtime) -> int:
    with runtime.database.write() as session:
        document = session.get_one(Document, library["pedoman"])
        facts.record(session, document, described(signer=("Sari", 0.6), issuer=("Dinas", 0.9)))
        proposals.record(session, document, [stated("dasar", OLD_RULE)])
    return library["pedoman"]


def test_facts_are_confirmed_with_corrections(pedoman: int, signed_in: SignedIn) -> None:
    operator, path = signed_in("operator"), f"/api/v1/documents/{pedoman}"
    waiting = operator.get("/api/v1/documents/unchecked").json()
    assert [(row["document"]["id"], row["doubtful"]) for row in waiting["items"]] == [(pedoman, ["signer"])]
    found = operator.get(f"{path}/facts").json()
    assert found["checked_at"] is None
    assert found["fields"]["signer"] == {
        "value": "Sari", "confidence": 0.6, "page": 1, "words": "kata tentang signer", "is_doubtful": True,
    }  # fmt: skip
    done = operator.post(f"{path}/facts/confirm", json={"signer": "Sari Wulandari"}).json()
    assert done["checked_at"] is not None
    assert not any(field["is_doubtful"] for field in done["fields"].values())
    assert operator.get(path).json()["signer"] == "Sari Wulandari"
    assert operator.get("/api/v1/documents/unchecked").json()["total"] == 0
    assert operator.post(f"{path}/facts/confirm", json={"year": "kemarin"}).status_code == 422


def test_proposals_are_decided_and_taken_back(pedoman: int, signed_in: SignedIn) -> None:
    operator, path = signed_in("operator"), f"/api/v1/documents/{pedoman}/proposals"
    (row,) = operator.get(path).json()
    assert (row["type"], row["target"], row["state"], row["page"]) == ("dasar", OLD_RULE.short, "suggested", 2)
    for state in ("rejected", "suggested", "confirmed"):
        (row,) = operator.post(f"{path}/{row['id']}", json={"state": state}).json()
        assert row["state"] == state
    assert operator.post(f"{path}/{row['id']}", json={"state": "rejected"}).status_code == 409
    assert operator.post(f"{path}/{row['id'] + 99}", json={"state": "rejected"}).status_code == 404
    assert operator.post(f"{path}/{row['id']}", json={"state": "entah"}).status_code == 422
    assert len(operator.get(f"/api/v1/documents/{pedoman}").json()["relations"]) == 1
