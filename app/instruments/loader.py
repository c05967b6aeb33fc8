"""An instrument file → `InstrumentSpec`, or InstrumentInvalid with every fault and its line.

nodes reads the text, fields the values, rules the whole. Other rooms call `load_instrument`, `load_builtin`, `parse`.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from app.instruments.fields import Fields
from app.instruments.nodes import MAX_CHARACTERS, InstrumentInvalid, Lines, Problem, compose
from app.instruments.profile_loading import level_rule, phrases, role
from app.instruments.profile_spec import EvidenceRole, LevelRule
from app.instruments.related_loading import continued, evidence_status, external_index, shown_weight
from app.instruments.rules import problems_of
from app.instruments.spec import (
    AspectSpec,
    BandSpec,
    DomainSpec,
    EvidenceHint,
    EvidenceKind,
    EvidenceStatus,
    IndicatorSpec,
    InstrumentSpec,
    LegalReference,
    LevelSpec,
    Revocation,
    ScaleLevel,
    ScaleSpec,
    StageSpec,
)

__all__ = [
    "InstrumentInvalid",
    "Problem",
    "builtin_ids",
    "builtin_source",
    "builtin_sources",
    "load_builtin",
    "load_instrument",
    "parse",
]

_DATA = Path(__file__).parent / "data"


def builtin_ids() -> tuple[str, ...]:
    """The instruments that come with the program."""
    return tuple(sorted(path.stem for path in _DATA.glob("*.yaml")))


def builtin_source(instrument_id: str) -> str:
    """The YAML text of a built-in instrument; KeyError when there is none by that id."""
    if instrument_id not in builtin_ids():
        raise KeyError(instrument_id)
    return _read(_DATA / f"{instrument_id}.yaml")


def builtin_sources() -> Iterator[str]:
    return map(builtin_source, builtin_ids())


@cache
def load_builtin(instrument_id: str) -> InstrumentSpec:
    return parse(builtin_source(instrument_id))


def load_instrument(path: Path) -> InstrumentSpec:
    return parse(_read(path))


def parse(source: str) -> InstrumentSpec:
    """The instrument in a YAML text; rules are asked only of a text whose values could all be read."""
    builder = _Builder()
    instrument = builder.instrument(Fields(compose(source), builder.problems))
    problems = builder.problems or problems_of(instrument, builder.lines)
    if problems:
        raise InstrumentInvalid(problems)
    return instrument


def _read(path: Path) -> str:
    if path.stat().st_size > 4 * MAX_CHARACTERS:  # a character takes at most four bytes
        raise InstrumentInvalid([Problem(1, f"Berkas lebih dari {MAX_CHARACTERS // 1024 // 1024} MiB.")])
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InstrumentInvalid([Problem(line, "Berkas harus disimpan sebagai teks UTF-8.")]) from error


class _Builder:
    """Builds the parts and keeps where each of them stands."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.lines: Lines = {}

    def instrument(self, head: Fields) -> InstrumentSpec:
        for name in ("id", "status", "levels", "indicators"):
            self.lines["instrument", name] = head.line_of(name)
        levels = head.table("levels")
        scales = tuple(self._scale(fields) for fields in head.tables("scales"))
        instrument = InstrumentSpec(
            id=head.text("id"),
            version=head.text("version"),
            title=head.text("title"),
            regulation=head.text("regulation"),
            short_citation=head.text("short_citation"),
            gazette=head.text("gazette", ""),
            set_on=head.date_or_none("set_on"),
            promulgated_on=head.date_or_none("promulgated_on"),
            in_force_from=head.date_or_none("in_force_from"),
            status=head.text("status", "unknown"),
            revoked_by=_revocation(head.table_or_none("revoked_by")),
            replaces=head.text("replaces", ""),
            assessment_years=head.wholes("assessment_years"),
            source_note=head.text("source_note"),
            formula_notes=head.texts("formula_notes"),
            evidence_rules=head.texts("evidence_rules"),
            levels_are_whole=levels.flag("whole"),
            min_level=levels.decimal("min"),
            max_level=levels.decimal("max"),
            target_level=levels.decimal("target"),
            scales=scales,
            bands=tuple(self._band(fields) for fields in head.tables("bands")),
            stages=tuple(self._stage(fields) for fields in head.tables("stages")),
            evidence_kinds=tuple(self._evidence_kind(fields) for fields in head.tables("evidence_kinds")),
            domains=tuple(self._domain(fields) for fields in head.tables("domains")),
            aspects=tuple(self._aspect(fields) for fields in head.tables("aspects")),
            indicators=tuple(self._indicator(fields, scales) for fields in head.tables("indicators")),
            is_verified=head.flag("verified", default=True),
            index_name=head.text("index_name", "Indeks"),
            evidence_statuses=tuple(self._status(fields) for fields in head.tables("evidence_statuses")),
            evidence_roles=tuple(self._role(fields) for fields in head.tables("evidence_roles")),
            level_rules=tuple(
                self._level_rule(place, fields) for place, fields in enumerate(head.tables("level_rules"))
            ),
        )
        levels.finish()
        head.finish()
        return instrument

    def _stands(self, what: str, name: object, fields: Fields) -> None:
        """Called last: of two parts by one name the later line is the one to point at."""
        self.lines[what, name] = fields.line
        fields.finish()

    def _scale(self, fields: Fields) -> ScaleSpec:
        levels = tuple(_scale_level(level) for level in fields.tables("levels"))
        scale = ScaleSpec(id=fields.text("id"), name=fields.text("name"), levels=levels)
        self._stands("skala", scale.id, fields)
        return scale

    def _band(self, fields: Fields) -> BandSpec:
        band = BandSpec(
            fields.text("predicate"),
            minimum=fields.decimal("min"),
            maximum=fields.decimal("max"),
            maturity=fields.text("maturity", ""),
        )
        self._stands("predikat", band.predicate, fields)
        return band

    def _stage(self, fields: Fields) -> StageSpec:
        stage = StageSpec(fields.text("id"), name=fields.text("name"), description=fields.text("description", ""))
        self._stands("tahap", stage.id, fields)
        return stage

    def _evidence_kind(self, fields: Fields) -> EvidenceKind:
        kind = EvidenceKind(fields.text("id"), label=fields.text("label"))
        self._stands("jenis bukti", kind.id, fields)
        return kind

    def _status(self, fields: Fields) -> EvidenceStatus:
        found = evidence_status(fields)
        self._stands("status bukti", found.id, fields)
        return found

    def _role(self, fields: Fields) -> EvidenceRole:
        found = role(fields)
        self._stands("peran", found.id, fields)
        return found

    def _level_rule(self, place: int, fields: Fields) -> LevelRule:
        found = level_rule(fields)
        self._stands("aturan tingkat", place, fields)
        return found

    def _domain(self, fields: Fields) -> DomainSpec:
        domain = DomainSpec(
            number=fields.whole("number"),
            name=fields.text("name"),
            weight=fields.decimal("weight"),
            description=fields.text("description", ""),
        )
        self._stands("domain", domain.number, fields)
        return domain

    def _aspect(self, fields: Fields) -> AspectSpec:
        aspect = AspectSpec(
            number=fields.whole("number"),
            domain=fields.whole_or_none("domain"),
            name=fields.text("name"),
            weight=fields.decimal("weight"),
            description=fields.text("description", ""),
        )
        self._stands("aspek", aspect.number, fields)
        return aspect

    def _indicator(self, fields: Fields, scales: tuple[ScaleSpec, ...]) -> IndicatorSpec:
        scale = fields.text("scale")
        share = fields.weight("weight")
        labels = {level.value: level.label for known in scales if known.id == scale for level in known.levels}
        indicator = IndicatorSpec(
            number=fields.whole("number"),
            code=fields.text("code"),
            name=fields.text("name"),
            short_name=fields.text("short_name"),
            aspect=fields.whole("aspect"),
            weight=shown_weight(share),
            exact_weight=share,
            scale=scale,
            explanation=fields.text("explanation"),
            levels=tuple(_level(level, labels) for level in fields.tables("levels")),
            keywords=fields.texts("keywords"),
            phrases=phrases(fields, "phrases"),
            prefers_kinds=fields.texts("prefers_kinds"),
            legal_basis=tuple(_legal_reference(reference) for reference in fields.tables("legal_basis")),
            sources=fields.texts("sources"),
            notes=fields.texts("notes"),
            role=fields.text("role", ""),
            evidence_names=phrases(fields, "evidence_names"),
            against=phrases(fields, "against"),
            neighbours=fields.wholes("neighbours"),
            citations=fields.texts("citations"),
            external=external_index(fields.table_or_none("external")),
            continues=tuple(continued(earlier) for earlier in fields.tables("continues")),
        )
        self._stands("indikator", indicator.number, fields)
        return indicator


