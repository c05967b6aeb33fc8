"""People and agencies: the rules for adding, changing and switching them off."""

import re
from collections.abc import Iterable

from sqlmodel import Session

from app.accounts import queries, sessions
from app.accounts.models import Agency, Role, User
from app.accounts.permissions import ROLE_LABELS, VISITOR, Actor
from app.accounts.schemas import PersonInput, PersonRow
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, FieldError, InvalidInput, NotFound
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from storage.names import clean_line

MIN_PASSWORD_LENGTH = 10
MOST_ALIASES, LONGEST_ALIAS = 10, 80
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def people(session: Session, actor: Actor, *, text: str = "", part: Slice) -> Listing[PersonRow]:
    actor.require("people.manage")
    rows, total = queries.people(session, text=text.strip(), part=part)
    return Listing([_row(user, agency) for user, agency in rows], total, part.limit, part.offset)


def person(session: Session, actor: Actor, *, user_id: int) -> PersonRow:
    actor.require("people.manage")
    user = _user(session, user_id)
    return _row(user, session.get(Agency, user.agency_id) if user.agency_id else None)


def actor_named(session: Session, username: str) -> Actor:
    """The actor that `--as USER` stands for."""
    user = queries.by_username(session, username)
    if user is None or not user.is_active:
        raise NotFound(f"Tidak ada pengguna aktif bernama “{username}”.")
    return sessions.actor_of(user, session.get(Agency, user.agency_id) if user.agency_id else None)


def add_person(session: Session, actor: Actor, given: PersonInput) -> User:
    actor.require("people.manage")
    _refuse(_problems(session, given, existing=None))
    user = User(
        username=given.username.strip().lower(),
        full_name=given.full_name.strip(),
        email=(given.email or "").strip() or None,
        password_hash=sessions.hash_password(given.password or ""),
        role=given.role,
        agency_id=given.agency_id,
        is_active=given.is_active,
    )
    session.add(user)
    session.flush()
    audit.record(session, actor, "person.add", "user", user.id, after=_facts(user))
    return user


def actor_numbered(session: Session, user_id: int | None) -> Actor:
    """What a person may do and see, also while the account is switched off; a visitor where there is no account."""
    user = session.get(User, user_id) if user_id is not None else None
    return sessions.actor_of(user, None) if user is not None else VISITOR


def edit_person(session: Session, actor: Actor, *, user_id: int, given: PersonInput) -> User:
    """Change a person. Losing the account or the role ends every sign-in at once."""
    actor.require("people.manage")
    user = _user(session, user_id)
    _refuse(_problems(session, given, existing=user))
    _keep_one_admin(session, user, given)
    before = _facts(user)
    user.username, user.full_name = given.username.strip().lower(), given.full_name.strip()
    user.email, user.role = (given.email or "").strip() or None, given.role
    user.agency_id, user.is_active, user.updated_at = given.agency_id, given.is_active, now()
    if given.password:
        user.password_hash = sessions.hash_password(given.password)
    old, new = audit.changed(before, _facts(user))
    if given.password or "is_active" in new or "role" in new:
        sessions.revoke_all(session, user_id)
    audit.record(session, actor, "person.edit", "user", user_id, before=old, after=new)
    return user


def change_own_password(session: Session, actor: Actor, *, current: str, new: str) -> None:
    """Also ends every sign-in of the person: whoever knew the old password is out."""
    actor.require("account.own")
    user = _user(session, saved_id(actor.user_id))
    if sessions.authenticate(session, username=user.username, password=current) is None:
        raise InvalidInput(errors=[FieldError("current", "Kata sandi sekarang tidak cocok. Ketik ulang.")])
    _refuse(_password_problems(new, user.username, field="new"))
    user.password_hash, user.updated_at = sessions.hash_password(new), now()
    sessions.revoke_all(session, saved_id(user.id))
    audit.record(session, actor, "person.password", "user", user.id)


