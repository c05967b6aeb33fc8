"""the level that a suggestion speaks for, and why

Revision: 0010_tag_levels
Follows: 0009_document_change
"""

import sqlalchemy as sa

from alembic import op

revision = "0010_tag_levels"
down_revision = "0009_document_change"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tag", sa.Column("level", sa.Numeric(precision=5, scale=2), nullable=True))
    op.add_column("tag", sa.Column("level_rule", sa.String(length=500), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("tag", "level_rule")
    op.drop_column("tag", "level")