def _revocation(fields: Fields | None) -> Revocation | None:
    if fields is None:
        return None
    revocation = Revocation(
        regulation=fields.text("regulation"),
        on=fields.date_or_none("date"),
        is_verified=fields.flag("verified"),
        note=fields.text("note", ""),
    )
    fields.finish()
    return revocation


def _scale_level(fields: Fields) -> ScaleLevel:
    level = ScaleLevel(fields.decimal("value"), label=fields.text("label"), meaning=fields.text("meaning"))
    fields.finish()
    return level


def _level(fields: Fields, labels: dict[Decimal, str]) -> LevelSpec:
    """The label comes from the scale; a level that the scale does not know is left to the rules."""
    value = fields.decimal("value")
    hints = tuple(_hint(hint) for hint in fields.tables("evidence"))
    level = LevelSpec(value, label=labels.get(value, ""), criterion=fields.text("criterion", ""), evidence=hints)
    fields.finish()
    return level


def _hint(fields: Fields) -> EvidenceHint:
    hint = EvidenceHint(fields.text("kind"), text=fields.text("text"), optional=fields.flag("optional", default=False))
    fields.finish()
    return hint


def _legal_reference(fields: Fields) -> LegalReference:
    reference = LegalReference(fields.text("reference"), about=fields.text("about"))
    fields.finish()
    return reference
