"""What came from other blogs, and authors who have no account here."""

from alembic import op

from migrations.protect import protect_schema_table

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        ALTER TABLE authors ALTER COLUMN user_id DROP NOT NULL;
        CREATE TABLE imported_items (
            source text NOT NULL,
            kind text NOT NULL,
            source_id text NOT NULL,
            digest text NOT NULL,
            post_id bigint,
            comment_id bigint,
            media_id bigint,
            version bigint NOT NULL DEFAULT 0,
            address text NOT NULL DEFAULT '',
            imported_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_imported_items PRIMARY KEY (source, kind, source_id),
            CONSTRAINT ck_imported_items_kind CHECK (kind IN ('post', 'page', 'comment', 'picture')),
            CONSTRAINT ck_imported_items_media_id CHECK ((kind = 'picture') = (media_id IS NOT NULL)),
            CONSTRAINT ck_imported_items_post_id CHECK ((kind = 'picture') = (post_id IS NULL)),
            CONSTRAINT ck_imported_items_comment_id CHECK ((kind = 'comment') = (comment_id IS NOT NULL)),
            CONSTRAINT fk_imported_items_post_id FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
            CONSTRAINT fk_imported_items_media_id FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE
        );
        CREATE INDEX ix_imported_items_post_id ON imported_items (post_id);
        CREATE INDEX ix_imported_items_media_id ON imported_items (media_id);
    """)
    op.execute(protect_schema_table("imported_items"))


def downgrade():
    op.execute("""
        DROP TABLE imported_items;
        DELETE FROM authors WHERE user_id IS NULL;
        ALTER TABLE authors ALTER COLUMN user_id SET NOT NULL;
    """)
