"""From an instrument to its tagger: what its file says is what the tagger weighs."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from app.ingest.suggesting import made_on, tagger_of
from app.instruments.loader import load_builtin
from indexer.tagger import Dates

TODAY = date(2026, 11, 22)


def test_a_later_instrument_knows_the_names_that_an_earlier_one_gave_to_evidence() -> None:
    found = tagger_of(load_builtin("permenpanrb-8-2026")).suggest(
        (), title="Manual Book Aplikasi SIMPEG", kind="manual"
    )
    continuing = {
        indicator.number
        for indicator in load_builtin("permenpanrb-8-2026").indicators
        if any(36 in earlier.indicators for earlier in indicator.continues)
    }
    assert continuing & {one.number for one in found}
    assert any(reason.phrase == "SIMPEG" for reason in found[0].reasons)


def test_a_policy_about_a_thing_and_the_thing_done_go_to_their_indicators() -> None:
    tagger = tagger_of(load_builtin("permenpanrb-59-2020"))
    policy = tagger.suggest((), title="Peraturan Wali Kota Sagara tentang Satu Data", kind="regulasi")
    meeting = tagger.suggest((), title="Notula Rapat Satu Data Kota Sagara", kind="laporan")
    assert (policy[0].number, meeting[0].number) == (3, 23)


def test_levels_follow_the_rules_of_the_instrument() -> None:
    tagger = tagger_of(load_builtin("permenpanrb-59-2020"))
    dates = Dates(date(2023, 3, 1), TODAY)
    old = tagger.suggest((), title="Laporan Audit TIK", kind="laporan", dates=dates)[0].level
    new = tagger.suggest((), title="Laporan Audit TIK", kind="laporan", dates=Dates(date(2026, 3, 1), TODAY))[0].level
    assert old is not None
    assert new is not None
    assert (old.value, new.value) == (Decimal(1), Decimal(3))
    assert "dua tahun" in old.rule


@pytest.mark.parametrize(
    ("instrument", "title", "kind", "made", "levels"),
    [
        ("permenpanrb-8-2026", "Rancangan Peta Rencana Pemerintah Digital", "rencana", 2026, {1: 1}),
        ("permenpanrb-8-2026", "Peta Rencana Pemerintah Digital", "rencana", 2026, {1: 2}),
        ("permenpanrb-8-2026", "Laporan Reviu Manajemen Risiko SPBE", "laporan", 2026, {2: 4}),
        ("permenpanrb-8-2026", "Laporan Reviu Manajemen Risiko SPBE", "laporan", 2022, {2: None}),
        ("permenpanrb-8-2026", "Laporan Audit Keamanan Aplikasi", "laporan", 2026, {9: 2}),
        ("permenpanrb-8-2026", "Laporan Audit Eksternal Keamanan Aplikasi", "laporan", 2026, {9: 4}),
        ("permenpanrb-8-2026", "Rancangan Satu Data Indonesia", "rencana", 2026, {5: None}),
        ("permenpanrb-5-2018", "Rancangan Peraturan Bupati tentang Rencana Induk TIK", "regulasi", 2018, {3: 1}),
        ("permenpanrb-5-2018", "Peraturan Bupati tentang Rencana Induk TIK", "regulasi", 2018, {3: 2}),
        ("permenpanrb-5-2018", "Tindak Lanjut Evaluasi Pusat Data", "laporan", 2019, {5: 5, 22: 5}),
    ],
)
def test_other_instruments_have_level_rules_of_their_own(
    instrument: str, title: str, kind: str, made: int, levels: Mapping[int, int | None]
) -> None:
    """None where the value comes from another institution, or where the sources say nothing."""
    dates = Dates(date(made, 3, 1), TODAY)
    found = tagger_of(load_builtin(instrument)).suggest((), title=title, kind=kind, dates=dates)
    hints = {one.number: one.level and int(one.level.value) for one in found}
    assert hints.items() >= levels.items()


def test_hints_of_an_unread_regulation_with_decimal_values_are_modest() -> None:
    rules = load_builtin("permenpanrb-8-2026").level_rules
    assert [rule.says for rule in rules if "kira" not in rule.says] == []


def test_of_a_year_alone_the_first_day_counts() -> None:
    assert made_on(None, 2025) == date(2025, 1, 1)
    assert made_on(date(2025, 6, 7), 2024) == date(2025, 6, 7)
    assert made_on(None, None) is None
    assert made_on(None, 99999) is None
