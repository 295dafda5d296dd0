"""How often pages of a site are read, by day."""

from alembic import op

from migrations.protect import protect_schema_table

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        CREATE TABLE visit_counts (
            day date NOT NULL,
            kind text NOT NULL,
            name text NOT NULL,
            count bigint NOT NULL,
            CONSTRAINT pk_visit_counts PRIMARY KEY (day, kind, name),
            CONSTRAINT ck_visit_counts_kind CHECK (kind IN ('page', 'referrer', 'visitor')),
            CONSTRAINT ck_visit_counts_count CHECK (count > 0)
        );
    """)
    op.execute(protect_schema_table("visit_counts"))


def downgrade():
    op.execute("DROP TABLE visit_counts;")
