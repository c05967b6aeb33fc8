"""The pages of assessments: figures that admit what is missing, what each role sees, and opening and closing one."""

from collections.abc import Mapping

import pytest

from app.core.runtime import Runtime
from app.evidence import service
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import heading, see, send, value_of, words
from tests.support.people import People


def accept_the_submitted_one(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        service.accept(session, people["peninjau"], evidence_id=2)


@pytest.mark.parametrize("path", ["/penilaian", "/penilaian/1", "/penilaian/1/indikator/26", "/tinjau", "/bukti/1"])
def test_a_visitor_signs_in_first_and_comes_back(library: Mapping[str, int], signed_in: SignedIn, path: str) -> None:
    answer = signed_in("pengunjung").get(path, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/masuk")
    assert path.replace("/", "%2F") in answer.headers["location"]


def test_a_reader_may_not_see_assessments(library: Mapping[str, int], signed_in: SignedIn) -> None:
    assert "belum memiliki izin" in words(see(signed_in("pembaca"), "/penilaian", status=403))


def test_an_index_that_lacks_indicators_says_so(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    accept_the_submitted_one(runtime, people)
    seen = words(see(signed_in("operator"), "/penilaian/1"))
    assert "46 dari 47 indikator belum memiliki bukti dukung yang diterima" in seen
    assert "Angka sementara" in seen
    assert "Indikator dengan bukti diterima 1" in seen


def test_operators_see_their_own_work_and_reviewers_that_of_all(
    library: Mapping[str, int], signed_in: SignedIn
) -> None:
    own, all_of_them = see(signed_in("operator"), "/penilaian/1"), see(signed_in("peninjau"), "/penilaian/1")
    assert "Bukti dukung Dinas Komunikasi dan Informatika" in words(own)
    assert "Kemajuan per OPD" not in own
    assert "Kemajuan per OPD" in all_of_them
    assert "Dinas Kesehatan belum mulai" in words(all_of_them)
    strange = words(see(signed_in("operator2"), "/penilaian/1"))
    assert "1 diajukan" not in strange
    assert "1 dikerjakan" not in strange


@pytest.mark.parametrize(
    ("condition", "shown"),
    [("", 47), ("diajukan", 1), ("belum-selesai", 1), ("tanpa-bukti", 45), ("diterima", 0), ("bukan-keadaan", 47)],
)
def test_indicators_are_filtered_by_what_is_under_way(
    library: Mapping[str, int], signed_in: SignedIn, condition: str, shown: int
) -> None:
    page = see(signed_in("operator"), f"/penilaian/1?keadaan={condition}")
    assert f"{shown} dari 47 indikator" in words(page)


def test_a_reviewer_narrows_to_one_agency(library: Mapping[str, int], signed_in: SignedIn, people: People) -> None:
    key = people.agencies["DINKES"]
    page = see(signed_in("peninjau"), f"/penilaian/1?opd={key}&keadaan=tanpa-bukti")
    assert "47 dari 47 indikator" in words(page)
    assert value_of(page, "opd") == str(key)


def test_other_agencies_show_only_what_was_accepted(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    path = f"/penilaian/1/opd/{people.agencies['DISKOMINFO']}"
    assert "Belum ada bukti dukung di sini" in words(see(signed_in("operator2"), path))
    accept_the_submitted_one(runtime, people)
    assert words(see(signed_in("operator2"), path)).count("Tingkat 3 (") == 1
    assert words(see(signed_in("operator"), path)).count("Tingkat 3 (") == 2
    assert words(see(signed_in("operator"), f"{path}?keadaan=draft")).count("Tingkat 3 (") == 1


def test_the_reviewing_team_opens_an_assessment(signed_in: SignedIn) -> None:
    client = signed_in("peninjau")
    assert "Belum ada penilaian" in see(client, "/penilaian")
    fields = {"title": "Penilaian Mandiri 2027", "year": "2027", "instrument": "permenpanrb-59-2020", "opens_on": ""}
    made = send(client, "/penilaian/baru", fields)
    assert (made.status_code, made.headers["location"]) == (303, "/penilaian/1")
    assert heading(see(client, "/penilaian/1")) == "Penilaian Mandiri 2027"


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("title", "", "Beri nama penilaian"),
        ("year", "dua ribu", "Tulis tahun dengan empat angka"),
        ("closes_on", "2027-01-01", "Tanggal tutup tidak boleh mendahului"),
        ("opens_on", "kemarin", "Isi tanggal dengan bentuk"),
    ],
)
def test_a_refused_assessment_keeps_what_was_typed(signed_in: SignedIn, name: str, typed: str, message: str) -> None:
    fields = {"title": "Penilaian 2027", "year": "2027", "instrument": "permenpanrb-59-2020", "opens_on": "2027-03-01"}
    client = signed_in("peninjau")
    answer = send(client, "/penilaian/baru", {**fields, name: typed})
    assert answer.status_code == 422
    assert f'<a href="#{name}">{message}' in answer.text
    assert {key: value_of(answer.text, key) for key in fields} == {
        **fields,
        **({name: typed} if name in fields else {}),
    }
    assert "Belum ada penilaian" in see(client, "/penilaian")


def test_operators_do_not_manage_assessments(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("operator")
    assert "/penilaian/baru" not in see(client, "/penilaian")
    see(client, "/penilaian/baru", status=403)
    assert send(client, "/penilaian/1/tutup").status_code == 403


def test_closing_asks_first_and_can_be_taken_back(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("peninjau")
    assert "tidak dapat diubah lagi" in see(client, "/penilaian/1/tutup")
    assert send(client, "/penilaian/1/tutup").headers["location"] == "/penilaian/1"
    assert "Buka kembali" in see(client, "/penilaian/1")
    assert "Penilaian yang sudah ditutup" in see(client, "/penilaian")
    see(signed_in("operator"), "/penilaian/1/indikator/26/bukti-baru", status=409)
    assert send(client, "/penilaian/1/buka").status_code == 303
    assert "Tutup penilaian" in see(client, "/penilaian/1")


@pytest.mark.parametrize("path", ["/penilaian/99", "/penilaian/1/opd/99", "/penilaian/1/indikator/99", "/penilaian/x"])
def test_what_is_not_there_is_not_found(library: Mapping[str, int], signed_in: SignedIn, path: str) -> None:
    see(signed_in("admin"), path, status=404)
