"""Turns every failure into one shape: problem+json for programs (RFC 9457), a page for people."""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.core.errors import (
    Conflict,
    FieldError,
    InvalidInput,
    NotFound,
    PustakaError,
    StorageFull,
    TooLarge,
    Unavailable,
    UnsupportedFile,
    field_message,
)
from app.core.http import BodyTooLarge
from storage.blobs import BlobMissing, BlobTooLarge, StorageError, StoreFull
from storage.sniff import TypeRefused

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """What both shapes show. `type` is a stable slug, all texts are Indonesian."""

    status: int
    type: str
    title: str
    detail: str
    errors: tuple[FieldError, ...]
    request_id: str
    link: str | None = None

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": f"/bantuan/galat#{self.type}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "errors": [{"field": error.field, "message": error.message} for error in self.errors],
            "request_id": self.request_id,
        }
        return body | ({"link": self.link} if self.link else {})


PageRenderer = Callable[[Request, Problem], Response]


def install(app: FastAPI, render_page: PageRenderer) -> None:
    def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error, request)
        if problem.status >= 500:
            log.error("request failed", path=request.url.path, request_id=problem.request_id, exc_info=error)
        if wants_json(request):
            return JSONResponse(problem.as_json(), problem.status, media_type="application/problem+json")
        return render_page(request, problem)

    for kind in (PustakaError, StorageError, TypeRefused, HTTPException, RequestValidationError, *_FROM_DATABASE):
        app.add_exception_handler(kind, answer)
    app.add_exception_handler(Exception, answer)


def wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", "text/html")


def problem_of(error: Exception, request: Request) -> Problem:
    known = translate(error)
    return Problem(
        status=known.status,
        type=known.slug,
        title=known.title,
        detail=known.detail,
        errors=tuple(known.errors),
        request_id=getattr(request.state, "request_id", "-"),
        link=known.link,
    )


def translate(error: Exception) -> PustakaError:
    """Any exception as one of ours; what nobody expected says so without showing its insides."""
    if isinstance(error, PustakaError):
        return error
    if isinstance(error, StorageError | TypeRefused):
        return _from_storage(error)
    if isinstance(error, RequestValidationError):
        return InvalidInput("Perbaiki isian yang ditandai, lalu kirim lagi.", errors=_field_errors(error))
    if isinstance(error, HTTPException):
        return _from_http(error)
    if isinstance(error, _FROM_DATABASE):
        return _from_database(error)
    return _Unexpected("Kesalahan ini sudah dicatat. Coba lagi; bila terulang, kirim nomor permintaan kepada admin.")


class _Unexpected(PustakaError):
    status = 500
    slug = "kesalahan-server"
    title = "Terjadi kesalahan di pihak kami"


class _MethodNotAllowed(PustakaError):
    status = 405
    slug = "metode-keliru"
    title = "Cara mengakses alamat ini tidak tepat"


def _from_storage(error: Exception) -> PustakaError:
    kinds: tuple[tuple[type[Exception], type[PustakaError]], ...] = (
        (BlobTooLarge, TooLarge),
        (StoreFull, StorageFull),
        (BlobMissing, Unavailable),
        (TypeRefused, UnsupportedFile),
    )
    ours = next((ours for theirs, ours in kinds if isinstance(error, theirs)), Unavailable)
    return ours(str(error))


# OverflowError is how SQLite's driver refuses a number of more than 64 bits, before any statement runs.
_FROM_DATABASE: tuple[type[Exception], ...] = (OperationalError, IntegrityError, DataError, OverflowError)


def _from_database(error: Exception) -> PustakaError:
    if isinstance(error, OperationalError):
        return Unavailable("Basis data sedang sibuk atau tidak terjangkau. Tunggu sebentar, lalu coba lagi.")
    if isinstance(error, IntegrityError):
        return Conflict("Data ini baru saja diubah bersamaan oleh orang lain. Muat ulang halaman, lalu coba lagi.")
    return InvalidInput("Ada angka atau teks yang tidak dapat disimpan. Periksa isian atau alamat halaman ini.")


def _from_http(error: HTTPException) -> PustakaError:
    if isinstance(error, BodyTooLarge):
        return TooLarge(f"Batas satu kiriman adalah {error.limit // 10**6} MB. Perkecil berkas atau bagi kiriman.")
    cause = error.__cause__
    if isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StorageFull("Ruang penyimpanan server habis, sehingga kiriman belum disimpan. Hubungi admin.")
    if error.status_code == 404:
        return NotFound("Halaman ini tidak ada, sudah dipindahkan, atau tidak terbuka untuk Anda.")
    if error.status_code == 405:
        return _MethodNotAllowed("Buka halaman melalui tautan atau tombol yang tersedia.")
    known = PustakaError("Kiriman tidak dapat dibaca. Muat ulang halaman, lalu coba lagi.")
    known.status = error.status_code
    return known


def _field_errors(error: RequestValidationError) -> list[FieldError]:
    return [
        FieldError(
            ".".join(str(part) for part in problem["loc"][1:]) or str(problem["loc"][0]),
            field_message(problem["type"], problem.get("ctx", {})),
        )
        for problem in error.errors()
    ]
