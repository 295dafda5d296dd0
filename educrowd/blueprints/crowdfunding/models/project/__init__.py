"""A project: what somebody wants to make, and what it takes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core import markdown
from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model, TenantOwned, Timestamps, joined
from educrowd.core.money import Money

from .close import ProjectClose
from .commentable import POLICIES, Commentable
from .freezing import Freezing
from .funding import Funding
from .holding import Holding
from .launching import Launching
from .selling_late import SellingLate
from .states import KINDS, PUBLIC_STATES, STATES
from .teamed import Teamed
from .totals import ProjectTotals
from .visible import Visible

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from ..late_sale import LateSale
    from ..match import Match
    from ..reward import Reward
    from ..shipping import ShippingZone
    from ..tax import TaxRate
    from ..team import ProjectMember
    from ..telling import Question, StretchGoal


__all__ = ["KINDS", "POLICIES", "PUBLIC_STATES", "STATES", "Project", "ProjectClose", "ProjectTotals"]


def _parts(noun: str, *, by: str) -> Any:
    """What belongs to one project and goes with it, in this order."""
    return joined(
        f"{noun}.project_id",
        "Project",
        back_populates="project",
        order_by=by,
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class Project(
    SellingLate,
    Funding,
    Launching,
    Visible,
    Freezing,
    Holding,
    Commentable,
    Teamed,
    TenantOwned,
    Timestamps,
    Model,
):
    """Draft, then live until its deadline or its stop, then funded or failed; the database allows no other way."""

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
        CheckConstraint(
            "state IN ('draft', 'cancelled') OR deadline IS NOT NULL OR kind = 'recurring'", name="deadline"
        ),
        CheckConstraint(
            "kind <> 'recurring' OR (collected_percent IS NULL"
            " AND (deadline IS NULL OR state NOT IN ('draft', 'review', 'scheduled')))",
            name="recurring",
        ),
        CheckConstraint("suspended_at IS NULL OR state = 'live'", name="suspended"),
        CheckConstraint(f"comment_policy IN {POLICIES}", name="comment_policy"),
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
    is_withheld: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    comment_policy: Mapped[str] = mapped_column(server_default="backers", default="backers")
    shows_team: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    creator: Mapped[User] = relationship("User")
    rewards: Mapped[list[Reward]] = _parts("Reward", by="Reward.amount, Reward.id")
    zones: Mapped[list[ShippingZone]] = _parts("ShippingZone", by="ShippingZone.id")
    tax_rates: Mapped[list[TaxRate]] = _parts("TaxRate", by="TaxRate.id")
    stretch_goals: Mapped[list[StretchGoal]] = _parts("StretchGoal", by="StretchGoal.amount")
    questions: Mapped[list[Question]] = _parts("Question", by="Question.id")
    matches: Mapped[list[Match]] = _parts("Match", by="Match.id")
    members: Mapped[list[ProjectMember]] = _parts("ProjectMember", by="ProjectMember.id")
    totals: Mapped[ProjectTotals] = joined(
        "ProjectTotals.project_id", "Project", uselist=False, cascade="all", passive_deletes=True
    )
    close_record: Mapped[ProjectClose | None] = joined("ProjectClose.project_id", "Project", uselist=False)
    late_sale: Mapped[LateSale | None] = joined(
        "LateSale.project_id", "Project", back_populates="project", uselist=False
    )

    @property
    def goal(self) -> Money:
        return Money(self.goal_amount, self.currency)

    @property
    def funds_account(self) -> str:
        """Where its money stands in the books."""
        return f"project_funds:{self.id}"

    @property
    def listed_rewards(self) -> list[Reward]:
        """What everybody may read of."""
        return [reward for reward in self.rewards if not reward.is_secret]

    @property
    def tiers(self) -> list[Reward]:
        return [reward for reward in self.listed_rewards if not reward.is_add_on]

    @property
    def add_ons(self) -> list[Reward]:
        return [reward for reward in self.listed_rewards if reward.is_add_on]

    @property
    def story_html(self) -> Markup:
        return Markup(markdown.render(self.story))

    @property
    def risks_html(self) -> Markup:
        return Markup(markdown.render(self.risks))
