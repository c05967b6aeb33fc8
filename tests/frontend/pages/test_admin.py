"""Administration on pages: who gets in, people and agencies, the state of the system, and a trail in plain words."""

import re
from collections.abc import Mapping
from typing import cast

import pytest

from app.accounts.models import Role
from app.accounts.permissions import PERMISSIONS, ROLE_LABELS
from app.audit import service as audit
from app.core.runtime import Runtime
from app.documents.models import RelationType
from app.jobs import queue
from frontend.contexts.admin import PERMISSION_WORDS
from frontend.contexts.trail_words import OBJECTS, VERBS
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import heading, see, send, value_of, words
from tests.house.reading import files
from tests.support.people import People

PAGES = ("/admin", "/admin/pengguna", "/admin/pengguna/baru", "/admin/opd", "/admin/opd/baru", "/admin/jejak")
PERSON = {
    "full_name": "Rani Wulandari",
    "username": "rani",
    "email": "rani@tirtakencana.example",
    "role": "operator",
    "agency_id": "1",
    "is_active": "1",
    "password": "kunci-yang-panjang",
}


@pytest.mark.parametrize("username", ["pembaca", "operator", "peninjau", "kurator"])
def test_only_administrators_get_in(signed_in: SignedIn, username: str) -> None:
    client = signed_in(username)
    for path in (*PAGES, "/admin/peran", "/admin/pengguna/1", "/admin/opd/1"):
        see(client, path, status=403)
    for path in ("/admin/pekerjaan/ulangi", "/admin/indeks/susun-ulang", "/admin/pengguna/baru", "/admin/opd/1"):
        assert send(client, path, PERSON).status_code == 403


def test_the_overview_warns_when_nobody_works(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime
) -> None:
    client = signed_in("admin")
    assert "Tidak ada pekerja yang berjalan" in see(client, "/admin")
    with runtime.database.write() as session:
        queue.beat(session, "uji:1")
    seen = words(see(client, "/admin"))
    assert "Tidak ada pekerja yang berjalan" not in seen
    assert f"Dokumen di indeks {len(library) - 1}" in seen


def test_failed_jobs_are_started_again(signed_in: SignedIn, runtime: Runtime) -> None:
    with runtime.database.write() as session:
        queue.enqueue(session, "read", lane="ingest", payload={"revision_id": 1}, subject="revision:1")
        (held,) = queue.lease(session, worker="uji", lane="ingest", seconds=5)
        queue.fail(session, held, error="berkas <hilang>")
    client = signed_in("admin")
    page = see(client, "/admin")
    assert "Membaca berkas" in page
    assert "berkas &lt;hilang&gt;" in page
    assert send(client, "/admin/pekerjaan/ulangi").headers["location"] == "/admin"
    assert "Pekerjaan gagal 0" in words(see(client, "/admin"))


def test_a_new_index_is_asked_for(signed_in: SignedIn, runtime: Runtime) -> None:
    assert send(signed_in("admin"), "/admin/indeks/susun-ulang").status_code == 303
    with runtime.database.read() as session:
        assert queue.unfinished(session) == 1


def test_a_person_is_added_found_and_changed(signed_in: SignedIn) -> None:
    client = signed_in("admin")
    assert send(client, "/admin/pengguna/baru", PERSON).headers["location"] == "/admin/pengguna"
    page = see(client, "/admin/pengguna?q=wulan")
    key = re.findall(r"/admin/pengguna/(\d+)", page)
    assert len(key) == 1
    assert "Operator OPD" in words(page)
    shown = see(client, f"/admin/pengguna/{key[0]}")
    assert heading(shown) == "Ubah Rani Wulandari"
    assert value_of(shown, "agency_id") == "1"
    off = {name: value for name, value in PERSON.items() if name not in {"is_active", "password"}}
    assert send(client, f"/admin/pengguna/{key[0]}", {**off, "role": "curator"}).status_code == 303
    assert "Nonaktif" in see(client, "/admin/pengguna?q=rani")


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("username", "ada spasi", "tanpa spasi"),
        ("username", "operator", "sudah dipakai"),
        ("full_name", "", "Isi nama lengkap"),
        ("agency_id", "", "harus memiliki OPD"),
        ("role", "raja", "Pilih salah satu peran"),
        ("password", "pendek", "paling sedikit 10"),
    ],
)
def test_a_refused_person_keeps_all_but_the_password(signed_in: SignedIn, name: str, typed: str, message: str) -> None:
    client = signed_in("admin")
    sent = {**PERSON, name: typed}
    answer = send(client, "/admin/pengguna/baru", sent)
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert message in words(answer.text)
    kept = {key: value for key, value in sent.items() if key not in {"password", "role"}}
    assert {key: value_of(answer.text, key) for key in kept} == kept
    assert sent["password"] not in answer.text
    assert "Tidak ada pengguna yang cocok" in see(client, "/admin/pengguna?q=Rani+Wulandari")


def test_the_last_administrator_stays_one(signed_in: SignedIn, people: People) -> None:
    client, key = signed_in("admin"), people["admin"].user_id
    fields = {"full_name": "Admin Uji", "username": "admin", "role": "reader", "is_active": "1"}
    answer = send(client, f"/admin/pengguna/{key}", fields)
    assert answer.status_code == 409
    assert "admin aktif terakhir" in words(answer.text)
    assert value_of(answer.text, "role") == "reader"
    see(client, "/admin")


