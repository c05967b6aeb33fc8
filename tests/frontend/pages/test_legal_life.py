"""A rule's legal life on pages: picture and list, the evidence that rests on it, what is asked before saving."""

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from app.core.runtime import Runtime
from app.documents import relating
from app.documents import service as documents
from app.documents.models import LegalStatus, RelationType
from app.documents.schemas import DocumentFields
from app.stewardship import service as stewardship
from app.stewardship.schemas import Plan
from tests.conftest import LiveServer, SignedIn
from tests.frontend.pages.parts import form_of, links
from tests.frontend.pages.visiting import see, send, words
from tests.frontend.test_searches_walk import faults, sign_in
from tests.support.people import People

ENDING = {"type": "mencabut", "target": "Perwali Kota Tirta Kencana 12/2023"}


@pytest.fixture
def newer(library: Mapping[str, int], runtime: Runtime, people: People) -> int:
    """The SOP becomes a newer rule that may end the one on which evidence rests."""
    fields = DocumentFields(kind_abbrev="Perwali Kota Tirta Kencana", number="34", year=2025)
    with runtime.database.write() as session:
        documents.edit(session, people["kurator"], document_id=library["sop"], fields=fields)
    return library["sop"]


def status(runtime: Runtime, people: People, document_id: int) -> LegalStatus:
    with runtime.database.read() as session:
        return documents.get(session, people["kurator"], document_id).legal_status


def test_evidence_is_shown_before_a_rule_is_ended_and_replaced_afterwards(
    newer: int, library: Mapping[str, int], runtime: Runtime, people: People, signed_in: SignedIn
) -> None:
    curator, operator, old = signed_in("kurator"), signed_in("operator"), library["perwal"]
    asked = send(curator, f"/dokumen/{newer}/relasi", ENDING)
    assert (asked.status_code, status(runtime, people, old)) == (200, LegalStatus.IN_FORCE)
    said = words(asked.text)
    assert "Belum ada yang disimpan" in said
    for part in ("26. Manajemen Pengetahuan", "Penilaian Mandiri 2026", "Dinas Komunikasi", "Tingkat 3", "Draf"):
        assert part in said
    form = form_of(asked.text)
    assert {**form, "csrf_token": ""} == {**ENDING, "bukti_dilihat": "1", "csrf_token": ""}
    assert send(curator, f"/dokumen/{newer}/relasi", form).status_code == 303
    assert status(runtime, people, old) is LegalStatus.REVOKED
    notice = operator.get("/api/v1/notices").json()["items"][0]
    assert (notice["kind"], notice["link"]) == ("rule.revoked", f"/dokumen/{old}/bukti")
    page = see(operator, notice["link"])
    assert "Bukti yang bersandar pada aturan ini" in words(page)
    replacing = f"/bukti/1/ubah?ganti={old}&amp;dengan={newer}"
    assert replacing in page
    assert f"bukti-baru?dokumen={newer}" in page, "what was submitted begins anew"
    chosen = see(operator, replacing.replace("&amp;", "&"))
    assert f'value="{newer}"' in chosen
    assert f'name="items-0-document" value="{old}"' not in chosen


def test_taking_it_back_restores_and_tells(
    newer: int, library: Mapping[str, int], runtime: Runtime, people: People, signed_in: SignedIn
) -> None:
    curator, operator, old = signed_in("kurator"), signed_in("operator"), library["perwal"]
    send(curator, f"/dokumen/{newer}/relasi", {**ENDING, "bukti_dilihat": "1"})
    number = form_of(see(curator, f"/dokumen/{newer}/relasi"))["relasi"]
    assert send(curator, f"/dokumen/{newer}/relasi/hapus", {"relasi": number}).status_code == 303
    assert status(runtime, people, old) is LegalStatus.IN_FORCE
    kinds = [row["kind"] for row in operator.get("/api/v1/notices").json()["items"]]
    assert kinds == ["rule.restored", "rule.revoked"]
    assert "ubah?ganti=" not in see(operator, f"/dokumen/{old}/bukti")


