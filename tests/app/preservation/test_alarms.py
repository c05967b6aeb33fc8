"""The alarm itself is tested: harm on the disk rings on the page, by exit code and as a notice, until it is healed."""

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlmodel import select, update
from typer.testing import CliRunner

from app.cli import cli
from app.core.clock import now
from app.core.runtime import Runtime
from app.documents.models import Revision
from app.notices.models import Notice
from app.preservation import alarms, rounds
from app.preservation import service as care
from app.preservation.models import FixityCheck
from tests.app.preservation.harm import change_a_byte, leave_an_orphan, path_of, sha256_of
from tests.conftest import SignedIn, WorkQueue
from tests.frontend.pages.visiting import see, send, words

PEOPLE = ("operator", "kurator", "admin")


def run(runtime: Runtime, *given: str) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(cli, [*given, "--json", "--data-dir", str(runtime.settings.data_dir)])
    return done.exit_code, json.loads(done.stdout)


def make_due(runtime: Runtime) -> None:
    """As if every file had come in long ago."""
    with runtime.database.write() as session:
        session.execute(update(Revision).values(created_at=now() - timedelta(days=400)))


def raised(runtime: Runtime) -> dict[str, str]:
    with runtime.database.read() as session:
        return {alarm.sha256: alarm.problem for alarm in alarms.listing(session)}


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["altered", "missing", "unreadable"])
def test_a_harmed_file_rings_everywhere_until_it_is_whole(
    harm: str, library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    sha256 = sha256_of(runtime, library["sop"])
    path = path_of(runtime, sha256)
    content = change_a_byte(runtime, sha256)
    if harm != "altered":
        path.unlink()
    if harm == "unreadable":
        path.mkdir()
    make_due(runtime)
    care.ask_for_rounds(runtime)
    work_queue()
    assert raised(runtime) == {sha256: harm}
    page = words(see(signed_in("admin"), "/admin"))
    assert "Alarm: 1 berkas bermasalah" in page
    assert "SOP Pencadangan Data" in page
    assert "pustaka fixity --all --from CADANGAN" in page
    assert "Alarm: 1 berkas tersimpan bermasalah" in words(see(signed_in("admin"), "/dokumen"))
    assert "Alarm" not in words(see(signed_in("kurator"), "/dokumen"))
    code, told = run(runtime, "fixity")
    assert (code, told["ok"]) == (1, False)
    assert run(runtime, "doctor")[0] == 1
    with runtime.database.read() as session:
        assert [notice.kind for notice in session.exec(select(Notice))].count("alarm") == 1
    if harm == "unreadable":
        path.rmdir()
    path.write_bytes(content)
    assert send(signed_in("admin"), "/admin/alarm/periksa-lagi").status_code == 303
    work_queue()
    assert raised(runtime) == {}
    assert "Tidak ada alarm" in words(see(signed_in("admin"), "/admin"))
    assert run(runtime, "fixity", "--all")[0] == 0
    assert run(runtime, "doctor") == (0, {"ok": True, "findings": []})


@pytest.mark.parametrize("harm", ["altered", "missing"])
def test_a_file_known_to_be_damaged_is_not_handed_out(
    harm: str, library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    path = path_of(runtime, sha256_of(runtime, library["sop"]))
    content = change_a_byte(runtime, path.name)
    if harm == "missing":
        path.unlink()
    rounds.read_everything(runtime)
    for address in (f"/api/v1/documents/{library['sop']}/file", f"/dokumen/{library['sop']}/berkas?unduh=1"):
        refused = signed_in("operator").get(address)
        assert (refused.status_code, refused.json()["type"].split("#")[-1]) == (409, "berkas-rusak")
    seen = {
        name: words(see(signed_in(name), f"/dokumen/{library['sop']}")) for name in ("operator", "kurator", "admin")
    }
    said = "tidak lagi sama dengan saat disimpan" if harm == "altered" else "hilang dari tempat penyimpanan"
    assert all(said in page for page in seen.values())
    assert "Admin sudah diberi tahu" in seen["kurator"]
    assert "cara memulihkannya" in seen["admin"]
    assert "Admin sudah" not in seen["operator"]
    assert said in words(see(signed_in("operator"), f"/dokumen/{library['sop']}/baca"))
    path.write_bytes(content)
    rounds.read_everything(runtime)
    assert signed_in("operator").get(f"/api/v1/documents/{library['sop']}/file").status_code == 200


def test_nothing_due_is_said_and_every_voice_names_the_same_remedy(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    change_a_byte(runtime, sha256_of(runtime, library["sop"]))
    place = ("--data-dir", str(runtime.settings.data_dir))
    early = CliRunner().invoke(cli, ["fixity", *place])
    assert early.exit_code == 0
    assert "jatuh tempo" in early.stdout
    assert "--all" in early.stdout
    every = CliRunner().invoke(cli, ["fixity", "--all", *place])
    later = CliRunner().invoke(cli, ["fixity", *place])
    doctor = CliRunner().invoke(cli, ["doctor", *place])
    assert (every.exit_code, later.exit_code, doctor.exit_code) == (1, 1, 1)
    assert "jatuh tempo" not in every.stdout
    assert "SOP Pencadangan Data" in later.stdout
    remedy = "Ambil kembali dari cadangan: `pustaka fixity --all --from CADANGAN`."
    assert all(remedy in " ".join(said.stdout.split()) for said in (every, later, doctor))
    assert remedy.replace("`", "").rstrip(".") in words(see(signed_in("admin"), "/admin"))


def test_curators_and_the_uploader_hear_of_damage_once(library: Mapping[str, int], runtime: Runtime) -> None:
    change_a_byte(runtime, sha256_of(runtime, library["sop"]))
    rounds.read_everything(runtime)
    rounds.read_everything(runtime)
    with runtime.database.read() as session:
        told = session.exec(select(Notice).where(Notice.kind == "alarm.document")).all()
        uploader = session.exec(select(Revision.created_by).where(Revision.document_id == library["sop"])).one()
    assert len({notice.user_id for notice in told}) == len(told)
    assert uploader in {notice.user_id for notice in told}
    assert {notice.link for notice in told} == {f"/dokumen/{library['sop']}"}


def test_a_file_of_nobody_rings_after_a_day_and_can_be_let_go(
    library: Mapping[str, int], runtime: Runtime, work_queue: WorkQueue, signed_in: SignedIn
) -> None:
    fresh = runtime.store.put([b"sedang diunggah"])
    orphan = leave_an_orphan(runtime)
    care.ask_for_rounds(runtime)
    work_queue()
    assert raised(runtime) == {orphan: "orphan"}
    assert "tidak dimiliki dokumen mana pun" in words(see(signed_in("admin"), "/admin"))
    assert run(runtime, "fixity")[0] == 1
    assert run(runtime, "doctor")[0] == 1
    code, told = run(runtime, "fixity", "--discard-orphans")
    assert (code, told["discarded"]) == (0, 1)
    assert runtime.store.stat(orphan) is None
    assert runtime.store.stat(fresh.sha256) == fresh


def test_an_orphan_that_a_document_takes_is_none(library: Mapping[str, int], runtime: Runtime) -> None:
    orphan = leave_an_orphan(runtime)
    rounds.look_for_orphans(runtime)
    with runtime.database.write() as session:
        session.execute(update(Revision).where(Revision.document_id == library["sop"]).values(sha256=orphan))  # type: ignore[arg-type]
    rounds.look_for_orphans(runtime)
    assert orphan not in raised(runtime)


def test_the_oldest_look_comes_first_and_the_budget_ends_a_slice(library: Mapping[str, int], runtime: Runtime) -> None:
    make_due(runtime)
    with runtime.database.write() as session:
        names = sorted(set(session.exec(select(Revision.sha256))))
        for age, sha256 in enumerate(names, start=40):
            session.add(FixityCheck(sha256=sha256, checked_at=now() - timedelta(days=age)))
    small = runtime.settings.model_copy(update={"fixity_bytes_per_hour": 60})
    poor = Runtime(small, runtime.database, runtime.store, runtime.generations)
    assert rounds.read_due(poor).blobs == 1
    with runtime.database.read() as session:
        latest = session.exec(select(FixityCheck.sha256).order_by(FixityCheck.checked_at.desc())).first()  # type: ignore[attr-defined]
        assert latest == names[-1]
        assert rounds.allowed_now(session, poor) < 0
    assert rounds.read_due(poor).blobs == 0
    assert rounds.read_due(runtime).blobs == len(names) - 1
    with runtime.database.read() as session:
        assert not rounds.is_anything_due(session, runtime)


def test_a_round_that_was_cut_off_goes_on_where_it_was(library: Mapping[str, int], runtime: Runtime) -> None:
    make_due(runtime)
    with runtime.database.write() as session:
        done = session.exec(select(Revision.sha256)).first()
        assert done is not None
        session.add(FixityCheck(sha256=done))
        total = len(set(session.exec(select(Revision.sha256))))
    assert rounds.read_due(runtime).blobs == total - 1


def test_rounds_are_asked_for_once_and_again_after_a_day(runtime: Runtime, work_queue: WorkQueue) -> None:
    care.ask_for_rounds(runtime)
    care.ask_for_rounds(runtime)
    assert work_queue().done == 1
    care.ask_for_rounds(runtime)
    assert work_queue().done == 0
