"""Instruments in a real database: installed once, renewed in place, read as trees and references."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from app.accounts.permissions import SYSTEM
from app.core.config import Settings
from app.core.db import Database
from app.core.errors import Conflict, NotFound
from app.core.migrations import upgrade
from app.evidence.checks import readiness_errors
from app.instruments import keeping, loader, service, uploading
from app.instruments.models import Indicator, Instrument, Level
from app.instruments.spec import InstrumentSpec
from tests.app.evidence.world import made_up_instrument

SPBE = "permenpanrb-59-2020"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("instruments") / "pustaka.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.write() as session:
        service.install_builtin(session)
    database.dispose()
    return path


@pytest.fixture
def session(installed: Path, tmp_path: Path) -> Iterator[Session]:
    path = tmp_path / "pustaka.db"
    shutil.copy(installed, path)
    database = Database(f"sqlite:///{path}")
    with database.write() as session:
        yield session
    database.dispose()


def keys(session: Session, instrument_id: str) -> dict[int, int | None]:
    rows = session.exec(select(Indicator).where(Indicator.instrument_id == instrument_id))
    return {row.number: row.id for row in rows}


def put(session: Session, spec: InstrumentSpec, edition: int) -> bool:
    return service.install(session, spec, source_yaml=f"# {spec.id}, terbitan {edition}")


def test_the_built_in_instrument_arrives_whole(session: Session) -> None:
    tree = service.tree(session, SPBE)
    assert [len(domain.aspects) for domain in tree.domains] == [1, 3, 2, 2]
    assert sum(len(aspect.indicators) for aspect in tree.aspects) == tree.instrument.indicator_total == 47
    levels = select(func.count()).select_from(Level).join(Indicator, col(Indicator.id) == Level.indicator_id)
    assert session.exec(levels.where(Indicator.instrument_id == SPBE)).one() == 235
    assert service.spec_of(session, SPBE) == loader.load_builtin(SPBE)


def test_installing_again_changes_nothing(session: Session) -> None:
    before = keys(session, SPBE)
    installed_at = session.get_one(Instrument, SPBE).installed_at
    service.install_builtin(session)
    assert keys(session, SPBE) == before
    assert session.get_one(Instrument, SPBE).installed_at == installed_at


def test_a_changed_file_is_installed_over_the_old_one(session: Session) -> None:
    row = session.get_one(Instrument, SPBE)
    row.checksum, row.title = "old", "Judul lama"
    session.flush()
    before = keys(session, SPBE)
    service.install_builtin(session)
    assert session.get_one(Instrument, SPBE).title != "Judul lama"
    assert keys(session, SPBE) == before


def test_the_installed_text_is_the_truth_after_a_restart(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_parsed", {})
    assert service.spec_of(session, SPBE) == loader.load_builtin(SPBE)


def test_renewing_keeps_the_keys_and_never_drops_an_indicator(session: Session) -> None:
    spec = made_up_instrument()
    assert put(session, spec, 1)
    before = keys(session, spec.id)
    first = replace(spec.indicators[0], name="Nama baru", levels=spec.indicators[0].levels[:4])
    assert put(session, replace(spec, indicators=(first, *spec.indicators[1:3])), 2)
    assert keys(session, spec.id) == before
    names = session.exec(select(Indicator.name).where(Indicator.id == before[1])).all()
    assert names == ["Nama baru"]
    levels = session.exec(select(Level).where(Level.indicator_id == before[1]).order_by(col(Level.value))).all()
    assert [level.value for level in levels] == [1, 2, 3, 4]
    assert [node.number for aspect in service.tree(session, spec.id).aspects for node in aspect.indicators] == [1, 2, 3]
    assert service.indicators_by_id(session, [before[4] or 0])[before[4] or 0].number == 4


def test_an_instrument_may_have_no_domains(session: Session) -> None:
    spec = made_up_instrument("pemdi", with_domains=False, whole=False)
    put(session, spec, 1)
    tree = service.tree(session, spec.id)
    assert tree.domains == ()
    assert [(aspect.number, len(aspect.indicators)) for aspect in tree.aspects] == [(1, 2), (2, 2)]
    ref = service.indicator(session, spec.id, 3).ref
    assert (ref.aspect_name, ref.domain_number, ref.domain_name) == ("Layanan publik", None, None)


def test_an_indicator_is_told_with_its_levels_and_hints(session: Session) -> None:
    put(session, made_up_instrument(), 1)
    detail = service.indicator(session, "contoh-2026", 2)
    assert (detail.ref.domain_name, detail.scale_name) == ("Kebijakan", "Kapabilitas proses")
    assert (detail.previous_number, detail.next_number) == (1, 3)
    third = detail.levels[2]
    assert (third.label, third.meaning, third.criterion) == ("terdefinisi", "Makna tingkat 3", "Kriteria 2.3")
    assert third.evidence[0].kind_label == "Dokumen kebijakan"
    assert detail.legal_basis[0].reference == "Perpres 95/2018 Pasal 52"
    ends = (service.indicator(session, "contoh-2026", 1), service.indicator(session, "contoh-2026", 4))
    assert (ends[0].previous_number, ends[1].next_number) == (None, None)


def test_every_built_in_indicator_can_be_opened(session: Session) -> None:
    for number in range(1, 48):
        detail = service.indicator(session, SPBE, number)
        assert detail.ref.id == service.indicator_id(session, SPBE, number)
        assert [level.value for level in detail.levels] == [1, 2, 3, 4, 5]
        assert all(level.meaning and level.criterion for level in detail.levels)


@pytest.mark.parametrize("number", [0, 48, -1, 10**30])
def test_an_unknown_indicator_is_not_found(session: Session, number: int) -> None:
    with pytest.raises(NotFound, match="tidak ada dalam instrumen"):
        service.indicator(session, SPBE, number)
    with pytest.raises(NotFound):
        service.indicator_id(session, SPBE, number)


def test_an_unknown_instrument_is_not_found(session: Session) -> None:
    for read in (service.spec_of, service.tree):
        with pytest.raises(NotFound, match="tidak ditemukan"):
            read(session, "lain")
    with pytest.raises(NotFound):
        service.indicator(session, "lain", 1)
    with pytest.raises(NotFound):
        service.indicator_id(session, "lain", 1)


def test_the_newest_instrument_is_listed_first(session: Session) -> None:
    put(session, made_up_instrument(), 1)
    put(session, replace(made_up_instrument("tanpa-tanggal"), in_force_from=None), 1)
    listed = [row.id for row in service.listing(session)]
    assert listed[-1] == "tanpa-tanggal"
    assert listed.index("contoh-2026") < listed.index(SPBE) < listed.index("permenpanrb-5-2018")


def test_references_are_fetched_in_one_go(session: Session) -> None:
    wanted = [service.indicator_id(session, SPBE, number) for number in (26, 1)]
    found = service.indicators_by_id(session, [*wanted, 4711, 10**30, -1])
    assert {ref.number for ref in found.values()} == {1, 26}
    assert service.indicators_by_id(session, []) == {}


def test_an_unread_revocation_is_told_as_hearsay(session: Session) -> None:
    service.install_builtin(session)
    told = next(row for row in service.listing(session) if row.id == "permenpanrb-59-2020").status_note
    assert "Nomor 8 Tahun 2026" in told
    assert "belum kami baca" in told


def test_a_value_from_elsewhere_needs_no_evidence(session: Session) -> None:
    newest = "permenpanrb-8-2026"
    asked = {number: service.indicator_id(session, newest, number) for number in (7, 9, 19)}
    assert {n: service.needs_evidence(session, key) for n, key in asked.items()} == {7: False, 9: True, 19: True}
    assert [error.field for error in readiness_errors("Indeks 2025.", [], {}, needs_items=False)] == []
    assert [error.field for error in readiness_errors("Indeks 2025.", [], {})] == ["items"]


def test_the_instrument_shown_first_is_the_one_chosen_last(session: Session, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert service.default_id(session, settings) == SPBE
    assert service.suggested_editions(session, settings)[0][0] == SPBE
    for chosen in ("permenpanrb-8-2026", "permenpanrb-5-2018", "permenpanrb-8-2026"):
        keeping.choose(session, SYSTEM, settings, instrument_id=chosen)
        assert service.default_id(session, settings) == chosen
        assert [key for key, _ in service.suggested_editions(session, settings)] == [chosen]
    with pytest.raises(Conflict):
        keeping.retire(session, SYSTEM, settings, instrument_id="permenpanrb-8-2026", is_retired=True)


def test_what_somebody_brought_outlives_the_one_that_comes_with_the_program(session: Session) -> None:
    source = loader.builtin_source(SPBE).replace("version: 2020-1", "version: 2020-ubahan")
    upload = uploading.upload(session, SYSTEM, source)
    assert uploading.preview(session, SYSTEM, upload.id).comparison.vanished == ()
    before = keys(session, SPBE)
    uploading.publish(session, SYSTEM, upload.id)
    service.install_builtin(session)
    assert service.spec_of(session, SPBE).version == "2020-ubahan"
    assert keys(session, SPBE) == before
    assert uploading.source(session, SPBE) == source
