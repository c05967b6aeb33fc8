"""What teaches: documents that are alive, copies of one together, without the words that all of them say."""

from app.core.runtime import Runtime
from app.documents.models import Document, Kind, Lifecycle
from app.learning import gathering, handlers
from app.learning.models import LearnedReading
from app.twins.models import Twin, TwinState
from tests.app.taxonomies.test_kinds import minutes
from tests.support.library import INSTRUMENT
from tests.support.people import People
from tests.support.teaching import stored, teach


def test_copies_of_a_document_are_one_group(runtime: Runtime) -> None:
    taught = teach(runtime)
    first, second, third = taught[:3]
    handlers.train(runtime.database, INSTRUMENT)
    with runtime.database.write() as session:
        for one, other, state in ((first, second, TwinState.SUGGESTED), (second, third, TwinState.DISTINCT)):
            revisions = [session.get_one(Document, number).current_revision_id or 0 for number in (one, other)]
            session.add(
                Twin(
                    first_id=one,
                    second_id=other,
                    first_revision_id=revisions[0],
                    second_revision_id=revisions[1],
                    likeness=0.9,
                    state=state,
                )
            )
        session.flush()
        groups = {example.key: example.group for example in gathering.examples(session, INSTRUMENT)}
    assert groups[first] is not None
    assert groups[first] == groups[second]
    assert groups[third] is None


def test_what_all_documents_say_teaches_nothing(runtime: Runtime) -> None:
    teach(runtime)
    with runtime.database.write() as session:
        for _ in range(20):
            stored(session, "Perangkat kesibukan zamrud")
    common = gathering.everyday(runtime.database)
    assert "zamrud" in common
    assert "klinik" not in common


def test_a_kind_of_ones_own_is_read_as_what_it_is_taken_for(runtime: Runtime, people: People) -> None:
    own = minutes(runtime, people)
    document_id = teach(runtime, each=1)[0]

    def read(kind: Kind) -> tuple[str, dict[str, float]]:
        with runtime.database.write() as session:
            session.get_one(Document, document_id).kind = kind
        gathering.read_what_is_new(runtime.database, INSTRUMENT, lambda _: None)
        with runtime.database.read() as session:
            reading = session.get_one(LearnedReading, (document_id, INSTRUMENT))
            return reading.stamp, {**reading.terms, **reading.rules}

    report, manual = read(Kind.REPORT), read(Kind.MANUAL)
    assert report != manual, "the kind is among what teaches"
    assert read(own) == report


def test_the_trash_teaches_nothing(runtime: Runtime) -> None:
    taught = teach(runtime)
    with runtime.database.write() as session:
        document = session.get(Document, taught[0])
        assert document is not None
        document.lifecycle = Lifecycle.TRASHED
    made = handlers.train(runtime.database, INSTRUMENT)
    assert made is not None
    assert made.documents == len(taught) - 1
