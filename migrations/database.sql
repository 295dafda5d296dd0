-- What a database needs before its first migration. Run inside it as superuser; safe to run again.
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO educrowd_app, educrowd_ops', current_database());
END $$;
ALTER SCHEMA public OWNER TO educrowd_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO educrowd_app, educrowd_ops;
GRANT CREATE ON SCHEMA public TO educrowd_ops;

-- The owner of the database is no superuser and could not create these.
CREATE SCHEMA IF NOT EXISTS ext;
GRANT USAGE ON SCHEMA ext TO PUBLIC;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA ext;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA ext;
CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA ext;

-- One role serves all tenants: what it could see or keep outside of their tables would be shared.
REVOKE SELECT ON pg_catalog.pg_stat_activity FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION
  pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea),
  pg_catalog.lo_open(oid, integer), pg_catalog.lo_put(oid, bigint, bytea),
  pg_catalog.lo_get(oid), pg_catalog.lo_get(oid, bigint, integer),
  pg_catalog.loread(integer, integer), pg_catalog.lowrite(integer, bytea), pg_catalog.lo_unlink(oid)
FROM PUBLIC;
