"""instruments that people add and choose

Revision: 0012_chosen_instrument
Follows: 0011_learned_tags
"""

revision = "0012_chosen_instrument"
down_revision = "0011_learned_tags"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
