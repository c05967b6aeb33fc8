"""how often documents were opened, and gaps that were put aside

Revision: 0015_coverage
Follows: 0014_legal_life
"""

import sqlalchemy as sa

from alembic import op

revision = "0015_coverage"
down_revision = "0014_legal_life"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_opening",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_opening_document_id_document")
        ),
        sa.PrimaryKeyConstraint("day", "document_id", name=op.f("pk_document_opening")),
    )
    op.create_index(op.f("ix_document_opening_document_id"), "document_opening", ["document_id"], unique=False)
    op.create_table(
        "gap_put_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=420), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_gap_put_aside_decided_by_user_account")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_gap_put_aside_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_put_aside")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_gap_put_aside_kind_key")),
    )
    op.create_index(op.f("ix_gap_put_aside_document_id"), "gap_put_aside", ["document_id"], unique=False)


def downgrade() -> None:
    op.drop_table("gap_put_aside")
    op.drop_table("document_opening")
