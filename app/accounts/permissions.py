"""Who may do what, as a table. Ownership rules (own agency, own upload) live in each slice's access.py."""

from dataclasses import dataclass

from app.accounts.models import Role
from app.core.errors import Forbidden, SignInRequired

_EVERYONE_SIGNED_IN = frozenset(Role)
_CONTRIBUTORS = frozenset({Role.OPERATOR, Role.CURATOR, Role.ADMIN})
_CURATORS = frozenset({Role.CURATOR, Role.ADMIN})
_REVIEWERS = frozenset({Role.REVIEWER, Role.ADMIN})
_ADMINS = frozenset({Role.ADMIN})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "account.own": _EVERYONE_SIGNED_IN,
    "document.upload": _CONTRIBUTORS,
    "document.edit_own": _CONTRIBUTORS,
    "document.edit_any": _CURATORS,
    "document.trash_any": _CURATORS,
    "document.see_restricted": frozenset({Role.REVIEWER, Role.CURATOR, Role.ADMIN}),
    "document.see_trash": _CURATORS,
    "tag.decide": _CURATORS,
    "words.manage": _CURATORS,
    "document.publish": _CURATORS,
    "contribution.write": _EVERYONE_SIGNED_IN,
    "assessment.see": frozenset({Role.OPERATOR, Role.REVIEWER, Role.CURATOR, Role.ADMIN}),
    "assessment.manage": _REVIEWERS,
    "evidence.write": frozenset({Role.OPERATOR, Role.ADMIN}),
    "evidence.see_all": frozenset({Role.REVIEWER, Role.CURATOR, Role.ADMIN}),
    "evidence.review": _REVIEWERS,
    "people.manage": _ADMINS,
    "agency.manage": _ADMINS,
    "instrument.manage": _ADMINS,
    "audit.read": _ADMINS,
    "system.manage": _ADMINS,
}

ROLE_LABELS: dict[Role, str] = {
    Role.READER: "Pembaca",
    Role.OPERATOR: "Operator OPD",
    Role.REVIEWER: "Peninjau",
    Role.CURATOR: "Kurator",
    Role.ADMIN: "Admin",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a visitor without an account, a signed-in person, or the system (jobs, command line)."""

    user_id: int | None = None
    name: str = "Pengunjung"
    username: str | None = None
    role: Role | None = None
    agency_id: int | None = None
    agency_name: str | None = None
    is_system: bool = False
    request_id: str | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def role_label(self) -> str:
        return ROLE_LABELS[self.role] if self.role else ""

    def can(self, permission: str) -> bool:
        allowed = PERMISSIONS[permission]
        return self.is_system or (self.role is not None and self.role in allowed)

    def require(self, permission: str) -> None:
        """Raise what the person can act upon: sign in first, or ask for the role."""
        if self.can(permission):
            return
        if not self.is_signed_in:
            raise SignInRequired("Silakan masuk untuk melanjutkan. Isian Anda tidak hilang.")
        raise Forbidden("Peran Anda belum memiliki izin untuk tindakan ini. Hubungi admin pustaka bila memerlukannya.")


VISITOR = Actor()
SYSTEM = Actor(name="Sistem", is_system=True)
