"""From decisions to suggestions: trained in the background, measured, told, switched, taken back; decisions stay."""

from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from app.accounts.permissions import SYSTEM, VISITOR, Actor
from app.audit.models import AuditEntry
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, NotFound, SignInRequired
from app.core.runtime import Runtime
from app.documents.models import Document, Tag
from app.learning import active, handlers, queries, service
from app.learning.models import LearnedVersion
from app.notices.models import Notice
from indexer import tag_measuring
from indexer.tag_learning import LearnedTags
from indexer.tag_training import Comparison, Figures
from tests.conftest import WorkQueue
from tests.support.counting import count_queries
from tests.support.library import INSTRUMENT
from tests.support.people import People
from tests.support.teaching import ARCHIVES, KNOWLEDGE, SAYINGS, suggestions_of, teach, undecided


@pytest.fixture
def taught(runtime: Runtime) -> list[int]:
    return teach(runtime)


@pytest.fixture
def low_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many documents as are taught here are enough; how many it takes otherwise has a test of its own."""
    monkeypatch.setattr(tag_measuring, "LEAST_DECIDED", 30)
    monkeypatch.setattr(tag_measuring, "LEAST_PROVING", 30)


def trained(runtime: Runtime) -> LearnedVersion:
    made = handlers.train(runtime.database, INSTRUMENT)
    assert made is not None
    return made


def notices_of(session: Session, actor: Actor) -> list[str]:
    wanted = select(Notice).where(Notice.user_id == actor.user_id, Notice.kind == "learning")
    return [notice.text for notice in session.exec(wanted.order_by(col(Notice.id)))]


def test_decisions_become_a_version_that_helps_and_is_told(
    runtime: Runtime, taught: list[int], people: People, low_bar: None
) -> None:
    made = trained(runtime)
    with runtime.database.read() as session:
        row = service.version(session, people["kurator"], made.id or 0)
        assert (row.number, row.documents, row.confirmations, row.rejections) == (1, 30, 30, 30)
        assert row.is_active
        assert row.objections == ()
        assert row.combined is not None
        assert row.combined.hit_3 >= 0.8
        told = notices_of(session, people["kurator"])
        assert len(told) == 1
        assert "versi 1 dari 60 keputusan" in told[0]
        assert "dengan aturan saja" in told[0]
        assert notices_of(session, people["pembaca"]) == []
        words = {one.number: one for one in service.words(session, people["kurator"], row.id)}
    assert "gudang" in " ".join(word for word, _ in words[ARCHIVES].speaking_for)


def test_undecided_suggestions_are_computed_anew_and_decided_ones_never(
    runtime: Runtime, taught: list[int], work_queue: WorkQueue
) -> None:
    waiting = undecided(runtime, SAYINGS[KNOWLEDGE] + " bagian z", suggested=1)
    with runtime.database.read() as session:
        before = {tag.id: (tag.state, tag.score, tag.reasons) for tag in suggestions_of(session, taught[0]).values()}
    with runtime.database.write() as session:
        kept(session, BETTER)
    assert work_queue().failed == 0
    with runtime.database.read() as session:
        fresh = suggestions_of(session, waiting)
        assert 1 not in fresh, "what the rules do not find any more goes"
        taught_by = {reason["learned"] for reason in fresh[KNOWLEDGE].reasons if "learned" in reason}
        assert taught_by == {1}
        after = {tag.id: (tag.state, tag.score, tag.reasons) for tag in suggestions_of(session, taught[0]).values()}
        assert {key: after[key] for key in before} == before


def test_a_worker_in_another_process_notices_the_switch(runtime: Runtime, taught: list[int], low_bar: None) -> None:
    with runtime.database.read() as session:
        before = active.stamp(session)
    trained(runtime)
    with runtime.database.read() as session:
        assert active.stamp(session) != before
        learned = active.learned(session, INSTRUMENT)
    assert learned is not None
    assert learned.version == 1


BETTER = Comparison(120, 90, rules=Figures(0.7, 0.8, 1.0, 2.0), combined=Figures(0.8, 0.9, 0.9, 1.9))
WORSE = Comparison(120, 90, rules=Figures(0.8, 0.9, 1.0, 2.0), combined=Figures(0.9, 0.8, 0.9, 1.9))
FEW = replace(BETTER, decided=32, proving=30)


def kept(session: Session, compared: Comparison) -> LearnedVersion:
    learned = LearnedTags(
        {"klinik": 1.0}, {"klinik": {KNOWLEDGE: 2.0}}, version=service.next_number(session, INSTRUMENT)
    )
    made = service.keep(session, SYSTEM, INSTRUMENT, learned, compared, (10, 10, 10))
    session.flush()
    return made


def test_what_is_no_better_stays_aside_and_is_told(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        assert kept(session, BETTER).is_active
        assert not kept(session, WORSE).is_active
        learned = active.learned(session, INSTRUMENT)
        assert learned is not None
        assert learned.version == 1
        assert "lebih jarang mengena daripada dengan aturan saja" in notices_of(session, people["kurator"])[-1]


def test_from_few_documents_it_stays_a_candidate_that_only_an_admin_uses_knowingly(
    runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        made = kept(session, FEW)
        assert not made.is_active
        row = service.version(session, people["kurator"], made.id or 0)
        assert "32 dokumen, 30 di antaranya" in row.objections[0]
        assert "32 dokumen" in notices_of(session, people["kurator"])[-1]
        with pytest.raises(Forbidden, match="Hanya admin"):
            service.activate(session, people["kurator"], row.id, knowingly=True)
        with pytest.raises(Conflict, match="terlalu sedikit"):
            service.activate(session, people["admin"], row.id)
        assert service.activate(session, people["admin"], row.id, knowingly=True).is_active


def test_the_bar_counts_what_is_decided(runtime: Runtime, taught: list[int], people: People) -> None:
    with runtime.database.read() as session:
        bar = service.standing(session, people["kurator"], INSTRUMENT, threshold=25).bar
    assert (bar.decided, bar.proving, bar.indicators) == (30, 30, 5)
    assert (bar.missing, bar.missing_proving, bar.is_reached) == (70, 20, False)


def test_what_was_learned_in_a_former_way_is_put_away_and_told(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    with runtime.database.write() as session:
        former = kept(session, BETTER)
        former.weights = '{"format":1,"version":1,"bias":{},"terms":[["april",1.0,{"26":3.0}]]}'
        former.figures = {name: {"hit_1": 0.5, "hit_3": 0.6, "brier": 1.0} for name in ("rules", "combined")}
    with runtime.database.read() as session:
        assert active.learned(session, INSTRUMENT) is None, "it helps nobody from the first moment"
    handlers.ask_for_training(runtime)
    assert work_queue().failed == 0
    with runtime.database.write() as session:
        row = service.version(session, people["kurator"], 1)
        assert (row.is_active, row.is_retired, row.has_weights) == (False, True, False)
        assert "cara belajar yang lama" in notices_of(session, people["kurator"])[-1]
        assert service.words(session, people["kurator"], 1) == []
        with pytest.raises(Conflict, match="tidak disimpan"):
            service.activate(session, people["admin"], 1, knowingly=True)
        assert kept(session, BETTER).is_active, "nobody chose the rules alone"
        assert handlers.ask_for_training(runtime) == []


def test_damaged_weights_keep_nobody_from_a_suggestion(runtime: Runtime) -> None:
    with runtime.database.write() as session:
        kept(session, BETTER).weights = '{"format":2'
        assert active.learned(session, INSTRUMENT) is None


def test_people_choose_an_older_version_or_none_and_stay_with_it(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        first, second = kept(session, BETTER), kept(session, BETTER)
        assert second.is_active
        service.activate(session, people["kurator"], first.id or 0)
        assert [one.number for one in queries.versions(session, INSTRUMENT) if one.is_active] == [1]
        assert not kept(session, BETTER).is_active, "a person chose an older one on purpose"
        service.switch_off(session, people["admin"], INSTRUMENT)
        assert active.learned(session, INSTRUMENT) is None
        assert not kept(session, BETTER).is_active, "a person chose the rules alone"
        newest = queries.versions(session, INSTRUMENT)[0]
        service.activate(session, people["kurator"], newest.id or 0)
        assert kept(session, BETTER).is_active, "whoever chooses the newest wants to go on"
        told = notices_of(session, people["admin"])
        assert any(people["kurator"].name in text and "versi 1" in text for text in told)
        verbs = [entry.verb for entry in session.exec(select(AuditEntry)).all()]
        assert verbs.count("learning.switch") == 6


def test_old_versions_lose_their_weights_but_not_their_figures(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        for _ in range(service.KEPT_WEIGHTS + 2):
            kept(session, BETTER)
        rows = service.versions(session, people["kurator"], INSTRUMENT)
        assert [row.has_weights for row in rows] == [True] * service.KEPT_WEIGHTS + [False] * 2
        assert rows[-1].rules is not None
        assert service.words(session, people["kurator"], rows[-1].id) == []
        with pytest.raises(Conflict, match="tidak disimpan"):
            service.activate(session, people["kurator"], rows[-1].id)


def test_a_document_is_read_again_only_when_its_text_changed(runtime: Runtime, taught: list[int]) -> None:
    trained(runtime)
    with runtime.database.write() as session:
        marked = {reading.document_id: reading for reading in queries.readings(session, INSTRUMENT)}
        for reading in marked.values():
            reading.terms = {"penanda": 1.0}
        document = session.get(Document, taught[0])
        assert document is not None
        document.title = "Judul yang lain"
    trained(runtime)
    with runtime.database.read() as session:
        fresh = {reading.document_id for reading in queries.readings(session, INSTRUMENT) if len(reading.terms) > 1}
    assert fresh == {taught[0]}


def test_training_is_asked_for_once_enough_was_decided(runtime: Runtime, taught: list[int]) -> None:
    calm = replace(runtime, settings=runtime.settings.model_copy(update={"learn_quiet_minutes": 0}))
    assert handlers.ask_for_training(runtime) == [], "curators are still at it"
    assert handlers.ask_for_training(calm) == [INSTRUMENT]
    trained(runtime)
    assert handlers.ask_for_training(calm) == [], "nothing new since"
    with runtime.database.write() as session:
        for tag in session.exec(select(Tag)).all():
            tag.decided_at = now()
    assert handlers.ask_for_training(calm) == [INSTRUMENT]
    off = replace(calm, settings=calm.settings.model_copy(update={"learn_after": 0}))
    assert handlers.ask_for_training(off) == []


def test_too_few_decisions_are_said(runtime: Runtime, people: People) -> None:
    assert handlers.train(runtime.database, INSTRUMENT) is None
    with runtime.database.write() as session, pytest.raises(Conflict, match="Baru ada 0 keputusan"):
        service.request_training(session, people["kurator"], INSTRUMENT)


def test_only_curators_look_and_switch(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        made = kept(session, BETTER)
        for name, error in (("operator", Forbidden), ("pengunjung", SignInRequired)):
            actor = VISITOR if name == "pengunjung" else people[name]
            with pytest.raises(error):
                service.versions(session, actor, INSTRUMENT)
            with pytest.raises(error):
                service.activate(session, actor, made.id or 0)
        with pytest.raises(NotFound):
            service.version(session, people["kurator"], 999)
        with pytest.raises(NotFound):
            service.versions(session, people["kurator"], "tidak-ada")


def test_many_versions_cost_no_more_queries_than_few(runtime: Runtime, people: People) -> None:
    counts = []
    for rounds in (1, 6):
        with runtime.database.write() as session:
            for _ in range(rounds):
                kept(session, BETTER)
        with runtime.database.read() as session, count_queries(runtime.database.engine) as counted:
            service.versions(session, people["kurator"], INSTRUMENT)
            service.standing(session, people["kurator"], INSTRUMENT, threshold=25)
        counts.append(len(counted))
    assert counts[0] == counts[1]