def test_a_status_set_by_hand_asks_as_well(
    library: Mapping[str, int], runtime: Runtime, people: People, signed_in: SignedIn
) -> None:
    curator, place = signed_in("kurator"), f"/dokumen/{library['perwal']}/ubah"
    asked = send(curator, place, {"legal_status": "revoked", "semula:legal_status": "in_force"})
    assert "Ada bukti dukung yang bersandar di sini" in words(asked.text)
    assert send(curator, place, form_of(asked.text)).status_code == 303
    assert status(runtime, people, library["perwal"]) is LegalStatus.REVOKED


def test_a_rule_without_evidence_is_ended_at_once(newer: int, signed_in: SignedIn) -> None:
    curator = signed_in("kurator")
    answer = send(curator, f"/dokumen/{newer}/relasi", {"type": "mencabut", "target": "Perwali 5/2019"})
    assert answer.status_code == 303


def test_evidence_is_listed_to_those_who_may_see_it(
    library: Mapping[str, int], signed_in: SignedIn, client: TestClient
) -> None:
    place = f"/dokumen/{library['perwal']}/bukti"
    assert "2 bukti dukung yang dapat Anda lihat" in words(see(signed_in("operator"), place))
    assert "Tidak ada bukti dukung" in words(see(signed_in("operator2"), place)), "drafts of others stay theirs"
    see(signed_in("pembaca"), place, status=403)
    assert client.get(place, headers={"Accept": "text/html"}).status_code == 303
    see(signed_in("operator"), f"/dokumen/{library['rahasia']}/bukti", status=404)


def test_the_document_shows_its_years_and_leads_to_the_picture(
    newer: int, library: Mapping[str, int], runtime: Runtime, people: People, client: TestClient
) -> None:
    old = library["perwal"]
    assert "hubungan" not in "".join(links(see(client, f"/dokumen/{old}")))
    with runtime.database.write() as session:
        add(session, people, newer, RelationType.AMENDS)
    page = see(client, f"/dokumen/{old}")
    assert "2025 Diubah dengan Perwali Tirta Kencana 34/2025" in words(page)
    assert f"/dokumen/{old}/hubungan" in links(page)
    assert '<svg viewBox="0 0' in page


def add(session: object, people: People, newer: int, type_: RelationType) -> None:
    relating.add(session, people["kurator"], document_id=newer, type_=type_, target=ENDING["target"])  # type: ignore[arg-type]


@pytest.mark.browser
@pytest.mark.slow
def test_the_picture_by_keyboard_and_on_a_phone(
    newer: int, library: Mapping[str, int], runtime: Runtime, people: People, live_server: LiveServer, page: Page
) -> None:
    old, url = library["perwal"], live_server.url
    with runtime.database.write() as session:
        add(session, people, newer, RelationType.AMENDS)
        relating.add(
            session, people["kurator"], document_id=old, type_=RelationType.IMPLEMENTS, target="Perpres 95/2018"
        )
        stewardship.plan(session, people["kurator"], runtime.settings, document_id=old, given=Plan(months=12))
    sign_in(page.context, runtime, url, "kurator")
    page.goto(f"{url}/dokumen/{old}/hubungan")
    picture = page.get_by_role("group", name="Hubungan Perwali Tirta Kencana 12/2023")
    expect(picture).to_be_visible()
    assert faults(page) == []
    box = picture.get_by_role("link", name="Perwali Tirta Kencana 34/2025")
    box.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/dokumen/{newer}")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/dokumen/{old}/hubungan")
    expect(page.locator(".kin svg")).to_be_hidden()
    expect(page.get_by_role("link", name="Minta dokumen ini: Perpres 95/2018")).to_be_visible()
    for place in ("hubungan", "bukti", "tinjau"):
        page.goto(f"{url}/dokumen/{old}/{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
        assert faults(page) == [], place
    for place in ("/pemberitahuan", "/pemberitahuan/pilihan", "/jadwal-tinjau?keadaan=semua"):
        page.goto(f"{url}{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
        assert faults(page) == [], place
