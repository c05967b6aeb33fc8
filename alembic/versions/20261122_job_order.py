"""the queue finds its next job without looking at those that wait behind it

Revision: 0008_job_order
Follows: 0007_searches
"""

from alembic import op

revision = "0008_job_order"
down_revision = "0007_searches"
branch_labels = None
depends_on = None

_BEFORE, _NOW = "ix_job_lane_state_priority_run_after", "ix_job_lane_state_priority_id"


def upgrade() -> None:
    op.drop_index(_BEFORE, "job")
    op.create_index(_NOW, "job", ["lane", "state", "priority", "id"])


def downgrade() -> None:
    op.drop_index(_NOW, "job")
    op.create_index(_BEFORE, "job", ["lane", "state", "priority", "run_after"])
