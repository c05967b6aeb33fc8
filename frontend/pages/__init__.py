"""The pages, grouped by what people come for. Each module has one router."""

from fastapi import APIRouter

from frontend.pages import (
    accounts,
    admin,
    admin_trail,
    assessments,
    batches,
    browse,
    checking,
    curation,
    documents,
    editing,
    evidence,
    evidence_form,
    evidence_start,
    home,
    keeping,
    lists,
    notices,
    reading,
    review,
    search,
    twins,
    uploads,
)
from frontend.pages import (
    help as help_pages,
)

ROUTERS: tuple[APIRouter, ...] = (
    accounts.router,
    home.router,
    search.router,
    documents.router,
    reading.router,
    editing.router,
    keeping.router,
    browse.router,
    lists.router,
    help_pages.router,
    assessments.router,
    evidence.router,
    evidence_form.router,
    review.router,
    evidence_start.router,
    uploads.router,
    batches.router,
    notices.router,
    checking.router,
    curation.router,
    twins.router,
    admin.router,
    admin_trail.router,
)
