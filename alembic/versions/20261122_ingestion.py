"""what reading leaves behind, and notices

Revision: 0002_ingestion
Follows: 0001_first_schema
"""

import sqlalchemy as sa

from alembic import op

revision = "0002_ingestion"
down_revision = "0001_first_schema"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_user_id"), ["user_id"], unique=False)

    op.create_table(
        "fact",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=1000), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_fact_document_id_document")),
        sa.PrimaryKeyConstraint("document_id", "field", name=op.f("pk_fact")),
    )

    op.create_table(
        "proposed_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column("target_key", sa.String(length=200), nullable=True),
        sa.Column("is_partial", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_proposed_relation_decided_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_proposed_relation_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_relation")),
        sa.UniqueConstraint("document_id", "type", "target", name=op.f("uq_proposed_relation_document_id_type_target")),
    )

    with op.batch_alter_table("proposed_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposed_relation_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposed_relation_target_key"), ["target_key"], unique=False)

    op.create_table(
        "page_raw",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_page_raw_revision_id_revision")),
        sa.PrimaryKeyConstraint("revision_id", "number", name=op.f("pk_page_raw")),
    )

    op.create_table(
        "page_scan",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_page_scan_revision_id_revision")),
        sa.PrimaryKeyConstraint("revision_id", "number", name=op.f("pk_page_scan")),
    )

    op.create_table(
        "section",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_section_revision_id_revision")),
        sa.PrimaryKeyConstraint("revision_id", "position", name=op.f("pk_section")),
    )

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("checked_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("checked_at", sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_document_checked_at"), ["checked_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_document_checked_by_user_account"), "user_account", ["checked_by"], ["id"]
        )

    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("properties", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
        batch_op.add_column(sa.Column("recognition", sa.String(length=32), server_default="auto", nullable=False))
        batch_op.add_column(sa.Column("scan_pages", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column("cleared_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("scans_read", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("revision", schema=None) as batch_op:
        for name in ("scans_read", "cleared_at", "scan_pages", "recognition", "properties"):
            batch_op.drop_column(name)
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_document_checked_by_user_account"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_document_checked_at"))
        batch_op.drop_column("checked_at")
        batch_op.drop_column("checked_by")
    op.drop_table("section")
    op.drop_table("page_scan")
    op.drop_table("page_raw")
    op.drop_table("proposed_relation")
    op.drop_table("fact")
    op.drop_table("notice")
