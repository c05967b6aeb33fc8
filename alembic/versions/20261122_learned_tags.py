"""what was learned from confirmed tags, version by version; the library's own words

Revision: 0011_learned_tags
Follows: 0010_tag_levels
"""

import sqlalchemy as sa

from alembic import op

revision = "0011_learned_tags"
down_revision = "0010_tag_levels"
branch_labels = None
depends_on = None

# Other names of an agency are what documents are filtered by, as its name and code are (0009).
_ALIASES_ON_SQLITE = """
    CREATE TRIGGER note_agency_aliases AFTER UPDATE OF aliases ON agency FOR EACH ROW
    BEGIN INSERT INTO document_change (document_id) VALUES (0); END
"""
_ALIASES_ON_POSTGRESQL = """
    CREATE CONSTRAINT TRIGGER note_agency_aliases AFTER UPDATE OF aliases ON agency
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change_of_names()
"""


def upgrade() -> None:
    _create_learning()
    _create_words()
    op.add_column("agency", sa.Column("aliases", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.execute(_ALIASES_ON_POSTGRESQL if _is_postgresql() else _ALIASES_ON_SQLITE)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _create_learning() -> None:
    op.create_table(
        "learned_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("trained_at", sa.DateTime(), nullable=False),
        sa.Column("confirmations", sa.Integer(), nullable=False),
        sa.Column("rejections", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("weights", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("activated_at", sa.DateTime(), nullable=True),
        sa.Column("activated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activated_by"], ["user_account.id"], name=op.f("fk_learned_version_activated_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_learned_version_instrument_id_instrument")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_version")),
        sa.UniqueConstraint("instrument_id", "number", name=op.f("uq_learned_version_instrument_id_number")),
    )
    op.create_table(
        "learned_reading",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.String(length=60), nullable=False),
        sa.Column("stamp", sa.String(length=80), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_learned_reading_document_id_document")),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_learned_reading_instrument_id_instrument")
        ),
        sa.PrimaryKeyConstraint("document_id", "instrument_id", name=op.f("pk_learned_reading")),
    )


def _create_words() -> None:
    op.create_table(
        "synonym_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("builtin", sa.String(length=200), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["user_account.id"], name=op.f("fk_synonym_group_changed_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_group")),
        sa.UniqueConstraint("builtin", name=op.f("uq_synonym_group_builtin")),
    )
    op.create_table(
        "words_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words_state")),
    )


def downgrade() -> None:
    op.execute(f"DROP TRIGGER note_agency_aliases{' ON agency' if _is_postgresql() else ''}")
    op.drop_column("agency", "aliases")
    for table in ("words_state", "synonym_group", "learned_reading", "learned_version"):
        op.drop_table(table)
