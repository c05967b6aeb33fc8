"""files that came in together

Revision: 0003_batches
Follows: 0002_ingestion
"""

import sqlalchemy as sa

from alembic import op

revision = "0003_batches"
down_revision = "0002_ingestion"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name=op.f("fk_batch_created_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )

    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_created_by"), ["created_by"], unique=False)

    op.create_table(
        "batch_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("archive_sha256", sa.String(length=64), nullable=True),
        sa.Column("archive_id", sa.Integer(), nullable=True),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["archive_id"], ["batch_item.id"], name=op.f("fk_batch_item_archive_id_batch_item")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_item_batch_id_batch")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_batch_item_document_id_document"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_item")),
    )

    with op.batch_alter_table("batch_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_item_archive_id"), ["archive_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_item_batch_id_position"), ["batch_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_item_document_id"), ["document_id"], unique=False)


def downgrade() -> None:
    op.drop_table("batch_item")
    op.drop_table("batch")
