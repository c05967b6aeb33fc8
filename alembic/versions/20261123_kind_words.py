"""what kinds of documents are called here, and what topics say of themselves

Revision: 0016_kind_words
Follows: 0015_coverage
"""

import sqlalchemy as sa

from alembic import op

revision = "0016_kind_words"
down_revision = "0015_coverage"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kind_word",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("place", sa.Float(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("taken_for", sa.String(length=32), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.id"], name=op.f("fk_kind_word_changed_by_user_account")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_kind_word")),
    )
    op.create_table(
        "topic_words",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["user_account.id"], name=op.f("fk_topic_words_changed_by_user_account")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_topic_words")),
    )


def downgrade() -> None:
    op.drop_table("topic_words")
    op.drop_table("kind_word")
