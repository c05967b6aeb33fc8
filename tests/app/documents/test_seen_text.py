"""What people type keeps what can be seen: marks that turn the reading direction and control characters go."""

import pytest
from fastapi.testclient import TestClient

from app.core.errors import InvalidInput
from app.documents.schemas import DocumentFields, fields_from_form
from tests.conftest import SignedIn


def test_fields_lose_what_cannot_be_seen() -> None:
    fields = DocumentFields(
        title="Laporan\u202efdp.exe\x00",
        issuer="Dinas\r\nKominfo\u2066",
        labels=["arsip\u200b", " kota "],
        description="Baris satu\r\nbaris\x00 dua\u202e",
    )
    assert (fields.title, fields.issuer) == ("Laporanfdp.exe", "Dinas Kominfo")
    assert fields.labels == ["arsip", "kota"]
    assert fields.description == "Baris satu\nbaris dua"


def test_a_title_of_which_nothing_can_be_seen_is_none() -> None:
    with pytest.raises(InvalidInput) as refused:
        fields_from_form({"title": "\u202e\x00"})
    assert [error.field for error in refused.value.errors] == ["title"]


def test_the_search_page_repeats_no_mark_that_turns_the_text(signed_in: SignedIn) -> None:
    client: TestClient = signed_in("operator")
    page = client.get("/cari", params={"q": "laporan\u202efdp.exe\u2067"}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "laporanfdp.exe" in page.text
    assert not {"\u202e", "\u2067"} & set(page.text)
