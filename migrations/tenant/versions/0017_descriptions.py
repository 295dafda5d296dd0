"""What tags and series are about."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        ALTER TABLE tags ADD COLUMN description text NOT NULL DEFAULT '';
        ALTER TABLE series ADD COLUMN description text NOT NULL DEFAULT '';
    """)


def downgrade():
    op.execute("""
        ALTER TABLE tags DROP COLUMN description;
        ALTER TABLE series DROP COLUMN description;
    """)
