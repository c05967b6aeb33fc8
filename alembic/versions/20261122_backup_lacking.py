"""How many files a backup lacks because the library itself had lost them.

Revision ID: 0006_backup_lacking
Revises: 0005_preservation
"""

import sqlalchemy as sa

from alembic import op

revision = "0006_backup_lacking"
down_revision = "0005_preservation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("backup_record", sa.Column("lacking", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("backup_record", "lacking")
