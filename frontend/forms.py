"""Forms from people: read once, proved to come from our own page, and kept when a session has run out."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from app.accounts.access import VisitDep, require_same_site, require_token
from app.core.errors import PustakaError

TOKEN_FIELD = "csrf_token"  # noqa: S105 - the field's name
_HELD_BACK = {TOKEN_FIELD, "password", "current", "new", "new_again"}
# Counts only keep the parser from being busied with nothing; how much comes in is limited by its bytes.
_MAX_FIELDS, _MAX_FILES = 5000, 10_000


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in. Repeated fields keep all their values; files come apart from texts."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, UploadFile], ...]

    @property
    def texts(self) -> Mapping[str, str]:
        """The last value of each field."""
        return dict(self.fields)

    def text(self, name: str) -> str:
        return self.texts.get(name, "").strip()

    def all(self, name: str) -> list[str]:
        return [value for field, value in self.fields if field == name]

    def number(self, name: str) -> int | None:
        """A whole number, or None for anything else."""
        text = self.text(name)
        return int(text) if text.isdecimal() and len(text) < 19 else None

    def resendable(self) -> Iterator[tuple[str, str]]:
        """What may be carried through a sign-in page: no passwords, no old token."""
        return ((name, value) for name, value in self.fields if name not in _HELD_BACK)


async def form_of(request: Request, visit: VisitDep) -> AsyncIterator[Form]:
    """Read the form, then refuse it when it is not from a page of ours; what was typed stays with the request.

    Its files are closed once the request is answered, whatever the answer is.
    """
    require_same_site(request)
    async with request.form(max_fields=_MAX_FIELDS, max_files=_MAX_FILES) as data:
        form = _form(data)
        request.state.form = form
        require_token(visit, form.texts.get(TOKEN_FIELD))
        yield form


def _form(data: FormData) -> Form:
    items = data.multi_items()
    return Form(
        tuple((name, value) for name, value in items if isinstance(value, str)),
        tuple((name, value) for name, value in items if isinstance(value, UploadFile) and value.filename),
    )


FormDep = Annotated[Form, Depends(form_of)]


def errors_by_field(error: PustakaError) -> dict[str, str]:
    """For a form shown again with its messages beside the fields."""
    return {problem.field: problem.message for problem in error.errors}


def kept_form(request: Request) -> Form | None:
    found = getattr(request.state, "form", None)
    return found if isinstance(found, Form) else None
