"""Draft, checked, published: every move for every role, the second pair of eyes, who sees a draft and who hears."""

from collections.abc import Mapping
from itertools import product

import pytest
from sqlmodel import Session, select

from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, PustakaError
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import Document, Lifecycle
from app.documents.schemas import DocumentFields, Filters
from app.notices.models import Notice
from app.publishing import service
from app.publishing.models import Move
from tests.support.people import People

STATES = (Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.PUBLISHED)
MAKER = "operator"
ENDS = {
    (Lifecycle.DRAFT, Move.SUBMIT): Lifecycle.IN_REVIEW,
    (Lifecycle.DRAFT, Move.PUBLISH): Lifecycle.PUBLISHED,
    (Lifecycle.IN_REVIEW, Move.PUBLISH): Lifecycle.PUBLISHED,
    (Lifecycle.IN_REVIEW, Move.RETURN): Lifecycle.DRAFT,
    (Lifecycle.IN_REVIEW, Move.TAKE_BACK): Lifecycle.DRAFT,
    (Lifecycle.PUBLISHED, Move.WITHDRAW): Lifecycle.DRAFT,
}
OF_KEEPERS = {Move.SUBMIT, Move.PUBLISH, Move.RETURN, Move.WITHDRAW}
HANDS = {"operator": {Move.SUBMIT, Move.TAKE_BACK}, "kurator": OF_KEEPERS, "admin": OF_KEEPERS}
SEE_ALL = {"operator", "kurator", "admin"}


def put(session: Session, document_id: int, state: Lifecycle) -> None:
    document = session.get_one(Document, document_id)
    document.lifecycle = state
    session.add(document)
    session.flush()


def test_every_move_for_every_role_from_every_state(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    """The guideline is the operator's; whoever else may not see it as a draft is told that it is not there."""
    document_id = library["pedoman"]
    seen: dict[tuple[str, Lifecycle, Move], object] = {}
    for username, state, move in product(("pengunjung", *people.usernames), STATES, Move):
        with runtime.database.write() as session:
            put(session, document_id, state)
            try:
                moved = service.move(session, people[username], document_id=document_id, move=move, note="Catatan.")
                seen[username, state, move] = moved.lifecycle
            except PustakaError as error:
                seen[username, state, move] = type(error)
            session.rollback()
    for (username, state, move), found in seen.items():
        is_hidden = username == "pengunjung" or (state is not Lifecycle.PUBLISHED and username not in SEE_ALL)
        may = move in HANDS.get(username, set())
        if is_hidden:
            assert found is NotFound, (username, state, move)
        elif not may:
            assert found is Forbidden, (username, state, move)
        else:
            assert found is ENDS.get((state, move), Conflict), (username, state, move)


def test_a_draft_is_nobodys_but_its_makers_and_the_curators(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    document_id = library["pedoman"]
    with runtime.database.write() as session:
        put(session, document_id, Lifecycle.IN_REVIEW)
    with runtime.database.read() as session:
        for username in ("pengunjung", *people.usernames):
            listed = documents.listing(session, people[username], part=Slice(limit=100))
            is_in = document_id in {row.id for row in listed.items}
            assert is_in == (username in SEE_ALL), username
            assert (document_id in documents.visible_ids(session, people[username], Filters()).array) == is_in
            view = documents.rows_by_ids(session, people[username], [document_id])
            assert bool(view) == is_in


def test_coming_back_says_why_and_tells_its_maker(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    document_id = library["pedoman"]
    with runtime.database.write() as session:
        put(session, document_id, Lifecycle.DRAFT)
        service.move(session, people[MAKER], document_id=document_id, move=Move.SUBMIT)
        (waiting,) = service.waiting(session, people["kurator"], part=Slice()).items
        assert waiting.row.id == document_id
        with pytest.raises(InvalidInput):
            service.move(session, people["kurator"], document_id=document_id, move=Move.RETURN, note="  ")
        service.move(session, people["kurator"], document_id=document_id, move=Move.RETURN, note="Tambahkan hasilnya.")
        assert service.view(session, people[MAKER], document_id).note == "Tambahkan hasilnya."
        told = {(notice.user_id, notice.kind) for notice in session.exec(select(Notice))}
    assert (people["kurator"].user_id, "publishing.submit") in told
    assert (people[MAKER].user_id, "publishing.return") in told


def test_two_pairs_of_eyes(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    """Neither who brought it in nor who changed it last publishes it; the visible way out is another curator."""
    document_id = library["sop"]  # the curator's own
    with runtime.database.write() as session:
        service.set_four_eyes(session, people["admin"], wanted=True)
        put(session, document_id, Lifecycle.IN_REVIEW)
        found = service.view(session, people["kurator"], document_id)
        assert Move.PUBLISH not in found.moves
        assert "orang lain" in found.obstacle
        with pytest.raises(Forbidden):
            service.move(session, people["kurator"], document_id=document_id, move=Move.PUBLISH)
        documents.edit(session, people["admin"], document_id=document_id, fields=DocumentFields(title="SOP Baru"))
        with pytest.raises(Forbidden):
            service.move(session, people["admin"], document_id=document_id, move=Move.PUBLISH)
        service.set_four_eyes(session, people["admin"], wanted=False)
        service.move(session, people["admin"], document_id=document_id, move=Move.PUBLISH)


def test_only_administrators_choose(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        for username in ("pembaca", "operator", "peninjau", "kurator"):
            with pytest.raises(Forbidden):
                service.set_four_eyes(session, people[username], wanted=True)
        assert service.first_state(session, people["kurator"]) is Lifecycle.PUBLISHED
        service.set_four_eyes(session, people["admin"], wanted=True)
        assert service.first_state(session, people["kurator"]) is Lifecycle.IN_REVIEW


def test_nobody_publishes_what_changed_since_they_looked(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    document_id = library["pedoman"]
    with runtime.database.write() as session:
        put(session, document_id, Lifecycle.IN_REVIEW)
        seen = service.view(session, people["kurator"], document_id).version
        documents.edit(session, people[MAKER], document_id=document_id, fields=DocumentFields(title="Lain"))
        with pytest.raises(Conflict):
            service.move(session, people["kurator"], document_id=document_id, move=Move.PUBLISH, version=seen)


def test_what_evidence_rests_on_stays_published(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session, pytest.raises(Conflict):
        service.move(session, people["kurator"], document_id=library["perwal"], move=Move.WITHDRAW, note="Keliru.")


def test_the_trash_is_no_way_around(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    document_id = library["pedoman"]
    with runtime.database.write() as session:
        put(session, document_id, Lifecycle.DRAFT)
        documents.trash(session, people[MAKER], document_id=document_id, reason="Salah berkas")
        documents.restore(session, people[MAKER], document_id=document_id)
        assert session.get_one(Document, document_id).lifecycle is Lifecycle.DRAFT
