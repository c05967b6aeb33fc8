"""Changing what the library says of a document: fields, relations, and the trail of both."""

from collections.abc import Mapping

import pytest

from app.audit import service as audit
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.schemas import DocumentFields
from tests.conftest import SignedIn
from tests.frontend.pages.parts import facts, form_of, links, section
from tests.frontend.pages.visiting import see, send, value_of, words
from tests.support.people import People


def test_saving_changes_only_what_was_changed(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client, path = signed_in("kurator"), f"/dokumen/{library['perwal']}"
    form = form_of(see(client, f"{path}/ubah"))
    with runtime.database.write() as session:
        fields = DocumentFields(description="Ditulis rekan sementara itu.")
        documents.edit(session, people["admin"], document_id=library["perwal"], fields=fields)
    answer = send(client, f"{path}/ubah", {**form, "author": "Bagian Hukum"})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    told = facts(see(client, path))
    assert told["Penulis"] == "Bagian Hukum"
    assert told["Deskripsi"] == "Ditulis rekan sementara itu."
    with runtime.database.read() as session:
        document = documents.get(session, people["kurator"], library["perwal"])
        newest = audit.history(session, object_type="document", object_id=library["perwal"])[0]
    assert document.provenance["author"] == "person"
    assert newest.after == {"author": "Bagian Hukum"}


def test_saving_nothing_changes_nothing(library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime) -> None:
    client, path = signed_in("kurator"), f"/dokumen/{library['perwal']}"
    with runtime.database.read() as session:
        before = len(audit.history(session, object_type="document", object_id=library["perwal"]))
    assert send(client, f"{path}/ubah", form_of(see(client, f"{path}/ubah"))).status_code == 303
    assert "Tidak ada isian yang berubah" in words(see(client, path))
    with runtime.database.read() as session:
        assert len(audit.history(session, object_type="document", object_id=library["perwal"])) == before


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Isi judul"),
        ("year", "dua ribu", "angka bulat"),
        ("year", "12", "Isi antara"),
        ("enacted_on", "31-12-2020", "tahun-bulan-hari"),
        ("kind", "entah", "Pilih salah satu"),
        ("author", "x" * 400, "terlalu panjang"),
        ("agency_id", "99", "tidak ditemukan"),
    ],
)
def test_a_refused_field_says_why_and_everything_typed_stays(
    field: str, value: str, said: str, library: Mapping[str, int], signed_in: SignedIn
) -> None:
    client, path = signed_in("kurator"), f"/dokumen/{library['perwal']}"
    form = {**form_of(see(client, f"{path}/ubah")), "description": "Tetap di sini", field: value}
    answer = send(client, f"{path}/ubah", form)
    assert answer.status_code == 422
    summary = answer.text.split('class="error-summary"')[1].split("</ul>", maxsplit=1)[0]
    assert said.casefold() in words(summary).casefold()
    assert f'href="#{field}"' in summary
    assert value_of(answer.text, "description") == "Tetap di sini"
    again = send(client, f"{path}/ubah", {**form_of(answer.text), field: value_of(see(client, f"{path}/ubah"), field)})
    assert again.status_code == 303
    assert facts(see(client, path))["Deskripsi"] == "Tetap di sini"


@pytest.mark.parametrize(
    ("field", "first", "second", "told"),
    [
        ("author", "Dari rekan", "Dari saya", "“Dari rekan”"),
        ("legal_status", "revoked", "unknown", "“Dicabut”"),
        ("enacted_on", "2023-05-02", "2023-05-03", "“2 Mei 2023”"),
        ("agency_id", "DINKES", "DISKOMINFO", "“Dinas Kesehatan”"),
        ("description", "", "Dari saya", "kosong"),
    ],
)
def test_what_somebody_else_changed_meanwhile_is_overwritten_only_knowingly(
    field: str, first: str, second: str, told: str, library: Mapping[str, int], signed_in: SignedIn, people: People
) -> None:
    mine, theirs, path = signed_in("kurator"), signed_in("admin"), f"/dokumen/{library['perwal']}"
    first, second = (str(people.agencies.get(value, value)) for value in (first, second))
    send(theirs, f"{path}/ubah", {"description": "Semula"})
    form = form_of(see(mine, f"{path}/ubah"))
    assert send(theirs, f"{path}/ubah", {field: first, "bukti_dilihat": "1"}).status_code == 303
    answer = send(mine, f"{path}/ubah", {**form, field: second, "scope": "Tetap di sini"})
    assert answer.status_code == 409
    assert f"Sudah diubah sejak halaman ini dibuka menjadi {told}." in words(answer.text)
    assert (value_of(answer.text, field), value_of(answer.text, "scope")) == (second, "Tetap di sini")
    stored = form_of(see(mine, f"{path}/ubah"))
    assert (stored[field], stored["scope"]) == (first, form["scope"]), "nothing of it is saved"
    assert send(mine, f"{path}/ubah", form_of(answer.text)).status_code == 303
    stored = form_of(see(mine, f"{path}/ubah"))
    assert (stored[field], stored["scope"]) == (second, "Tetap di sini")


