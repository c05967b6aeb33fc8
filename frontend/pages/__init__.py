"""The pages, grouped by what people come for. Each module has one router."""

from fastapi import APIRouter

from frontend.pages import (
    accounts,
    admin,
    admin_trail,
    assessments,
    browse,
    curation,
    documents,
    editing,
    evidence,
    evidence_form,
    evidence_start,
    home,
    keeping,
    lists,
    reading,
    review,
    search,
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
    curation.router,
    admin.router,
    admin_trail.router,
)
