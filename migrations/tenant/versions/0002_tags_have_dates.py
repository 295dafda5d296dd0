"""Tags say when they were made and changed, as every resource does."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        ALTER TABLE tags
            ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
            ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
    """)


def downgrade():
    op.execute("ALTER TABLE tags DROP COLUMN created_at, DROP COLUMN updated_at")
