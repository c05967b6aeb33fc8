"""How long the curators' queue takes with thousands waiting: list, open, decide, next; process CPU, not the clock.

    python benchmarks/curation.py [5000]

Makes its own library of rows without files in a temporary folder.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import insert
from sqlmodel import Session

from app import composition
from app.accounts import queries as people
from app.accounts import service as accounts
from app.accounts import sessions
from app.accounts.access import cookie_name
from app.accounts.models import Role
from app.accounts.permissions import SYSTEM
from app.accounts.schemas import PersonInput
from app.core.config import Settings
from app.curation import marks
from app.documents.models import Document, Kind, Page, ReadingState, Revision, Tag, TagSource
from app.instruments import service as instruments
from app.main import create_app

ROUNDS = 15
REASONS = [{"phrase": "pusat data", "page": 1, "count": 2}]


def fill(session: Session, count: int) -> None:
    """Documents that have been read, each with three suggestions."""
    refs = instruments.references(session, "permenpanrb-59-2020")
    numbers = range(1, count + 1)
    session.execute(insert(Document), [document(number) for number in numbers])
    session.execute(insert(Revision), [revision(number) for number in numbers])
    text = "Tim membahas pusat data kota."
    session.execute(insert(Page), [{"revision_id": one, "number": 1, "text": text} for one in numbers])
    tags = [tag(one, refs[(one + place * 7) % len(refs)].id, place) for one in numbers for place in range(3)]
    session.execute(insert(Tag), tags)
    marks.renew(session, list(numbers))


def document(number: int) -> dict[str, object]:
    title = f"Catatan pusat data nomor {number}"
    empty: dict[str, object] = {"labels": [], "contributors": [], "provenance": {}}
    return {"id": number, "title": title, "kind": Kind.REPORT, "year": 2025, "current_revision_id": number, **empty}


def revision(number: int) -> dict[str, object]:
    file = {"sha256": f"{number:064x}", "size": 1, "media_type": "text/plain", "file_name": "catatan.txt"}
    return {
        "id": number,
        "document_id": number,
        "state": ReadingState.OK,
        "page_total": 1,
        "pages_read": 1,
        "warnings": [],
        **file,
    }


def tag(document_id: int, indicator_id: int, place: int) -> dict[str, object]:
    score = round(0.95 - place * 0.2 - document_id % 10 / 100, 2)
    given = {"document_id": document_id, "indicator_id": indicator_id, "source": TagSource.SUGGESTED}
    return {**given, "score": score, "reasons": REASONS}


def signed_in(client: TestClient, settings: Settings) -> None:
    database = client.app.state.runtime.database  # type: ignore[attr-defined]
    with database.write() as session:
        given = PersonInput("kurator", "Kurator", Role.CURATOR, None, password="sandi-uji-yang-panjang")
        accounts.add_person(session, SYSTEM, given)
        user = people.by_username(session, "kurator")
        assert user is not None
        made = sessions.sign_in(session, user, settings=settings, user_agent="ukur")
    client.cookies.set(cookie_name(settings), made.secret)
    client.headers["X-CSRF-Token"] = made.csrf_token
    client.headers["Accept"] = "text/html"


def cpu_ms(work: Callable[[int], object]) -> float:
    taken = []
    for number in range(ROUNDS):
        start = time.process_time()
        work(number)
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory(prefix="pustaka-ukur-") as folder:
        settings = Settings(data_dir=Path(folder) / "data", secure_cookies=False, min_free_bytes=0, database_url="")
        composition.initialise(settings)
        app = create_app(settings)
        with app.state.runtime.database.write() as session:
            fill(session, count)
        with TestClient(app, follow_redirects=False) as client:
            signed_in(client, settings)
            print(f"{count} waiting, process CPU, median of {ROUNDS}")
            for name, milliseconds in measured(client, count).items():
                print(f"{name:<44}{milliseconds:8.1f} ms")


def measured(client: TestClient, count: int) -> dict[str, float]:
    token = client.headers["X-CSRF-Token"]

    def got(path: str) -> None:
        assert client.get(path).status_code == 200, path

    def sent(path: str, **fields: str) -> None:
        assert client.post(path, data={"csrf_token": token, **fields}).status_code == 303, path

    middle = count // 2
    return {
        "open the queue": cpu_ms(lambda _: got("/kurasi")),
        "open one in the middle, newest first": cpu_ms(lambda at: got(f"/kurasi?dokumen={middle + at}")),
        "open one in the middle, strongest first": cpu_ms(
            lambda at: got(f"/kurasi?dokumen={middle + at}&urut=confident")
        ),
        "filter by kind and strength": cpu_ms(lambda _: got("/kurasi?jenis=laporan&kuat=0.8")),
        "list of the API, 100 rows": cpu_ms(lambda _: got("/api/v1/curation?limit=100&offset=2000")),
        "page 60 of many at once": cpu_ms(lambda _: got("/kurasi/banyak?hal=60")),
        "confirm one label": cpu_ms(lambda at: confirmed(sent, middle + at)),
        "done, and what is next": cpu_ms(lambda at: sent(f"/dokumen/{middle + at}/label/selesai", tidak_ada="ya")),
        "undo": cpu_ms(lambda _: undone(client, sent)),
        "see and confirm 1,000 documents at once": cpu_once(lambda: many(client)),
    }


def undone(client: TestClient, sent: Callable[..., None]) -> None:
    sent("/kurasi/urungkan", aksi=str(client.get("/api/v1/curation/undo").json()["action"]))


def confirmed(sent: Callable[..., None], document_id: int) -> None:
    sent(f"/dokumen/{document_id}/label", tambah="16" if document_id % 2 else "26", keputusan="confirmed")


def many(client: TestClient) -> None:
    documents = list(range(1, 1001))
    wanted = {"documents": documents, "verb": "confirm", "strength": "0.8"}
    shown = client.post("/api/v1/curation/bulk/preview", json=wanted).json()["pairs"]
    given = ("document", "instrument", "indicator", "version")
    pairs = [{name: one[name] for name in given} for one in shown]
    answer = client.post("/api/v1/curation/bulk", json={"verb": "confirm", "pairs": pairs})
    assert answer.status_code == 200, answer.text


def cpu_once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
