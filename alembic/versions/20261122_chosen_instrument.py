"""instruments that people add and choose

Revision: 0012_chosen_instrument
Follows: 0011_learned_tags
"""

import sqlalchemy as sa

from alembic import op

revision = "0012_chosen_instrument"
down_revision = "0011_learned_tags"
branch_labels = None
depends_on = None

_MOMENTS = ("chosen_at", "confirmed_at", "retired_at")


def upgrade() -> None:
    op.add_column("instrument", sa.Column("origin", sa.String(length=32), nullable=False, server_default="builtin"))
    for name in _MOMENTS:
        op.add_column("instrument", sa.Column(name, sa.DateTime(), nullable=True))
    op.create_table(
        "instrument_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("source_yaml", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["user_account.id"], name=op.f("fk_instrument_upload_uploaded_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["user_account.id"], name=op.f("fk_instrument_upload_published_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_upload")),
    )
    op.create_index(op.f("ix_instrument_upload_instrument_id"), "instrument_upload", ["instrument_id"])


def downgrade() -> None:
    op.drop_table("instrument_upload")
    for name in (*_MOMENTS, "origin"):
        op.drop_column("instrument", name)
