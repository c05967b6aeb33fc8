"""Who works in the fictional city: its agencies and the demo accounts, saved only where they are missing."""

from dataclasses import dataclass

from sqlmodel import Session, select

from app.accounts import service as accounts
from app.accounts.models import Role, User
from app.accounts.permissions import SYSTEM
from app.accounts.schemas import PersonInput

PASSWORD = "contoh-pustaka-2026"  # noqa: S105 - printed by the demo, never used outside it

AGENCIES = (
    ("SETDA", "Sekretariat Daerah"),
    ("DISKOMINFO", "Dinas Komunikasi dan Informatika"),
    ("BAPPERIDA", "Badan Perencanaan Pembangunan, Riset, dan Inovasi Daerah"),
    ("INSPEKTORAT", "Inspektorat Daerah"),
    ("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
    ("DISDUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("BKAD", "Badan Keuangan dan Aset Daerah"),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    username: str
    full_name: str
    role: Role
    agency: str


PEOPLE = (
    DemoPerson("pembaca", "Pembaca Contoh", Role.READER, "BAPPERIDA"),
    DemoPerson("operator", "Operator Contoh", Role.OPERATOR, "DISKOMINFO"),
    DemoPerson("operator2", "Operator Contoh Dua", Role.OPERATOR, "DPMPTSP"),
    DemoPerson("peninjau", "Peninjau Contoh", Role.REVIEWER, "SETDA"),
    DemoPerson("kurator", "Kurator Contoh", Role.CURATOR, "DISKOMINFO"),
    DemoPerson("admin", "Admin Contoh", Role.ADMIN, "DISKOMINFO"),
)


def add_agencies(session: Session) -> None:
    known = {agency.code for agency in accounts.agencies(session, is_active_only=False)}
    for code, name in AGENCIES:
        if code not in known:
            accounts.save_agency(session, SYSTEM, agency_id=None, code=code, name=name)


def add_people(session: Session) -> None:
    agencies = {agency.code: agency.id for agency in accounts.agencies(session)}
    known = set(session.exec(select(User.username)))
    for person in PEOPLE:
        if person.username not in known:
            given = PersonInput(
                person.username, person.full_name, person.role, agencies[person.agency], password=PASSWORD
            )
            accounts.add_person(session, SYSTEM, given)
