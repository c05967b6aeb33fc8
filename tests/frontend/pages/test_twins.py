"""Near-copies on pages: beside each other for those who may see both, decided with a plain form, undone by a button."""

import base64
import json
import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.core.config import Settings
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import Visibility
from app.documents.schemas import DocumentFields
from app.twins.models import TwinState
from frontend.contexts.twins import likeness_words
from frontend.rendering import FLASH_COOKIE
from indexer.extract.sandbox import Sandbox
from tests.conftest import SignedIn, WorkQueue, settings_in
from tests.support.copies import FAR_PAGES, NEAR_PAGES, PAGES, Pair, find_pair, made_pair, pdf_of
from tests.support.counting import count_queries
from tests.support.library import add_document
from tests.support.people import People

WHO = ("kurator", "operator", "operator2", "pembaca", "pengunjung")
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def pair_data(blank_data: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_pair(blank_data, tmp_path_factory.mktemp("pair") / "data", sandbox)


@pytest.fixture
def settings(pair_data: Path, tmp_path: Path) -> Settings:
    shutil.copytree(pair_data, tmp_path / "data")
    return settings_in(tmp_path / "data")


@pytest.fixture
def pair(runtime: Runtime) -> Pair:
    return find_pair(runtime)


def post(client: TestClient, path: str, **fields: str) -> tuple[int, str, str]:
    data = {"csrf_token": client.headers["X-CSRF-Token"], **fields}
    response = client.post(path, data=data, headers=HTML)
    return response.status_code, response.headers.get("location", ""), response.text


def test_curators_find_the_pair_in_their_navigation(pair: Pair, signed_in: SignedIn) -> None:
    curator = signed_in("kurator")
    desk = curator.get("/kurasi", headers=HTML).text
    assert 'href="/kurasi/kembar"' in desk
    shown = curator.get("/kurasi/kembar", headers=HTML).text
    assert "Pedoman Layanan Bergerak (salinan)" in shown
    assert f'href="/kurasi/kembar/{pair.twin_id}"' in shown
    assert "Tidak ada dokumen kembar" not in shown


def test_the_uploader_sees_the_pair_and_leaves_the_decision_to_curators(pair: Pair, signed_in: SignedIn) -> None:
    shown = signed_in("operator").get(f"/kurasi/kembar/{pair.twin_id}", headers=HTML).text
    assert "kurator yang memutuskan" in shown
    assert "Simpan keputusan" not in shown
    assert "Pekerjaan kurator" not in signed_in("operator").get("/kurasi/kembar", headers=HTML).text


def test_the_first_pages_stand_beside_each_other(pair: Pair, signed_in: SignedIn) -> None:
    client = signed_in("kurator")
    shown = client.get(f"/kurasi/kembar/{pair.twin_id}", headers=HTML).text
    for name, document_id in (("Dokumen A", pair.first), ("Dokumen B", pair.second)):
        address = f"/api/v1/documents/{document_id}/pages/1/picture?revision=1"
        assert f'<img src="{address}" alt="Halaman pertama {name}"' in shown
        assert client.get(address).headers["content-type"] == "image/jpeg"


def test_the_page_of_a_document_names_its_twin_to_those_who_can_act(pair: Pair, signed_in: SignedIn) -> None:
    link = f'href="/kurasi/kembar/{pair.twin_id}"'
    seen = {name: link in signed_in(name).get(f"/dokumen/{pair.second}", headers=HTML).text for name in WHO}
    assert seen == {"kurator": True, "operator": True, "operator2": False, "pembaca": False, "pengunjung": False}


def test_a_pair_with_a_hidden_document_is_not_there(
    pair: Pair, runtime: Runtime, people: People, signed_in: SignedIn
) -> None:
    assert signed_in("operator2").get(f"/kurasi/kembar/{pair.twin_id}", headers=HTML).status_code == 404
    with runtime.database.write() as session:
        fields = DocumentFields(visibility=Visibility.RESTRICTED)
        documents.edit(session, people["kurator"], document_id=pair.first, fields=fields)
    operator = signed_in("operator")
    assert operator.get(f"/kurasi/kembar/{pair.twin_id}", headers=HTML).status_code == 404
    assert operator.get(f"/api/v1/twins/{pair.twin_id}").status_code == 404
    assert operator.get("/api/v1/twins").json()["total"] == 0
    assert "Pedoman" not in operator.get("/kurasi/kembar", headers=HTML).text.split("<main")[1]


def test_both_are_described_and_the_words_that_differ_are_marked(pair: Pair, signed_in: SignedIn) -> None:
    shown = signed_in("kurator").get(f"/kurasi/kembar/{pair.twin_id}", headers=HTML).text
    for word in ("pedoman.pdf", "pedoman-salinan.pdf", "Operator Uji", "Kurator Uji", "<del>itu.</del>"):
        assert word in shown, word
    assert "<ins>berikutnya.</ins>" in shown
    assert "1 dari 2 halaman" in shown


def test_merging_leads_old_links_to_the_kept_document_and_can_be_undone(
    pair: Pair, client: TestClient, signed_in: SignedIn
) -> None:
    curator, place = signed_in("kurator"), f"/kurasi/kembar/{pair.twin_id}"
    answer = post(curator, place, keputusan="merge", pertahankan=str(pair.first))
    assert answer[:2] == (303, "/kurasi/kembar"), "no other pair waits"
    told = curator.get(answer[1], headers=HTML).text
    assert f'<a href="{place}">Lihat atau batalkan keputusan ini</a>' in told
    assert f'<a href="/dokumen/{pair.first}">Buka dokumen yang dipertahankan</a>' in told
    assert "Lihat atau batalkan" not in curator.get(answer[1], headers=HTML).text, "said once"
    for path in (f"/dokumen/{pair.second}", f"/dokumen/{pair.second}/baca?hal=2", f"/dokumen/{pair.second}/berkas"):
        moved = client.get(path, headers=HTML)
        assert (moved.status_code, moved.headers["location"]) == (303, f"/dokumen/{pair.first}"), path
    problem = client.get(f"/api/v1/documents/{pair.second}")
    assert (problem.status_code, problem.json()["link"]) == (404, f"/dokumen/{pair.first}")
    decided = curator.get("/kurasi/kembar?keadaan=selesai", headers=HTML).text
    assert "Digabung oleh Kurator Uji" in decided
    assert "Batalkan keputusan" in curator.get(place, headers=HTML).text
    assert post(curator, f"{place}/batal")[:2] == (303, place)
    assert client.get(f"/dokumen/{pair.second}", headers=HTML).status_code == 200
    assert "Simpan keputusan" in curator.get(place, headers=HTML).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Pilih salah satu keputusan."),
        ({"keputusan": "entah", "pertahankan": "1"}, "Pilih salah satu keputusan."),
        ({"keputusan": "merge"}, "Pilih dokumen mana yang dipertahankan."),
        ({"keputusan": "older", "pertahankan": "99999"}, "Pilih dokumen mana yang dipertahankan."),
    ],
)
def test_what_is_missing_is_asked_for(pair: Pair, signed_in: SignedIn, fields: dict[str, str], said: str) -> None:
    status, _, shown = post(signed_in("kurator"), f"/kurasi/kembar/{pair.twin_id}", **fields)
    assert (status, said in shown) == (422, True)


