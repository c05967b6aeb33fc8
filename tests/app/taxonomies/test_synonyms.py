"""Synonyms kept by people: checked before they are saved, tried out before they count, heard by every process."""

import pytest

from app.accounts.permissions import VISITOR
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, SignInRequired
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.documents.models import Visibility
from app.documents.schemas import DocumentFields
from app.search import service as search
from app.search.schemas import SearchRequest
from app.searches import keeping
from app.searches.schemas import Note
from app.taxonomies import previewing, synonyms
from app.taxonomies.schemas import Change, Deed, Origin
from tests.conftest import WorkQueue
from tests.support.counting import count_queries
from tests.support.library import add_document
from tests.support.people import People

EVERYTHING = Slice(limit=100)


def save(*terms: str, group_id: int | None = None, builtin: str | None = None) -> Change:
    return Change(Deed.SAVE, group_id, builtin, terms)


def found(runtime: Runtime, people: People, query: str, who: str = "kurator") -> list[str]:
    with runtime.database.read() as session:
        page = search.search(session, people[who], runtime.generations.open_current, SearchRequest(query))
        return [hit.row.title for hit in page.hits]


@pytest.fixture
def two_documents(runtime: Runtime, people: People, work_queue: WorkQueue) -> None:
    """One says "dasbor", the other "papan pantau"; another one says it too, but not everybody may see it."""
    for name, visibility in (
        ("Dasbor kinerja layanan", Visibility.INTERNAL),
        ("Papan pantau layanan", Visibility.INTERNAL),
        ("Papan pantau rahasia", Visibility.RESTRICTED),
    ):
        fields = DocumentFields(title=name, visibility=visibility, agency_id=people.agencies["DINKES"])
        add_document(runtime, people["kurator"], f"Catatan {name} tahun ini.".encode(), f"{name}.txt", fields)
    assert work_queue().failed == 0


def test_a_new_group_is_found_by_at_once_without_a_new_index(
    runtime: Runtime, people: People, two_documents: None
) -> None:
    assert found(runtime, people, "dasbor") == ["Dasbor kinerja layanan"]
    with runtime.database.write() as session:
        row = synonyms.apply(session, people["kurator"], save("Dasbor", "papan pantau"))
    assert row is not None
    assert row.terms == ("dasbor", "papan pantau")
    assert "Papan pantau layanan" in found(runtime, people, "dasbor"), "also the remembered answer is asked anew"
    with runtime.database.write() as session:
        assert synonyms.apply(session, people["kurator"], Change(Deed.REMOVE, row.id)) is None
    assert found(runtime, people, "dasbor") == ["Dasbor kinerja layanan"]


def test_the_preview_says_what_comes_and_goes_under_the_actors_own_sight(
    runtime: Runtime, people: People, two_documents: None
) -> None:
    with runtime.database.write() as session:
        note = Note("dasbor", 1, is_missing=False, user_id=None, at=now())
        other = Note("arsip", 1, is_missing=False, user_id=None, at=now())
        keeping.keep(session, [note, note, other], runtime.settings)
    with runtime.database.read() as session:
        change = synonyms.checked(session, people["kurator"], save("dasbor", "papan pantau"))
        shown = previewing.preview(
            session, people["kurator"], runtime.generations.open_current, runtime.settings, change, ["arsip\n"]
        )
        assert synonyms.listing(session, people["kurator"], text="dasbor", part=EVERYTHING).total == 0
    assert (shown.logged, shown.affected) == (2, 1)
    assert [(one.query, one.sought, one.is_changed) for one in shown.effects] == [
        ("arsip", 0, False),
        ("dasbor", 2, True),
    ]
    dashboards = shown.effects[1]
    marks = {one.row.title: one.mark for one in dashboards.after}
    assert marks["Papan pantau layanan"] == "new"
    assert marks["Dasbor kinerja layanan"] == "same"
    assert (dashboards.total_before, dashboards.total_after) == (1, 3)
    assert found(runtime, people, "dasbor") == ["Dasbor kinerja layanan"], "nothing was changed"


