"""Statements with places for ids find the same rows as lists would."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.accounts.models import Agency
from app.core.db import Database
from app.core.places import filled, is_among, size_for
from app.core.tables import saved_id


@pytest.mark.parametrize("number", [1, 2, 10, 11, 100, 101, 300])
def test_as_many_as_are_asked_for_are_found(database: Database, number: int) -> None:
    with database.write() as session:
        session.add_all(Agency(code=f"A{one}", name=f"Dinas {one}") for one in range(number + 3))
    with database.read() as session:
        ids = [saved_id(one) for one in session.scalars(select(col(Agency.id)).where(col(Agency.code).like("A%")))][
            :number
        ]
        size = size_for(ids)
        found = session.scalars(select(col(Agency.id)).where(is_among(col(Agency.id), size)), filled(ids, size))
        assert set(found) == set(ids)


def test_few_statements_do_for_all_numbers() -> None:
    assert len({size_for(range(number)) for number in range(1, 101)}) == 4
