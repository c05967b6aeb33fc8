"""Uploading for an indicator: whoever uploads, it waits for a curator among the suggestions, with that reason."""

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from app.documents import tagging
from app.documents.models import TagState
from tests.conftest import SignedIn, WorkQueue
from tests.support.people import People

PLACE = {"instrumen": "permenpanrb-59-2020", "indikator": "31"}
FILE = {"file": ("catatan-rapat.txt", b"Catatan tentang hal lain sama sekali.", "text/plain")}


def suggestion(runtime: Runtime, people: People, document_id: int) -> tuple[TagState, str]:
    with runtime.database.read() as session:
        tags = tagging.tags_of(session, people["kurator"], document_id)
    tag = next(tag for tag in tags if (tag.instrument_id, tag.number) == ("permenpanrb-59-2020", 31))
    return tag.state, tag.reasons[0]["phrase"]


def test_the_form_says_what_for_and_the_suggestion_outlives_reading(
    signed_in: SignedIn, runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    client = signed_in("operator")
    form = client.get("/unggah", params={**PLACE, "jenis": "laporan"}).text
    assert "Untuk indikator 31, Audit Keamanan SPBE" in form
    assert '<option value="laporan" selected' in form
    sent = client.post("/unggah", data={**PLACE, "csrf_token": client.headers["X-CSRF-Token"]}, files=FILE)
    assert sent.status_code == 303
    work_queue()
    said = suggestion(runtime, people, 1)
    assert said == (TagState.SUGGESTED, "diunggah untuk indikator 31, Audit Keamanan SPBE")


def test_the_api_takes_the_same_fields(signed_in: SignedIn, runtime: Runtime, people: People) -> None:
    client = signed_in("operator")
    batch = client.post("/api/v1/batches", json={"name": "", "expected": 1}).json()["id"]
    taken = client.post(f"/api/v1/batches/{batch}/files", data=PLACE, files=FILE).json()
    assert suggestion(runtime, people, taken["document_id"])[0] is TagState.SUGGESTED
    wrong = client.post(f"/api/v1/batches/{batch}/files", data={**PLACE, "indikator": "99"}, files=FILE)
    assert wrong.status_code == 404


@pytest.mark.parametrize("change", [{"indikator": "99"}, {"indikator": "x"}, {"instrumen": "entah"}])
def test_an_address_that_names_nothing_is_the_usual_form(change: Mapping[str, str], signed_in: SignedIn) -> None:
    client: TestClient = signed_in("operator")
    page = client.get("/unggah", params={**PLACE, **change})
    assert page.status_code == 200
    assert "Untuk indikator" not in page.text
