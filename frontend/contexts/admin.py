"""What administrators see: the state of the system, people, agencies, the trail, and who may do what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from app.accounts.models import Agency, Role
from app.accounts.permissions import PERMISSIONS, ROLE_LABELS
from app.accounts.schemas import PersonRow
from app.core.pagination import Listing
from app.jobs.models import Job, JobState
from app.upkeep import Overview
from frontend.contexts.assessments import Options
from frontend.contexts.care import RoomLine, room_chart, room_lines
from frontend.contexts.trail import TrailLine
from frontend.contexts.trail_words import OBJECTS, VERBS

TABS = (
    ("Ikhtisar", "/admin"),
    ("Pengguna", "/admin/pengguna"),
    ("OPD", "/admin/opd"),
    ("Instrumen", "/admin/instrumen"),
    ("Penerbitan", "/admin/penerbitan"),
    ("Jejak", "/admin/jejak"),
    ("Peran", "/admin/peran"),
)
_JOB_KINDS: Mapping[str, str] = {
    "read": "Membaca berkas",
    "index": "Memutakhirkan indeks",
    "rebuild": "Menyusun ulang indeks",
    "reconcile": "Mencocokkan indeks dengan basis data",
    "fixity": "Membaca ulang berkas tersimpan",
    "daily": "Pemeriksaan harian",
    "learn": "Belajar dari keputusan kurator",
    "resuggest": "Menghitung ulang usulan label",
}
PERMISSION_WORDS: Mapping[str, str] = {
    "account.own": "Mengatur akunnya sendiri",
    "document.upload": "Mengunggah dokumen",
    "document.edit_own": "Mengubah dokumen yang diunggah sendiri atau milik OPD-nya",
    "document.edit_any": "Mengubah semua dokumen",
    "document.trash_any": "Membuang dan memulihkan dokumen siapa saja",
    "document.see_restricted": "Melihat dokumen terbatas milik OPD lain",
    "document.see_trash": "Melihat seluruh isi tempat sampah",
    "document.publish": "Menerbitkan, mengembalikan, dan menarik dokumen",
    "contribution.write": "Menyumbang praktik baik",
    "tag.decide": "Memastikan atau menolak label indikator",
    "words.manage": "Mengelola kosakata: sinonim dan topik",
    "assessment.see": "Melihat penilaian dan bukti dukung yang diterima",
    "assessment.manage": "Membuka dan menutup penilaian",
    "evidence.write": "Menyusun dan mengajukan bukti dukung",
    "evidence.see_all": "Melihat bukti dukung semua OPD",
    "evidence.review": "Menerima atau mengembalikan bukti dukung",
    "people.manage": "Mengelola pengguna",
    "agency.manage": "Mengelola OPD, dan menyusun bukti dukung atas namanya",
    "instrument.manage": "Mengunggah, menerbitkan, dan memilih instrumen penilaian",
    "audit.read": "Membaca jejak perubahan",
    "system.manage": "Menjalankan pekerjaan sistem dan menyusun ulang indeks",
}


@dataclass(frozen=True, slots=True)
class OverviewPage:
    overview: Overview
    people_total: int
    agency_total: int

    @property
    def waiting(self) -> int:
        return self.overview.jobs.get(JobState.QUEUED, 0)

    @property
    def running(self) -> int:
        return self.overview.jobs.get(JobState.RUNNING, 0)

    @property
    def failed_total(self) -> int:
        return self.overview.jobs.get(JobState.FAILED, 0)

    @property
    def room(self) -> tuple[RoomLine, ...]:
        return room_lines(self.overview)

    @property
    def room_chart(self) -> Markup:
        return room_chart(self.room[:-1])  # beside the free room all else would be a hair

    def job_name(self, job: Job) -> str:
        return _JOB_KINDS.get(job.kind, job.kind)


@dataclass(frozen=True, slots=True)
class PeoplePage:
    rows: Listing[PersonRow]
    q: str
    pages_href: str


@dataclass(frozen=True, slots=True)
class PersonFormPage:
    """`person` is None for a new account. Passwords are never shown again, not even when the form comes back."""

    person: PersonRow | None
    values: Mapping[str, str]
    agencies: Options
    errors: Mapping[str, str] = field(default_factory=dict)
    alert: str = ""

    @property
    def action(self) -> str:
        return f"/admin/pengguna/{self.person.id}" if self.person else "/admin/pengguna/baru"

    @property
    def title(self) -> str:
        return f"Ubah {self.person.full_name}" if self.person else "Tambah pengguna"

    @property
    def roles(self) -> Options:
        return [(role.value, label) for role, label in ROLE_LABELS.items()]

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items()) or ([("", self.alert)] if self.alert else [])


@dataclass(frozen=True, slots=True)
class AgenciesPage:
    rows: Sequence[Agency]


@dataclass(frozen=True, slots=True)
class AgencyFormPage:
    agency: Agency | None
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def action(self) -> str:
        return f"/admin/opd/{self.agency.id}" if self.agency else "/admin/opd/baru"

    @property
    def title(self) -> str:
        return f"Ubah {self.agency.name}" if self.agency else "Tambah OPD"

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items())


@dataclass(frozen=True, slots=True)
class TrailPage:
    rows: Listing[TrailLine]
    verb: str
    actor_id: int | None
    object_type: str
    object_id: str
    people: Options
    pages_href: str

    @property
    def verb_groups(self) -> Sequence[tuple[str, Options]]:
        """Single verbs below a choice that stands for all of their kind."""
        kinds = dict.fromkeys(verb.split(".")[0] for verb in VERBS)
        return [(_VERB_KINDS.get(kind, kind), [(f"{kind}.", "Semua"), *_verbs_of(kind)]) for kind in kinds]

    @property
    def objects(self) -> Options:
        return list(OBJECTS.items())

    @property
    def is_filtered(self) -> bool:
        return bool(self.verb or self.actor_id or self.object_type or self.object_id)


_VERB_KINDS: Mapping[str, str] = {
    "account": "Akun",
    "agency": "OPD",
    "assessment": "Penilaian",
    "batch": "Kiriman",
    "document": "Dokumen",
    "evidence": "Bukti dukung",
    "learning": "Hasil belajar",
    "person": "Pengguna",
    "proposal": "Usulan hubungan",
    "relation": "Hubungan dokumen",
    "synonym": "Sinonim",
    "system": "Sistem",
    "tag": "Label indikator",
    "topic": "Topik",
    "twin": "Dokumen kembar",
}


def _verbs_of(kind: str) -> list[tuple[str, str]]:
    return [(verb, label.capitalize()) for verb, label in VERBS.items() if verb.startswith(f"{kind}.")]


@dataclass(frozen=True, slots=True)
class RolesPage:
    """Every permission with the roles that have it, as the program decides it."""

    @property
    def roles(self) -> list[str]:
        return [ROLE_LABELS[role] for role in Role]

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, bool]]]]:
        return [
            (PERMISSION_WORDS[name], [(ROLE_LABELS[role], role in allowed) for role in Role])
            for name, allowed in PERMISSIONS.items()
        ]
