"""What people fill in about projects and pledges."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional

from educrowd.core import entitlements
from educrowd.core.fields import AmountField, MomentField, PricedForm
from educrowd.core.forms import Form

from .limits import EMAIL, PER_BACKER, QUANTITY, REWARD, RISKS, STORY, SUMMARY, TITLE

KINDS = {
    "all_or_nothing": "All or nothing: cards are charged only if the goal is reached",
    "keep_it_all": "Keep it all: each card is charged at once",
    "recurring": "Membership: each card is charged at once and again every month, until you stop it",
}


class NewProjectForm(PricedForm):
    title = StringField("Title", [DataRequired(), Length(min=3, max=TITLE)], description="What will you make?")
    goal = AmountField("Goal", [DataRequired()], description="The least that makes it possible.")


class ProjectForm(NewProjectForm):
    summary = StringField(
        "Summary", [Optional(), Length(max=SUMMARY)], description="One sentence for cards and search."
    )
    category = StringField(
        "Category", [Optional(), Length(max=40)], description="One word or two, such as Science; visitors filter by it."
    )
    story = TextAreaField("Story", [Optional(), Length(max=STORY)])
    risks = TextAreaField(
        "Risks", [Optional(), Length(max=RISKS)], description="What could go wrong, and what you would do then."
    )
    kind = RadioField("How it pays", choices=KINDS, default="all_or_nothing")
    deadline = MomentField(
        "Ends on",
        [Optional()],
        description="At most 60 days after the launch; fixed from then on. A membership has none.",
    )
    launch_at = MomentField("Goes live on", [Optional()], description="Leave it empty to go live at once.")
    recovery_days = IntegerField(
        "Days to recover a declined card",
        [InputRequired(), NumberRange(7, 30)],
        default=14,
        description="Rewards are kept that long for backers whose card failed.",
    )
    collected_percent = IntegerField(
        "Only if so much is collected",
        [Optional(), NumberRange(1, 100)],
        description="Percent of the goal. If less has come in when the days to recover are over, everybody is refunded."
        " Empty: whatever comes in is yours.",
    )
    course_id: Any = SelectField(
        "Opens a course", coerce=int, description="Backers are enrolled in it once their card was charged."
    )

    def __init__(self, currency: str, *args: Any, project: Any, maker: Any, **kwargs: Any):
        super().__init__(currency, *args, **kwargs)
        self.course_id.choices = {0: "None"} | courses_for(project, maker)


def courses_for(project: Any, maker: Any) -> dict[int, str]:
    """What this person may give away, and what the project opens already."""
    kind = entitlements.KINDS["course"]
    present = kind.find(project.course_id) if project.course_id else None
    return dict(kind.choices(maker)) | ({present.id: present.title} if present else {})


class StoryForm(PricedForm):
    """What may still change once backers count on the rest."""

    summary = ProjectForm.summary
    category = ProjectForm.category
    story = ProjectForm.story
    risks = ProjectForm.risks


class StretchGoalForm(PricedForm):
    amount = AmountField("Amount", [DataRequired()], description="Beyond the goal.")
    title = StringField("What it makes possible", [DataRequired(), Length(max=TITLE)])


class QuestionForm(Form):
    question = StringField("Question", [DataRequired(), Length(max=SUMMARY)])
    answer = TextAreaField("Answer", [DataRequired(), Length(max=REWARD)], description="Markdown.")


class FollowForm(Form):
    email = EmailField("Email", [DataRequired(), Email(), Length(max=EMAIL)])


class DeliveredForm(Form):
    """When a reward was in people's hands; empty takes it back."""

    delivered_on = DateField("Delivered on", [Optional()])


class RewardForm(PricedForm):
    id_prefix = "reward"
    title = StringField("Reward", [DataRequired(), Length(max=TITLE)], description="What does a backer get?")
    amount = AmountField("Price", [DataRequired()])
    description = TextAreaField("Description", [Optional(), Length(max=REWARD)])
    quantity = IntegerField("How many there are", [Optional(), NumberRange(1, QUANTITY)])
    delivery = DateField("Delivery", [Optional()])
    gives_course = BooleanField("Includes a seat in the course", default=True)
    is_add_on = BooleanField("An add-on: comes only on top of a reward")
    per_backer = IntegerField("How many each backer can have", [Optional(), NumberRange(1, PER_BACKER)], default=1)
    is_secret = BooleanField("Secret: only for those who have its link")
    opens_at = MomentField("On offer from", [Optional()], description="Empty: from the launch.")
    closes_at = MomentField("On offer until", [Optional()], description="Empty: until the project ends.")