def test_a_refused_decision_says_why_and_keeps_the_choice(
    pair: Pair, runtime: Runtime, people: People, signed_in: SignedIn
) -> None:
    with runtime.database.write() as session:
        fields = DocumentFields(visibility=Visibility.INTERNAL)
        documents.edit(session, people["kurator"], document_id=pair.second, fields=fields)
    place = f"/kurasi/kembar/{pair.twin_id}"
    status, _, shown = post(signed_in("kurator"), place, keputusan=f"merge-{pair.first}")
    chosen = f'value="merge-{pair.first}" checked'
    assert (status, "lebih tertutup" in shown, chosen in shown) == (409, True, True)


def test_every_choice_says_what_becomes_of_a_and_of_b(pair: Pair, signed_in: SignedIn) -> None:
    shown = signed_in("kurator").get(f"/kurasi/kembar/{pair.twin_id}", headers=HTML).text
    for kept, gone, side in (("A", "B", pair.first), ("B", "A", pair.second)):
        assert f'value="merge-{side}"' in shown
        assert f"Isinya sama: pertahankan {kept}, gabungkan {gone} ke dalamnya" in shown
        assert f"{gone} versi lebih baru: jadikan revisi terbaru dari {kept}" in shown
        assert f"{gone} versi lebih lama: jadikan revisi terdahulu dari {kept}" in shown
    assert "Saran kami, karena lebih dahulu ada di pustaka." in shown
    assert shown.count("Saran kami") == 1


def test_the_heading_does_not_call_documents_the_same_whose_words_differ(pair: Pair, signed_in: SignedIn) -> None:
    shown = signed_in("kurator").get(f"/kurasi/kembar/{pair.twin_id}", headers=HTML).text
    assert "<h1>Hampir seluruh isinya sama" in shown
    assert "Kata-katanya berbeda pada 1 dari 2 halaman yang disandingkan." in shown


