"""What a project's page tells besides its story: further goals, and answers to what people ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from educrowd.core import markdown
from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers
from educrowd.core.money import Money

if TYPE_CHECKING:
    from .project import Project


class StretchGoal(TenantOwned, Timestamps, Model):
    """What becomes possible beyond the goal."""

    __tablename__ = "stretch_goals"
    __constraints__ = (
        UniqueConstraint("tenant_id", "project_id", "amount"),
        CheckConstraint("amount > 0", name="amount"),
    )

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)
    amount: Mapped[int]
    title: Mapped[str]

    project: Mapped[Project] = joined("StretchGoal.project_id", "Project", back_populates="stretch_goals")

    @property
    def money(self) -> Money:
        return Money(self.amount, self.project.currency)

    @property
    def is_reached(self) -> bool:
        return self.project.raised.minor >= self.amount


class Question(TenantOwned, Timestamps, Model):
    """Something people ask, with the creator's answer."""

    __tablename__ = "questions"

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE")
    question: Mapped[str]
    answer: Mapped[str]

    project: Mapped[Project] = joined("Question.project_id", "Project", back_populates="questions")

    @property
    def answer_html(self) -> Markup:
        return Markup(markdown.render(self.answer))
