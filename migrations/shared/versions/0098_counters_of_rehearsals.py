"""A rehearsal moves no counter, and what a counter has reached may always be taken in again."""

from alembic import op

revision = "0098"
down_revision = "0097"

# Runs as the owner, who is held to the bound tenant like everybody. Counters of shared tables belong to all sites and
# no rollback moves them back, so only a site that is truly made moves them. A file's numbers are kept small enough
# that no counter ever runs out; where a counter has passed that limit, every site here has such numbers.
FUNCTION = """
CREATE FUNCTION app.ids_follow({signature}) RETURNS void
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
        IF highest > {most} OR highest < 1 THEN
            RAISE EXCEPTION 'a number in % is out of range', counted.place;
        END IF;
        IF {moves}highest >= COALESCE(pg_sequence_last_value(counted.sequence), 0) THEN
            PERFORM setval(counted.sequence, highest + 1000);
        END IF;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION app.ids_follow FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.ids_follow TO educrowd_app;
"""
LIMIT = "1000000000000"
REACHED = f"GREATEST({LIMIT}, pg_sequence_last_value(counted.sequence))"


def upgrade() -> None:
    op.execute("DROP FUNCTION app.ids_follow()")
    op.execute(FUNCTION.format(signature="moves boolean DEFAULT true", most=REACHED, moves="moves AND "))


def downgrade() -> None:
    op.execute("DROP FUNCTION app.ids_follow(boolean)")
    op.execute(FUNCTION.format(signature="", most=LIMIT, moves=""))
