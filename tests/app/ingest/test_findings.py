"""What is found in a text, and what happens when a text is too much or a step fails."""

import pytest

from app.core.config import Settings
from app.core.db import Database
from app.core.runtime import Runtime
from app.ingest import findings
from app.ingest.findings import Analysis, Subject, find
from app.ingest.suggesting import Suggester
from tests.conftest import SignedIn
from tests.support.files import make_pdf

HEAD = "PERATURAN WALI KOTA SAGARA\nNOMOR 4 TAHUN 2021\nTENTANG\nTATA ARSIP\n"


@pytest.fixture
def subject(runtime: Runtime, signed_in: SignedIn) -> Subject:
    made = signed_in("kurator").post("/api/v1/documents", files={"file": ("arsip.pdf", make_pdf(["Arsip."]))}).json()
    return Subject(made["id"], made["revisions"][0]["id"] if "revisions" in made else 1, "arsip.pdf")


def analysis(database: Database, most: int) -> Analysis:
    return Analysis(database, Suggester(database, Settings()), most)


def test_a_text_beyond_the_budget_is_kept_whole_and_analysed_in_part(database: Database, subject: Subject) -> None:
    pages = [(1, HEAD), *((number, f"Menurut UU Nomor {number} Tahun 2010. " * 20) for number in range(2, 40))]
    found = find(analysis(database, 3000), subject, pages)
    assert [page.number for page in found.pages] == list(range(1, 40))
    assert found.pages[-1].text == pages[-1][1]
    assert found.description.number == "4"
    assert 1 <= len(found.mentions) < 10
    assert "tetap dapat ditelusuri" in found.warnings[0]
    assert find(analysis(database, 10**6), subject, pages).warnings == ()


def test_one_endless_page_is_kept_whole(database: Database, subject: Subject) -> None:
    pages = [(1, HEAD + "kata yang sama " * 5000)]
    found = find(analysis(database, 2000), subject, pages)
    assert found.pages[0].text == pages[0][1]
    assert found.description.year == 2021
    assert found.warnings


def test_a_fault_in_one_step_is_told_and_stops_no_other(
    database: Database, subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(findings, "outline", broken)
    found = find(analysis(database, 10**6), subject, [(1, HEAD)])
    assert found.sections == ()
    assert found.description.number == "4"
    assert "susunan bab" in found.warnings[0]


def test_nothing_is_found_in_nothing(database: Database, subject: Subject) -> None:
    found = find(analysis(database, 10**6), subject, [])
    assert (found.pages, found.mentions, found.warnings) == ([], [], ())
