"""Pages that a claim points to, looked at again once the file has been read."""

import pytest

from app.core.errors import InvalidInput
from app.documents.models import Document, Revision
from app.evidence import service
from tests.app.evidence.world import World


def test_a_range_is_checked_again_once_the_length_is_known(world: World) -> None:
    document_id, revision_id = world.document(pages=None)
    evidence_id = world.draft(revision_id=revision_id)
    document = world.session.get_one(Document, document_id)
    assert document.current_revision_id == revision_id
    _page_total(world, revision_id, 3)
    with pytest.raises(InvalidInput) as caught:
        service.submit(world.session, world.operator, evidence_id=evidence_id)
    assert {error.field for error in caught.value.errors} == {"items.0.page_to"}


def _page_total(world: World, revision_id: int, pages: int) -> None:
    world.session.get_one(Revision, revision_id).page_total = pages
    world.session.flush()
