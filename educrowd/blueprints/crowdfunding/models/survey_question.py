"""One question of a survey, and which answers it takes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers
from educrowd.core.errors import Invalid

from ..limits import LONG_ANSWER, SHORT_ANSWER

if TYPE_CHECKING:
    from .survey import Survey

KINDS = ("short_text", "long_text", "one_choice", "many_choices", "number")
CHOICE_KINDS = ("one_choice", "many_choices")
LONGEST = {"short_text": SHORT_ANSWER, "long_text": LONG_ANSWER}
LARGEST_NUMBER = 10**12
DECIMALS = 4


class SurveyQuestion(TenantOwned, Timestamps, Model):
    """For everybody, or for those who have one of certain rewards or add-ons."""

    __tablename__ = "survey_questions"
    __constraints__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"(kind IN {CHOICE_KINDS}) = (jsonb_array_length(choices) > 0)", name="choices"),
    )

    survey_id: Mapped[int] = refers("surveys", ondelete="CASCADE")
    position: Mapped[int]
    kind: Mapped[str]
    label: Mapped[str]
    help: Mapped[str] = mapped_column(server_default="", default="")
    is_required: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    choices: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"), default=list)

    survey: Mapped[Survey] = joined("SurveyQuestion.survey_id", "Survey", back_populates="questions")
    for_rewards: Mapped[list[QuestionReward]] = joined(
        "QuestionReward.question_id",
        "SurveyQuestion",
        order_by="QuestionReward.reward_id",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )

    @property
    def name(self) -> str:
        """What its field is called."""
        return f"q_{self.id}"

    @property
    def reward_ids(self) -> list[int]:
        return [each.reward_id for each in self.for_rewards]

    @property
    def takes_many(self) -> bool:
        return self.kind == "many_choices"

    def is_for(self, reward_ids: set[int]) -> bool:
        return not self.for_rewards or not reward_ids.isdisjoint(self.reward_ids)

    def ask_only(self, reward_ids: Iterable[int]) -> None:
        """Ask those who have one of these; none means everybody."""
        known = {each.reward_id: each for each in self.for_rewards}
        self.for_rewards = [known.get(id) or QuestionReward(reward_id=id) for id in sorted(set(reward_ids))]

    def read(self, given: Any) -> list[str]:
        """An answer as it is kept: nothing, one text, or the choices in the question's order; raises Invalid."""
        values = [value for value in _texts(given) if value]
        if not values and self.is_required:
            raise Invalid(self.name, "Please answer this one.")
        if len(values) > 1 and not self.takes_many:
            raise Invalid(self.name, "One answer, please.")
        return self._checked(values)

    def _checked(self, values: list[str]) -> list[str]:
        if self.kind in CHOICE_KINDS:
            if not set(values) <= set(self.choices):
                raise Invalid(self.name, "Choose from the list.")
            return [choice for choice in self.choices if choice in values]
        if self.kind == "number":
            return [self._number(value) for value in values]
        if any(len(value) > LONGEST[self.kind] for value in values):
            raise Invalid(self.name, f"At most {LONGEST[self.kind]} letters.")
        return values

    def _number(self, value: str) -> str:
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise Invalid(self.name, "This is no number.") from None
        if not number.is_finite() or abs(number) > LARGEST_NUMBER or number != round(number, DECIMALS):
            raise Invalid(self.name, f"A number of at most a trillion, with at most {DECIMALS} decimals.")
        return f"{number.normalize() + 0:f}"


class QuestionReward(TenantOwned, Model):
    """One of the rewards that a question is for."""

    __tablename__ = "survey_question_rewards"
    __constraints__ = (UniqueConstraint("tenant_id", "question_id", "reward_id"),)

    question_id: Mapped[int] = refers("survey_questions", ondelete="CASCADE", index=False)
    reward_id: Mapped[int] = refers("rewards")


def _texts(given: Any) -> list[str]:
    listed = given if isinstance(given, list | tuple) else [given]
    return [" ".join(one.split()) if "\n" not in one else one.strip() for one in map(_text, listed)]


def _text(value: Any) -> str:
    return "" if value is None else str(value).replace("\x00", "")
