"""Learning and the library's words on pages: plain forms that say what they do before they do it."""

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from app.learning import handlers
from indexer import tag_measuring
from tests.conftest import SignedIn, WorkQueue
from tests.support.library import INSTRUMENT
from tests.support.teaching import teach

HTML = {"Accept": "text/html"}


def post(client: TestClient, path: str, **fields: str) -> tuple[int, str]:
    data = {"csrf_token": client.headers["X-CSRF-Token"], **fields}
    response = client.post(path, data=data, headers=HTML)
    return response.status_code, response.text


@pytest.fixture
def curator(signed_in: SignedIn) -> TestClient:
    return signed_in("kurator")


def test_without_decisions_the_page_says_what_to_do(curator: TestClient) -> None:
    page = curator.get("/kurasi/belajar", headers=HTML).text
    assert "Belum ada hasil belajar" in page
    status, refused = post(curator, "/kurasi/belajar/latih", instrumen=INSTRUMENT)
    assert status == 409
    assert "Baru ada 0 keputusan label" in refused


def test_versions_are_shown_switched_off_and_on(
    runtime: Runtime, curator: TestClient, work_queue: WorkQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_measuring, "LEAST_DECIDED", 30)
    monkeypatch.setattr(tag_measuring, "LEAST_PROVING", 30)
    teach(runtime)
    assert post(curator, "/kurasi/belajar/latih", instrumen=INSTRUMENT)[0] == 303
    assert work_queue().failed == 0
    page = curator.get("/kurasi/belajar", headers=HTML).text
    assert "Aturan instrumen dan hasil belajar versi 1" in page
    assert "terpilih sendiri karena memenuhi syarat" in page
    assert "Usulan pertama benar: aturan saja" in page, "the chart says in words what it draws"
    assert "30 label dipastikan dan 30 ditolak" in page
    details = curator.get("/kurasi/belajar/1", headers=HTML).text
    assert "34. Layanan Keuangan" in details
    assert "gudang" in details
    assert post(curator, "/kurasi/belajar/matikan", instrumen=INSTRUMENT)[0] == 303
    assert "Hasil belajar dimatikan Kurator Uji" in curator.get("/kurasi/belajar", headers=HTML).text
    assert post(curator, "/kurasi/belajar/1/pakai")[0] == 303
    assert "dipilih Kurator Uji" in curator.get("/kurasi/belajar", headers=HTML).text
    listed = curator.get("/api/v1/learning").json()
    assert [(one["version"], one["is_active"]) for one in listed["versions"]] == [(1, True)]
    assert not listed["is_off"]


def test_a_candidate_says_what_is_missing_and_an_admin_must_say_to_know_it(
    runtime: Runtime, curator: TestClient, signed_in: SignedIn
) -> None:
    teach(runtime)
    assert handlers.train(runtime.database, INSTRUMENT) is not None
    page = curator.get("/kurasi/belajar", headers=HTML).text
    assert "Perlu 70 dokumen lagi yang diputuskan labelnya dan 20 dokumen lagi yang labelnya dipastikan" in page
    assert "masih terlalu sedikit untuk menilainya: 30 dokumen" in page
    assert "Hanya admin yang dapat memakainya" in curator.get("/kurasi/belajar/1", headers=HTML).text
    assert post(curator, "/kurasi/belajar/1/pakai", paham="1")[0] == 403
    api = curator.get("/api/v1/learning").json()
    assert (api["bar"]["decided"], api["bar"]["least_decided"]) == (30, 100)
    assert "terlalu sedikit" in api["versions"][0]["objections"][0]
    admin = signed_in("admin")
    assert "Usulan dapat menjadi lebih buruk" in admin.get("/kurasi/belajar/1", headers=HTML).text
    status, refused = post(admin, "/kurasi/belajar/1/pakai")
    assert (status, "Nyatakan bahwa Anda" in refused) == (409, True)
    assert admin.post("/api/v1/learning/1/activate").status_code == 409
    assert admin.post("/api/v1/learning/1/activate", json={"knowingly": True}).json()["is_active"]
    assert post(admin, "/kurasi/belajar/matikan", instrumen=INSTRUMENT)[0] == 303
    assert post(admin, "/kurasi/belajar/1/pakai", paham="1")[0] == 303


def test_unknown_instruments_and_versions_are_not_found(curator: TestClient) -> None:
    assert curator.get("/kurasi/belajar?instrumen=tidak-ada", headers=HTML).status_code == 404
    assert curator.get("/kurasi/belajar/kacau", headers=HTML).status_code == 404


def test_the_worker_asks_for_nothing_of_an_empty_library(runtime: Runtime) -> None:
    assert handlers.ask_for_training(runtime) == []


def test_a_group_is_looked_at_before_it_is_saved(curator: TestClient) -> None:
    terms = "dasbor\npapan pantau"
    status, looked = post(curator, "/kurasi/kosakata/sinonim", terms=terms, queries="layanan", langkah="lihat")
    assert status == 200
    assert "Belum ada yang disimpan" in looked
    assert "Simpan perubahan" in looked
    assert "Tidak ada yang berubah" in looked, "nothing in the library says either"
    assert "papan pantau" not in curator.get("/kurasi/kosakata", headers=HTML).text
    assert post(curator, "/kurasi/kosakata/sinonim", terms=terms, langkah="simpan")[0] == 303
    assert "dasbor · papan pantau" in curator.get("/kurasi/kosakata?q=pantau", headers=HTML).text


def test_what_was_typed_comes_back_with_the_error(curator: TestClient) -> None:
    hostile = "<script>alert(1)</script>\nspbe"
    status, refused = post(curator, "/kurasi/kosakata/sinonim", terms=hostile, queries="arsip", langkah="lihat")
    assert status == 422
    assert "&lt;script&gt;" in refused
    assert "<script>alert" not in refused
    assert "sudah ada di kelompok" in refused


def test_a_builtin_group_is_switched_off_and_brought_back(curator: TestClient) -> None:
    form = curator.get("/kurasi/kosakata/sinonim?bawaan=tik", headers=HTML).text
    assert "Matikan kelompok ini" in form
    assert post(curator, "/kurasi/kosakata/sinonim", bawaan="tik", tindakan="off", langkah="simpan")[0] == 303
    assert "Bawaan, dimatikan" in curator.get("/kurasi/kosakata?q=tik", headers=HTML).text
    assert post(curator, "/kurasi/kosakata/sinonim", bawaan="tik", tindakan="remove", langkah="simpan")[0] == 303
    assert "Bawaan, dimatikan" not in curator.get("/kurasi/kosakata?q=tik", headers=HTML).text
    assert curator.get("/kurasi/kosakata/sinonim?bawaan=tidakada", headers=HTML).status_code == 404
