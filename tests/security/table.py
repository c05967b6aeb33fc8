"""Who may call which route. Every route of the application has its line here; one without is a failing test.

A line says who is let in, and brings a request that would do something, so that refusing it means something.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.people import ROLES

VISITOR = "pengunjung"
EVERYBODY = (VISITOR, *ROLES)
SIGNED_IN = tuple(ROLES)
CONTRIBUTORS = ("operator", "operator2", "kurator", "admin")
UPLOADER_OR_KEEPER = ("operator", "kurator", "admin")
KEEPERS = ("kurator", "admin")
REVIEWERS = ("peninjau", "admin")
ADMINS = ("admin",)
ASSESSING = ("operator", "operator2", "peninjau", "kurator", "admin")
SEEING_ALL = ("peninjau", "kurator", "admin")
NOBODY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """`ok` is what the first one let in gets. `refused` is what signed-in others get: 404 where the thing is hidden."""

    allowed: tuple[str, ...]
    ok: int = 200
    path: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, object] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    file: bool = False
    refused: int = 403
    refused_visitor: int | None = None
    hidden_from: tuple[str, ...] = ()

    def request(self) -> dict[str, Any]:
        """The arguments of a client's `request`, but for method, path and a form's token."""
        given: dict[str, Any] = {"params": dict(self.query)}
        if self.json is not None:
            given["json"] = self.json
        if self.form is not None:
            given["data"] = dict(self.form)
        if self.file:
            given["files"] = {"file": ("catatan.txt", b"Catatan baru tentang layanan kota.", "text/plain")}
        return given


TAG = {"instrument": "permenpanrb-59-2020", "indicator": 26, "state": "rejected"}
CLAIM = {"level": 3, "statement": "Pasal 27 mewajibkan setiap perangkat daerah."}
SUBMITTED = {"evidence_id": 2}
OWNER, FOREIGN = ("operator", "admin"), ("operator2",)

DOCUMENTS = {
    "GET /api/v1/search": Line(EVERYBODY, query={"q": "manajemen pengetahuan"}),
    "GET /api/v1/suggest": Line(EVERYBODY, query={"q": "penge"}),
    "GET /api/v1/documents": Line(EVERYBODY),
    "POST /api/v1/documents": Line(CONTRIBUTORS, 201, file=True),
    "GET /api/v1/documents/{document_id}": Line(EVERYBODY),
    "PATCH /api/v1/documents/{document_id}": Line(KEEPERS, json={"description": "Lebih jelas"}),
    "DELETE /api/v1/documents/{document_id}": Line(KEEPERS, 204, path={"document_id": 3}, json={"reason": "Usang"}),
    "GET /api/v1/documents/{document_id}/file": Line(EVERYBODY),
    "GET /api/v1/documents/{document_id}/pages/{number}": Line(EVERYBODY),
    "GET /api/v1/documents/{document_id}/tags": Line(EVERYBODY),
    "POST /api/v1/documents/{document_id}/tags": Line(KEEPERS, json=TAG),
    "POST /api/v1/documents/{document_id}/relations": Line(
        KEEPERS, 201, json={"type": "mencabut", "target": "Perwali Kota Tirta Kencana 5/2019"}
    ),
    "DELETE /api/v1/documents/{document_id}/relations/{relation_id}": Line(KEEPERS, 404),
    "POST /api/v1/documents/{document_id}/revisions": Line(KEEPERS, 201, file=True),
    "POST /api/v1/documents/{document_id}/read-again": Line(KEEPERS, 202),
}

INSTRUMENTS = {
    "GET /api/v1/instruments": Line(EVERYBODY),
    "GET /api/v1/instruments/{instrument_id}": Line(EVERYBODY),
    "GET /api/v1/instruments/{instrument_id}/indicators/{number}": Line(EVERYBODY),
}

EVIDENCE = {
    "GET /api/v1/assessments": Line(ASSESSING),
    "POST /api/v1/assessments": Line(
        REVIEWERS, 201, json={"title": "Penilaian 2027", "year": 2027, "instrument": "permenpanrb-59-2020"}
    ),
    "GET /api/v1/assessments/{assessment_id}": Line(ASSESSING),
    "GET /api/v1/assessments/{assessment_id}/scores": Line(ASSESSING),
    "GET /api/v1/assessments/{assessment_id}/evidence": Line(EVERYBODY),  # empty for who may see none
    "POST /api/v1/assessments/{assessment_id}/evidence": Line(
        ("operator2", "operator", "admin"), 201, json={"indicator": 2, **CLAIM}
    ),
    "GET /api/v1/evidence/{evidence_id}": Line(("operator", *SEEING_ALL), refused=404, refused_visitor=404),
    "PUT /api/v1/evidence/{evidence_id}": Line(OWNER, json=CLAIM, hidden_from=FOREIGN),
    "DELETE /api/v1/evidence/{evidence_id}": Line(OWNER, 204, hidden_from=FOREIGN),
    "POST /api/v1/evidence/{evidence_id}/submit": Line(OWNER, hidden_from=FOREIGN),
    "POST /api/v1/evidence/{evidence_id}/withdraw": Line(OWNER, path=SUBMITTED, hidden_from=FOREIGN),
    "POST /api/v1/evidence/{evidence_id}/revise": Line(OWNER, 409, path=SUBMITTED, hidden_from=FOREIGN),
    "POST /api/v1/evidence/{evidence_id}/accept": Line(REVIEWERS, path=SUBMITTED, json={}),
    "POST /api/v1/evidence/{evidence_id}/return": Line(REVIEWERS, path=SUBMITTED, json={"reason": "Kurang jelas"}),
    "GET /api/v1/review": Line(REVIEWERS),
}

SERVICE = {
    "GET /api/openapi.json": Line(EVERYBODY),
    "GET /healthz": Line(EVERYBODY),
    "GET /readyz": Line(EVERYBODY),
}

PAGES = {
    "GET /": Line(EVERYBODY),
    "GET /cari": Line(EVERYBODY, query={"q": "pengetahuan"}),
    "GET /masuk": Line((VISITOR,), refused=303),
    "POST /masuk": Line(EVERYBODY, 422, form={"username": "entah", "password": "bukan-sandi-siapa-pun"}),
    "POST /keluar": Line(SIGNED_IN, 303, form={}, refused_visitor=303),
    "GET /akun": Line(SIGNED_IN),
    "POST /akun/sandi": Line(SIGNED_IN, 422, form={"current": "salah", "new": "x", "new_again": "y"}),
    "POST /akun/sesi": Line(SIGNED_IN, 404, form={"handle": "0" * 64}),
}

TABLE: dict[str, Line] = {**DOCUMENTS, **INSTRUMENTS, **EVIDENCE, **SERVICE, **PAGES}