def set_password(session: Session, actor: Actor, *, username: str, password: str) -> None:
    actor.require("people.manage")
    user = queries.by_username(session, username)
    if user is None:
        raise NotFound(f"Tidak ada pengguna bernama “{username}”.")
    _refuse(_password_problems(password, user.username))
    user.password_hash, user.updated_at = sessions.hash_password(password), now()
    sessions.revoke_all(session, saved_id(user.id))
    audit.record(session, actor, "person.password", "user", user.id)


def disable(session: Session, actor: Actor, *, username: str) -> None:
    actor.require("people.manage")
    user = queries.by_username(session, username)
    if user is None:
        raise NotFound(f"Tidak ada pengguna bernama “{username}”.")
    given = PersonInput(user.username, user.full_name, user.role, user.agency_id, user.email, is_active=False)
    edit_person(session, actor, user_id=saved_id(user.id), given=given)


def agencies(session: Session, *, is_active_only: bool = True) -> list[Agency]:
    return queries.agencies(session, is_active_only=is_active_only)


def agency_names(session: Session) -> dict[int, str]:
    """Names of all agencies by id, also of those that are no longer active."""
    return queries.agency_names(session)


def agency(session: Session, agency_id: int) -> Agency:
    found = session.get(Agency, agency_id)
    if found is None:
        raise NotFound("OPD itu tidak ditemukan. Pilih dari daftar.")
    return found


def save_agency(
    session: Session,
    actor: Actor,
    *,
    agency_id: int | None,
    code: str,
    name: str,
    is_active: bool = True,
    aliases: Iterable[str] | None = None,
) -> Agency:
    """Add an agency (without id) or change one. Codes are short, upper case and unique; without `aliases` they stay."""
    actor.require("agency.manage")
    clean_code, clean_name = code.strip().upper(), " ".join(name.split())
    others = _clean_aliases(aliases or ())
    _refuse(
        [*_agency_problems(session, agency_id, clean_code, clean_name), *_alias_problems(session, agency_id, others)]
    )
    row = agency(session, agency_id) if agency_id is not None else Agency(code=clean_code, name=clean_name)
    before = _agency_facts(row) if agency_id is not None else {}
    row.code, row.name, row.is_active = clean_code, clean_name, is_active
    row.aliases = list(row.aliases) if aliases is None else others
    session.add(row)
    session.flush()
    old, new = audit.changed(before, _agency_facts(row))
    audit.record(session, actor, "agency.save", "agency", row.id, before=old, after=new)
    return row


def checked_aliases(session: Session, agency_id: int, aliases: Iterable[str]) -> list[str]:
    """What else an agency may be called, clean; nothing is written."""
    clean = _clean_aliases(aliases)
    _refuse(_alias_problems(session, agency_id, clean))
    return clean


def save_aliases(session: Session, actor: Actor, *, agency_id: int, aliases: Iterable[str]) -> Agency:
    """Curators look after what else an agency is called; its name and code stay with administrators."""
    actor.require("words.manage")
    row = agency(session, agency_id)
    before = list(row.aliases)
    row.aliases = checked_aliases(session, agency_id, aliases)
    session.add(row)
    session.flush()
    old, new = audit.changed({"aliases": before}, {"aliases": list(row.aliases)})
    audit.record(session, actor, "agency.aliases", "agency", row.id, before=old, after=new)
    return row


def _clean_aliases(aliases: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(line for alias in aliases if (line := clean_line(alias))))


