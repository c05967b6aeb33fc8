"""the curators' queue and what they did, drafts and checks by a second person, contributions

Revision: 0013_publishing
Follows: 0012_chosen_instrument
"""

import sqlalchemy as sa

from alembic import op

revision = "0013_publishing"
down_revision = "0012_chosen_instrument"
branch_labels = None
depends_on = None

# What waits on the day of the change is what waited before: documents with suggestions that nobody has decided on. All
# others that have been read count as looked at in the revision that they have.
_MARKS = """
    INSERT INTO curation_mark (document_id, waiting_since, best, open_tags, revision_id)
    SELECT document.id,
           CASE WHEN count(tag.id) > 0 THEN document.created_at END,
           max(tag.score), count(tag.id), document.current_revision_id
    FROM document
    LEFT JOIN tag ON tag.document_id = document.id AND tag.state = 'suggested'
    GROUP BY document.id, document.created_at, document.current_revision_id
"""


def upgrade() -> None:
    op.add_column("document", sa.Column("trashed_from", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_document_lifecycle"), "document", ["lifecycle"])
    op.add_column("batch", sa.Column("is_draft", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "curation_mark",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=True),
        sa.Column("best", sa.Float(), nullable=True),
        sa.Column("open_tags", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_curation_mark_document_id_document")),
        sa.ForeignKeyConstraint(["done_by"], ["user_account.id"], name=op.f("fk_curation_mark_done_by_user_account")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_curation_mark")),
    )
    op.create_index(op.f("ix_curation_mark_waiting_since"), "curation_mark", ["waiting_since"])
    op.execute(_MARKS)
    _create_actions()
    _create_publishing()
    _create_contributions()


def _create_actions() -> None:
    op.create_table(
        "curation_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name=op.f("fk_curation_action_actor_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curation_action")),
    )
    op.create_index(op.f("ix_curation_action_actor_id"), "curation_action", ["actor_id"])


def _create_publishing() -> None:
    op.create_table(
        "publishing_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=32), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name=op.f("fk_publishing_step_by_user_account")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_publishing_step_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_step")),
    )
    op.create_index(op.f("ix_publishing_step_document_id"), "publishing_step", ["document_id"])
    op.create_table(
        "publishing_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("has_four_eyes", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["user_account.id"], name=op.f("fk_publishing_policy_changed_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_policy")),
    )


def _create_contributions() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("problem", "done", "results", "lessons")),
        sa.Column("unit", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("attachment_sha256", sa.String(length=64), nullable=True),
        sa.Column("attachment_name", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_contribution_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_contribution_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    op.create_index(op.f("ix_contribution_author_id"), "contribution", ["author_id"])
    op.create_index(op.f("ix_contribution_document_id"), "contribution", ["document_id"], unique=True)


def downgrade() -> None:
    for table in ("contribution", "publishing_policy", "publishing_step", "curation_action", "curation_mark"):
        op.drop_table(table)
    op.drop_column("batch", "is_draft")
    op.drop_index(op.f("ix_document_lifecycle"), table_name="document")
    op.drop_column("document", "trashed_from")