def test_new_names_show_nobody_what_they_may_not_see(runtime: Runtime, people: People, two_documents: None) -> None:
    with runtime.database.write() as session:
        synonyms.apply(session, people["kurator"], save("dasbor", "papan pantau"))
    assert "Papan pantau rahasia" in found(runtime, people, "dasbor")
    assert "Papan pantau rahasia" not in found(runtime, people, "dasbor", who="operator")
    assert "Papan pantau layanan" in found(runtime, people, "dasbor", who="operator")


def test_builtin_groups_can_be_extended_switched_off_and_brought_back(runtime: Runtime, people: People) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        row = synonyms.apply(session, curator, save("tik", "teknologi informasi dan komunikasi", "ict", builtin="tik"))
        assert row is not None
        assert (row.origin, row.builtin) == (Origin.CHANGED, "tik")
        assert row.builtin_terms == ("tik", "teknologi informasi dan komunikasi")
        off = synonyms.apply(session, curator, Change(Deed.OFF, builtin="tik"))
        assert off is not None
        assert off.origin is Origin.OFF
        back = synonyms.apply(session, curator, Change(Deed.REMOVE, builtin="tik"))
        assert back is not None
        assert back.origin is Origin.BUILTIN
        with pytest.raises(Conflict, match="tidak dapat dihapus"):
            synonyms.apply(session, curator, Change(Deed.REMOVE, builtin="tik"))
        own = synonyms.apply(session, curator, save("dasbor", "papan pantau"))
        assert own is not None
        with pytest.raises(Conflict, match="Hanya kelompok bawaan"):
            synonyms.apply(session, curator, Change(Deed.OFF, own.id))
        with pytest.raises(NotFound):
            synonyms.apply(session, curator, save("a b", "c d", group_id=999))


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ((), "sedikitnya dua"),
        (("dasbor",), "sedikitnya dua"),
        (("dasbor", "DASBOR"), "sama dengan"),
        (("dasbor", "---"), "tidak memuat kata"),
        (("dasbor", "dan"), "tidak memuat kata"),
        (("dasbor", "2024"), "hanya angka"),
        (("dasbor", "x"), "hanya satu huruf"),
        (("dasbor", 'papan "pantau"'), "tanda pencarian"),
        (("dasbor", "opd:dinkes"), "tanda pencarian"),
        (("dasbor", "kata " * 9), "paling banyak 8 kata"),
        (("dasbor", "a" * 81), "paling banyak 80 huruf"),
        (tuple(f"istilah{letter}" for letter in "abcdefghijklm"), "paling banyak 12"),
        (("dasbor", "dasbor kinerja"), "berputar"),
        (("dasbor", "spbe"), "sudah ada di kelompok “spbe, sistem"),
    ],
)
def test_what_cannot_be_a_group_is_said(runtime: Runtime, people: People, terms: tuple[str, ...], message: str) -> None:
    with runtime.database.write() as session, pytest.raises(InvalidInput) as refused:
        synonyms.apply(session, people["kurator"], save(*terms))
    assert message in " ".join(problem.message for problem in refused.value.errors)
    assert {problem.field for problem in refused.value.errors} == {"terms"}


def test_a_switched_off_builtin_group_frees_its_words_but_not_twice(runtime: Runtime, people: People) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        synonyms.apply(session, curator, Change(Deed.OFF, builtin="walidata"))
        synonyms.apply(session, curator, save("walidata", "penjaga data"))
        synonyms.apply(session, curator, Change(Deed.REMOVE, builtin="walidata"))
    assert isinstance(found(runtime, people, "walidata"), list), "people's own group counts; nothing breaks"


def test_the_list_is_searched_and_costs_the_same_for_many(runtime: Runtime, people: People) -> None:
    counts = []
    for letters in ("ab", "cdefghijkl"):
        with runtime.database.write() as session:
            for letter in letters:
                synonyms.apply(session, people["kurator"], save(f"istilah{letter}", f"padanan{letter}"))
        with runtime.database.read() as session, count_queries(runtime.database.engine) as counted:
            assert synonyms.listing(session, people["kurator"], text="padanana", part=EVERYTHING).total == 1
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_only_keepers_of_the_words_change_them(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        for actor, error in ((people["operator"], Forbidden), (VISITOR, SignInRequired)):
            with pytest.raises(error):
                synonyms.listing(session, actor, part=EVERYTHING)
            with pytest.raises(error):
                synonyms.apply(session, actor, save("dasbor", "papan pantau"))
