"""Merged into what the uploader may not see: its name stays hidden, and there is a way on from every state."""

import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from app.accounts.permissions import Actor
from app.core.errors import Conflict, NotFound, PustakaError
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Document, Visibility
from app.documents.schemas import DocumentFields
from app.evidence import service as evidence
from app.evidence.schemas import ItemInput
from app.ingest import service as ingest
from app.ingest.service import DocumentAlreadyStored, DocumentInTrash
from app.instruments import service as instruments
from app.notices.models import Notice
from app.preservation import purging
from app.twins import deciding, reads, service
from app.twins.schemas import Decision
from tests.conftest import SignedIn, WorkQueue
from tests.support.copies import NEAR_PAGES, Pair, pdf_of
from tests.support.library import INSTRUMENT
from tests.support.people import People

SECRET = "RAHASIA Penyidikan Zirkonium"
AWAY = (Decision.MERGE, Decision.NEWER, Decision.OLDER)


def close(session: Session, people: People, document_id: int) -> None:
    fields = DocumentFields(title=SECRET, visibility=Visibility.RESTRICTED)
    documents.edit(session, people["kurator"], document_id=document_id, fields=fields)


def settle(session: Session, people: People, pair: Pair, decision: Decision = Decision.MERGE) -> None:
    deciding.decide(session, people["kurator"], twin_id=pair.twin_id, decision=decision, keep_id=pair.first)


def claim_on(session: Session, people: People, username: str, document_id: int) -> None:
    made = evidence.create_assessment(
        session, people["peninjau"], title="Penilaian", year=2026, instrument_id=INSTRUMENT
    )
    indicator = instruments.references(session, INSTRUMENT)[0]
    evidence.draft(
        session,
        people[username],
        assessment_id=saved_id(made.id),
        indicator_id=indicator.id,
        level=Decimal(2),
        items=[ItemInput(saved_id(session.get_one(Document, document_id).current_revision_id), 1, 1)],
    )


def told(runtime: Runtime, actor: Actor) -> Notice:
    with runtime.database.read() as session:
        wanted = select(Notice).where(Notice.kind == "twin.merged", Notice.user_id == actor.user_id)
        return session.exec(wanted).one()


@pytest.mark.parametrize("decision", AWAY)
def test_notices_and_trash_do_not_name_it(
    runtime: Runtime, people: People, pair: Pair, signed_in: SignedIn, decision: Decision
) -> None:
    with runtime.database.write() as session:
        close(session, people, pair.first)
        settle(session, people, pair, decision)
    operator = signed_in("operator")
    html = {"Accept": "text/html"}
    shown = [operator.get("/api/v1/notices").text]
    shown += [operator.get(path, headers=html).text for path in ("/pemberitahuan", "/sampah")]
    for text in shown:
        assert "RAHASIA" not in text
        assert f"/dokumen/{pair.first}" not in text
        assert "Pedoman Layanan Bergerak (salinan)" in text
    assert told(runtime, people["operator"]).link == "/sampah"
    assert SECRET in signed_in("kurator").get("/sampah", headers=html).text
    with runtime.database.read() as session:
        assert "RAHASIA" not in (session.get_one(Document, pair.second).trash_reason or "")


def test_a_name_that_was_open_at_the_merge_is_gone_from_the_trash_once_it_is_closed(
    runtime: Runtime, people: People, pair: Pair
) -> None:
    with runtime.database.write() as session:
        settle(session, people, pair)
        reasons = service.trash_reasons(session, people["operator"], [pair.second])
        assert reasons == {pair.second: "Digabung dengan “Pedoman Layanan Bergerak”"}
        close(session, people, pair.first)
        reasons = service.trash_reasons(session, people["operator"], [pair.second])
        assert reasons == {pair.second: "Digabung dengan dokumen lain"}
        assert SECRET in service.trash_reasons(session, people["kurator"], [pair.second])[pair.second]


def test_whoever_claims_with_it_learns_no_name_that_is_closed_to_them(
    runtime: Runtime, people: People, pair: Pair
) -> None:
    with runtime.database.write() as session:
        claim_on(session, people, "operator2", pair.second)
        close(session, people, pair.first)
        settle(session, people, pair)
    notice = told(runtime, people["operator2"])
    assert "Pedoman Layanan Bergerak (salinan)" in notice.text
    assert "RAHASIA" not in notice.text
    assert notice.link == "/penilaian"


