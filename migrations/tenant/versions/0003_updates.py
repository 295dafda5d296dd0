"""Posts about something, for everyone or for those entitled to it, and the letters that carry them."""

from alembic import op

from migrations.protect import protect_schema_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        ALTER TABLE posts
            ADD COLUMN about_kind text,
            ADD COLUMN about_id bigint,
            ADD COLUMN audience text NOT NULL DEFAULT 'everyone',
            ADD CONSTRAINT ck_posts_about CHECK ((about_kind IS NULL) = (about_id IS NULL)),
            ADD CONSTRAINT ck_posts_audience CHECK (
                audience = 'everyone' OR (audience = 'entitled' AND about_id IS NOT NULL));
        CREATE INDEX ix_posts_about_kind_about_id ON posts (about_kind, about_id);

        CREATE TABLE letters (
            post_id bigint NOT NULL,
            user_id bigint NOT NULL,
            state text NOT NULL DEFAULT 'waiting',
            reason text NOT NULL DEFAULT '',
            message_id text,
            tries bigint NOT NULL DEFAULT 0,
            changed_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_letters PRIMARY KEY (post_id, user_id),
            CONSTRAINT uq_letters_message_id UNIQUE (message_id),
            CONSTRAINT ck_letters_state CHECK (state IN ('waiting', 'sent', 'delivered', 'bounced', 'left')),
            CONSTRAINT fk_letters_post_id FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE
        );
        CREATE INDEX ix_letters_post_id_state ON letters (post_id, state);
    """)
    op.execute(protect_schema_table("letters"))


def downgrade():
    op.execute("""
        DROP TABLE letters;
        ALTER TABLE posts DROP COLUMN about_kind, DROP COLUMN about_id, DROP COLUMN audience;
    """)
