"""What a document is to its subject: a rule about it, the thing done, a service in use. Decides between neighbours."""

from collections.abc import Mapping, Sequence, Set

from indexer.tagger_profiles import Role
from indexer.tagger_reading import Reading

BY_KIND, BY_WORD, MOST_WORDS = 1.0, 1.0, 2


def role_shares(roles: Sequence[Role], keys: Mapping[str, Set[str]], reading: Reading) -> Mapping[str, float]:
    """How likely each role is, as shares of 1; empty where neither shelf nor title tells."""
    points = {
        role.id: BY_KIND * (reading.kind in role.kinds) + BY_WORD * min(MOST_WORDS, _named(keys[role.id], reading))
        for role in roles
    }
    total = sum(points.values())
    return {name: value / total for name, value in points.items()} if total else {}


def role_fit(role: str, shares: Mapping[str, float]) -> float:
    """Above 0 where the document is more of this role than chance would have it, below 0 where it is less."""
    return shares[role] - 1 / len(shares) if role in shares else 0.0


def _named(keys: Set[str], reading: Reading) -> int:
    return sum(found.in_title > 0 for key, found in reading.found.items() if key in keys)
