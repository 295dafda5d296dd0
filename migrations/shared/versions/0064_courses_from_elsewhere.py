"""Where a course came from, and imports that have no course yet."""

from alembic import op

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    op.execute("ALTER TABLE public.courses ADD COLUMN imported_from text")
    op.execute("CREATE INDEX ix_courses_tenant_id_imported_from ON public.courses (tenant_id, imported_from)")
    op.execute("ALTER TABLE public.course_imports ALTER COLUMN course_id DROP NOT NULL")


def downgrade() -> None:
    op.execute("DELETE FROM public.course_imports WHERE course_id IS NULL")
    op.execute("ALTER TABLE public.course_imports ALTER COLUMN course_id SET NOT NULL")
    op.execute("DROP INDEX public.ix_courses_tenant_id_imported_from")
    op.execute("ALTER TABLE public.courses DROP COLUMN imported_from")
