"""Read is not yet found: a batch says how many of its documents search has still to take up."""

from app import composition
from app.core.runtime import Runtime
from app.ingest import service
from app.jobs import queue
from app.jobs.queue import Lease
from indexer.extract.sandbox import Sandbox
from tests.app.ingest.test_batches import FILES, seen, send
from tests.support.people import People


def next_reading(runtime: Runtime) -> list[Lease]:
    with runtime.database.write() as session:
        return queue.lease(session, worker="uji:1:a", lane=service.LANE, seconds=60)


def test_what_is_read_is_not_called_searchable_before_the_index_has_it(
    runtime: Runtime, people: People, sandbox: Sandbox
) -> None:
    batch_id, _ = send(runtime, people["operator"], FILES)
    worker = composition.worker_with(runtime, sandbox)
    while leases := next_reading(runtime):
        worker.handlers[leases[0].kind](leases)
    row, _ = seen(runtime, people["operator"], batch_id)
    assert (row.is_final, row.unindexed) == (True, 3)
    worker.run_until_empty()
    assert seen(runtime, people["operator"], batch_id)[0].unindexed == 0
