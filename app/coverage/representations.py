"""Coverage and gaps as the API speaks them."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from app.coverage.schemas import NO_AGENCY, NO_LEVEL, CoverageMap, Freshness, IndicatorCoverage
from app.documents.models import Kind


class IndicatorCoverageOut(BaseModel):
    """`levels` and `accepted_levels` count by maturity level; "none" stands for documents without a hint of one."""

    number: int
    name: str
    weight: Decimal
    confirmed: int
    suggested: int
    kinds: dict[Kind, int]
    freshness: dict[Freshness, int]
    levels: dict[str, int]
    agencies: dict[str, int]
    newest: date | None
    newest_is_year_only: bool
    accepted_levels: dict[str, int]

    @classmethod
    def of(cls, line: IndicatorCoverage) -> "IndicatorCoverageOut":
        return cls(
            number=line.node.number,
            name=line.node.short_name,
            weight=line.node.weight,
            confirmed=line.confirmed,
            suggested=line.suggested,
            kinds=dict(line.kinds),
            freshness=dict(line.freshness),
            levels={_level(level): count for level, count in sorted(line.levels.items())},
            agencies={_agency(agency_id): count for agency_id, count in sorted(line.agencies.items())},
            newest=line.newest.day if line.newest else None,
            newest_is_year_only=line.newest.is_year_only if line.newest else False,
            accepted_levels={_level(level): count for level, count in sorted(line.accepted.items())},
        )


class AspectCoverageOut(BaseModel):
    number: int
    name: str
    domain: int | None
    indicators: list[IndicatorCoverageOut]


class CoverageOut(BaseModel):
    """`covered` of `total` indicators have a confirmed document; `only_old` of those have none younger than two years.

    `only_suggested` are some of the others. Counted are the documents that the caller may see.
    """

    instrument: str
    total: int
    covered: int
    only_suggested: int
    only_old: int
    aspects: list[AspectCoverageOut]

    @classmethod
    def of(cls, found: CoverageMap) -> "CoverageOut":
        aspects = [
            AspectCoverageOut(
                number=aspect.number,
                name=aspect.name,
                domain=aspect.domain_number,
                indicators=[IndicatorCoverageOut.of(found.lines[node.number]) for node in aspect.indicators],
            )
            for aspect in found.aspects
        ]
        return cls(
            instrument=found.instrument.id,
            total=len(found.lines),
            covered=found.covered,
            only_suggested=found.only_suggested,
            only_old=found.only_old,
            aspects=aspects,
        )


def _level(level: Decimal) -> str:
    return "none" if level == NO_LEVEL else f"{level.normalize():f}"


def _agency(agency_id: int) -> str:
    return "none" if agency_id == NO_AGENCY else str(agency_id)
