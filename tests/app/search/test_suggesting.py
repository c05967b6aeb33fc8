"""What the box offers while somebody types: where it looks, in which order, and that it tells of nothing hidden."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import LegalStatus, Visibility
from app.documents.schemas import DocumentFields
from app.search import catalogue, suggesting
from app.search.catalogue import Catalogue, folded
from app.search.schemas import Completion
from app.searches import history
from app.searches.logbook import SearchLog
from tests.support.counting import count_queries
from tests.support.people import People

INSTRUMENT = "permenpanrb-59-2020"


def offer(parts: Runtime, people: People, text: str, username: str = "pembaca", **options: bool) -> list[Completion]:
    with parts.database.read() as session:
        return suggesting.complete(
            session,
            people[username],
            parts.generations.open_current,
            text=text,
            instrument_id=INSTRUMENT,
            **options,
        )


def labels(found: list[Completion], kind: str) -> list[str]:
    return [completion.label for completion in found if completion.kind == kind]


@pytest.mark.parametrize(
    "text", ["penyelenggaraan sis", "SISTEM peny", "elektronik", "perwali kota tirta", "perwali 12"]
)
def test_every_word_may_be_a_beginning_in_any_order(
    text: str, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    offered = labels(offer(runtime, people, text), "document")
    assert "Perwali Tirta Kencana 12/2023 – Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik" in offered


@pytest.mark.parametrize("text", ["perwali 12/2023", "perwali no 12 thn 2023", "Peraturan Wali Kota 12 tahun 2023"])
def test_a_citation_comes_first_and_opens_its_document(
    text: str, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    found = offer(runtime, people, text)
    assert (found[0].kind, found[0].url) == ("citation", f"/dokumen/{library['perwal']}")
    assert [completion.url for completion in found].count(found[0].url) == 1


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("pasal 27 perwali", "Pasal 27 – Perwali Tirta Kencana 12/2023 – Penyelenggaraan"),
        ("perwali psl.27", "Pasal 27 – Perwali Tirta Kencana 12/2023 – Penyelenggaraan"),
        ("pasal dua puluh tujuh perwali 12/2023", "Perwali Tirta Kencana 12/2023 – Penyelenggaraan"),
    ],
)
def test_a_rule_with_an_article_opens_there(
    text: str, label: str, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    first = offer(runtime, people, text)[0]
    assert first.label.startswith(label)
    assert first.url == f"/dokumen/{library['perwal']}/baca?q=Pasal+27"


def test_an_article_alone_is_of_no_document(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    assert labels(offer(runtime, people, "pasal 27"), "document") == []


def test_what_is_revoked_comes_last_and_says_so(
    library: Mapping[str, int], runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "LOOK_EVERY_SECONDS", 0.0)
    with runtime.database.write() as session:
        for key, title, status in (
            ("perwal", "Arsip", LegalStatus.REVOKED),
            ("pedoman", "Arsip daerah yang panjang judulnya", LegalStatus.IN_FORCE),
        ):
            changed = DocumentFields(title=title, legal_status=status)
            documents.edit(session, people["kurator"], document_id=library[key], fields=changed)
    assert labels(offer(runtime, people, "arsip"), "document") == [
        "Arsip daerah yang panjang judulnya",
        "Perwali Tirta Kencana 12/2023 – Arsip (dicabut)",
    ]


@pytest.mark.parametrize(("text", "number"), [("indikator 12", 12), ("manajemen pengetahuan", 26)])
def test_indicators_by_number_and_by_words(
    text: str, number: int, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    found = offer(runtime, people, text)
    assert f"/instrumen/{INSTRUMENT}/indikator/{number}" in [completion.url for completion in found]


def test_words_are_completed_from_titles_and_otherwise_from_texts(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    assert labels(offer(runtime, people, "sop pencad"), "word") == ["sop pencadangan"]
    assert labels(offer(runtime, people, "klin"), "word") == ["klinik"]
    assert offer(runtime, people, "klin", "pengunjung") == []


@pytest.mark.parametrize("text", ["", "   ", "%", "…", "\x00", "zzzzzz", "a" * 5000])
def test_nothing_is_offered_for_nothing(
    text: str, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    assert offer(runtime, people, text) == []


def test_what_is_withdrawn_is_not_offered_though_the_catalogue_still_knows_it(
    library: Mapping[str, int], runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert labels(offer(runtime, people, "pencad", "pengunjung"), "document") == ["SOP Pencadangan Data"]
    monkeypatch.setattr(catalogue, "LOOK_EVERY_SECONDS", 3600.0)
    with runtime.database.write() as session:
        hidden = DocumentFields(visibility=Visibility.RESTRICTED)
        documents.edit(session, people["kurator"], document_id=library["sop"], fields=hidden)
    assert offer(runtime, people, "pencad", "pengunjung") == []
    assert labels(offer(runtime, people, "pencad", "kurator"), "document") == ["SOP Pencadangan Data"]


def test_a_new_title_is_offered_once_the_catalogue_has_looked(
    library: Mapping[str, int], runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "LOOK_EVERY_SECONDS", 0.0)
    assert labels(offer(runtime, people, "pedoman"), "document") == ["Pedoman Berbagi Pengetahuan"]
    with runtime.database.write() as session:
        renamed = DocumentFields(title="Panduan Berbagi Ilmu")
        documents.edit(session, people["kurator"], document_id=library["pedoman"], fields=renamed)
    assert labels(offer(runtime, people, "pedoman"), "document") == []
    assert labels(offer(runtime, people, "berbagi ilm"), "document") == ["Panduan Berbagi Ilmu"]


def test_a_title_changed_since_is_not_offered_under_its_old_words(
    library: Mapping[str, int], runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(runtime, people, "pe")
    monkeypatch.setattr(catalogue, "LOOK_EVERY_SECONDS", 3600.0)
    with runtime.database.write() as session:
        renamed = DocumentFields(title="Panduan Berbagi Ilmu")
        documents.edit(session, people["kurator"], document_id=library["pedoman"], fields=renamed)
    assert labels(offer(runtime, people, "pedoman"), "document") == []


def test_only_what_changed_is_read_again(
    library: Mapping[str, int], runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    take = Catalogue._take

    def counted(self: Catalogue, rows: list[object]) -> None:
        taken.append(len(rows))
        take(self, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(Catalogue, "_take", counted)
    monkeypatch.setattr(catalogue, "LOOK_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(catalogue, "_OVERLAP", timedelta(0))
    offer(runtime, people, "data")
    offer(runtime, people, "data")
    with runtime.database.write() as session:
        documents.edit(
            session, people["kurator"], document_id=library["sop"], fields=DocumentFields(title="SOP Cadangan")
        )
    offer(runtime, people, "data")
    assert taken == [6, 2], "the change, and the one that was the newest before"


@pytest.mark.parametrize("most", [0, 1, 2_000])
def test_changes_are_found_whether_they_stand_apart_or_not(
    most: int, library: Mapping[str, int], runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "MOST_CHANGED", most)
    monkeypatch.setattr(catalogue, "LOOK_EVERY_SECONDS", 0.0)
    for key, title in (("sop", "SOP Cadangan"), ("perwal", "Perwali Cadangan"), ("sop", "SOP Simpanan")):
        offer(runtime, people, "data")
        with runtime.database.write() as session:
            renamed = DocumentFields(title=title)
            documents.edit(session, people["kurator"], document_id=library[key], fields=renamed)
    assert labels(offer(runtime, people, "cadangan"), "document") == [
        "Perwali Tirta Kencana 12/2023 – Perwali Cadangan"
    ]
    assert labels(offer(runtime, people, "sop"), "document") == ["SOP Simpanan"]
    assert labels(offer(runtime, people, "berbagi"), "document") == ["Pedoman Berbagi Pengetahuan"]


def test_own_searches_are_offered_to_their_owner_while_both_agree(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        history.choose(session, people["pembaca"], runtime.settings, is_kept=True)
    with SearchLog(runtime.database, runtime.settings) as log:
        for text in ("Pelatihan lama", "pelatihan baru", "lain sama sekali"):
            log.note(text, found=1, is_missing=False, user_id=people["pembaca"].user_id)
    assert labels(offer(runtime, people, "pelat", has_history=True), "recent") == ["pelatihan baru", "Pelatihan lama"]
    assert offer(runtime, people, "pelat", has_history=False) == []
    assert offer(runtime, people, "pelat", "operator", has_history=True) == []
    assert offer(runtime, people, "pelat", "pengunjung", has_history=True) == []


def test_a_keystroke_costs_few_questions(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    offer(runtime, people, "pe", has_history=True)
    for text in ("pengetahuan", "perwali 12/2023", "klin", "tidak ada yang begini"):
        with count_queries(runtime.database.engine) as asked:
            offer(runtime, people, text, has_history=True)
        assert len(asked) <= 8, (text, asked.statements)


@given(st.lists(st.text(max_size=30), max_size=20), st.text(max_size=12))
def test_the_shelf_finds_what_reading_every_line_finds(titles: list[str], typed: str) -> None:
    lines = {number: folded(title) for number, title in enumerate(titles)}
    words = folded(typed).split()
    if not words:
        return
    shelf = catalogue._Shelf.of(lines.items())
    expected = {number for number, line in lines.items() if all(f" {word}" in line for word in words)}
    found = list(shelf.with_words(words))
    assert set(found) == expected
    assert len(found) == len(expected)
    assert [len(lines[number]) for number in found] == sorted(len(lines[number]) for number in found)


def test_a_catalogue_of_nothing(runtime: Runtime) -> None:
    with runtime.database.read() as session:
        assert list(Catalogue().with_words(session, ["apa"], is_public=False)) == []


def test_the_moment_of_the_newest_change_is_asked_by_an_index(runtime: Runtime) -> None:
    with runtime.database.read() as session:
        plan = _plan(session)
    assert "ix_document_updated_at" in plan


def _plan(session: Session) -> str:
    rows = session.connection().exec_driver_sql("EXPLAIN QUERY PLAN SELECT max(updated_at) FROM document")
    return " ".join(str(row) for row in rows)
