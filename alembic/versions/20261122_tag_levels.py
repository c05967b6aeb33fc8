"""the level that a suggestion speaks for, and why

Revision: 0010_tag_levels
Follows: 0009_document_change
"""

revision = "0010_tag_levels"
down_revision = "0009_document_change"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
