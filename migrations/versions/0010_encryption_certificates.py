"""The certificate that assertions for AWS are encrypted to."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "service_providers", sa.Column("encryption_certificate", sa.Text(), nullable=True)
    )


def downgrade() -> None:
    with op.batch_alter_table("service_providers") as table:
        table.drop_column("encryption_certificate")
