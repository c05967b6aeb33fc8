"""A small city for the tests of evidence: two agencies, their people, a made-up instrument and real rows below."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from app.accounts.models import Agency, Role, User
from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents.models import Document, Lifecycle, ReadingState, Revision, Visibility
from app.evidence import service
from app.evidence.models import Evidence
from app.evidence.schemas import ItemInput
from app.instruments import service as instruments
from app.instruments.spec import (
    AspectSpec,
    BandSpec,
    DomainSpec,
    EvidenceHint,
    EvidenceKind,
    IndicatorSpec,
    InstrumentSpec,
    LegalReference,
    LevelSpec,
    ScaleLevel,
    ScaleSpec,
)

LABELS = ("rintisan", "terkelola", "terdefinisi", "terpadu", "optimum")


def made_up_instrument(name: str = "contoh-2026", *, with_domains: bool = True, whole: bool = True) -> InstrumentSpec:
    """Two aspects of two indicators each; weights 30, 20, 40 and 10."""
    domains = (DomainSpec(1, "Kebijakan", Decimal(50), ""), DomainSpec(2, "Layanan", Decimal(50), ""))
    return InstrumentSpec(
        id=name,
        version="1",
        title=f"Instrumen {name}",
        regulation="Peraturan Contoh Nomor 1 Tahun 2026",
        short_citation="Contoh 1/2026",
        gazette="",
        set_on=None,
        promulgated_on=None,
        in_force_from=date(2026, 1, 1),
        status="in_force",
        revoked_by=None,
        replaces="",
        assessment_years=(2026,),
        source_note="dibuat untuk pengujian",
        formula_notes=(),
        evidence_rules=(),
        levels_are_whole=whole,
        min_level=Decimal(1),
        max_level=Decimal(5),
        target_level=Decimal(3),
        scales=(ScaleSpec("proses", "Kapabilitas proses", tuple(_step(n) for n in range(1, 6))),),
        bands=(
            BandSpec("Kurang", Decimal(1), Decimal("2.6")),
            BandSpec("Baik", Decimal("2.6"), Decimal("4.2")),
            BandSpec("Memuaskan", Decimal("4.2"), Decimal(5)),
        ),
        stages=(),
        evidence_kinds=(EvidenceKind("kebijakan", "Dokumen kebijakan"),),
        domains=domains if with_domains else (),
        aspects=(
            AspectSpec(1, 1 if with_domains else None, "Kebijakan internal", Decimal(50), "Aturan yang dibuat sendiri"),
            AspectSpec(2, 2 if with_domains else None, "Layanan publik", Decimal(50), ""),
        ),
        indicators=tuple(_indicator(*row) for row in ((1, 1, 30), (2, 1, 20), (3, 2, 40), (4, 2, 10))),
    )


def _step(value: int) -> ScaleLevel:
    return ScaleLevel(Decimal(value), LABELS[value - 1], f"Makna tingkat {value}")


def _indicator(number: int, aspect: int, weight: int) -> IndicatorSpec:
    hint = EvidenceHint("kebijakan", "Peraturan yang sudah ditandatangani")
    levels = (LevelSpec(Decimal(n), LABELS[n - 1], f"Kriteria {number}.{n}", (hint,)) for n in range(1, 6))
    return IndicatorSpec(
        number=number,
        code=f"I{number}",
        name=f"Tingkat kematangan kebijakan {number}",
        short_name=f"Kebijakan {number}",
        aspect=aspect,
        weight=Decimal(weight),
        scale="proses",
        explanation="Penjelasan",
        levels=tuple(levels),
        keywords=("kebijakan",),
        phrases=(),
        prefers_kinds=("regulasi",),
        legal_basis=(LegalReference("Perpres 95/2018 Pasal 52", "manajemen pengetahuan"),),
        sources=("PermenPANRB 59/2020",),
        notes=(),
    )


@dataclass(slots=True)
class World:
    """The people, the keys and short ways to make what a test is about."""

    session: Session
    operator: Actor
    colleague: Actor
    stranger: Actor
    lonely: Actor
    reviewer: Actor
    other_reviewer: Actor
    curator: Actor
    admin: Actor
    reader: Actor
    agency_id: int
    other_agency_id: int
    assessment_id: int
    indicator_ids: dict[int, int]

    def document(
        self,
        title: str = "Perwal SPBE",
        *,
        pages: int | None = 10,
        state: ReadingState = ReadingState.OK,
        lifecycle: Lifecycle = Lifecycle.PUBLISHED,
        visibility: Visibility = Visibility.INTERNAL,
        owner: Actor | None = None,
    ) -> tuple[int, int]:
        """A document with one revision: its key and that of the revision."""
        owner = owner or self.operator
        row = Document(
            title=title,
            lifecycle=lifecycle,
            visibility=visibility,
            agency_id=owner.agency_id,
            created_by=owner.user_id,
        )
        self.session.add(row)
        self.session.flush()
        return saved_id(row.id), self.revision(saved_id(row.id), pages=pages, state=state)

    def revision(self, document_id: int, *, pages: int | None = 10, state: ReadingState = ReadingState.OK) -> int:
        """A newer file, which becomes the current one."""
        document = self.session.get_one(Document, document_id)
        ordinal = 1 if document.current_revision_id is None else self._ordinal(document.current_revision_id) + 1
        row = Revision(
            document_id=document_id,
            ordinal=ordinal,
            sha256=f"{document_id:032x}{ordinal:032x}",
            size=1,
            media_type="application/pdf",
            file_name=f"berkas-{ordinal}.pdf",
            page_total=pages,
            state=state,
        )
        self.session.add(row)
        self.session.flush()
        document.current_revision_id = row.id
        self.session.add(document)
        self.session.flush()
        return saved_id(row.id)

    def draft(
        self,
        *,
        number: int = 1,
        level: Decimal | int = 3,
        revision_id: int | None = None,
        actor: Actor | None = None,
        agency_id: int | None = None,
        statement: str = "Pasal 4 mewajibkan seluruh perangkat daerah.",
    ) -> int:
        revision_id = revision_id or self.document()[1]
        row = service.draft(
            self.session,
            actor or self.operator,
            assessment_id=self.assessment_id,
            indicator_id=self.indicator_ids[number],
            level=level,
            statement=statement,
            items=[ItemInput(revision_id, 2, 4)],
            agency_id=agency_id,
        )
        return saved_id(row.id)

    def submitted(self, *, number: int = 1, level: Decimal | int = 3, revision_id: int | None = None) -> int:
        evidence_id = self.draft(number=number, level=level, revision_id=revision_id)
        service.submit(self.session, self.operator, evidence_id=evidence_id)
        return evidence_id

    def accepted(self, *, number: int = 1, level: Decimal | int = 3, revision_id: int | None = None) -> int:
        evidence_id = self.submitted(number=number, level=level, revision_id=revision_id)
        service.accept(self.session, self.reviewer, evidence_id=evidence_id)
        return evidence_id

    def evidence(self, evidence_id: int) -> Evidence:
        return self.session.get_one(Evidence, evidence_id)

    def _ordinal(self, revision_id: int) -> int:
        return self.session.get_one(Revision, revision_id).ordinal


def build(session: Session, spec: InstrumentSpec | None = None) -> World:
    spec = spec or made_up_instrument()
    instruments.install(session, spec, source_yaml=f"# {spec.id} {spec.levels_are_whole} {bool(spec.domains)}")
    own, other = _agency(session, "kominfo", "Dinas Kominfo"), _agency(session, "dinkes", "Dinas Kesehatan")
    reviewer = _person(session, "rini", Role.REVIEWER)
    assessment = service.create_assessment(
        session, reviewer, title="Penilaian Mandiri 2026", year=2026, instrument_id=spec.id
    )
    return World(
        session=session,
        operator=_person(session, "oki", Role.OPERATOR, own),
        colleague=_person(session, "kiki", Role.OPERATOR, own),
        stranger=_person(session, "santi", Role.OPERATOR, other),
        lonely=_person(session, "lola", Role.OPERATOR),
        reviewer=reviewer,
        other_reviewer=_person(session, "rudi", Role.REVIEWER),
        curator=_person(session, "kurnia", Role.CURATOR),
        admin=_person(session, "adi", Role.ADMIN),
        reader=_person(session, "baca", Role.READER, own),
        agency_id=own,
        other_agency_id=other,
        assessment_id=saved_id(assessment.id),
        indicator_ids={ref.number: ref.id for ref in instruments.references(session, spec.id)},
    )


def _agency(session: Session, code: str, name: str) -> int:
    row = Agency(code=code, name=name)
    session.add(row)
    session.flush()
    return saved_id(row.id)


def _person(session: Session, username: str, role: Role, agency_id: int | None = None) -> Actor:
    name = username.title()
    row = User(username=username, full_name=name, password_hash="-", role=role, agency_id=agency_id)
    session.add(row)
    session.flush()
    return Actor(user_id=row.id, name=name, username=username, role=role, agency_id=agency_id)
