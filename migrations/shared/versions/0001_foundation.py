"""The foundation: sites, people, the outbox, the audit log, and the walls between tenants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.protect import open_to_app, protect, protect_platform

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = """
CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO educrowd_app, educrowd_ops;
GRANT CREATE ON SCHEMA app TO educrowd_ops;

-- The one question that every policy asks. An emptied setting is '' and not NULL.
CREATE FUNCTION app.tenant_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('app.tenant_id', true), '')::bigint;

CREATE SEQUENCE app.tenant_ids;
CREATE FUNCTION app.reserve_tenant_id() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT nextval('app.tenant_ids') $$;

-- What a new tenant's schema is made of; kept by `flask db-tenants`.
CREATE TABLE app.blog_template (one boolean PRIMARY KEY CHECK (one), version text NOT NULL, ddl text NOT NULL);
-- Which schema stands at which revision.
CREATE TABLE app.blog_schemas (
    tenant_id bigint PRIMARY KEY, version text NOT NULL, migrated_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION app.provision_blog(tenant bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    template app.blog_template;
    place text := 'blog_' || tenant;
BEGIN
    IF tenant IS DISTINCT FROM app.tenant_id() THEN
        RAISE EXCEPTION 'tenant % is not the bound one', tenant;
    END IF;
    SELECT * INTO STRICT template FROM app.blog_template;
    EXECUTE format('CREATE SCHEMA %I; GRANT USAGE ON SCHEMA %I TO educrowd_app, educrowd_ops', place, place);
    PERFORM set_config('search_path', place || ', ext, pg_catalog', true);
    EXECUTE replace(template.ddl, '__TENANT_ID__', tenant::text);
    INSERT INTO app.blog_schemas (tenant_id, version) VALUES (tenant, template.version);
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA app FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenant_id() TO PUBLIC;
GRANT EXECUTE ON FUNCTION app.reserve_tenant_id(), app.provision_blog(bigint) TO educrowd_app, educrowd_ops;
"""

# These look across tenants, so ops owns them; each gives ids and nothing else.
ACROSS_TENANTS = """
SET ROLE educrowd_ops;

-- Due entries that nobody rang lately. An entry that a worker holds is locked and passed over; one that was
-- rung often and never came back has killed its workers and becomes a dead letter.
CREATE FUNCTION app.outbox_take_due(patience interval, most int)
RETURNS TABLE (id bigint, tenant_id bigint, actor_id bigint, queue text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
    WITH due AS (
        SELECT o.id FROM public.outbox o
        WHERE o.done_at IS NULL AND o.dead_at IS NULL AND o.run_at <= clock_timestamp()
          AND (o.enqueued_at IS NULL OR o.enqueued_at < clock_timestamp() - patience)
        ORDER BY o.run_at LIMIT most FOR UPDATE SKIP LOCKED
    ), rung AS (
        UPDATE public.outbox o SET enqueued_at = clock_timestamp(), rings = o.rings + 1,
            dead_at = CASE WHEN o.rings >= 10 THEN clock_timestamp() END,
            error = CASE WHEN o.rings >= 10 THEN 'the worker died each time it ran this' ELSE o.error END
        FROM due WHERE o.id = due.id
        RETURNING o.id, o.tenant_id, o.actor_id, o.queue, o.dead_at
    )
    SELECT rung.id, rung.tenant_id, rung.actor_id, rung.queue FROM rung WHERE rung.dead_at IS NULL
$$;

-- Entries that wait for a person: what the operator's page lists.
CREATE FUNCTION app.outbox_dead(most int) RETURNS TABLE (tenant_id bigint, id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT o.tenant_id, o.id FROM public.outbox o WHERE o.dead_at IS NOT NULL ORDER BY o.dead_at DESC LIMIT most $$;

-- How many entries are in which state, by queue.
CREATE FUNCTION app.outbox_counts() RETURNS TABLE (queue text, waiting bigint, overdue bigint, dead bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
    SELECT o.queue,
        count(*) FILTER (WHERE o.done_at IS NULL AND o.dead_at IS NULL),
        count(*) FILTER (WHERE o.done_at IS NULL AND o.dead_at IS NULL AND o.run_at < now() - interval '5 minutes'),
        count(*) FILTER (WHERE o.dead_at IS NOT NULL)
    FROM public.outbox o GROUP BY o.queue
$$;

CREATE FUNCTION app.promise_for_every_tenant(job text, queue text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
    WITH promised AS (
        INSERT INTO public.outbox (tenant_id, job, queue)
        SELECT t.id, promise_for_every_tenant.job, promise_for_every_tenant.queue
        FROM public.tenants t WHERE t.status IN ('active', 'past_due') RETURNING 1
    ) SELECT count(*) FROM promised
$$;

CREATE FUNCTION app.forget_finished_work(older_than interval) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
    DELETE FROM public.outbox o WHERE o.done_at < now() - older_than;
    DELETE FROM public.schedule_runs r WHERE r.turn < now() - older_than
$$;

-- A person's own sites.
CREATE FUNCTION app.sites_of(person bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
    SELECT DISTINCT r.tenant_id FROM public.memberships r
    WHERE r.user_id = person AND r.is_active AND (r.expires_at IS NULL OR r.expires_at > now())
$$;

REVOKE EXECUTE ON FUNCTION app.outbox_take_due(interval, int), app.outbox_dead(int), app.outbox_counts(),
    app.promise_for_every_tenant(text, text), app.forget_finished_work(interval), app.sites_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.outbox_take_due(interval, int), app.outbox_dead(int), app.outbox_counts(),
    app.promise_for_every_tenant(text, text), app.forget_finished_work(interval), app.sites_of(bigint) TO educrowd_app;
RESET ROLE;
"""

PLANS = """
INSERT INTO public.plans (code, name, position, price_amount, currency, limits) VALUES
    ('free', 'Free', 1, 0, 'USD', '{"members": 100, "courses": 5, "storage_mb": 500, "mails_a_month": 1000}'),
    ('studio', 'Studio', 2, 2900, 'USD',
     '{"members": 2000, "courses": 50, "storage_mb": 20000, "mails_a_month": 20000}'),
    ('academy', 'Academy', 3, 9900, 'USD', '{}');
"""


def upgrade() -> None:
    op.execute(SCHEMA)
    create_tables()
    op.execute(protect("entitlements"))
    op.execute(protect("audit_log", app_may="SELECT, INSERT"))
    # The platform host, where nobody is bound, may find any site; a site sees itself only.
    itself = "app.tenant_id() IS NULL OR {column} = app.tenant_id()"
    op.execute(protect_platform("tenants", itself.format(column="id"), "SELECT, INSERT, UPDATE"))
    op.execute(protect_platform("domains", itself.format(column="tenant_id")))
    op.execute(protect_platform("memberships", "tenant_id = app.tenant_id()"))
    op.execute(protect_platform("outbox", "tenant_id IS NOT DISTINCT FROM app.tenant_id()", "SELECT, INSERT, UPDATE"))
    op.execute(protect_platform("idempotency_keys", "tenant_id IS NOT DISTINCT FROM app.tenant_id()"))
    op.execute(open_to_app("users", "profiles", "sessions", "refresh_tokens", "single_use_codes", "schedule_runs"))
    op.execute(open_to_app("operators", "plans", app_may="SELECT"))
    op.execute(ACROSS_TENANTS)
    op.execute(PLANS)


def downgrade() -> None:
    drop_tables()
    op.execute("DROP SCHEMA app CASCADE")


def create_tables() -> None:
    op.create_table(
        "plans",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("price_amount", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("currency", sa.Text(), server_default="USD", nullable=False),
        sa.Column("features", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("limits", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_plans")),
        schema="public",
    )
    op.create_table(
        "schedule_runs",
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("turn", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("line", "turn", name=op.f("pk_schedule_runs")),
        schema="public",
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("website", sa.Text(), server_default="", nullable=False),
        sa.Column("timezone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("currency", sa.Text(), server_default="USD", nullable=False),
        sa.Column("accent", sa.Text(), server_default="#b4552d", nullable=False),
        sa.Column("settings", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("features", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("status_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("on_trial", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("paid_until", sa.Date(), nullable=True),
        sa.Column("subscription_plan", sa.Text(), server_default="free", nullable=False),
        sa.Column("subscription_status", sa.Text(), server_default="active", nullable=False),
        sa.Column("subscription_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("accent ~ '^#[0-9a-f]{6}$'", name=op.f("ck_tenants_accent")),
        sa.CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'", name=op.f("ck_tenants_slug")),
        sa.CheckConstraint("status IN ('active', 'past_due', 'suspended', 'deleting')", name=op.f("ck_tenants_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenants_slug")),
        schema="public",
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("first_name", sa.Text(), server_default="", nullable=False),
        sa.Column("last_name", sa.Text(), server_default="", nullable=False),
        sa.Column("is_verified", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
        schema="public",
    )
    op.create_table(
        "profiles",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("avatar", sa.Text(), server_default="", nullable=False),
        sa.Column("bio", sa.Text(), server_default="", nullable=False),
        sa.Column("phone_number", sa.Text(), nullable=True),
        sa.Column("date_of_birth", sa.Text(), nullable=True),
        sa.Column("postal_address", sa.Text(), nullable=True),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["public.users.id"], name=op.f("fk_profiles_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_profiles")),
        schema="public",
    )
    op.create_table(
        "audit_log",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.Text(), server_default="", nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), server_default="", nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_name", sa.Text(), server_default="", nullable=False),
        sa.Column("details", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["public.tenants.id"], name=op.f("fk_audit_log_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_log")),
        schema="public",
    )
    op.create_index(
        op.f("ix_audit_log_tenant_id_created_at"),
        "audit_log",
        ["tenant_id", "created_at"],
        unique=False,
        schema="public",
    )
    op.create_table(
        "domains",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_ssl_enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("verification_token", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["public.tenants.id"], name=op.f("fk_domains_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domains")),
        sa.UniqueConstraint("host", name=op.f("uq_domains_host")),
        schema="public",
    )
    op.create_index("ix_domains_tenant_id", "domains", ["tenant_id"], unique=False, schema="public")
    op.create_index(
        "uq_domains_primary",
        "domains",
        ["tenant_id"],
        unique=True,
        schema="public",
        postgresql_where=sa.text("is_primary"),
    )
    op.create_table(
        "entitlements",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["public.tenants.id"], name=op.f("fk_entitlements_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["public.users.id"], name=op.f("fk_entitlements_user_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_entitlements")),
        sa.UniqueConstraint(
            "tenant_id",
            "user_id",
            "kind",
            "subject_id",
            "source",
            name=op.f("uq_entitlements_tenant_id_user_id_kind_subject_id_source"),
        ),
        schema="public",
    )
    op.create_index(
        op.f("ix_entitlements_tenant_id_source"),
        "entitlements",
        ["tenant_id", "source"],
        unique=False,
        schema="public",
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("headers", postgresql.JSONB(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["public.tenants.id"],
            name=op.f("fk_idempotency_keys_tenant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["public.users.id"], name=op.f("fk_idempotency_keys_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint(
            "tenant_id",
            "user_id",
            "key_hash",
            name=op.f("uq_idempotency_keys_tenant_id_user_id_key_hash"),
            postgresql_nulls_not_distinct=True,
        ),
        schema="public",
    )
    op.create_index(
        op.f("ix_idempotency_keys_created_at"),
        "idempotency_keys",
        ["created_at"],
        unique=False,
        schema="public",
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("assigned_by", sa.BigInteger(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "role IN ('owner', 'admin', 'instructor', 'creator', 'editor', 'student', 'backer')",
            name=op.f("ck_memberships_role"),
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by"],
            ["public.users.id"],
            name=op.f("fk_memberships_assigned_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["public.tenants.id"], name=op.f("fk_memberships_tenant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["public.users.id"], name=op.f("fk_memberships_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("tenant_id", "user_id", "role", name=op.f("uq_memberships_tenant_id_user_id_role")),
        schema="public",
    )
    op.create_index(
        "ix_memberships_user_id",
        "memberships",
        ["user_id", "tenant_id", "is_active"],
        unique=False,
        schema="public",
    )
    op.create_table(
        "operators",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["public.users.id"], name=op.f("fk_operators_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_operators")),
        schema="public",
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("queue", sa.Text(), server_default="default", nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column(
            "args", postgresql.JSONB(), server_default=sa.text("""'{"args": [], "kwargs": {}}'"""), nullable=False
        ),
        sa.Column("run_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rings", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("queue IN ('payments', 'mail', 'default', 'bulk')", name=op.f("ck_outbox_queue")),
        sa.ForeignKeyConstraint(["tenant_id"], ["public.tenants.id"], name=op.f("fk_outbox_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        schema="public",
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["run_at"],
        unique=False,
        schema="public",
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.create_index("ix_outbox_tenant_id", "outbox", ["tenant_id"], unique=False, schema="public")
    op.create_table(
        "sessions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('web', 'api')", name=op.f("ck_sessions_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["public.tenants.id"], name=op.f("fk_sessions_tenant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["public.users.id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
        schema="public",
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False, schema="public")
    op.create_index("ix_sessions_user_id", "sessions", ["user_id", "tenant_id"], unique=False, schema="public")
    op.create_table(
        "single_use_codes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("browser_hash", sa.Text(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("purpose IN ('handoff', 'reset', 'claim')", name=op.f("ck_single_use_codes_purpose")),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["public.tenants.id"],
            name=op.f("fk_single_use_codes_tenant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["public.users.id"], name=op.f("fk_single_use_codes_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_use_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_single_use_codes_code_hash")),
        schema="public",
    )
    op.create_index(
        op.f("ix_single_use_codes_expires_at"),
        "single_use_codes",
        ["expires_at"],
        unique=False,
        schema="public",
    )
    op.create_index(op.f("ix_single_use_codes_user_id"), "single_use_codes", ["user_id"], unique=False, schema="public")
    op.create_table(
        "refresh_tokens",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["public.sessions.id"],
            name=op.f("fk_refresh_tokens_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_refresh_tokens_token_hash")),
        schema="public",
    )
    op.create_index(
        op.f("ix_refresh_tokens_session_id"), "refresh_tokens", ["session_id"], unique=False, schema="public"
    )


def drop_tables() -> None:
    op.drop_index(op.f("ix_refresh_tokens_session_id"), table_name="refresh_tokens", schema="public")
    op.drop_table("refresh_tokens", schema="public")
    op.drop_index(op.f("ix_single_use_codes_user_id"), table_name="single_use_codes", schema="public")
    op.drop_index(op.f("ix_single_use_codes_expires_at"), table_name="single_use_codes", schema="public")
    op.drop_table("single_use_codes", schema="public")
    op.drop_index("ix_sessions_user_id", table_name="sessions", schema="public")
    op.drop_index(op.f("ix_sessions_expires_at"), table_name="sessions", schema="public")
    op.drop_table("sessions", schema="public")
    op.drop_index("ix_outbox_tenant_id", table_name="outbox", schema="public")
    op.drop_index(
        "ix_outbox_due",
        table_name="outbox",
        schema="public",
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.drop_table("outbox", schema="public")
    op.drop_table("operators", schema="public")
    op.drop_index("ix_memberships_user_id", table_name="memberships", schema="public")
    op.drop_table("memberships", schema="public")
    op.drop_index(op.f("ix_idempotency_keys_created_at"), table_name="idempotency_keys", schema="public")
    op.drop_table("idempotency_keys", schema="public")
    op.drop_index(op.f("ix_entitlements_tenant_id_source"), table_name="entitlements", schema="public")
    op.drop_table("entitlements", schema="public")
    op.drop_index("uq_domains_primary", table_name="domains", schema="public", postgresql_where=sa.text("is_primary"))
    op.drop_index("ix_domains_tenant_id", table_name="domains", schema="public")
    op.drop_table("domains", schema="public")
    op.drop_index(op.f("ix_audit_log_tenant_id_created_at"), table_name="audit_log", schema="public")
    op.drop_table("audit_log", schema="public")
    op.drop_table("profiles", schema="public")
    op.drop_table("users", schema="public")
    op.drop_table("tenants", schema="public")
    op.drop_table("schedule_runs", schema="public")
    op.drop_table("plans", schema="public")
