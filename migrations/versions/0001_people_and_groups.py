"""People, groups, and who is in what."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_groups")),
    )
    op.create_table(
        "group_nestings",
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("parent_name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_name"],
            ["groups.name"],
            name=op.f("fk_group_nestings_group_name_groups"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_name"],
            ["groups.name"],
            name=op.f("fk_group_nestings_parent_name_groups"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_name", "parent_name", name=op.f("pk_group_nestings")),
    )
    op.create_index(op.f("ix_group_nestings_parent_name"), "group_nestings", ["parent_name"])
    op.create_table(
        "people",
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("canonical_username", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("initial_token_hash", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "password_hash IS NULL OR initial_token_hash IS NULL",
            name=op.f("ck_people_one_credential"),
        ),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_people")),
        sa.UniqueConstraint("canonical_username", name=op.f("uq_people_canonical_username")),
    )
    op.create_table(
        "memberships",
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_name"],
            ["groups.name"],
            name=op.f("fk_memberships_group_name_groups"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["people.subject_id"],
            name=op.f("fk_memberships_subject_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subject_id", "group_name", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_group_name"), "memberships", ["group_name"])


def downgrade() -> None:
    op.drop_table("memberships")
    op.drop_table("people")
    op.drop_table("group_nestings")
    op.drop_table("groups")
