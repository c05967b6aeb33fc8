"""what was learned from confirmed tags, version by version

Revision: 0011_learned_tags
Follows: 0010_tag_levels
"""

revision = "0011_learned_tags"
down_revision = "0010_tag_levels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
