"""Batches asked for too much, too late, or under names that are not what they seem; over HTTP, as programs ask."""

import io

import pytest
from fastapi.testclient import TestClient

from app.core.errors import InvalidInput
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents.schemas import DocumentFields
from app.ingest import batch_queries, batches
from app.ingest.models import BatchSource
from tests.app.ingest.test_batches import send
from tests.conftest import SignedIn
from tests.support.people import People


def open_batch(client: TestClient, **given: object) -> int:
    answer = client.post("/api/v1/batches", json=given)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def send_file(client: TestClient, batch_id: int, content: bytes) -> tuple[int, dict[str, object]]:
    file = {"file": ("satu.txt", io.BytesIO(content))}
    answer = client.post(f"/api/v1/batches/{batch_id}/files", files=file)
    return answer.status_code, answer.json()


def test_more_rows_than_one_transaction_should_mend_are_refused_with_a_number(signed_in: SignedIn) -> None:
    client = signed_in("operator")
    batch_id = open_batch(client)
    body = {"items": list(range(1, 120_001)), "fields": {"year": 2024}}
    answer = client.post(f"/api/v1/batches/{batch_id}/correct", json=body)
    assert answer.status_code == 422
    assert "paling banyak 1.000 berkas" in answer.json()["detail"]
    assert answer.json()["errors"][0]["field"] == "items"


def test_as_many_as_are_allowed_are_looked_for_in_parts(
    runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = people["operator"]
    batch_id, taken = send(runtime, actor, {f"{number}.txt": b"Isi %d" % number for number in range(7)})
    monkeypatch.setattr(batch_queries, "_IDS_AT_ONCE", 2)
    chosen = [one.item_id for one in reversed(taken)] * 300
    assert len(chosen) > batches.MOST_AT_ONCE, "the same row many times is one row"
    with runtime.database.write() as session:
        found = batch_queries.documents_of_items(session, actor, batch_id, chosen)
        fields = DocumentFields(year=2024)
        done = batches.correct(session, actor, batch_id=batch_id, item_ids=chosen, fields=fields)
        with pytest.raises(InvalidInput, match="sedikitnya satu berkas"):
            batches.correct(session, actor, batch_id=batch_id, item_ids=range(9000, 10_000), fields=fields)
    assert found == [one.document_id for one in taken], "in the order in which they came"
    assert done.changed == 7


@pytest.mark.parametrize("sent", [0, 1])
def test_a_closed_batch_takes_no_more_files(sent: int, signed_in: SignedIn) -> None:
    client = signed_in("operator")
    batch_id = open_batch(client, expected=3)
    for number in range(sent):
        assert send_file(client, batch_id, b"Isi %d" % number)[0] == 201
    for _ in range(2):
        assert client.post(f"/api/v1/batches/{batch_id}/close").status_code == 200
    status, problem = send_file(client, batch_id, b"Terlambat")
    assert (status, problem["type"]) == (409, "/bantuan/galat#bentrok")
    assert "sudah ditutup" in str(problem["detail"])
    assert client.get(f"/api/v1/batches/{batch_id}").json()["total"] == sent
    assert client.get("/api/v1/documents").json()["total"] == sent


def test_what_the_house_closes_by_itself_may_still_go_on(runtime: Runtime, people: People, signed_in: SignedIn) -> None:
    """A sender slower than an hour is not a dead one."""
    client = signed_in("operator")
    batch_id = open_batch(client, expected=2)
    with runtime.database.write() as session:
        batches.close_abandoned(session)
    assert send_file(client, batch_id, b"Lambat")[0] == 201


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Kiriman\u202efdp.exe", "Kiriman fdp.exe".replace(" ", "")),
        ("Rapat\x00 Juni\r\nbaris kedua", "Rapat Juni baris kedua"),
        ("\u2067\u200b Arsip  2026\u2069 ", "Arsip 2026"),
        ("SK 12/2024: \U0001f4c4", "SK 12/2024: \U0001f4c4"),
        ("\x00", ""),
    ],
)
def test_names_of_batches_hold_nothing_that_cannot_be_seen(typed: str, shown: str, signed_in: SignedIn) -> None:
    client = signed_in("operator")
    assert client.get(f"/api/v1/batches/{open_batch(client, name=typed)}").json()["name"] == shown


def test_a_watched_folder_with_an_odd_name_is_named_too(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        batch = batches.open_batch(session, people["operator"], source=BatchSource.WATCHED, name="pind\udce9ai")
        batch_id = saved_id(batch.id)
    with runtime.database.read() as session:
        assert batches.view(session, people["operator"], batch_id=batch_id).name == "pindéai"
