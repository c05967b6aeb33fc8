"""what kinds of documents are called here, and what topics say of themselves

Revision: 0016_kind_words
Follows: 0015_coverage
"""

revision = "0016_kind_words"
down_revision = "0015_coverage"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Fill this in before the next release of the schema."""


def downgrade() -> None:
    """Nothing was added."""
