"""contributions: one draft a form, and asking for withdrawal

Revision: 0017_contribution_files
Follows: 0016_kind_words
"""

import sqlalchemy as sa

from alembic import op

revision = "0017_contribution_files"
down_revision = "0016_kind_words"
branch_labels = None
depends_on = None

_FORM_KEY = "ix_contribution_author_id_form_key"


def upgrade() -> None:
    op.add_column("contribution", sa.Column("form_key", sa.String(length=64), nullable=True))
    op.create_index(_FORM_KEY, "contribution", ["author_id", "form_key"], unique=True)
    op.add_column("contribution", sa.Column("withdrawal_asked_at", sa.DateTime(), nullable=True))
    for name in ("withdrawal_reason", "withdrawal_answer"):
        op.add_column("contribution", sa.Column(name, sa.String(length=2000), nullable=False, server_default=""))


def downgrade() -> None:
    for name in ("withdrawal_answer", "withdrawal_reason", "withdrawal_asked_at"):
        op.drop_column("contribution", name)
    op.drop_index(_FORM_KEY, table_name="contribution")
    op.drop_column("contribution", "form_key")
