"""A survey: what a creator asks backers once their pledges are paid."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Select, exists, func, or_, select, text, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow

from .address_lock import PledgeUnlock
from .errors import Frozen
from .line import PledgeLine
from .pledge import Pledge

if TYPE_CHECKING:
    from .project import Project
    from .survey_question import SurveyQuestion


class Survey(TenantOwned, Timestamps, Model):
    """A draft until it is sent; then its questions stand, and answers change until it locks."""

    __tablename__ = "surveys"

    project_id: Mapped[int] = refers("projects")
    title: Mapped[str]
    intro: Mapped[str] = mapped_column(server_default="", default="")
    asks_address: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    reminder_days: Mapped[list[int]] = mapped_column(JSONB, server_default=text("'[]'"), default=list)
    locks_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    project: Mapped[Project] = joined("Survey.project_id", "Project")
    questions: Mapped[list[SurveyQuestion]] = joined(
        "SurveyQuestion.survey_id",
        "Survey",
        back_populates="survey",
        order_by="SurveyQuestion.position, SurveyQuestion.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    @classmethod
    def of(cls, project: Project) -> Select[Self]:
        """A project's surveys, newest first."""
        return select(cls).where(cls.project_id == project.id).order_by(cls.id.desc())

    @classmethod
    def open(cls) -> Select[Self]:
        """Those that wait for answers."""
        return select(cls).where(cls.sent_at.is_not(None), or_(cls.locks_at.is_(None), cls.locks_at > func.now()))

    @classmethod
    def whole(cls) -> tuple[Any, ...]:
        """Options that load questions along, for lists."""
        return (selectinload(cls.questions),)

    @property
    def is_draft(self) -> bool:
        return self.sent_at is None

    @property
    def is_locked(self) -> bool:
        """For reading; whoever writes an answer asks the database's clock."""
        return self.locks_at is not None and self.locks_at <= utcnow()

    def require_draft(self) -> None:
        """Refuse once it was sent; nobody sends it before this transaction ends."""
        db.session.refresh(self, with_for_update={"read": True})
        if not self.is_draft:
            raise Frozen("Backers have this survey already: its questions stand. Write another one.")

    def takes_answers_of(self, pledge: Pledge) -> bool:
        """Whether this backer may still answer, by the database's clock."""
        is_over = exists().where(Survey.id == self.id, Survey.locks_at <= func.clock_timestamp())
        is_excepted = exists().where(PledgeUnlock.pledge_id == pledge.id)
        return not self.is_draft and bool(db.session.scalar(select(~is_over | is_excepted)))

    def addressees(self) -> Select[Any]:
        """The ids of the paid pledges that it has something to ask of."""
        paid = select(Pledge.id).where(Pledge.project_id == self.project_id, Pledge.state == "collected")
        return paid.where(or_(*self._reasons()))

    def concerns(self, pledge: Pledge) -> bool:
        """Whether there is something in it for this backer."""
        return db.session.scalar(self.addressees().where(Pledge.id == pledge.id)) is not None

    def questions_for(self, reward_ids: set[int]) -> list[SurveyQuestion]:
        """What it asks somebody with these rewards."""
        return [question for question in self.questions if question.is_for(reward_ids)]

    def _reasons(self) -> list[Any]:
        if any(not question.reward_ids for question in self.questions):
            return [true()]
        rewards = {reward_id for question in self.questions for reward_id in question.reward_ids}
        reasons = [Pledge.lines.any(PledgeLine.reward_id.in_(rewards))]
        return [*reasons, Pledge.lines.any(PledgeLine.kind == "shipping")] if self.asks_address else reasons