def test_an_agency_is_added_changed_and_kept_for_its_people(signed_in: SignedIn, people: People) -> None:
    client, key = signed_in("admin"), people.agencies["DISKOMINFO"]
    made = send(client, "/admin/opd/baru", {"code": "bkad", "name": "Badan Keuangan", "is_active": "1"})
    assert made.headers["location"] == "/admin/opd"
    assert "BKAD" in see(client, "/admin/opd")
    off = send(client, f"/admin/opd/{key}", {"code": "DISKOMINFO", "name": "Dinas Kominfo"})
    assert off.status_code == 303
    shown = see(client, f"/admin/pengguna/{people['operator'].user_id}")
    assert value_of(shown, "agency_id") == str(key)
    assert "Dinas Kominfo (tidak aktif)" in shown


@pytest.mark.parametrize(("name", "typed"), [("code", "ada spasi"), ("code", "DINKES"), ("name", " ")])
def test_a_refused_agency_keeps_what_was_typed(signed_in: SignedIn, name: str, typed: str) -> None:
    sent = {"code": "BKAD", "name": "Badan Keuangan", name: typed}
    answer = send(signed_in("admin"), "/admin/opd/baru", sent)
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert {key: value_of(answer.text, key) for key in sent} == {key: value.strip() for key, value in sent.items()}


@pytest.mark.parametrize("path", ["/admin/pengguna/99", "/admin/opd/99", "/admin/pengguna/x"])
def test_what_is_not_there_is_not_found(signed_in: SignedIn, path: str) -> None:
    see(signed_in("admin"), path, status=404)


def test_the_trail_tells_who_did_what_in_words(library: Mapping[str, int], signed_in: SignedIn) -> None:
    seen = words(see(signed_in("admin"), "/admin/jejak"))
    assert "Operator Uji mengajukan bukti dukung" in seen
    assert "OPD: Dinas Komunikasi dan Informatika" in seen
    assert "indikator: 26. Manajemen Pengetahuan" in seen
    assert "keadaan: Draf menjadi Diajukan" in seen


def test_the_trail_names_documents_relations_and_what_it_never_heard_of(
    library: Mapping[str, int], runtime: Runtime, people: People, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with runtime.database.write() as session:
        values = {"type": RelationType.BASED_ON, "target": "Perpres 95/2018"}
        audit.record(session, people["kurator"], "relation.add", "document", library["sop"], after=values)
        audit.record(session, people["kurator"], "kelak.terjadi", "sesuatu", 7)
    seen = words(see(signed_in("admin"), "/admin/jejak"))
    assert f"Dokumen {library['sop']} SOP Pencadangan Data" in seen
    assert "hubungan: Berdasarkan" in seen
    assert "kelak.terjadi" in seen
    assert "sesuatu 7" in seen
    monkeypatch.setitem(cast("dict[str, str]", VERBS), "kelak.terjadi", "kelak terjadi")
    assert "kelak terjadi" in words(see(signed_in("admin"), "/admin/jejak")), "a kind of verb that has no heading yet"


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("tindakan=evidence.", "menyusun draf", "menambah dokumen"),
        ("tindakan=document.trash", "membuang dokumen", "menambah dokumen"),
        ("benda=evidence&nomor=2", "Bukti dukung 2", "Bukti dukung 1 "),
        ("tindakan=tidak.ada", "Tidak ada catatan", "menambah dokumen"),
    ],
)
def test_the_trail_is_filtered(
    library: Mapping[str, int], signed_in: SignedIn, query: str, there: str, absent: str
) -> None:
    page = see(signed_in("admin"), f"/admin/jejak?{query}")
    told = words(page.split('role="status"')[1])
    assert there in told
    assert absent not in told


def test_the_trail_of_one_person(library: Mapping[str, int], signed_in: SignedIn, people: People) -> None:
    page = see(signed_in("admin"), f"/admin/jejak?siapa={people['kurator'].user_id}")
    told = words(page.split('role="status"')[1])
    assert "Kurator Uji" in told
    assert "Operator Uji" not in told


def test_roles_are_shown_as_the_program_decides_them(signed_in: SignedIn) -> None:
    page = see(signed_in("admin"), "/admin/peran")
    for permission, allowed in PERMISSIONS.items():
        row = page.split(PERMISSION_WORDS[permission])[1].split("</tr>")[0]
        assert row.count('aria-label="boleh"') == len(allowed)
    assert all(ROLE_LABELS[role] in page for role in Role)


def test_every_permission_and_every_verb_has_its_words() -> None:
    """Whatever the program may write into the trail, the page can say."""
    assert set(PERMISSION_WORDS) == set(PERMISSIONS)
    pattern = re.compile(r'(?:record|moved|turn)\([^)]*?"([a-z]+\.[a-z_]+)"', re.DOTALL)
    written = {verb for path in files(".py", below=("app",)) for verb in pattern.findall(path.read_text("utf-8"))}
    assert len(written) > 15
    assert written <= set(VERBS)
    assert {verb.split(".")[0] for verb in VERBS} - set(OBJECTS) == {
        "account",
        "person",
        "proposal",
        "publishing",
        "relation",
        "review",
        "tag",
    }
