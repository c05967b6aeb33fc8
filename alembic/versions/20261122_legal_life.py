"""who looks after a document and when it is looked at again; notices that are folded, chosen and name documents

Revision: 0014_legal_life
Follows: 0013_publishing
"""

import sqlalchemy as sa

from alembic import op

revision = "0014_legal_life"
down_revision = "0013_publishing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("review_on", sa.Date(), nullable=True))
    op.create_index("ix_document_review_on", "document", ["review_on"])
    op.create_table(
        "stewardship",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("told", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_stewardship_agency_id_agency")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_stewardship_document_id_document")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_stewardship_user_id_user_account")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_stewardship")),
    )
    op.create_index("ix_stewardship_user_id", "stewardship", ["user_id"])
    op.create_index("ix_stewardship_agency_id", "stewardship", ["agency_id"])
    op.create_table(
        "review_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_review_round_document_id_document")),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["user_account.id"], name=op.f("fk_review_round_reviewed_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_round")),
    )
    op.create_index("ix_review_round_document_id", "review_round", ["document_id"])
    op.create_table(
        "review_interval",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_review_interval")),
    )
    op.add_column("notice", sa.Column("document_id", sa.Integer(), nullable=True))
    op.add_column("notice", sa.Column("head_id", sa.Integer(), nullable=True))
    op.create_index("ix_notice_head_id", "notice", ["head_id"])
    op.create_table(
        "notice_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notice_choice_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "topic", name=op.f("pk_notice_choice")),
    )


def downgrade() -> None:
    op.drop_table("notice_choice")
    op.drop_index("ix_notice_head_id", table_name="notice")
    op.drop_column("notice", "head_id")
    op.drop_column("notice", "document_id")
    op.drop_table("review_interval")
    op.drop_table("review_round")
    op.drop_table("stewardship")
    op.drop_index("ix_document_review_on", table_name="document")
    op.drop_column("document", "review_on")
