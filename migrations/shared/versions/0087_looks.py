"""How a site looks beyond its accent: typefaces, corners, layout and scheme."""

from alembic import op

revision = "0087"
down_revision = "0086"


def upgrade():
    op.execute("""
        ALTER TABLE public.tenants
            ADD COLUMN typeface text NOT NULL DEFAULT 'editorial',
            ADD COLUMN corners text NOT NULL DEFAULT 'soft',
            ADD COLUMN layout text NOT NULL DEFAULT 'wide',
            ADD COLUMN scheme text NOT NULL DEFAULT 'device',
            ADD CONSTRAINT ck_tenants_typeface
                CHECK (typeface IN ('editorial', 'grotesk', 'warm', 'friendly', 'bookish', 'plain')),
            ADD CONSTRAINT ck_tenants_corners CHECK (corners IN ('sharp', 'soft', 'round')),
            ADD CONSTRAINT ck_tenants_layout CHECK (layout IN ('wide', 'centered', 'magazine')),
            ADD CONSTRAINT ck_tenants_scheme CHECK (scheme IN ('device', 'light', 'dark'));
    """)


def downgrade():
    op.execute("""
        ALTER TABLE public.tenants
            DROP COLUMN typeface, DROP COLUMN corners, DROP COLUMN layout, DROP COLUMN scheme;
    """)
