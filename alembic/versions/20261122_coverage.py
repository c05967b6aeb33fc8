"""which documents were opened

Revision: 0015_coverage
Follows: 0014_legal_life
"""

revision = "0015_coverage"
down_revision = "0014_legal_life"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
