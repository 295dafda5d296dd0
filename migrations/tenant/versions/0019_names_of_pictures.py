"""Names of pictures' files are made of these columns: nothing in them leads out of the site's folder."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.execute(r"""
        ALTER TABLE media
            ADD CONSTRAINT ck_media_public_id CHECK (public_id ~ '^[0-9a-f]{1,64}$'),
            ADD CONSTRAINT ck_media_widths CHECK (widths::text ~ '^\[[1-9]\d{0,5}(, [1-9]\d{0,5})*\]$');
    """)


def downgrade():
    op.execute("ALTER TABLE media DROP CONSTRAINT ck_media_public_id, DROP CONSTRAINT ck_media_widths;")
