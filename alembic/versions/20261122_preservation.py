"""fixity checks, tombstones, backups

Revision: 0005_preservation
Follows: 0004_twins
"""

import sqlalchemy as sa

from alembic import op

revision = "0005_preservation"
down_revision = "0004_twins"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fixity_check",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("problem", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_fixity_check")),
    )

    with op.batch_alter_table("fixity_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fixity_check_checked_at"), ["checked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_fixity_check_problem"), ["problem"], unique=False)

    op.create_table(
        "tombstone",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=1000), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("deleted_by", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["deleted_by"], ["user_account.id"], name=op.f("fk_tombstone_deleted_by_user_account")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_tombstone")),
    )

    op.create_table(
        "backup_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("blobs", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_record")),
    )

    with op.batch_alter_table("backup_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_backup_record_finished_at"), ["finished_at"], unique=False)


def downgrade() -> None:
    op.drop_table("backup_record")
    op.drop_table("tombstone")
    op.drop_table("fixity_check")