def test_pairs_of_one_group_stand_together_and_the_next_one_follows(
    pair: Pair, runtime: Runtime, people: People, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    third = add_document(runtime, people["kurator"], pdf_of((*NEAR_PAGES, "Lampiran")), "pedoman-ketiga.pdf")
    work_queue()
    curator = signed_in("kurator")
    shown = curator.get("/kurasi/kembar", headers=HTML).text
    assert shown.count("3 dokumen yang hampir sama") == 1
    status, place, _ = post(curator, f"/kurasi/kembar/{pair.twin_id}", keputusan=f"merge-{pair.first}")
    assert (status, place.startswith("/kurasi/kembar/")) == (303, True)
    following = curator.get(place, headers=HTML).text
    assert "Ini pasangan berikutnya." in following
    assert f'href="/dokumen/{pair.first}"' in following
    assert f'href="/dokumen/{third}"' in following


def test_the_same_over_the_api(pair: Pair, signed_in: SignedIn) -> None:
    curator, place = signed_in("kurator"), f"/api/v1/twins/{pair.twin_id}"
    shown = curator.get(place).json()
    assert (shown["state"], shown["may_keep"], shown["pages_apart"]) == ("suggested", [pair.first, pair.second], 1)
    assert shown["differences"][0]["passages"][0]["second"] == "berikutnya."
    made = curator.post(f"{place}/decision", json={"decision": "distinct"}).json()
    assert (made["state"], made["decided_by"]) == (TwinState.DISTINCT, "Kurator Uji")
    assert curator.get("/api/v1/twins").json()["items"] == []
    assert curator.get("/api/v1/twins", params={"state": "distinct"}).json()["total"] == 1
    assert curator.request("DELETE", f"{place}/decision").json()["state"] == TwinState.SUGGESTED
    assert curator.post(f"{place}/decision", json={"decision": "merge"}).status_code == 422
    assert curator.post(f"{place}/decision", json={"decision": "merge", "keep": 1, "x": 1}).status_code == 422


def test_a_revision_that_says_what_is_here_already_is_pointed_out(
    pair: Pair, runtime: Runtime, people: People, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    """Of another document or of an older revision of its own; whoever cannot change the document is not bothered."""
    curator = signed_in("kurator")
    other = add_document(runtime, people["kurator"], pdf_of(FAR_PAGES), "hadir.pdf")
    work_queue()
    for document_id, note in ((other, b"% lain"), (pair.first, b"% sama")):
        again = {"file": ("lagi.pdf", pdf_of(PAGES) + note)}
        data = {"csrf_token": curator.headers["X-CSRF-Token"]}
        assert curator.post(f"/dokumen/{document_id}/revisi", data=data, files=again, headers=HTML).status_code == 303
    work_queue()
    shown = curator.get(f"/dokumen/{other}", headers=HTML).text
    assert "Ada dokumen lain yang isinya hampir sama" in shown
    assert "Teksnya sama dengan revisi" not in shown
    assert "Teksnya sama dengan revisi 1" in curator.get(f"/dokumen/{pair.first}", headers=HTML).text
    assert "Teksnya sama" not in signed_in("pembaca").get(f"/dokumen/{pair.first}", headers=HTML).text


def test_the_list_costs_the_same_however_long_it_is(
    pair: Pair, runtime: Runtime, people: People, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    curator = signed_in("kurator")
    curator.get("/kurasi/kembar", headers=HTML)
    with count_queries(runtime.database.engine) as few:
        curator.get("/kurasi/kembar", headers=HTML)
    text = Path(__file__).read_text(encoding="utf-8")
    for number in range(3):
        add_document(runtime, people["kurator"], pdf_of((text[:1500], str(number))), f"kode-{number}.pdf")
    work_queue()
    with count_queries(runtime.database.engine) as many:
        assert "kode-2.pdf" in curator.get("/kurasi/kembar", headers=HTML).text
    assert len(many) == len(few)
    assert len(few) <= 16


@pytest.mark.parametrize(
    ("likeness", "words"),
    [
        (1.0, "Isinya sama (100%)"),
        (0.999, "Isinya sama (99%)"),
        (0.9, "Hampir seluruh isinya sama (90%)"),
        (0.6, "Sebagian besar isinya sama (60%)"),
        (0.3, "Sebagian isinya sama (30%)"),
    ],
)
def test_likeness_in_plain_words(likeness: float, words: str) -> None:
    assert likeness_words(likeness) == words


@pytest.mark.parametrize(
    "path", ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:alert(1)"]
)
def test_a_message_from_a_cookie_links_to_pages_of_ours_only(pair: Pair, signed_in: SignedIn, path: str) -> None:
    curator = signed_in("kurator")
    message = [["success", "Sudah.", [["Ke sana", path], ["Ke beranda", "/"]]]]
    curator.cookies.set(FLASH_COOKIE, base64.urlsafe_b64encode(json.dumps(message).encode()).decode())
    shown = curator.get("/kurasi/kembar", headers=HTML).text
    assert '<a href="/">Ke beranda</a>' in shown
    assert "Ke sana" not in shown
