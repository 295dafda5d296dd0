-- The three roles, once per cluster. Run as superuser; safe to run again.
-- owner: migrations. app: the application, held by row-level security. ops: backup, import, audited support.
DO $$
BEGIN
  IF to_regrole('educrowd_owner') IS NULL THEN
    CREATE ROLE educrowd_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF to_regrole('educrowd_app') IS NULL THEN
    CREATE ROLE educrowd_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT;
  END IF;
  IF to_regrole('educrowd_ops') IS NULL THEN
    CREATE ROLE educrowd_ops LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;
  END IF;
END $$;
-- Migrations hand some functions over to ops; they do not inherit what ops may do.
GRANT educrowd_ops TO educrowd_owner WITH INHERIT FALSE, SET TRUE;
