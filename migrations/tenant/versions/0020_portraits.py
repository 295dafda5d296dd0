"""Authors show a picture of themselves."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        ALTER TABLE authors ADD COLUMN portrait_id bigint;
        ALTER TABLE authors ADD CONSTRAINT fk_authors_portrait_id FOREIGN KEY (portrait_id) REFERENCES media (id)
            ON DELETE SET NULL;
        CREATE INDEX ix_authors_portrait_id ON authors (portrait_id);
    """)


def downgrade():
    op.execute("ALTER TABLE authors DROP COLUMN portrait_id")
