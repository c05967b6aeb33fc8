"""The reviewer's queue and decisions: oldest first, four eyes, nothing accepted unseen, nothing typed lost."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from app.core.runtime import Runtime
from app.evidence import service
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import see, send, value_of, words
from tests.support.people import People


def decided(runtime: Runtime, people: People) -> tuple[str, Decimal | None]:
    with runtime.database.read() as session:
        row = service.get_evidence(session, people["peninjau"], evidence_id=2)
    return row.state, row.verified_level


def answer_fields(page: str, **fields: str) -> dict[str, str]:
    return {"as_submitted_at": value_of(page, "as_submitted_at"), **fields}


def test_the_queue_names_what_waits(library: Mapping[str, int], signed_in: SignedIn) -> None:
    seen = words(see(signed_in("peninjau"), "/tinjau"))
    assert "1 bukti dukung menunggu keputusan" in seen
    assert "Dinas Komunikasi dan Informatika · Indikator 1" in seen


@pytest.mark.parametrize(
    ("query", "waiting"), [("aspek=1", 1), ("aspek=7", 0), ("opd=1", 1), ("opd=2", 0), ("opd=x", 1)]
)
def test_the_queue_is_filtered_by_agency_and_aspect(
    library: Mapping[str, int], signed_in: SignedIn, query: str, waiting: int
) -> None:
    page = see(signed_in("peninjau"), f"/tinjau?penilaian=1&{query}")
    assert page.count("menunggu sejak hari ini") == waiting
    assert ("Hapus saringan" in page) == (waiting == 0)


@pytest.mark.parametrize("username", ["operator", "kurator", "pembaca"])
def test_only_reviewers_have_a_queue_and_decide(library: Mapping[str, int], signed_in: SignedIn, username: str) -> None:
    client = signed_in(username)
    see(client, "/tinjau", status=403)
    for action in ("terima", "kembalikan", "tinjau-ulang"):
        assert send(client, f"/bukti/2/{action}", {"level": "3", "reason": "x"}).status_code == 403


def test_accepting_sets_the_level(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client = signed_in("peninjau")
    page = see(client, "/bukti/2")
    assert value_of(page, "level") == "3"
    assert send(client, "/bukti/2/terima", answer_fields(page, level="3")).status_code == 303
    assert decided(runtime, people) == ("accepted", Decimal(3))
    assert "Diterima pada tingkat 3" in words(see(client, "/bukti/2"))
    assert "Semua sudah ditinjau" in see(client, "/tinjau")


def test_lowering_the_level_needs_a_word(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client = signed_in("peninjau")
    page = see(client, "/bukti/2")
    refused = send(client, "/bukti/2/terima", answer_fields(page, level="2"))
    assert refused.status_code == 422
    assert '<a href="#note">' in refused.text
    assert value_of(refused.text, "level") == "2"
    assert decided(runtime, people) == ("submitted", None)
    note = "Pasalnya baru mengatur sebagian."
    assert send(client, "/bukti/2/terima", answer_fields(page, level="2", note=note)).status_code == 303
    assert decided(runtime, people) == ("accepted", Decimal(2))
    assert note in words(see(signed_in("operator"), "/bukti/2"))


def test_returning_needs_a_reason(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client = signed_in("peninjau")
    page = see(client, "/bukti/2")
    refused = send(client, "/bukti/2/kembalikan", answer_fields(page, reason=" "))
    assert (refused.status_code, '<a href="#reason">' in refused.text) == (422, True)
    assert send(client, "/bukti/2/kembalikan", answer_fields(page, reason="Tunjuk pasalnya.")).status_code == 303
    assert decided(runtime, people) == ("returned", None)


def test_an_acceptance_is_taken_back_with_a_reason(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client = signed_in("peninjau")
    send(client, "/bukti/2/terima", answer_fields(see(client, "/bukti/2"), level="3"))
    assert send(client, "/bukti/2/tinjau-ulang", {"reason": ""}).status_code == 422
    assert send(client, "/bukti/2/tinjau-ulang", {"reason": "Salah pasal."}).status_code == 303
    assert decided(runtime, people) == ("submitted", None)


def test_what_was_changed_meanwhile_is_not_accepted_unseen(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client = signed_in("peninjau")
    fields = answer_fields(see(client, "/bukti/2"), reason="Kurang tepat.")
    with runtime.database.write() as session:
        service.withdraw(session, people["operator"], evidence_id=2)
        service.submit(session, people["operator"], evidence_id=2)
    answer = send(client, "/bukti/2/kembalikan", fields)
    assert answer.status_code == 409
    assert "diajukan ulang sesudah Anda membukanya" in words(answer.text)
    assert value_of(answer.text, "reason") == "Kurang tepat."
    assert value_of(answer.text, "as_submitted_at") != fields["as_submitted_at"]
    assert send(client, "/bukti/2/terima", {"level": "3"}).status_code == 409
    assert decided(runtime, people) == ("submitted", None)


def test_nobody_decides_on_their_own_work(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    """An admin who submitted for an agency sees why there are no buttons, and is refused when trying anyway."""
    with runtime.database.write() as session:
        service.submit(session, people["admin"], evidence_id=1)
    client = signed_in("admin")
    page = see(client, "/bukti/1")
    assert "Menunggu peninjau lain" in words(page)
    assert "/bukti/1/terima" not in page
    assert "Anda penyusunnya" in words(see(client, "/tinjau"))
    shown = see(signed_in("peninjau"), "/bukti/1")
    refused = send(client, "/bukti/1/terima", answer_fields(shown, level="3"))
    assert refused.status_code == 403
    assert "harus diputuskan oleh peninjau lain" in words(refused.text)


def test_a_level_that_is_none_is_refused(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("peninjau")
    fields = answer_fields(see(client, "/bukti/2"), level="tinggi", note="Catatan panjang")
    answer = send(client, "/bukti/2/terima", fields)
    assert answer.status_code == 422
    assert '<a href="#level">Pilih tingkat' in answer.text
    assert value_of(answer.text, "note") == "Catatan panjang"
