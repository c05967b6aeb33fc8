"""who looks after a document and when it is looked at again

Revision: 0014_legal_life
Follows: 0013_publishing
"""

revision = "0014_legal_life"
down_revision = "0013_publishing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
