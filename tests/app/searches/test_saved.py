"""Saved searches: what is new is counted exactly, under the rights of whoever looks, and they are nobody else's."""

from collections.abc import Mapping
from inspect import signature

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col

from app.core.errors import Conflict, InvalidInput, NotFound, SignInRequired
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import Kind, Visibility
from app.documents.schemas import DocumentFields, Filters
from app.search.routes import filters_of
from app.search.schemas import SearchRequest
from app.searches import saved, seen
from app.searches.models import SavedSearch
from app.searches.representations import FILTERS
from app.searches.schemas import SavedRow
from tests.app.searches.conftest import Arrive, Keep
from tests.conftest import SignedIn
from tests.support.people import People

ALL = Slice(limit=50)
NUMBERS = st.sets(st.integers(1, 5_000))


def look(runtime: Runtime, people: People, saved_id: int, username: str = "pembaca") -> tuple[SavedRow, list[int]]:
    with runtime.database.read() as session:
        row, fresh = saved.view(session, people[username], runtime.generations.open_current, saved_id, part=ALL)
    return row, [document.id for document in fresh.items]


def has_looked(runtime: Runtime, people: People, saved_id: int) -> None:
    with runtime.database.read() as session:
        request = saved.request_of(session, people["pembaca"], saved_id)
        found = saved.found_ids(session, people["pembaca"], runtime.generations.open_current, request)
    with runtime.database.write() as session:
        saved.look(session, people["pembaca"], saved_search_id=saved_id, found=found)


@given(NUMBERS, NUMBERS)
def test_what_is_packed_is_what_was_seen(old: set[int], now: set[int]) -> None:
    assert seen.unseen(now, seen.pack(old)) == now - old


@pytest.mark.parametrize("packed", [b"", b"bukan kemasan", seen.pack({1, 2})[:-3]])
def test_where_the_seen_ones_cannot_be_read_everything_is_new(packed: bytes) -> None:
    assert 9 in seen.unseen({1, 9}, packed)


def test_a_hundred_thousand_documents_fit_into_ten_kilobytes() -> None:
    assert len(seen.pack(range(1, 100_000))) < 1_000
    assert len(seen.pack([number for number in range(1, 100_000) if hash(str(number)) % 3 == 0])) < 14_000


def test_what_comes_after_is_new_until_its_owner_has_looked(
    library: Mapping[str, int], runtime: Runtime, people: People, arrive: Arrive, keep: Keep
) -> None:
    number = keep("cadangan")
    assert look(runtime, people, number)[0].fresh == 0
    first = arrive("Cadangan Daya")
    arrive("Perihal Lain")
    second = arrive("Cadangan Air")
    row, fresh = look(runtime, people, number)
    assert (row.fresh, fresh) == (2, [second, first]), "the newest first"
    assert look(runtime, people, number)[0].fresh == 2, "reading a page changes nothing"
    has_looked(runtime, people, number)
    row, fresh = look(runtime, people, number)
    assert (row.fresh, fresh) == (0, [])


def test_new_is_what_the_owner_may_see_and_had_not_seen(
    library: Mapping[str, int], runtime: Runtime, people: People, arrive: Arrive, keep: Keep
) -> None:
    """An old document that is opened to everybody is news; a hidden one is not even counted."""
    number = keep("rahasia dapur")
    hidden = arrive("Rahasia Dapur", visibility=Visibility.RESTRICTED)
    row, fresh = look(runtime, people, number)
    assert (row.total, row.fresh, fresh) == (0, 0, [])
    with runtime.database.write() as session:
        opened = DocumentFields(visibility=Visibility.INTERNAL)
        documents.edit(session, people["kurator"], document_id=hidden, fields=opened)
    assert look(runtime, people, number)[1] == [hidden]
    with runtime.database.write() as session:
        documents.trash(session, people["kurator"], document_id=hidden, reason="Keliru")
    assert look(runtime, people, number)[1] == []


def test_filters_are_kept_and_apply(
    library: Mapping[str, int], runtime: Runtime, people: People, arrive: Arrive, keep: Keep
) -> None:
    number = keep("data", kinds=(Kind.SOP,), years=())
    arrive("Data Warga", kind=Kind.REPORT)
    sop = arrive("Data Pegawai", kind=Kind.SOP)
    row, fresh = look(runtime, people, number)
    assert row.filters.kinds == (Kind.SOP,)
    assert fresh == [sop]


