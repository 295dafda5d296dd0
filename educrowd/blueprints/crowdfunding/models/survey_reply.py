"""What one backer answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers, utcnow

if TYPE_CHECKING:
    from .pledge import Pledge
    from .survey import Survey
    from .survey_question import SurveyQuestion


class SurveyReply(TenantOwned, Timestamps, Model):
    """One for a survey and pledge; there is one as soon as everything that must be answered is."""

    __tablename__ = "survey_replies"
    __constraints__ = (UniqueConstraint("tenant_id", "survey_id", "pledge_id"),)

    survey_id: Mapped[int] = refers("surveys", index=False)
    pledge_id: Mapped[int] = refers("pledges")

    survey: Mapped[Survey] = joined("SurveyReply.survey_id", "Survey")
    pledge: Mapped[Pledge] = joined("SurveyReply.pledge_id", "Pledge", back_populates="replies")
    answers: Mapped[list[SurveyAnswer]] = joined(
        "SurveyAnswer.reply_id",
        "SurveyReply",
        order_by="SurveyAnswer.question_id, SurveyAnswer.place",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )

    @classmethod
    def of(cls, survey: Survey, pledge: Pledge) -> Self | None:
        return db.session.scalar(select(cls).where(cls.survey_id == survey.id, cls.pledge_id == pledge.id))

    @classmethod
    def begin(cls, survey: Survey, pledge: Pledge) -> Self:
        """The row of this pledge, held until this transaction ends; made where there is none."""
        values = {"tenant_id": bound_tenant_id(), "survey_id": survey.id, "pledge_id": pledge.id}
        db.session.execute(insert(cls).values(values).on_conflict_do_nothing())
        mine = select(cls).where(cls.survey_id == survey.id, cls.pledge_id == pledge.id)
        return db.session.scalars(mine.with_for_update(of=cls).execution_options(populate_existing=True)).one()

    @property
    def values(self) -> dict[int, list[str]]:
        """The answers by question."""
        found: dict[int, list[str]] = {}
        for answer in self.answers:
            found.setdefault(answer.question_id, []).append(answer.value)
        return found

    def write(self, values: dict[int, list[str]]) -> None:
        """Take these answers for those there were."""
        known = {(answer.question_id, answer.place): answer for answer in self.answers}
        wanted = {(id, place): text for id, texts in values.items() for place, text in enumerate(texts)}
        self.answers = [known.get(key) or SurveyAnswer(question_id=key[0], place=key[1]) for key in wanted]
        for answer, text in zip(self.answers, wanted.values(), strict=True):
            answer.value = text
        self.updated_at = utcnow()


class SurveyAnswer(TenantOwned, Model):
    """An answer to one question; each of several choices is a row."""

    __tablename__ = "survey_answers"
    __constraints__ = (UniqueConstraint("tenant_id", "reply_id", "question_id", "place"),)

    reply_id: Mapped[int] = refers("survey_replies", ondelete="CASCADE", index=False)
    question_id: Mapped[int] = refers("survey_questions")
    place: Mapped[int] = mapped_column(server_default="0", default=0)
    value: Mapped[str]

    question: Mapped[SurveyQuestion] = joined("SurveyAnswer.question_id", "SurveyQuestion")
