"""When a picture was described last, and since when it stands in letters that nobody can call back."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.execute(r"""
        ALTER TABLE media ADD COLUMN mailed_at timestamptz, ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
        UPDATE media SET updated_at = created_at;
        WITH mailed AS (
            SELECT post_id, min(changed_at) AS at FROM (
                SELECT post_id, changed_at FROM letters WHERE state NOT IN ('waiting', 'left')
                UNION ALL
                SELECT post_id, changed_at FROM newsletter_letters WHERE state NOT IN ('waiting', 'left')
            ) AS sent GROUP BY post_id
        ), shown AS (
            SELECT (regexp_matches(body_markdown, '/files/([0-9a-f]+)-\d+\.webp', 'g'))[1] AS public_id, mailed.at
            FROM revisions JOIN mailed USING (post_id)
        ), first AS (SELECT public_id, min(at) AS at FROM shown GROUP BY public_id)
        UPDATE media SET mailed_at = first.at FROM first WHERE first.public_id = media.public_id;
    """)


def downgrade():
    op.execute("ALTER TABLE media DROP COLUMN mailed_at, DROP COLUMN updated_at;")
