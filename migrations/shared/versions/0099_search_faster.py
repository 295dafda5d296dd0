"""Find a word that many posts have by its index, and say how few rows come out of it."""

from alembic import op

from migrations.protect import across_tenants

revision = "0099"
down_revision = "0098"

SIGNATURE = "app.search_posts(tsquery, text, integer)"
# PostgreSQL takes a comparison of words for cheap, though each reads a text from aside, and would rather read all posts
# in their order. It takes a function for one of a thousand rows, and would read all posts beside them once more.
FUNCTION = """
CREATE FUNCTION app.search_posts(asked tsquery, words text, most integer)
RETURNS TABLE (id bigint, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER {few}
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
RANKED = """
    WITH matching AS MATERIALIZED (
      SELECT id, published_at FROM %1$I.posts WHERE status = 'published' AND sought @@ $1
    )
    SELECT p.id, (ts_rank(p.sought, $1) + word_similarity($2, p.named))::real FROM %1$I.posts p JOIN (
      (SELECT id FROM matching ORDER BY published_at DESC LIMIT 300)
      UNION
      (SELECT id FROM %1$I.posts WHERE status = 'published' AND $2 <%% named ORDER BY published_at DESC LIMIT 200)
    ) found USING (id) ORDER BY 2 DESC, 1 DESC LIMIT $3
"""
FORMER = """
    SELECT p.id, (ts_rank(p.sought, $1) + word_similarity($2, p.named))::real FROM %1$I.posts p JOIN (
      (SELECT id FROM %1$I.posts WHERE status = 'published' AND sought @@ $1 ORDER BY published_at DESC LIMIT 300)
      UNION
      (SELECT id FROM %1$I.posts WHERE status = 'published' AND $2 <%% named ORDER BY published_at DESC LIMIT 200)
    ) found USING (id) ORDER BY 2 DESC, 1 DESC LIMIT $3
"""


def upgrade() -> None:
    _replace(RANKED, "ROWS 50 SET enable_seqscan = off")


def downgrade() -> None:
    _replace(FORMER, "")


def _replace(ranked: str, few: str) -> None:
    op.execute(f"DROP FUNCTION {SIGNATURE}")
    op.execute(FUNCTION.format(ranked=ranked.strip(), few=few))
    op.execute(across_tenants(SIGNATURE))
