"""Have the next sites' schemas made beforehand: founding a site is then a matter of rows."""

from alembic import op

revision = "0101"
down_revision = "0100"

# As the first revision had it, in the function of its own that it is from here on.
MAKE = """
    SELECT * INTO STRICT template FROM app.blog_template;
    EXECUTE format('CREATE SCHEMA %I; GRANT USAGE ON SCHEMA %I TO educrowd_app, educrowd_ops', place, place);
    PERFORM set_config('search_path', place || ', ext, pg_catalog', true);
    EXECUTE replace(template.ddl, '__TENANT_ID__', tenant::text);
    INSERT INTO app.blog_schemas (tenant_id, version) VALUES (tenant, template.version);
"""
# A schema in stock has the id of the site that will have it. Whoever reserves that id takes it; it leaves the stock
# in the transaction that founds the site. When that one fails, the schema stays, and is free again after a while.
STOCK = """
CREATE TABLE app.blog_stock (
    tenant_id bigint PRIMARY KEY REFERENCES app.blog_schemas ON DELETE CASCADE, taken_at timestamptz
);

CREATE FUNCTION app.make_blog(tenant bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog
AS $$
DECLARE
    template app.blog_template;
    place text := 'blog_' || tenant;
BEGIN
    {make}
END $$;

-- Hundreds would be a fault of the caller's: each is a hundred files.
CREATE FUNCTION app.stock_blogs(most bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    site bigint;
BEGIN
    UPDATE app.blog_stock SET taken_at = NULL WHERE tenant_id IN (
        SELECT s.tenant_id FROM app.blog_stock s WHERE s.taken_at < clock_timestamp() - interval '10 minutes'
        FOR UPDATE SKIP LOCKED);
    FOR made IN (SELECT count(*) FROM app.blog_stock WHERE taken_at IS NULL) + 1 .. least(most, 20) LOOP
        site := nextval('app.tenant_ids');
        PERFORM app.make_blog(site);
        INSERT INTO app.blog_stock (tenant_id) VALUES (site);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION app.make_blog(bigint), app.stock_blogs(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.stock_blogs(bigint) TO educrowd_app;

CREATE OR REPLACE FUNCTION app.reserve_tenant_id() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    ready bigint;
BEGIN
    UPDATE app.blog_stock SET taken_at = clock_timestamp() WHERE tenant_id = (
        SELECT s.tenant_id FROM app.blog_stock s WHERE s.taken_at IS NULL
        ORDER BY s.tenant_id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING tenant_id INTO ready;
    RETURN coalesce(ready, nextval('app.tenant_ids'));
END $$;

CREATE OR REPLACE FUNCTION app.provision_blog(tenant bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
    IF tenant IS DISTINCT FROM app.tenant_id() THEN
        RAISE EXCEPTION 'tenant % is not the bound one', tenant;
    END IF;
    DELETE FROM app.blog_stock WHERE tenant_id = tenant;
    IF NOT FOUND THEN
        PERFORM app.make_blog(tenant);
    END IF;
END $$;
"""
# A schema that nobody has come for goes back to being nobody's.
NO_STOCK = """
DO $$
DECLARE
    site bigint;
BEGIN
    FOR site IN SELECT tenant_id FROM app.blog_stock LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', 'blog_' || site);
        DELETE FROM app.blog_schemas WHERE tenant_id = site;
    END LOOP;
END $$;
CREATE OR REPLACE FUNCTION app.reserve_tenant_id() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT nextval('app.tenant_ids') $$;

CREATE OR REPLACE FUNCTION app.provision_blog(tenant bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    template app.blog_template;
    place text := 'blog_' || tenant;
BEGIN
    IF tenant IS DISTINCT FROM app.tenant_id() THEN
        RAISE EXCEPTION 'tenant % is not the bound one', tenant;
    END IF;
    {make}
END $$;
DROP FUNCTION app.stock_blogs(bigint), app.make_blog(bigint);
DROP TABLE app.blog_stock;
"""


def upgrade() -> None:
    op.execute(STOCK.format(make=MAKE))


def downgrade() -> None:
    op.execute(NO_STOCK.format(make=MAKE))
