"""A lesson: one step of a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers
from educrowd.core.markdown import render

from .uid import Identified

if TYPE_CHECKING:
    from .course import Course
    from .section import Section


class Lesson(Identified, TenantOwned, Timestamps, Model):
    """What a learner reads and marks done; the text is loaded only where it is shown."""

    __tablename__ = "lessons"
    __constraints__ = (
        UniqueConstraint("tenant_id", "uid"),
        UniqueConstraint("tenant_id", "section_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint(
            "kind IN ('text', 'video', 'file', 'embed', 'quiz', 'assignment', 'scorm', 'lti')", name="kind"
        ),
    )

    section_id: Mapped[int] = refers("sections", ondelete="CASCADE", index=False)
    kind: Mapped[str] = mapped_column(default="text", server_default="text")
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="", server_default="", deferred=True, deferred_group="text")
    html: Mapped[str] = mapped_column(default="", server_default="", deferred=True, deferred_group="text")
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    position: Mapped[int]
    preview: Mapped[bool] = mapped_column(default=False, server_default="false")
    required: Mapped[bool] = mapped_column(default=True, server_default="true")

    section: Mapped[Section] = joined("Lesson.section_id", "Section", back_populates="lessons")

    @property
    def lesson_id(self) -> int:
        return self.id

    @property
    def course(self) -> Course:
        return self.section.course

    def write(self, markdown: str) -> None:
        """Replace the text."""
        self.body = markdown
        self.html = render(markdown)

    def change(self, *, body: str | None = None, required: bool | None = None, **facts: Any) -> None:
        """Replace what is given; whoever has it open in an editor will learn of it."""
        self.version = Lesson.version + 1
        if body is not None:
            self.write(body)
        if required is not None:
            self.course.require(self, required)
        for name, value in facts.items():
            setattr(self, name, value)
