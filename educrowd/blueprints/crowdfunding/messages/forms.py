"""What backers and creators write to one another."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Length

from educrowd.core.forms import Form

from ..limits import LETTER, TITLE, WORDS
from .broadcasting import AUDIENCES


class MessageForm(Form):
    body = TextAreaField("Your message", [DataRequired("Write something."), Length(max=LETTER)])


class ConversationReportForm(Form):
    words = TextAreaField("What is wrong?", [DataRequired("Say what is wrong."), Length(max=WORDS)])


class BroadcastForm(Form):
    """A letter to those of a project's backers who fit."""

    subject = StringField("Subject", [DataRequired(), Length(max=TITLE)])
    body = TextAreaField(
        "Letter", [DataRequired("Write something."), Length(max=LETTER)], description="Plain text; links become links."
    )
    state = RadioField(
        "To",
        choices=[SelectChoice(name, words) for name, (words, _) in AUDIENCES.items()],
        default="counting",
    )
    reward_id = SelectField("Who chose", default="")
    token = HiddenField(validators=[DataRequired(), Length(max=60)])

    def __init__(self, project: Any, *args: Any, **options: Any):
        super().__init__(*args, **options)
        rewards = [SelectChoice(str(reward.id), reward.title) for reward in project.tiers]
        self.reward_id.choices = [SelectChoice("", "Any reward or none"), *rewards, SelectChoice("0", "No reward")]

    @property
    def audience(self) -> dict[str, Any]:
        reward_id = self.reward_id.data
        return {"state": self.state.data, "reward_id": int(reward_id) if reward_id else None}
