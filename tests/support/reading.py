"""What a reading may have found, for tests of what people do with it."""

from indexer.citations import Citation
from indexer.metadata import Description, Evidence
from indexer.relations import FoundRelation


def described(**given: tuple[object, float]) -> Description:
    """Fields as (value, confidence); each is said on page 1 by words that name the field."""
    return Description(
        **{name: value for name, (value, _) in given.items()},  # type: ignore[arg-type]
        confidence={name: sure for name, (_, sure) in given.items()},
        evidence={name: Evidence(1, f"kata tentang {name}") for name in given},
    )


def stated(type_: str, citation: Citation, *, confidence: float = 0.95, in_part: bool = False) -> FoundRelation:
    return FoundRelation(type_, citation, confidence, 2, f"Pasal 28 {type_} {citation.short}", in_part)


OLD_RULE = Citation("Perwali", "5", 2019, "Kota Tirta Kencana")
