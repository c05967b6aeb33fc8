"""The door to the evidence slice: what routes, pages, the command line and other slices may call."""

from app.evidence.assessments import (
    close_assessment,
    create_assessment,
    get_assessment,
    list_assessments,
)
from app.evidence.claims import delete_draft, draft, revise, submit, update_draft, withdraw
from app.evidence.progress import agencies_progress, scores, states_by_indicator
from app.evidence.reads import for_document, get_evidence, listing, review_queue, would_lapse
from app.evidence.reviews import accept, reopen, reopen_assessment, return_

__all__ = [
    "accept",
    "agencies_progress",
    "close_assessment",
    "create_assessment",
    "delete_draft",
    "draft",
    "for_document",
    "get_assessment",
    "get_evidence",
    "list_assessments",
    "listing",
    "reopen",
    "reopen_assessment",
    "return_",
    "review_queue",
    "revise",
    "scores",
    "states_by_indicator",
    "submit",
    "update_draft",
    "withdraw",
    "would_lapse",
]
