"""An autosave keeps everything around a text as well: address, series, names, readers."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("ALTER TABLE autosaves ADD COLUMN around jsonb NOT NULL DEFAULT '{}';")


def downgrade():
    op.execute("ALTER TABLE autosaves DROP COLUMN around;")