def test_what_only_resembles_the_words_is_no_news(
    library: Mapping[str, int], runtime: Runtime, people: People, arrive: Arrive, keep: Keep
) -> None:
    number = keep("arsitektur kuantum")
    arrive("Arsitektur Jaringan")
    assert look(runtime, people, number)[0].total == 0


def test_names_are_ones_own_and_different(
    library: Mapping[str, int], runtime: Runtime, people: People, keep: Keep
) -> None:
    first = keep("data", name="Data kota")
    keep("data", "operator", name="Data kota")
    second = keep("sop", name="SOP")
    with pytest.raises(InvalidInput):
        keep("lain", name="  DATA  kota ")
    with runtime.database.write() as session, pytest.raises(InvalidInput):
        saved.rename(session, people["pembaca"], saved_search_id=second, name="data KOTA")
    with runtime.database.write() as session:
        assert saved.rename(session, people["pembaca"], saved_search_id=first, name="Data Kota").name == "Data Kota"


@pytest.mark.parametrize(("name", "text"), [("", "data"), ("   ", "data"), ("n" * 121, "data"), ("Nama", "x" * 501)])
def test_what_cannot_be_a_name_or_is_too_long_is_refused(
    name: str, text: str, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session, pytest.raises(InvalidInput):
        saved.save(session, people["pembaca"], name=name, request=SearchRequest(text), found=())


def test_others_have_no_such_search(library: Mapping[str, int], runtime: Runtime, people: People, keep: Keep) -> None:
    number = keep("data")
    for username in ("operator", "kurator", "admin"):
        with pytest.raises(NotFound):
            look(runtime, people, number, username)
    with pytest.raises(SignInRequired):
        look(runtime, people, number, "pengunjung")
    with runtime.database.write() as session, pytest.raises(NotFound):
        saved.delete(session, people["kurator"], saved_search_id=number)
    with runtime.database.write() as session:
        saved.delete(session, people["pembaca"], saved_search_id=number)
    with pytest.raises(NotFound):
        look(runtime, people, number)


def test_filters_of_another_version_are_said_and_not_guessed(
    library: Mapping[str, int], runtime: Runtime, people: People, keep: Keep
) -> None:
    number = keep("data")
    with runtime.database.write() as session:
        foreign = {"kinds": ["jenis_masa_depan"]}
        session.execute(update(SavedSearch).where(col(SavedSearch.id) == number).values(filters=foreign))
    row, fresh = look(runtime, people, number)
    assert (row.total, row.fresh, fresh) == (None, None, [])
    with runtime.database.read() as session, pytest.raises(Conflict):
        saved.request_of(session, people["pembaca"], number)


def test_every_filter_survives_being_kept() -> None:
    filters = Filters(kinds=(Kind.SOP,), years=(2024,), within=(Filters(kinds=(Kind.REPORT,)),), instrument_id="x")
    kept = SavedSearch(user_id=1, name="n", filters=saved._filters.dump_python(filters, mode="json"))
    request = saved.readable(kept)
    assert request is not None
    assert request.filters == filters


def test_the_api_keeps_every_filter_that_the_search_takes(library: Mapping[str, int], signed_in: SignedIn) -> None:
    assert set(FILTERS) == set(signature(filters_of).parameters) - {"runtime", "instrument"}
    reader = signed_in("pembaca")
    filters = {"kind": ["sop"], "year": [2024], "status": ["unknown"], "format": ["pdf"], "indicator": [26]}
    made = reader.post("/api/v1/saved-searches", json={"name": "SOP", "q": "data", "sort": "title", **filters}).json()
    shown = reader.get(f"/api/v1/saved-searches/{made['id']}").json()
    assert (shown["filters"], shown["q"], shown["sort"]) == (filters, "data", "title")
    assert reader.get("/api/v1/saved-searches").json()["items"][0]["name"] == "SOP"
    assert reader.patch(f"/api/v1/saved-searches/{made['id']}", json={"name": "SOP kita"}).json()["name"] == "SOP kita"
    assert reader.post("/api/v1/saved-searches", json={"name": "x", "year": [10**30]}).status_code == 422
