"""The coverage map: every number is what its documents are for whoever looks, and a few statements make all of it."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest
import time_machine
from openpyxl import load_workbook

from app.accounts.permissions import Actor
from app.core.db import Database
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.coverage import exporting, service
from app.coverage.schemas import Cell, CoverageMap, Dated, Freshness, IndicatorCoverage
from app.coverage.workbook import coverage_workbook
from app.documents.models import Kind, TagState
from app.evidence import service as evidence
from tests.app.coverage.conftest import INSTRUMENT
from tests.support.counting import count_queries
from tests.support.people import People

NOW = datetime.fromisoformat("2026-11-22T10:00:00+07:00")
WHO = ("pengunjung", "pembaca", "operator", "operator2", "kurator", "admin")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def read(runtime: Runtime, actor: Actor, instrument_id: str = INSTRUMENT) -> CoverageMap:
    with runtime.database.read() as session:
        return service.read(session, actor, runtime.settings, instrument_id)


def cells(line: IndicatorCoverage) -> Iterator[tuple[Cell, int]]:
    """Every number of an indicator, those that are 0 among them."""
    yield Cell(), line.confirmed
    yield Cell(TagState.SUGGESTED), line.suggested
    for kind in Kind:
        yield Cell(kind=kind), line.kinds.get(kind, 0)
    for age in Freshness:
        yield Cell(freshness=age), line.freshness.get(age, 0)
    for level, count in line.levels.items():
        yield Cell(level=level), count
    for agency_id, count in line.agencies.items():
        yield Cell(agency_id=agency_id), count


@pytest.mark.parametrize("who", WHO)
def test_every_number_is_what_it_opens(who: str, runtime: Runtime, people: People, mapped: Mapping[str, int]) -> None:
    found, seen = read(runtime, people[who]), 0
    for line in found.lines.values():
        for cell, count in cells(line):
            with runtime.database.read() as session:
                listed = service.documents_in(
                    session,
                    people[who],
                    runtime.settings,
                    indicator_id=line.node.id,
                    cell=cell,
                    part=Slice(limit=100),
                )
            assert (listed.total, len(listed.items)) == (count, count), (line.node.number, cell)
            seen += count
    assert seen > 20


def test_the_views_of_an_indicator_add_up(runtime: Runtime, people: People, mapped: Mapping[str, int]) -> None:
    for line in read(runtime, people["kurator"]).lines.values():
        for view in (line.kinds, line.freshness, line.levels, line.agencies):
            assert sum(view.values()) == line.confirmed


def test_what_is_hidden_counts_for_nobody_else(runtime: Runtime, people: People, mapped: Mapping[str, int]) -> None:
    counts = {who: read(runtime, people[who]).lines[26].confirmed for who in WHO}
    # perwal is public, pedoman internal, the report restricted to DINKES; what lies in the trash counts nowhere.
    assert counts == {"pengunjung": 1, "pembaca": 2, "operator": 2, "operator2": 3, "kurator": 3, "admin": 3}


def test_ages_are_told_apart_to_the_day(runtime: Runtime, people: People, mapped: Mapping[str, int]) -> None:
    line = read(runtime, people["kurator"]).lines[1]
    assert line.freshness == {
        Freshness.FRESH: 4,  # muda, diundangkan, setahun, terbatas
        Freshness.OLD: 2,  # tua; perwal, of which only 2023 is known
        Freshness.UNDATED: 1,
        Freshness.REVOKED: 1,
    }
    assert line.newest == Dated(date(2026, 3, 1))
    for moment, fresh in (("2027-06-30", True), ("2027-07-01", True), ("2027-07-02", False)):
        with time_machine.travel(datetime.fromisoformat(f"{moment}T10:00:00+07:00"), tick=False):
            assert (mapped["diundangkan"] in _fresh(runtime, people["kurator"])) is fresh
    with time_machine.travel(datetime.fromisoformat("2027-01-01T10:00:00+07:00"), tick=False):
        assert mapped["setahun"] in _fresh(runtime, people["kurator"])
    with time_machine.travel(datetime.fromisoformat("2028-02-29T10:00:00+07:00"), tick=False):
        assert read(runtime, people["kurator"]).lines[1].is_only_old is False


def _fresh(runtime: Runtime, actor: Actor) -> set[int]:
    node = read(runtime, actor).lines[1].node
    with runtime.database.read() as session:
        cell, part = Cell(freshness=Freshness.FRESH), Slice(limit=100)
        found = service.documents_in(session, actor, runtime.settings, indicator_id=node.id, cell=cell, part=part)
    return {row.id for row in found.items}


def test_accepted_evidence_is_told_to_those_who_see_evidence(
    runtime: Runtime, people: People, mapped: Mapping[str, int], database: Database
) -> None:
    with database.write() as session:
        evidence.accept(session, people["peninjau"], evidence_id=2)
    assert sum(read(runtime, people["operator2"]).lines[1].accepted.values()) == 1
    assert not any(line.accepted for line in read(runtime, people["pembaca"]).lines.values())


def test_a_map_takes_few_statements_whatever_it_shows(
    runtime: Runtime, people: People, mapped: Mapping[str, int]
) -> None:
    read(runtime, people["operator"])
    counted = []
    for instrument_id in (INSTRUMENT, "permenpanrb-8-2026"):
        with count_queries(runtime.database.engine) as queries:
            found = read(runtime, people["operator"], instrument_id)
        counted.append((len(queries), len(found.lines)))
    assert counted == [(counted[0][0], 47), (counted[0][0], 20)]
    assert counted[0][0] <= 10


def test_the_table_is_the_map(runtime: Runtime, people: People, mapped: Mapping[str, int]) -> None:
    found = read(runtime, people["kurator"])
    rows = list(csv.DictReader(io.StringIO(exporting.coverage_table(found).removeprefix("\ufeff"))))
    assert len(rows) == len(found.lines)
    assert {row["Indikator"]: int(row["Dokumen"]) for row in rows} == {
        str(number): line.confirmed for number, line in found.lines.items()
    }
    assert sum(int(row["Laporan"]) for row in rows) == sum(
        line.kinds.get(Kind.REPORT, 0) for line in found.lines.values()
    )


def test_no_cell_of_a_table_is_computed(runtime: Runtime, people: People, mapped: Mapping[str, int]) -> None:
    found = read(runtime, people["kurator"])
    line = found.lines[1]
    named = replace(line.node, short_name="=HYPERLINK(1)")
    written = exporting.coverage_table(replace(found, lines={**found.lines, 1: replace(line, node=named)}))
    assert "'=HYPERLINK(1)" in written
    assert ",=HYPERLINK" not in written


def test_the_workbook_has_a_sheet_for_each_view_with_real_cells(
    runtime: Runtime, people: People, mapped: Mapping[str, int]
) -> None:
    found = read(runtime, people["kurator"])
    (one_id, code, _), *others = found.agencies
    found = replace(found, agencies=((one_id, code, "=1+1\x00"), *others))
    book = load_workbook(io.BytesIO(coverage_workbook(found)))
    assert book.sheetnames == ["Jumlah", "Kesegaran", "Tingkat", "Jenis dokumen", "OPD"]
    for sheet in book:
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        assert [(row[2], row[5]) for row in rows] == [(n, line.confirmed) for n, line in sorted(found.lines.items())]
    head = book["OPD"]["G1"]
    assert (head.value, head.data_type) == ("=1+1", "s")
    newest = [cell.value for cell in book["Jumlah"]["H"][1:] if cell.value is not None]
    assert newest
    assert all(isinstance(value, datetime | int) for value in newest)
    ages = [
        sum(int(str(count)) for count in row[6:]) for row in book["Kesegaran"].iter_rows(min_row=2, values_only=True)
    ]
    assert ages == [line.confirmed for _, line in sorted(found.lines.items())]
