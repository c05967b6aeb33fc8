"""drafts, checks by a second person, contributions

Revision: 0013_publishing
Follows: 0012_chosen_instrument
"""

revision = "0013_publishing"
down_revision = "0012_chosen_instrument"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
