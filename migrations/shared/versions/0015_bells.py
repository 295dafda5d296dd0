"""A promise whose bell still waits in a queue is not rung again: that would only lengthen the queue, and end in a
dead letter that no worker has ever seen."""

from alembic import op

revision = "0015"
down_revision = "0014"

# Due entries that nobody rang lately and whose bell does not wait. An entry that a worker holds is locked and passed
# over; one that was rung often and never came back has killed its workers and becomes a dead letter.
TAKE_DUE = """
SET ROLE educrowd_ops;
CREATE FUNCTION app.outbox_take_due(patience interval, most int{parameter})
RETURNS TABLE (id bigint, tenant_id bigint, actor_id bigint, queue text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
    WITH due AS (
        SELECT o.id FROM public.outbox o
        WHERE o.done_at IS NULL AND o.dead_at IS NULL AND o.run_at <= clock_timestamp()
          AND (o.enqueued_at IS NULL OR o.enqueued_at < clock_timestamp() - patience){condition}
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
REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {signature} TO educrowd_app;
RESET ROLE;
"""
OLD, NEW = "app.outbox_take_due(interval, int)", "app.outbox_take_due(interval, int, bigint[])"


def upgrade() -> None:
    op.execute(f"DROP FUNCTION {OLD}")
    op.execute(
        TAKE_DUE.format(
            parameter=", waiting bigint[]",
            condition=" AND o.id <> ALL (waiting)",
            signature=NEW,
        )
    )


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {NEW}")
    op.execute(TAKE_DUE.format(parameter="", condition="", signature=OLD))
