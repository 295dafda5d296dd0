"""Imports of all kinds in one table of core, with what they are at and how far they are."""

from alembic import op

from migrations.protect import across_tenants

revision = "0074"
down_revision = "0073"

NAMES = (
    ("CONSTRAINT pk_course_imports", "pk_imports"),
    ("CONSTRAINT uq_course_imports_tenant_id_uid", "uq_imports_tenant_id_uid"),
    ("CONSTRAINT fk_course_imports_tenant_id", "fk_imports_tenant_id"),
    ("CONSTRAINT fk_course_imports_imported_by_id", "fk_imports_imported_by_id"),
    ("CONSTRAINT ck_course_imports_size_bytes", "ck_imports_size_bytes"),
)
STATES = "'looking', 'ready', 'importing', 'done', 'failed', 'canceled', 'expired'"
COURSE = "fk_course_imports_tenant_id_course_id"

# What a deleted course had imported goes with it in its own transaction, so core need not know of courses.
FORWARD = f"""
DROP INDEX public.ix_course_imports_tenant_id_course_id;
ALTER TABLE public.imports DROP CONSTRAINT {COURSE};
ALTER TABLE public.imports RENAME COLUMN course_id TO about_id;
ALTER SEQUENCE public.course_imports_id_seq RENAME TO imports_id_seq;
ALTER TABLE public.imports
  ADD COLUMN kind text NOT NULL DEFAULT 'questions',
  ADD COLUMN state text NOT NULL DEFAULT 'looking' CONSTRAINT ck_imports_state CHECK (state IN ({STATES})),
  ADD COLUMN done_count bigint NOT NULL DEFAULT 0 CONSTRAINT ck_imports_done_count CHECK (done_count >= 0),
  ADD COLUMN total_count bigint CONSTRAINT ck_imports_total_count CHECK (total_count >= 0),
  ADD COLUMN problem text NOT NULL DEFAULT '';
ALTER TABLE public.imports NO FORCE ROW LEVEL SECURITY;
UPDATE public.imports SET state = CASE WHEN done_at IS NULL THEN 'ready' ELSE 'done' END,
  kind = CASE format WHEN 'course' THEN 'course' ELSE 'questions' END;
ALTER TABLE public.imports FORCE ROW LEVEL SECURITY;
ALTER TABLE public.imports ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE public.imports
  ADD CONSTRAINT ck_imports_done_at CHECK ((state = 'done') = (done_at IS NOT NULL));
CREATE INDEX ix_imports_about ON public.imports (tenant_id, kind, about_id);
"""
ACROSS_TENANTS = """
CREATE FUNCTION app.tenants_with_uploads() RETURNS SETOF bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  BEGIN ATOMIC
    SELECT DISTINCT tenant_id FROM public.imports
    WHERE state IN ('looking', 'ready', 'importing') AND updated_at < now() - interval '1 day';
  END;
"""
BACK = """
DELETE FROM public.imports WHERE kind NOT IN ('course', 'questions') OR (state <> 'done' AND state <> 'ready');
DELETE FROM public.imports i WHERE NOT EXISTS
  (SELECT 1 FROM public.courses c WHERE c.tenant_id = i.tenant_id AND c.id = i.about_id) AND about_id IS NOT NULL;
DROP INDEX public.ix_imports_about;
ALTER TABLE public.imports DROP COLUMN kind, DROP COLUMN state, DROP COLUMN done_count, DROP COLUMN total_count,
  DROP COLUMN problem;
ALTER SEQUENCE public.imports_id_seq RENAME TO course_imports_id_seq;
ALTER TABLE public.imports RENAME COLUMN about_id TO course_id;
"""
COURSE_AGAIN = f"""
ALTER TABLE public.course_imports ADD CONSTRAINT {COURSE}
  FOREIGN KEY (tenant_id, course_id) REFERENCES public.courses (tenant_id, id) ON DELETE CASCADE;
CREATE INDEX ix_course_imports_tenant_id_course_id ON public.course_imports (tenant_id, course_id);
"""


def upgrade() -> None:
    op.execute("ALTER TABLE public.course_imports RENAME TO imports")
    for old, new in NAMES:
        op.execute(f"ALTER TABLE public.imports RENAME {old} TO {new}")
    op.execute(FORWARD)
    op.execute(ACROSS_TENANTS)
    op.execute(across_tenants("app.tenants_with_uploads()"))


def downgrade() -> None:
    op.execute("DROP FUNCTION app.tenants_with_uploads()")
    op.execute("ALTER TABLE public.imports NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE public.courses NO FORCE ROW LEVEL SECURITY")
    op.execute(BACK)
    op.execute("ALTER TABLE public.courses FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE public.imports FORCE ROW LEVEL SECURITY")
    for old, new in NAMES:
        op.execute(f"ALTER TABLE public.imports RENAME CONSTRAINT {new} TO {old.removeprefix('CONSTRAINT ')}")
    op.execute("ALTER TABLE public.imports RENAME TO course_imports")
    op.execute(COURSE_AGAIN)
