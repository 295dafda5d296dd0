"""A project: what somebody wants to make, and what it takes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from markupsafe import Markup
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    case,
    false,
    func,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core import markdown
from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from educrowd.core.money import Money

from .errors import Frozen
from .funding import Funding
from .launching import Launching

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .reward import Reward
    from .shipping import ShippingZone
    from .tax import TaxRate
    from .telling import Question, StretchGoal

KINDS = ("all_or_nothing", "keep_it_all", "recurring")
STATES = ("draft", "review", "scheduled", "live", "funded", "failed", "collecting", "settled", "cancelled")
FROZEN = (
    "goal_amount", "currency", "deadline", "kind", "slug", "title", "course_id", "recovery_days", "collected_percent",
    "launch_at",
)  # fmt: skip
PUBLIC_STATES = ("live", "funded", "failed", "collecting", "settled")


class Project(Funding, Launching, TenantOwned, Timestamps, Model):
    """Draft, then live until its deadline, then funded or failed; the database allows no other way."""

    __tablename__ = "projects"
    __constraints__ = (
        UniqueConstraint("tenant_id", "slug"),
        UniqueConstraint("tenant_id", "id", "currency"),
        Index(None, "tenant_id", "state", "deadline"),
        Index("ix_projects_live", "tenant_id", "deadline", postgresql_where=text("state = 'live'")),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("goal_amount > 0", name="goal_amount"),
        CheckConstraint("recovery_days BETWEEN 7 AND 30", name="recovery_days"),
        CheckConstraint("collected_percent BETWEEN 1 AND 100", name="collected_percent"),
        CheckConstraint("state IN ('draft', 'cancelled') OR deadline IS NOT NULL", name="deadline"),
        CheckConstraint("suspended_at IS NULL OR state = 'live'", name="suspended"),
    )

    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(server_default="", default="")
    story: Mapped[str] = mapped_column(server_default="", default="")
    risks: Mapped[str] = mapped_column(server_default="", default="")
    category: Mapped[str] = mapped_column(server_default="", default="")
    kind: Mapped[str] = mapped_column(server_default="all_or_nothing", default="all_or_nothing")
    goal_amount: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    deadline: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(server_default="draft", default="draft")
    creator_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    course_id: Mapped[int | None]
    recovery_days: Mapped[int] = mapped_column(server_default="14", default=14)
    collected_percent: Mapped[int | None]
    launch_at: Mapped[datetime | None]
    launched_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(server_default="", default="")

    creator: Mapped[User] = relationship("User")
    rewards: Mapped[list[Reward]] = joined(
        "Reward.project_id",
        "Project",
        back_populates="project",
        order_by="Reward.amount, Reward.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    zones: Mapped[list[ShippingZone]] = joined(
        "ShippingZone.project_id",
        "Project",
        back_populates="project",
        order_by="ShippingZone.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    tax_rates: Mapped[list[TaxRate]] = joined(
        "TaxRate.project_id",
        "Project",
        back_populates="project",
        order_by="TaxRate.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    stretch_goals: Mapped[list[StretchGoal]] = joined(
        "StretchGoal.project_id",
        "Project",
        back_populates="project",
        order_by="StretchGoal.amount",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    questions: Mapped[list[Question]] = joined(
        "Question.project_id",
        "Project",
        back_populates="project",
        order_by="Question.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    totals: Mapped[ProjectTotals] = joined(
        "ProjectTotals.project_id", "Project", uselist=False, cascade="all", passive_deletes=True
    )
    close_record: Mapped[ProjectClose | None] = joined("ProjectClose.project_id", "Project", uselist=False)

    @classmethod
    def open(cls) -> Select[Self]:
        """What takes pledges now, what ends first on top."""
        return (
            select(cls)
            .where(cls.state == "live", cls.suspended_at.is_(None), cls.deadline > utcnow())
            .order_by(cls.deadline, cls.id)
        )

    @classmethod
    def public(cls) -> Select[Self]:
        """What anybody may see: first what ends next, then what ended last."""
        is_over = cls.state != "live"
        ends_next = case((cls.state == "live", cls.deadline))
        public = select(cls).where(cls.is_shown())
        return public.order_by(is_over, ends_next, cls.deadline.desc(), cls.id)

    @classmethod
    def visible(cls, user: User) -> Select[Self]:
        """What this person may see: the public ones, and one's own in any state."""
        if user.can("projects.manage"):
            return select(cls)
        mine = cls.creator_id == user.id if user.can("projects.create") else false()
        return select(cls).where(or_(cls.is_shown(), mine))

    @classmethod
    def is_shown(cls) -> ColumnElement[bool]:
        """Whether everybody may see it."""
        return and_(cls.state.in_(PUBLIC_STATES), cls.suspended_at.is_(None))

    @classmethod
    def editable(cls, user: User) -> Select[Self]:
        """What this person may edit, newest first."""
        return (
            select(cls)
            .where(true() if user.can("projects.manage") else cls.creator_id == user.id)
            .order_by(cls.created_at.desc(), cls.id.desc())
        )

    @classmethod
    def locked(cls, project_id: int, *, share: bool = False) -> Project:
        """The row as it is now, held until this transaction ends."""
        return db.session.scalars(
            select(cls)
            .where(cls.id == project_id)
            .with_for_update(read=share)
            .execution_options(populate_existing=True)
        ).one()

    @property
    def goal(self) -> Money:
        return Money(self.goal_amount, self.currency)

    @property
    def funds_account(self) -> str:
        """Where its money stands in the books."""
        return f"project_funds:{self.id}"

    @property
    def tiers(self) -> list[Reward]:
        return [reward for reward in self.rewards if not reward.is_add_on]

    @property
    def add_ons(self) -> list[Reward]:
        return [reward for reward in self.rewards if reward.is_add_on]

    @property
    def story_html(self) -> Markup:
        return Markup(markdown.render(self.story))

    @property
    def risks_html(self) -> Markup:
        return Markup(markdown.render(self.risks))

    def hold_open(self) -> bool:
        """Whether it takes pledges at this very moment; nobody closes it before this transaction ends."""
        project = Project.locked(self.id, share=True)
        return project.state == "live" and not project.is_suspended and not project.is_past_deadline

    def hold_uncounted(self) -> bool:
        """Whether backers may still go; nobody closes it before this transaction ends."""
        project = Project.locked(self.id, share=True)
        return project.state == "live" and (project.is_suspended or not project.is_past_deadline)

    def change(self, **values: object) -> None:
        """Edit it; after the launch goal, currency, deadline and kind stand, while it waits for one everything does."""
        if self.is_waiting:
            raise Frozen("Take it back to a draft before you change it: this is what gets reviewed and launched.")
        frozen = [name for name in FROZEN if name in values and values[name] != getattr(self, name)]
        if frozen and not self.is_draft:
            raise Frozen("Backers count on this: it stands after the launch.", field=frozen[0])
        for name, value in values.items():
            setattr(self, name, value)

    def editable_by(self, user: User) -> bool:
        return user.can("projects.manage") or (self.creator_id == user.id and user.can("projects.create"))

    def visible_to(self, user: User) -> bool:
        is_shown = self.state in PUBLIC_STATES and not self.is_suspended
        return is_shown or self.editable_by(user)


class ProjectTotals(TenantOwned, Model):
    """What the thermometer shows, kept by a trigger on pledges, apart from the row that closers lock."""

    __tablename__ = "project_totals"
    __constraints__ = (UniqueConstraint("tenant_id", "project_id"),)

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)
    pledged_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    collected_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    at_risk_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    backers_count: Mapped[int] = mapped_column(server_default="0", default=0)


class ProjectClose(TenantOwned, Model):
    """The cut-off, written once: what was pledged when the deadline had passed."""

    __tablename__ = "project_closes"
    __constraints__ = (
        UniqueConstraint("tenant_id", "project_id"),
        CheckConstraint("outcome IN ('funded', 'failed')", name="outcome"),
    )

    project_id: Mapped[int] = refers("projects", index=False)
    outcome: Mapped[str]
    pledged_amount: Mapped[int]
    backers_count: Mapped[int]
    closed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
