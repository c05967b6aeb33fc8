"""kill -9 at every step of a backup, a restore, a deletion for good and a re-reading: nothing is lost or half there."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from app import composition
from app.accounts.permissions import SYSTEM
from app.core.config import Settings
from app.doctoring import examine
from app.documents.models import Document
from app.preservation import alarms, backing_up, purging, released, restoring, rounds
from app.preservation.models import Tombstone
from storage.backup import PARTIAL_SUFFIX
from tests.app.preservation.harm import change_a_byte, everything, sha256_of
from tests.conftest import settings_in
from tests.crash.stepping import killed_at_every_step

pytestmark = pytest.mark.slow
FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "backup-format-1.tar"


def is_sound(settings: Settings) -> bool:
    with composition.runtime(settings) as parts:
        return examine(parts).ok


def test_a_backup_that_dies_is_carried_on_and_never_taken_for_whole(
    library: Mapping[str, int], settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "cadangan.tar"

    def back_up() -> None:
        with composition.runtime(settings) as parts:
            backing_up.back_up(parts, target)

    deaths = 0
    for _ in killed_at_every_step(back_up):
        deaths += 1
        if not target.exists():
            back_up()
        assert restoring.check(target).blobs == len(library)
        target.unlink()
        assert not target.with_name(target.name + PARTIAL_SUFFIX).exists()
    assert deaths > 3
    assert is_sound(settings)


def test_a_restore_that_dies_is_no_library_until_it_is_whole(tmp_path: Path) -> None:
    """From the small archive, since each death is followed by a whole restore; every third step."""
    calm, target = settings_in(tmp_path / "tenang"), settings_in(tmp_path / "pulih")
    restoring.restore(FIXTURE, calm)
    with composition.runtime(calm) as parts:
        before = everything(parts)
    seen = set()
    for _ in killed_at_every_step(lambda: restoring.restore(FIXTURE, target), stride=3):
        is_there = composition.is_initialised(target)
        seen.add(is_there)
        if not is_there:
            restoring.restore(FIXTURE, target)
        with composition.runtime(target) as parts:
            assert everything(parts) == before
            assert {finding.severity for finding in examine(parts).findings} <= {"info"}
        shutil.rmtree(target.data_dir)
    assert False in seen


def test_a_deletion_that_dies_is_whole_or_has_not_happened(
    library: Mapping[str, int], settings: Settings, tmp_path: Path
) -> None:
    document_id, copy = library["buangan"], settings_in(tmp_path / "salinan")

    def fresh() -> None:
        shutil.rmtree(copy.data_dir, ignore_errors=True)
        shutil.copytree(settings.data_dir, copy.data_dir)

    def purge() -> None:
        with composition.runtime(copy) as parts:
            with parts.database.write() as session:
                purging.purge(session, SYSTEM, document_id=document_id, reason="Memuat data pribadi")
            released.let_go(parts, idle_seconds=0)

    fresh()
    ends = set()
    for _ in killed_at_every_step(purge):
        with composition.runtime(copy) as parts:
            with parts.database.read() as session:
                is_gone = session.get(Document, document_id) is None
                assert (session.get(Tombstone, document_id) is not None) == is_gone
            ends.add(is_gone)
            assert examine(parts).ok
            released.let_go(parts, idle_seconds=0)
            files = len(list(parts.store.iter_all()))
        assert files == len(library) - is_gone
        fresh()
    assert ends == {True, False}


def test_a_round_that_dies_is_made_up_for(library: Mapping[str, int], settings: Settings, tmp_path: Path) -> None:
    with composition.runtime(settings) as parts:
        harmed = sha256_of(parts, library["sop"])
        change_a_byte(parts, harmed)

    def read() -> None:
        with composition.runtime(settings) as parts:
            rounds.read_everything(parts)

    for _ in killed_at_every_step(read):
        with composition.runtime(settings) as parts:
            rounds.read_everything(parts)
            with parts.database.read() as session:
                assert [alarm.sha256 for alarm in alarms.listing(session)] == [harmed]
