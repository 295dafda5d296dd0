"""Courses: what is taught, who learns, what they have done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.protect import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "courses",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("description_html", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="draft", nullable=False),
        sa.Column("price_amount", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("instructor_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("metadata", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'published', 'archived')", name=op.f("ck_courses_status")),
        sa.CheckConstraint("price_amount >= 0", name=op.f("ck_courses_price_amount")),
        sa.ForeignKeyConstraint(["instructor_id"], ["public.users.id"], name=op.f("fk_courses_instructor_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["public.tenants.id"], name=op.f("fk_courses_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_courses")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_courses_tenant_id_slug")),
        schema="public",
    )
    op.create_index(
        op.f("ix_courses_tenant_id_status_published_at"),
        "courses",
        ["tenant_id", "status", "published_at"],
        unique=False,
        schema="public",
    )
    op.create_table(
        "course_addresses",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["public.courses.tenant_id", "public.courses.id"],
            name=op.f("fk_course_addresses_tenant_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["public.tenants.id"], name=op.f("fk_course_addresses_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_course_addresses")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_course_addresses_tenant_id_slug")),
        schema="public",
    )
    op.create_index(
        op.f("ix_course_addresses_tenant_id_course_id"),
        "course_addresses",
        ["tenant_id", "course_id"],
        unique=False,
        schema="public",
    )
    op.create_table(
        "enrollments",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("source", sa.Text(), server_default="self", nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("course_version", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('active', 'completed', 'closed')", name=op.f("ck_enrollments_status")),
        sa.CheckConstraint("(completed_at IS NULL) = (course_version IS NULL)", name=op.f("ck_enrollments_completed")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["public.courses.tenant_id", "public.courses.id"],
            name=op.f("fk_enrollments_tenant_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["public.tenants.id"], name=op.f("fk_enrollments_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["public.users.id"], name=op.f("fk_enrollments_user_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_enrollments")),
        sa.UniqueConstraint(
            "tenant_id", "course_id", "user_id", name=op.f("uq_enrollments_tenant_id_course_id_user_id")
        ),
        schema="public",
    )
    op.create_index(
        op.f("ix_enrollments_tenant_id_user_id"), "enrollments", ["tenant_id", "user_id"], unique=False, schema="public"
    )
    op.create_table(
        "sections",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["public.courses.tenant_id", "public.courses.id"],
            name=op.f("fk_sections_tenant_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["public.tenants.id"], name=op.f("fk_sections_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sections")),
        sa.UniqueConstraint(
            "tenant_id",
            "course_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_sections_tenant_id_course_id_position"),
        ),
        sa.UniqueConstraint("tenant_id", "uid", name=op.f("uq_sections_tenant_id_uid")),
        schema="public",
    )
    op.create_table(
        "completions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("enrollment_id", sa.BigInteger(), nullable=False),
        sa.Column("lesson_uid", sa.Text(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrollment_id"],
            ["public.enrollments.tenant_id", "public.enrollments.id"],
            name=op.f("fk_completions_tenant_id_enrollment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["public.tenants.id"], name=op.f("fk_completions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_completions")),
        sa.UniqueConstraint(
            "tenant_id", "enrollment_id", "lesson_uid", name=op.f("uq_completions_tenant_id_enrollment_id_lesson_uid")
        ),
        schema="public",
    )
    op.create_table(
        "lessons",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("section_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="text", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("html", sa.Text(), server_default="", nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("preview", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("required", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'video', 'file', 'embed', 'quiz', 'assignment', 'scorm')", name=op.f("ck_lessons_kind")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"],
            ["public.sections.tenant_id", "public.sections.id"],
            name=op.f("fk_lessons_tenant_id_section_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["public.tenants.id"], name=op.f("fk_lessons_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_lessons")),
        sa.UniqueConstraint(
            "tenant_id",
            "section_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_lessons_tenant_id_section_id_position"),
        ),
        sa.UniqueConstraint("tenant_id", "uid", name=op.f("uq_lessons_tenant_id_uid")),
        schema="public",
    )
    op.execute(protect("courses", "course_addresses", "sections", "lessons", "enrollments", "completions"))


def downgrade() -> None:
    op.drop_table("lessons", schema="public")
    op.drop_table("completions", schema="public")
    op.drop_table("sections", schema="public")
    op.drop_table("enrollments", schema="public")
    op.drop_table("course_addresses", schema="public")
    op.drop_table("courses", schema="public")
