"""The rows and page texts that every search asks for: the same as other lists show, and looked up by their keys."""

from collections.abc import Mapping

from app.accounts.permissions import SYSTEM, Actor
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.documents import rows, service
from tests.support.counting import count_queries
from tests.support.people import People


def test_rows_are_those_of_other_lists(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    for actor in (Actor(), people["pembaca"], people["kurator"], SYSTEM):
        with runtime.database.read() as session:
            listed = service.listing(session, actor, part=Slice(limit=100)).items
            assert listed
            assert rows.by_ids(session, actor, list(library.values())) == {row.id: row for row in listed}


def test_texts_are_those_of_the_pages_however_many(library: Mapping[str, int], runtime: Runtime) -> None:
    with runtime.database.read() as session:
        revision_id = rows.by_ids(session, SYSTEM, [library["perwal"]])[library["perwal"]].revision_id
        pages = {(revision_id, page.number): page.text for page in service.revision_pages(session, revision_id)}
        assert len(pages) > 1
        assert rows.page_texts(session, list(pages)) == pages
        assert rows.page_texts(session, [(revision_id, 1), (0, 1), (revision_id, 1)]) == {
            (revision_id, 1): pages[revision_id, 1]
        }
        many = [(revision_id + far, number) for far in range(50) for number in (1, 2)]
        assert rows.page_texts(session, many).items() >= {key: pages[key] for key in pages if key[1] < 3}.items()
        assert rows.page_texts(session, []) == {}


def test_no_text_costs_a_look_at_every_page(library: Mapping[str, int], runtime: Runtime) -> None:
    engine = runtime.database.engine
    with runtime.database.read() as session, count_queries(engine) as queries:
        rows.page_texts(session, [(1, 1), (2, 1)])
    (statement,) = queries.statements
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (1,) * statement.count("?")).all()
    assert plan
    assert not any("SCAN" in str(step) for step in plan)
