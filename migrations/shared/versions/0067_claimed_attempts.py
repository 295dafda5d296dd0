"""Who grades an attempt at a quiz now, so that no two do."""

from alembic import op

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE public.quiz_attempts
          ADD COLUMN claimed_by_id bigint CONSTRAINT fk_quiz_attempts_claimed_by_id REFERENCES public.users,
          ADD COLUMN claimed_at timestamptz,
          ADD CONSTRAINT ck_quiz_attempts_claimed CHECK ((claimed_by_id IS NULL) = (claimed_at IS NULL));
        CREATE INDEX ix_quiz_attempt_questions_tenant_id_unmarked ON public.quiz_attempt_questions
          (tenant_id, attempt_id) WHERE fraction IS NULL;
        """
    )


def downgrade() -> None:
    op.execute(
        """
        DROP INDEX public.ix_quiz_attempt_questions_tenant_id_unmarked;
        ALTER TABLE public.quiz_attempts DROP COLUMN claimed_by_id, DROP COLUMN claimed_at;
        """
    )
