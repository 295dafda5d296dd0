"""Posts by their words: one function, as row-level security would keep indexes of words from being used."""

from alembic import op

from migrations.protect import across_tenants

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

# Of a word that thousands of posts have, the newest are ranked.
FUNCTION = """
CREATE FUNCTION app.search_posts(asked tsquery, words text, most integer)
RETURNS TABLE (id bigint, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, ext AS $body$
BEGIN
  IF app.tenant_id() IS NULL THEN
    RETURN;
  END IF;
  -- How alike words must be; a role that is no superuser can't fasten this to the function.
  PERFORM set_config('pg_trgm.word_similarity_threshold', '0.45', true);
  RETURN QUERY EXECUTE format($query$
    SELECT p.id, (ts_rank(p.sought, $1) + word_similarity($2, p.named))::real FROM (
      SELECT id, sought, named FROM %I.posts
      WHERE status = 'published' AND (sought @@ $1 OR $2 <%% named)
      ORDER BY published_at DESC LIMIT 500
    ) p ORDER BY 2 DESC, 1 DESC LIMIT $3
  $query$, 'blog_' || app.tenant_id()) USING asked, words, most;
END $body$;
"""


def upgrade():
    op.execute(FUNCTION)
    op.execute(across_tenants("app.search_posts(tsquery, text, integer)"))


def downgrade():
    op.execute("DROP FUNCTION app.search_posts(tsquery, text, integer)")
