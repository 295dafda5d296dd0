"""Pages beside posts: written the same way, with addresses and former addresses of their own."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        ALTER TABLE posts ADD COLUMN kind text NOT NULL DEFAULT 'post';
        ALTER TABLE posts ADD CONSTRAINT ck_posts_kind CHECK (kind IN ('post', 'page'));
        ALTER TABLE posts DROP CONSTRAINT uq_posts_slug;
        ALTER TABLE posts ADD CONSTRAINT uq_posts_kind_slug UNIQUE (kind, slug);
        ALTER TABLE slug_redirects ADD COLUMN kind text NOT NULL DEFAULT 'post';
        ALTER TABLE slug_redirects DROP CONSTRAINT pk_slug_redirects;
        ALTER TABLE slug_redirects ADD CONSTRAINT pk_slug_redirects PRIMARY KEY (kind, slug);
    """)


def downgrade():
    op.execute("""
        DELETE FROM posts WHERE kind = 'page';
        ALTER TABLE slug_redirects DROP CONSTRAINT pk_slug_redirects;
        ALTER TABLE slug_redirects DROP COLUMN kind;
        ALTER TABLE slug_redirects ADD CONSTRAINT pk_slug_redirects PRIMARY KEY (slug);
        ALTER TABLE posts DROP CONSTRAINT uq_posts_kind_slug;
        ALTER TABLE posts DROP COLUMN kind;
        ALTER TABLE posts ADD CONSTRAINT uq_posts_slug UNIQUE (slug);
    """)
