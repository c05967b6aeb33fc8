"""A draft states what it will change one day; nobody is asked to confirm that it has."""

import pytest

from app.ingest.conclusion import proposable
from indexer.metadata import describe

RULE = (
    "PERATURAN BUPATI SAGARA\nNOMOR 7 TAHUN 2024\nTENTANG\nAUDIT TIK\nMenimbang : a. bahwa\nMEMUTUSKAN:\n"
    "Pasal 9\nPada saat Peraturan Bupati ini mulai berlaku, Peraturan Bupati Sagara Nomor 3 Tahun 2019 tentang Audit "
    "dicabut dan dinyatakan tidak berlaku."
)


@pytest.mark.parametrize(("head", "types"), [("", ["mencabut"]), ("RANCANGAN\n", [])])
def test_only_a_rule_is_proposed_to_have_revoked_another(head: str, types: list[str]) -> None:
    description = describe([(1, head + RULE)], file_name="x.pdf")
    assert [found.type for found in proposable(description)] == types
