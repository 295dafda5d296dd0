"""Cancelling what was paid for: a state of its own until everybody has their money back."""

from alembic import op

from migrations.moves import allow_moves, forbid_moves, rewritten

revision = "0034"
down_revision = "0033"

STATES = "'draft', 'review', 'scheduled', 'live', 'funded', 'failed', 'collecting', 'settled', 'cancelled'"
CHECK = """
ALTER TABLE public.projects DROP CONSTRAINT ck_projects_state;
ALTER TABLE public.projects ADD CONSTRAINT ck_projects_state CHECK (state IN ({}));
"""
AT_ONCE = "'funded>cancelled', 'collecting>cancelled', 'settled>cancelled', "
FIRST_THE_MONEY = (
    "'live>cancelling', 'funded>cancelling', 'collecting>cancelling', 'settled>cancelling', 'cancelling>cancelled', "
)

GUARD = """
CREATE FUNCTION app.cancelling_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.pledges WHERE tenant_id = NEW.tenant_id AND project_id = NEW.id
      AND state IN ('draft', 'active', 'charging', 'action_required', 'errored')) THEN
    RAISE EXCEPTION 'project % still has pledges under way', NEW.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cancelling_guard BEFORE UPDATE OF state ON public.projects FOR EACH ROW
  WHEN (OLD.state = 'cancelling' AND NEW.state = 'cancelled') EXECUTE FUNCTION app.cancelling_guard();
"""


def upgrade() -> None:
    op.execute(CHECK.format(f"{STATES}, 'cancelling'"))
    op.execute(rewritten("project_guard", AT_ONCE, FIRST_THE_MONEY))
    op.execute(allow_moves("pledge_guard", "charging>dropped"))
    op.execute(GUARD)


def downgrade() -> None:
    op.execute("DROP TRIGGER cancelling_guard ON public.projects; DROP FUNCTION app.cancelling_guard()")
    op.execute(forbid_moves("pledge_guard", "charging>dropped"))
    op.execute(rewritten("project_guard", FIRST_THE_MONEY, AT_ONCE))
    op.execute(CHECK.format(STATES))
