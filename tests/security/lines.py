"""One line of the table of routes, and the groups of people that its lines name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.people import ROLES

VISITOR = "pengunjung"
EVERYBODY = (VISITOR, *ROLES)
SIGNED_IN = tuple(ROLES)
CONTRIBUTORS = ("operator", "operator2", "kurator", "admin")
KEEPERS = ("kurator", "admin")
REVIEWERS = ("peninjau", "admin")
ADMINS = ("admin",)
ASSESSING = ("operator", "operator2", "peninjau", "kurator", "admin")
SEEING_ALL = ("peninjau", "kurator", "admin")


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
    sees_trash: bool = False

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
