"""Indexes that are narrow: thousands of posts are counted without a look at their texts."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        CREATE INDEX ix_posts_public ON posts (id) WHERE status = 'published' AND kind = 'post';
        CREATE INDEX ix_posts_hidden ON posts (id) WHERE status <> 'published';
    """)


def downgrade():
    op.execute("DROP INDEX ix_posts_public, ix_posts_hidden;")
