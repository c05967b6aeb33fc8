"""files that go along with a contribution

Revision: 0017_contribution_files
Follows: 0016_kind_words
"""

revision = "0017_contribution_files"
down_revision = "0016_kind_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Fill this in before the next release of the schema."""


def downgrade() -> None:
    """Nothing was added."""
