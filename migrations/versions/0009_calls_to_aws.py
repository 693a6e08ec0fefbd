"""What CloudTrail would tell of an event."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a batch: making the table anew would fire the triggers that protect its rows.
    op.add_column("audit_events", sa.Column("aws", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("audit_events", "aws")
