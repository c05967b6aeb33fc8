"""Published results of real institutions, reproduced to the last printed digit."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.instruments.loader import load_builtin
from app.instruments.scoring import domain_from_aspects, index_from_domains, predicate_of, roll_up

SHARED = Path(__file__).resolve().parents[3] / "../shared/instrument"
pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not SHARED.exists(), reason="no shared folder")]
SPBE = load_builtin("permenpanrb-59-2020")

# In 2023 the ministry let the printed index decide; later reports and we let the unrounded one.
OF_ROUNDED_INDEX = {("Pemerintah Kab. Nias Barat", 2023)}


def examples() -> list[dict[str, Any]]:
    if not SHARED.exists():
        return []
    return list(json.loads((SHARED / "examples.json").read_text(), parse_float=Decimal))


def named(example: dict[str, Any]) -> str:
    return f"{example['instansi']} {example['year']}"


def by_number(figures: dict[str, Any]) -> dict[int, Decimal]:
    return {int(number): Decimal(figure) for number, figure in figures.items()}


def chosen(field: str, *, is_complete: bool) -> list[Any]:
    found = [example for example in examples() if example[field] and example["complete"] is is_complete]
    return [pytest.param(example, id=named(example)) for example in found]


@pytest.mark.parametrize("example", chosen("indicator_levels", is_complete=True))
def test_complete_records_are_reproduced_exactly(example: dict[str, Any]) -> None:
    scores = roll_up(SPBE, by_number(example["indicator_levels"]))

    assert scores.domains == by_number(example["domain_indices"])
    assert scores.aspects == by_number(example["aspect_indices"])
    assert scores.index == example["index"]
    assert str(scores.index_unrounded) == example["index_unrounded"]
    assert scores.predicate == example["predikat"]


@pytest.mark.parametrize("example", chosen("indicator_levels", is_complete=False))
def test_partial_levels_give_the_aspects_they_cover(example: dict[str, Any]) -> None:
    scores = roll_up(SPBE, by_number(example["indicator_levels"]))

    covered = {number: index for number, index in scores.aspects.items() if index is not None}
    assert covered == by_number(example["aspect_indices"])
    assert scores.index is None


def test_the_domain_example_of_the_regulation() -> None:
    example = next(found for found in examples() if found["aspect_indices"] and found["domain_indices"].keys() == {"2"})

    index = domain_from_aspects(SPBE, 2, by_number(example["aspect_indices"]))
    assert index == by_number(example["domain_indices"])[2]


@pytest.mark.parametrize("example", chosen("index", is_complete=False))
def test_published_domain_indices_give_the_published_index(example: dict[str, Any]) -> None:
    value = index_from_domains(SPBE, by_number(example["domain_indices"]))

    assert abs(value.unrounded - example["index"]) <= Decimal("0.01")
    decided_by = value.predicate_if_rounded if (example["instansi"], example["year"]) in OF_ROUNDED_INDEX else None
    assert (decided_by or value.predicate) == example["predikat"]


def rows_of_2023() -> list[dict[str, str]]:
    with (SHARED / "national-2023.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_row_of_the_national_table_follows_from_its_domains() -> None:
    rows = [row for row in rows_of_2023() if all(row.values())]
    off = []
    for row in rows:
        value = index_from_domains(SPBE, {number: Decimal(row[f"domain_{number}"]) for number in (1, 2, 3, 4)})
        if abs(value.unrounded - Decimal(row["index"])) > Decimal("0.01"):
            off.append(row["instansi"])

    assert len(rows) >= 612
    assert off == []


def test_the_printed_index_of_2023_has_the_printed_predicate() -> None:
    rows = [row for row in rows_of_2023() if row["index"] and row["predikat"]]

    assert [row["instansi"] for row in rows if predicate_of(SPBE, Decimal(row["index"])) != row["predikat"]] == []
