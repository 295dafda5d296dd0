"""Posts for members, for a course's learners, for the holders of a reward: whom a post is for stands apart."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        ALTER TABLE posts
            ADD COLUMN audience_kind text,
            ADD COLUMN audience_id bigint,
            DROP CONSTRAINT ck_posts_audience,
            ADD CONSTRAINT ck_posts_audience CHECK (
                audience = 'everyone' AND audience_kind IS NULL AND audience_id IS NULL
                OR audience = 'entitled' AND (audience_kind IS NOT NULL OR about_id IS NOT NULL));
        UPDATE posts SET audience_kind = about_kind, audience_id = about_id WHERE audience = 'entitled';
    """)


def downgrade():
    op.execute("""
        ALTER TABLE posts DROP CONSTRAINT ck_posts_audience;
        UPDATE posts SET status = 'draft' WHERE audience = 'entitled'
            AND (about_kind, about_id) IS DISTINCT FROM (audience_kind, audience_id);
        UPDATE posts SET audience = 'everyone' WHERE about_id IS NULL;
        ALTER TABLE posts
            DROP COLUMN audience_kind,
            DROP COLUMN audience_id,
            ADD CONSTRAINT ck_posts_audience CHECK (
                audience = 'everyone' OR (audience = 'entitled' AND about_id IS NOT NULL));
    """)
