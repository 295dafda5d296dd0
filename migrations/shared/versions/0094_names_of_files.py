"""Names of files are made of public ids: nothing in them leads out of the site's folder."""

from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None

TABLES = ("course_files", "reward_files", "scorm_packages", "submission_files")


def upgrade():
    for table in TABLES:
        named = f"ADD CONSTRAINT ck_{table}_public_id CHECK (public_id ~ '^[0-9a-f]{{1,64}}$')"
        op.execute(f"ALTER TABLE public.{table} {named}")


def downgrade():
    for table in reversed(TABLES):
        op.execute(f"ALTER TABLE public.{table} DROP CONSTRAINT ck_{table}_public_id")
