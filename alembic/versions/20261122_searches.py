"""what was sought and not found, requests for documents, saved and remembered searches

Revision: 0007_searches
Follows: 0006_backup_lacking
"""

import sqlalchemy as sa

from alembic import op

revision = "0007_searches"
down_revision = "0006_backup_lacking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_tally",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("query", sa.String(length=200), nullable=False),
        sa.Column("sought", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "query", name=op.f("pk_search_tally")),
    )
    op.create_table(
        "recent_search",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("query", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recent_search_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "query", name=op.f("pk_recent_search")),
    )
    with op.batch_alter_table("recent_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recent_search_user_id_at"), ["user_id", "at"], unique=False)

    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("feed_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("feed_made_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_saved_search_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("feed_fingerprint", name=op.f("uq_saved_search_feed_fingerprint")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_search_user_id_name")),
    )
    op.create_table(
        "search_memory",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_search_memory_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_search_memory")),
    )
    op.create_table(
        "document_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("query", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_document_request_decided_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_request_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_document_request_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_request")),
    )
    with op.batch_alter_table("document_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_request_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_request_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_request_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_updated_at"), ["updated_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_document_updated_at", table_name="document")
    op.drop_table("document_request")
    op.drop_table("search_memory")
    op.drop_table("saved_search")
    op.drop_table("recent_search")
    op.drop_table("search_tally")
