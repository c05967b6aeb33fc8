"""near-copies

Revision: 0004_twins
Follows: 0003_batches
"""

import sqlalchemy as sa

from alembic import op

revision = "0004_twins"
down_revision = "0003_batches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "twin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("first_revision_id", sa.Integer(), nullable=False),
        sa.Column("second_revision_id", sa.Integer(), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=True),
        sa.Column("undo", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_twin_decided_by_user_account")),
        sa.ForeignKeyConstraint(["first_id"], ["document.id"], name=op.f("fk_twin_first_id_document")),
        sa.ForeignKeyConstraint(
            ["first_revision_id"], ["revision.id"], name=op.f("fk_twin_first_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(["kept_id"], ["document.id"], name=op.f("fk_twin_kept_id_document")),
        sa.ForeignKeyConstraint(["second_id"], ["document.id"], name=op.f("fk_twin_second_id_document")),
        sa.ForeignKeyConstraint(
            ["second_revision_id"], ["revision.id"], name=op.f("fk_twin_second_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_twin")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_twin_first_id_second_id")),
    )

    with op.batch_alter_table("twin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_twin_first_id"), ["first_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_twin_first_revision_id"), ["first_revision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_twin_second_id"), ["second_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_twin_second_revision_id"), ["second_revision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_twin_state"), ["state"], unique=False)

    op.create_table(
        "fingerprint",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_fingerprint_revision_id_revision")),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_fingerprint")),
    )

    op.create_table(
        "fingerprint_band",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_fingerprint_band_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("revision_id", "band", name=op.f("pk_fingerprint_band")),
    )

    with op.batch_alter_table("fingerprint_band", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_fingerprint_band_band_hash_revision_id"), ["band", "hash", "revision_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("fingerprint_band")
    op.drop_table("fingerprint")
    op.drop_table("twin")