def test_a_claimed_document_that_was_closed_since_is_not_named_either(
    runtime: Runtime, people: People, pair: Pair
) -> None:
    with runtime.database.write() as session:
        claim_on(session, people, "operator2", pair.second)
        close(session, people, pair.second)
        close(session, people, pair.first)
        documents.edit(
            session,
            people["kurator"],
            document_id=pair.first,
            fields=DocumentFields(agency_id=people.agencies["DISKOMINFO"]),
        )
        settle(session, people, pair)
    assert "RAHASIA" not in told(runtime, people["operator2"]).text
    assert SECRET in told(runtime, people["operator"]).text, "it is of their own agency"


def leave_open(session: Session, people: People, pair: Pair) -> None:
    """The document that stays is there for everyone."""


def close_kept(session: Session, people: People, pair: Pair) -> None:
    close(session, people, pair.first)


def trash_kept(session: Session, people: People, pair: Pair) -> None:
    documents.trash(session, people["kurator"], document_id=pair.first, reason="Usang")


def close_and_trash_kept(session: Session, people: People, pair: Pair) -> None:
    close(session, people, pair.first)
    trash_kept(session, people, pair)


def purge_kept(session: Session, people: People, pair: Pair) -> None:
    close_and_trash_kept(session, people, pair)
    purging.purge(session, people["admin"], document_id=pair.first, reason="Usang")


def purge_gone(session: Session, people: People, pair: Pair) -> None:
    close(session, people, pair.first)
    purging.purge(session, people["admin"], document_id=pair.second, reason="Lama di sampah")


FATES = (leave_open, close_kept, trash_kept, close_and_trash_kept, purge_kept, purge_gone)


def upload(runtime: Runtime, actor: Actor) -> int:
    content = io.BytesIO(pdf_of(NEAR_PAGES))
    stored = ingest.store_file(runtime.store, runtime.settings, stream=content, file_name="lagi.pdf")
    with runtime.database.write() as session:
        return ingest.receive(session, actor, stored=stored, fields=DocumentFields()).document_id


def way_on(runtime: Runtime, actor: Actor) -> int:
    """The document that an upload of the same bytes leads to, followed as the answers say."""
    try:
        return upload(runtime, actor)
    except DocumentInTrash as offered:
        with runtime.database.write() as session:
            documents.restore(session, actor, document_id=offered.document_id)
        return offered.document_id
    except DocumentAlreadyStored as known:
        return int((known.link or "").removeprefix("/dokumen/"))


@pytest.mark.slow
@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("decision", AWAY)
def test_uploading_again_leads_to_a_document_whatever_became_of_the_kept_one(
    runtime: Runtime, people: People, pair: Pair, decision: Decision, fate: Callable[[Session, People, Pair], None]
) -> None:
    operator = people["operator"]
    with runtime.database.write() as session:
        settle(session, people, pair, decision)
    with runtime.database.write() as session:
        fate(session, people, pair)
    found = way_on(runtime, operator)
    with runtime.database.read() as session:
        revision = documents.revision(session, operator, found)
        assert runtime.store.stat(revision.sha256) is not None
    assert way_on(runtime, operator) == found, "and from then on there it is"


def refusal_to_restore(runtime: Runtime, actor: Actor, document_id: int) -> PustakaError | None:
    try:
        with runtime.database.write() as session:
            documents.restore(session, actor, document_id=document_id)
    except (Conflict, NotFound) as refused:
        return refused
    return None


@pytest.mark.slow
@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("decision", AWAY)
def test_restoring_works_or_says_what_works(
    runtime: Runtime, people: People, pair: Pair, decision: Decision, fate: Callable[[Session, People, Pair], None]
) -> None:
    operator = people["operator"]
    with runtime.database.write() as session:
        settle(session, people, pair, decision)
    with runtime.database.write() as session:
        fate(session, people, pair)
    refused = refusal_to_restore(runtime, operator, pair.second)
    with runtime.database.read() as session:
        if refused is None:
            assert documents.revision(session, operator, pair.second).document_id == pair.second
        elif isinstance(refused, NotFound):
            assert fate is purge_gone
        elif refused.link:
            assert reads.get(session, operator, int(refused.link.removeprefix("/kurasi/kembar/"))).kept_id == pair.first
        else:
            assert "RAHASIA" not in refused.detail
            assert "unggah lagi" in refused.detail


def test_the_new_upload_is_readable_and_comes_before_the_curator_as_a_new_pair(
    runtime: Runtime, people: People, pair: Pair, work_queue: WorkQueue
) -> None:
    operator = people["operator"]
    with runtime.database.write() as session:
        close(session, people, pair.first)
        settle(session, people, pair)
    again = upload(runtime, operator)
    work_queue()
    with runtime.database.read() as session:
        assert "layanan bergerak" in documents.page(session, operator, again, 1).text
        assert reads.suggested_for(session, people["kurator"], again) is not None
        assert reads.suggested_for(session, operator, again) is None
