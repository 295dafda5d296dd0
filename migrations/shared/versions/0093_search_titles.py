"""Posts that are called what is looked for are found however many newer ones say it somewhere in their texts."""

from alembic import op

from migrations.protect import across_tenants

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None

SIGNATURE = "app.search_posts(tsquery, text, integer)"
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
    {ranked}
  $query$, 'blog_' || app.tenant_id()) USING asked, words, most;
END $body$;
"""
# To rank a text its words are read, 0.03 ms each: of a word that thousands of posts have, the newest are ranked, and
# beside them the newest that have something like it in title or summary.
RANKED = """
    SELECT p.id, (ts_rank(p.sought, $1) + word_similarity($2, p.named))::real FROM %1$I.posts p JOIN (
      (SELECT id FROM %1$I.posts WHERE status = 'published' AND sought @@ $1 ORDER BY published_at DESC LIMIT 300)
      UNION
      (SELECT id FROM %1$I.posts WHERE status = 'published' AND $2 <%% named ORDER BY published_at DESC LIMIT 200)
    ) found USING (id) ORDER BY 2 DESC, 1 DESC LIMIT $3
"""
FORMER = """
    SELECT p.id, (ts_rank(p.sought, $1) + word_similarity($2, p.named))::real FROM (
      SELECT id, sought, named FROM %I.posts
      WHERE status = 'published' AND (sought @@ $1 OR $2 <%% named)
      ORDER BY published_at DESC LIMIT 500
    ) p ORDER BY 2 DESC, 1 DESC LIMIT $3
"""


def upgrade():
    _replace(RANKED)


def downgrade():
    _replace(FORMER)


def _replace(ranked: str) -> None:
    op.execute(f"DROP FUNCTION {SIGNATURE}")
    op.execute(FUNCTION.format(ranked=ranked.strip()))
    op.execute(across_tenants(SIGNATURE))
