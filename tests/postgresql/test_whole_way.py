"""From an empty PostgreSQL database to the right page: schema, files, reading, index, search, and back again."""

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi.testclient import TestClient
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel, select

from alembic import command
from app import composition
from app.core import migrations
from app.core.config import Settings
from app.core.db import Database
from app.doctoring import examine
from app.documents.models import Document
from app.main import create_app
from indexer.extract.sandbox import Sandbox
from tests.conftest import give_session, settings_in
from tests.support.files import make_pdf
from tests.support.library import add_samples, find_samples, settle
from tests.support.people import find_people

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(database_url: str, blank_data: Path, tmp_path: Path) -> Settings:
    """The database is this test's own; the folder holds blobs and index only."""
    settings = settings_in(tmp_path / "data", database_url=database_url)
    composition.initialise(settings)
    return settings


@pytest.fixture
def library(settings: Settings, sandbox: Sandbox) -> Mapping[str, int]:
    with composition.runtime(settings) as parts:
        with parts.database.read() as session:
            people = find_people(session)
        add_samples(parts, people)
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0
        with parts.database.write() as session:
            settle(session, people)
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0
        with parts.database.read() as session:
            return find_samples(session)


def test_the_schema_goes_up_down_and_up_and_equals_the_models(server: str, control: Engine) -> None:
    with control.begin() as connection:
        connection.execute(text("CREATE DATABASE skema"))
    database = Database(server.format("skema"))
    first = migrations.upgrade(database)
    migrations.import_models()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    settings = migrations.config()
    with database.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "base")
        connection.commit()
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    assert migrations.upgrade(database) == first
    database.dispose()


def test_search_finds_and_hides_as_on_sqlite(library: Mapping[str, int], settings: Settings) -> None:
    with TestClient(create_app(settings), follow_redirects=False) as client:

        def hits(query: str) -> list[int]:
            found = client.get("/api/v1/search", params={"q": query}).json()
            return [hit["document_id"] for hit in found["hits"]]

        assert hits("manajemen pengetahuan") == [library["perwal"]]
        assert hits("perwali 12/2023")[0] == library["perwal"]
        assert hits("klinik") == hits("zirkonium") == hits("molibdenum") == []
        for path in ("/", "/cari?q=pengetahuan", "/dokumen", f"/dokumen/{library['perwal']}", "/regulasi"):
            assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path
        give_session(client, "kurator")
        assert hits("zirkonium") == [library["rahasia"]]
        assert client.get("/kurasi", headers={"Accept": "text/html"}).status_code == 200
        give_session(client, "admin")
        for path in ("/admin", "/admin/pengguna?q=%25", "/admin/jejak", "/penilaian", "/penilaian/1", "/tinjau"):
            assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path
        for path in ("/api/v1/documents/99999999999999999999", "/api/v1/search?q=x&year=99999999999999999999"):
            assert client.get(path).status_code in {200, 404, 422}, path
    with composition.runtime(settings) as parts:
        assert examine(parts).findings == ()


def test_text_with_zero_bytes_is_stored_without_them(settings: Settings, sandbox: Sandbox) -> None:
    """PostgreSQL holds no NUL in text; SQLite does."""
    with TestClient(create_app(settings), follow_redirects=False) as client:
        give_session(client, "kurator")
        for title in ("Judul\x00 buruk", "\x00"):
            files = {"file": (f"a{len(title)}.pdf", make_pdf([title.strip("\x00") or "kosong"]))}
            taken = client.post("/api/v1/documents", files=files, data={"title": title})
            assert taken.status_code in {201, 422}, taken.text
        assert client.get("/api/v1/search", params={"q": "a\x00b"}).status_code == 200
        assert client.get("/api/v1/suggest", params={"q": "a\x00b"}).status_code == 200
        assert client.post("/masuk", data={"username": "a\x00b", "password": "x"}).status_code in {403, 422}


def test_the_same_upload_at_the_same_time_is_one_document(settings: Settings) -> None:
    content, answers, start = make_pdf(["Sekali saja"]), list[int](), threading.Barrier(4)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        clients = []
        for _ in range(4):
            made = TestClient(client.app, follow_redirects=False)
            made.portal = client.portal
            clients.append(give_session(made, "kurator"))

        def upload(one: TestClient) -> None:
            start.wait()
            answers.append(one.post("/api/v1/documents", files={"file": ("sama.pdf", content)}).status_code)

        threads = [threading.Thread(target=upload, args=(one,)) for one in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for one in clients:
            one.close()
    assert sorted(answers) == [201, 409, 409, 409]
    assert _count(settings) == 1


def _count(settings: Settings) -> int:
    with composition.runtime(settings) as parts, parts.database.read() as session:
        return len(session.exec(select(Document)).all())
