"""Topics are renamed, merged and taken away on all documents at once, after a count; drafts keep their mark."""

import pytest

from app.accounts.permissions import VISITOR
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, SignInRequired
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import Visibility
from app.documents.schemas import DocumentFields
from app.taxonomies import previewing, topic_words, topics
from tests.app.taxonomies.test_synonyms import found
from tests.conftest import SignedIn, WorkQueue
from tests.support.library import add_document
from tests.support.people import People


@pytest.fixture
def labelled(runtime: Runtime, people: People) -> list[int]:
    given = (["arsip", "layanan"], ["kearsipan"], ["arsip", "kearsipan"], ["rancangan"])
    return [
        add_document(
            runtime, people["kurator"], f"Catatan {number}.".encode(), f"{number}.txt", DocumentFields(labels=labels)
        )
        for number, labels in enumerate(given)
    ]


def labels_of(runtime: Runtime, people: People, document_id: int) -> list[str]:
    with runtime.database.read() as session:
        return documents.get(session, people["kurator"], document_id).labels


def test_merging_says_what_it_does_and_then_does_it(runtime: Runtime, people: People, labelled: list[int]) -> None:
    with runtime.database.write() as session:
        wanted = topics.looked_at(session, people["kurator"], old="arsip", name=" kearsipan ")
        assert (wanted.documents, wanted.carrying, wanted.is_merge) == ((labelled[0], labelled[2]), 2, True)
    assert labels_of(runtime, people, labelled[0]) == ["arsip", "layanan"], "a look changes nothing"
    with runtime.database.write() as session:
        topics.change(session, people["kurator"], old="arsip", name="kearsipan")
    assert labels_of(runtime, people, labelled[0]) == ["kearsipan", "layanan"]
    assert labels_of(runtime, people, labelled[2]) == ["kearsipan"]
    with runtime.database.read() as session:
        rows = topics.listing(session, people["kurator"], part=Slice()).items
    assert [(row.name, row.documents) for row in rows] == [("kearsipan", 3), ("layanan", 1), ("rancangan", 1)]
    assert [row.name for row in rows if row.is_fixed] == ["rancangan"]


def test_another_name_of_a_topic_finds_its_documents_and_goes_with_it(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    curator = people["kurator"]
    fields = DocumentFields(title="Naskah tanpa kata itu", labels=["kearsipan"])
    add_document(runtime, curator, b"Isi lain.", "naskah.txt", fields)
    assert work_queue().failed == 0
    assert found(runtime, people, "dokpustaka") == []
    with runtime.database.read() as session:
        wanted = topic_words.checked(session, curator, name="kearsipan", description="", terms=["Dokpustaka"])
        future, opened = topic_words.after(session, wanted), runtime.generations.open_current
        (effect,) = previewing.tried(session, curator, opened, runtime.settings, future, ["dokpustaka"]).effects
    assert (effect.total_before, effect.total_after) == (0, 1)
    with runtime.database.write() as session:
        topic_words.keep(session, curator, name="kearsipan", description="Pengelolaan arsip.", terms=["Dokpustaka"])
    assert found(runtime, people, "dokpustaka") == ["Naskah tanpa kata itu"]
    with runtime.database.write() as session:
        topics.change(session, curator, old="kearsipan", name="arsip daerah")
    with runtime.database.read() as session:
        held = topic_words.of_topic(session, curator, "arsip daerah")
    assert (held.description, held.terms) == ("Pengelolaan arsip.", ("dokpustaka",))


def test_taking_a_topic_away_leaves_the_documents(runtime: Runtime, people: People, labelled: list[int]) -> None:
    with runtime.database.write() as session:
        topics.change(session, people["kurator"], old="layanan", name="")
    assert labels_of(runtime, people, labelled[0]) == ["arsip"]


def test_forms_offer_topics_of_documents_that_one_sees(runtime: Runtime, people: People, labelled: list[int]) -> None:
    hidden = DocumentFields(labels=["sandi rahasia"], visibility=Visibility.RESTRICTED)
    add_document(runtime, people["kurator"], b"Catatan tertutup.", "tertutup.txt", hidden)
    with runtime.database.read() as session:
        assert topics.offered(session, people["kurator"]) == ["arsip", "kearsipan", "layanan", "sandi rahasia"]
        assert "sandi rahasia" not in topics.offered(session, people["operator"])
        for actor in (VISITOR, people["pembaca"]):
            with pytest.raises((Forbidden, SignInRequired)):
                topics.offered(session, actor)


def test_what_cannot_be_changed_is_said(runtime: Runtime, people: People, labelled: list[int]) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        for old, name, error in (
            ("rancangan", "draf", Conflict),
            ("arsip", "rancangan", Conflict),
            ("arsip", "arsip", InvalidInput),
            ("arsip", "a" * 81, InvalidInput),
            ("tidak ada", "apa saja", NotFound),
        ):
            with pytest.raises(error):
                topics.change(session, curator, old=old, name=name)
        with pytest.raises(Forbidden):
            topics.listing(session, people["operator"], part=Slice())
        with pytest.raises(SignInRequired):
            topics.change(session, VISITOR, old="arsip", name="x")


def test_topics_are_filtered_by_their_names_and_told_to_readers(
    runtime: Runtime, people: People, work_queue: WorkQueue, signed_in: SignedIn
) -> None:
    curator = people["kurator"]
    given: tuple[tuple[str, list[str], Visibility], ...] = (
        ("Satu", ["kearsipan", "café <b>"], Visibility.PUBLIC),
        ("Dua", ["arsip statis"], Visibility.PUBLIC),
        ("Tiga", ["sandi rahasia"], Visibility.RESTRICTED),
        ("Empat", [], Visibility.PUBLIC),
    )
    numbers = []
    for title, labels, visibility in given:
        fields = DocumentFields(title=title, labels=labels, visibility=visibility)
        numbers.append(add_document(runtime, curator, f"Naskah {title}.".encode(), f"{title}.txt", fields))
    assert work_queue().failed == 0
    with runtime.database.write() as session:
        topic_words.keep(session, curator, name="kearsipan", description="Urusan <arsip>.", terms=["Dokpustaka"])
        topic_words.keep(session, curator, name="sandi rahasia", description="Tersembunyi.", terms=["gembok"])
    for typed, titles in (
        ("topik:arsip", {"Satu", "Dua"}),
        ('topik:"arsip statis"', {"Dua"}),
        ("naskah topik:KEARSIPAN", {"Satu"}),
        ("topik:dokpustaka", {"Satu"}),
        ("topik:café", {"Satu"}),
        ("topik:gembok", {"Tiga"}),
        ("topik:arsip,gembok", {"Satu", "Dua", "Tiga"}),
        ("-topik:arsip", {"Tiga", "Empat"}),
        ("naskah -topik:dokpustaka", {"Dua", "Tiga", "Empat"}),
        ("topik:a%s", set()),
    ):
        assert set(found(runtime, people, typed)) == titles, typed
    reader = signed_in("pembaca")
    told = reader.get("/api/v1/search", params={"q": "topik:kearsipan"}).json()["notices"]
    assert told == ["Topik “kearsipan”: Urusan <arsip>."]
    for typed in ('topik:"sandi rahasia"', "topik:gembok"):
        assert "Tersembunyi" not in reader.get("/api/v1/search", params={"q": typed}).text
    page = reader.get(f"/dokumen/{numbers[0]}", headers={"Accept": "text/html"}).text
    assert '<a href="/cari?q=topik%3A%22kearsipan%22">kearsipan</a>: Urusan &lt;arsip&gt;.' in page
    assert "café &lt;b&gt;</a>" in page
