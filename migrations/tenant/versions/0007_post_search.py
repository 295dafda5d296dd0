"""What posts are found by: their open words, and title and summary for slips of the finger."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        ALTER TABLE posts
            ADD COLUMN named text NOT NULL DEFAULT '',
            ADD COLUMN sought tsvector NOT NULL DEFAULT '';
        UPDATE posts SET
            named = lower(ext.unaccent('ext.unaccent', title || ' ' || summary)),
            sought = setweight(to_tsvector('simple', ext.unaccent('ext.unaccent', title)), 'A')
                || setweight(to_tsvector('simple', ext.unaccent('ext.unaccent', summary)), 'B')
                || CASE WHEN audience = 'everyone' THEN setweight(to_tsvector('simple', ext.unaccent('ext.unaccent',
                    left(regexp_replace(body_html, '<[^>]*>', ' ', 'g'), 100000))), 'C') ELSE '' END;
        CREATE INDEX ix_posts_sought ON posts USING gin (sought);
        CREATE INDEX ix_posts_named ON posts USING gin (named ext.gin_trgm_ops);
    """)


def downgrade():
    op.execute("ALTER TABLE posts DROP COLUMN named, DROP COLUMN sought")
