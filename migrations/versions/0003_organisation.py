"""The organisation, its service providers and its mapping rules."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_organisation_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "service_providers",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("metadata_xml", sa.Text(), nullable=True),
        sa.Column("partition", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("name_id_format", sa.Text(), nullable=True),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("encrypt_assertions", sa.Boolean(), nullable=False),
        sa.Column("require_signed_requests", sa.Boolean(), nullable=True),
        sa.Column("allow_idp_initiated", sa.Boolean(), nullable=True),
        sa.Column("role_session_name", sa.Text(), nullable=False),
        sa.Column("session_duration", sa.Integer(), nullable=True),
        sa.Column("source_identity", sa.Text(), nullable=True),
        sa.Column("session_tags", sa.Text(), nullable=False),
        sa.Column("transitive_tags", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_service_providers")),
    )
    op.create_table(
        "mapping_rules",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("grants", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mapping_rules")),
    )
    op.execute("INSERT INTO organisation (id, name, revision) VALUES (1, NULL, 0)")


def downgrade() -> None:
    op.drop_table("mapping_rules")
    op.drop_table("service_providers")
    op.drop_table("organisation")
