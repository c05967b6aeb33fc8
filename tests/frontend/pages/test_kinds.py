"""Kinds and topics on the curators' desk: looked at before they are changed; wrong addresses are not found."""

from app.core.runtime import Runtime
from app.documents.models import Kind
from app.documents.schemas import DocumentFields
from tests.conftest import SignedIn
from tests.frontend.pages.test_learning import HTML, post
from tests.support.library import INSTRUMENT, add_document
from tests.support.people import People

PATH = "/kurasi/kosakata/jenis"


def test_a_kind_is_looked_at_saved_chosen_and_ended(runtime: Runtime, people: People, signed_in: SignedIn) -> None:
    curator = signed_in("kurator")
    given = {"label": "Berita Acara", "words": "bap", "after": "laporan", "taken_for": "laporan", "is_offered": "1"}
    status, looked = post(curator, f"{PATH}/ubah", **given, langkah="lihat")
    assert status == 200
    assert "belum ada yang disimpan" in looked
    assert "jenis:bap, jenis:&#34;berita acara&#34;" in looked
    assert ">Berita Acara</a>" not in curator.get(PATH, headers=HTML).text
    assert post(curator, f"{PATH}/ubah", **given, langkah="simpan")[0] == 303
    assert "Berita Acara" in curator.get("/unggah", headers=HTML).text, "offered at once"
    own = Kind("lokal-berita-acara")
    number = add_document(runtime, people["kurator"], b"Rapat.", "rapat.txt", DocumentFields(title="Rapat", kind=own))
    assert "Diakhiri" not in curator.get(PATH, headers=HTML).text
    status, looked = post(curator, f"{PATH}/ubah", jenis=own, tindakan="retire")
    assert "1 dokumen berjenis ini" in looked
    assert post(curator, f"{PATH}/ubah", jenis=own, tindakan="retire", langkah="simpan")[0] == 303
    assert ">Berita Acara</option>" not in curator.get("/unggah", headers=HTML).text
    assert "Berita Acara" in curator.get(f"/dokumen/{number}/ubah", headers=HTML).text, "what it has stays offered"
    assert "Berita Acara" in curator.get(f"/jenis/{own}", headers=HTML).text
    admin = signed_in("admin").get("/admin/jejak", headers=HTML).text
    assert "mengakhiri jenis dokumen" in admin


def test_a_kind_in_an_address_is_plain_text_that_may_mean_anything(people: People, signed_in: SignedIn) -> None:
    curator, admin = signed_in("kurator"), signed_in("admin")
    assert post(curator, f"{PATH}/ubah", label="Berita Acara", is_offered="1", langkah="simpan")[0] == 303
    for path in ("/cari?q=a", "/dokumen?", f"/instrumen/{INSTRUMENT}/cakupan/1?", "/unggah?", "/jadwal-tinjau?"):
        for kind in ("entah", "lokal-entah", "LOKAL--", "", "sop", "lokal-berita-acara"):
            assert curator.get(f"{path}&jenis={kind}", headers=HTML).status_code == 200, (path, kind)
    assert "Berita Acara" in curator.get(f"/instrumen/{INSTRUMENT}/cakupan/1?jenis=lokal-berita-acara").text
    assert 'value="lokal-berita-acara" selected' in curator.get("/unggah?jenis=lokal-berita-acara", headers=HTML).text
    assert post(admin, "/admin/jadwal-tinjau", **{"lokal-berita-acara": "18"})[0] == 303
    assert admin.get("/api/v1/review-intervals").json()["lokal-berita-acara"] == 18


def test_what_was_typed_comes_back_and_a_wrong_address_is_not_found(signed_in: SignedIn) -> None:
    curator = signed_in("kurator")
    status, refused = post(curator, f"{PATH}/ubah", label="<b>SK", words="perpres", langkah="simpan")
    assert status == 422
    assert "&lt;b&gt;SK" in refused
    assert "jenis peraturan" in refused
    topic = "/kurasi/kosakata/topik/ubah"
    for address in (f"{PATH}/ubah?jenis=entah", topic, f"{topic}?topik=entah"):
        assert curator.get(address, headers=HTML).status_code == 404, address
    assert curator.get("/jenis/lokal-entah", headers=HTML).status_code == 404