def _user(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("Pengguna itu tidak ditemukan.")
    return user


def _row(user: User, agency: Agency | None) -> PersonRow:
    return PersonRow(
        id=saved_id(user.id),
        username=user.username,
        full_name=user.full_name,
        email=user.email,
        role=user.role,
        role_label=ROLE_LABELS[user.role],
        agency_id=user.agency_id,
        agency_name=agency.name if agency else None,
        is_active=user.is_active,
        created_at=user.created_at,
    )


def _facts(user: User) -> dict[str, object]:
    names = ("username", "full_name", "email", "role", "agency_id", "is_active")
    return {name: getattr(user, name) for name in names}


def _keep_one_admin(session: Session, user: User, given: PersonInput) -> None:
    was_admin = user.role is Role.ADMIN and user.is_active
    stays_admin = given.role is Role.ADMIN and given.is_active
    if was_admin and not stays_admin and queries.active_admins(session) == 1:
        raise Conflict("Ini admin aktif terakhir. Tunjuk admin lain lebih dahulu.")


def _problems(session: Session, given: PersonInput, *, existing: User | None) -> list[FieldError]:
    found: list[FieldError] = []
    username = given.username.strip().lower()
    if not _USERNAME.fullmatch(username):
        found.append(
            FieldError("username", "Pakai 3–60 huruf kecil, angka, titik, garis bawah, atau strip; tanpa spasi.")
        )
    holder = queries.by_username(session, username)
    if holder is not None and (existing is None or holder.id != existing.id):
        found.append(FieldError("username", "Nama pengguna ini sudah dipakai. Pilih nama lain."))
    if not given.full_name.strip():
        found.append(FieldError("full_name", "Isi nama lengkap."))
    if given.role is Role.OPERATOR and given.agency_id is None:
        found.append(FieldError("agency_id", "Operator OPD harus memiliki OPD. Pilih OPD-nya."))
    if given.agency_id is not None and session.get(Agency, given.agency_id) is None:
        found.append(FieldError("agency_id", "OPD itu tidak ditemukan. Pilih dari daftar."))
    if existing is None or given.password:
        found += _password_problems(given.password or "", username)
    return found


def _password_problems(password: str, username: str, *, field: str = "password") -> list[FieldError]:
    if len(password) < MIN_PASSWORD_LENGTH:
        return [FieldError(field, f"Kata sandi paling sedikit {MIN_PASSWORD_LENGTH} karakter.")]
    if len(password) > 500:
        return [FieldError(field, "Kata sandi paling banyak 500 karakter.")]
    if username and username.lower() in password.lower():
        return [FieldError(field, "Kata sandi tidak boleh memuat nama pengguna.")]
    return []


def _agency_problems(session: Session, agency_id: int | None, code: str, name: str) -> list[FieldError]:
    found: list[FieldError] = []
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9._-]{1,39}", code):
        found.append(FieldError("code", "Kode OPD berisi 2–40 huruf atau angka tanpa spasi, misalnya DISKOMINFO."))
    holder = queries.agency_by_code(session, code)
    if holder is not None and holder.id != agency_id:
        found.append(FieldError("code", "Kode OPD ini sudah dipakai."))
    if not name:
        found.append(FieldError("name", "Isi nama OPD."))
    return found


def _agency_facts(row: Agency) -> dict[str, object]:
    return {"code": row.code, "name": row.name, "is_active": row.is_active, "aliases": list(row.aliases)}


def _alias_problems(session: Session, agency_id: int | None, aliases: list[str]) -> list[FieldError]:
    """A name that already leads to another agency would mix up what both have."""
    if len(aliases) > MOST_ALIASES:
        return [FieldError("aliases", f"Tulis paling banyak {MOST_ALIASES} sebutan lain.")]
    if any(not 2 <= len(alias) <= LONGEST_ALIAS for alias in aliases):
        return [FieldError("aliases", f"Setiap sebutan berisi 2–{LONGEST_ALIAS} huruf, satu sebutan tiap baris.")]
    others = [other for other in queries.agencies(session, is_active_only=False) if other.id != agency_id]
    held = {name.casefold(): other.name for other in others for name in (other.code, other.name, *other.aliases)}
    taken = [
        f"“{alias}” sudah menjadi sebutan {held[alias.casefold()]}." for alias in aliases if alias.casefold() in held
    ]
    return [FieldError("aliases", " ".join(taken))] if taken else []


def _refuse(problems: list[FieldError]) -> None:
    if problems:
        raise InvalidInput("Perbaiki isian yang ditandai, lalu kirim lagi.", errors=problems)
