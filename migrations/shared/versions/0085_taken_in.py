"""Numbers of rows go on behind those of a site that was taken in from a file."""

from alembic import op

revision = "0085"
down_revision = "0084"

# Runs as the owner, who is held to the bound tenant like everybody. A file's numbers are kept small enough that no
# counter ever runs out, and a counter only goes forward, past what others may take at this moment.
FUNCTION = """
CREATE FUNCTION app.ids_follow() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    counted record;
    highest bigint;
BEGIN
    IF app.tenant_id() IS NULL THEN
        RAISE EXCEPTION 'no tenant is bound';
    END IF;
    FOR counted IN
        SELECT format('%I.%I', n.nspname, c.relname) AS place, n.nspname = 'public' AS is_shared,
            pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)::regclass AS sequence
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' AND a.attidentity <> ''
        WHERE c.relkind = 'r' AND (n.nspname = 'blog_' || app.tenant_id() OR n.nspname = 'public' AND EXISTS (
            SELECT 1 FROM pg_attribute o WHERE o.attrelid = c.oid AND o.attname = 'tenant_id'))
    LOOP
        EXECUTE format('SELECT max(id) FROM %s', counted.place)
            || CASE WHEN counted.is_shared THEN ' WHERE tenant_id = app.tenant_id()' ELSE '' END INTO highest;
        IF highest > 1000000000000 OR highest < 1 THEN
            RAISE EXCEPTION 'a number in % is out of range', counted.place;
        END IF;
        IF highest >= COALESCE(pg_sequence_last_value(counted.sequence), 0) THEN
            PERFORM setval(counted.sequence, highest + 1000);
        END IF;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION app.ids_follow() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.ids_follow() TO educrowd_app;
"""


def upgrade() -> None:
    op.execute(FUNCTION)


def downgrade() -> None:
    op.execute("DROP FUNCTION app.ids_follow()")