def test_two_who_write_the_same_do_not_stand_in_each_others_way(
    library: Mapping[str, int], signed_in: SignedIn
) -> None:
    mine, path = signed_in("kurator"), f"/dokumen/{library['perwal']}/ubah"
    form = {**form_of(see(mine, path)), "author": "Bagian Hukum"}
    assert send(signed_in("admin"), path, {"author": "Bagian Hukum"}).status_code == 303
    assert send(mine, path, form).status_code == 303


def test_who_may_see_it_is_told_even_to_those_who_left_that_alone(
    library: Mapping[str, int], signed_in: SignedIn
) -> None:
    mine, path = signed_in("kurator"), f"/dokumen/{library['perwal']}/ubah"
    form = form_of(see(mine, path))
    assert send(signed_in("admin"), path, {"visibility": "restricted"}).status_code == 303
    answer = send(mine, path, {**form, "author": "Bagian Hukum"})
    assert answer.status_code == 409
    assert "Sudah diubah sejak halaman ini dibuka" in words(answer.text)
    assert value_of(answer.text, "visibility") == "restricted"
    assert value_of(see(mine, path), "author") == form["author"]
    assert send(mine, path, form_of(answer.text)).status_code == 303
    stored = form_of(see(mine, path))
    assert (stored["author"], stored["visibility"]) == ("Bagian Hukum", "restricted")


def test_an_operator_may_not_hand_a_document_to_another_agency(
    library: Mapping[str, int], signed_in: SignedIn, people: People
) -> None:
    client, path = signed_in("operator"), f"/dokumen/{library['pedoman']}"
    page = see(client, f"{path}/ubah")
    assert "Dinas Kesehatan" not in page
    answer = send(client, f"{path}/ubah", {**form_of(page), "agency_id": str(people.agencies["DINKES"])})
    assert answer.status_code == 422
    assert "OPD Anda sendiri" in words(answer.text)


def test_relations_are_recorded_shown_on_both_sides_and_removed(
    library: Mapping[str, int], signed_in: SignedIn
) -> None:
    client, path = signed_in("kurator"), f"/dokumen/{library['sop']}"
    added = send(client, f"{path}/relasi", {"type": "melaksanakan", "target": "perwali 12 tahun 2023"})
    assert (added.status_code, added.headers["location"]) == (303, f"{path}/relasi")
    assert f"/dokumen/{library['perwal']}" in links(section(see(client, path), "relasi"))
    other = section(see(client, f"/dokumen/{library['perwal']}"), "relasi")
    assert "Dilaksanakan dengan" in other
    twice = send(client, f"{path}/relasi", {"type": "melaksanakan", "target": "Perwali 12/2023"})
    assert twice.status_code == 422
    assert value_of(twice.text, "target") == "Perwali 12/2023"
    number = value_of(see(client, f"{path}/relasi"), "relasi")
    assert send(client, f"{path}/relasi/hapus", {"relasi": number}).status_code == 303
    assert "Belum dicatat" in section(see(client, path), "relasi")
    assert send(client, f"{path}/relasi/hapus", {"relasi": number}).status_code == 404


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"type": "", "target": "Perpres 95/2018"}, "type"),
        ({"type": "mengubah", "target": "peraturan itu"}, "target"),
        ({"type": "entah", "target": ""}, "type"),
    ],
)
def test_an_unclear_relation_is_asked_for_again(
    form: dict[str, str], field: str, library: Mapping[str, int], signed_in: SignedIn
) -> None:
    answer = send(signed_in("kurator"), f"/dokumen/{library['sop']}/relasi", form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert value_of(answer.text, "target") == form["target"]


def test_the_trail_is_told_in_words(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client, path = signed_in("kurator"), f"/dokumen/{library['perwal']}"
    form = {"legal_status": "revoked", "semula:legal_status": "in_force", "enacted_on": "2023-05-02"}
    form["bukti_dilihat"] = "1"
    assert send(client, f"{path}/ubah", form).status_code == 303
    newest = see(client, f"{path}/riwayat").split('class="rows__row"')[1]
    assert "Mengubah keterangan Kurator Uji" in words(newest)
    assert "Status hukum: Berlaku menjadi Dicabut" in words(newest)
    assert "Tanggal penetapan: kosong menjadi 2 Mei 2023" in words(newest)
    assert "Memastikan indikator" in words(see(client, f"{path}/riwayat"))
    assert "26. Manajemen Pengetahuan" in words(see(client, f"{path}/riwayat"))
