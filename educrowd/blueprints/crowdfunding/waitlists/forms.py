"""What somebody fills in to stand in line, and how a creator looks at the line."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, SelectField, StringField
from wtforms.validators import DataRequired, Email, Length

from educrowd.core.forms import Form

from ..limits import EMAIL, TITLE
from ..models import Project, Reward, RewardVariant


class WaitlistForm(Form):
    """Made for one reward; whoever is signed in is known."""

    variant_id: Any = SelectField("Which one", coerce=int)
    email = EmailField("Email", [DataRequired(), Email(), Length(max=EMAIL)], description="We write when one is free.")
    name = StringField("Name", [DataRequired(), Length(max=TITLE)])

    def __init__(self, reward: Reward, *args: Any, is_known: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.gone = [variant for variant in reward.variants if reward.is_sold_out or variant.is_sold_out]
        self.variant_id.choices = {variant.id: variant.label for variant in self.gone}
        if not reward.variants:
            del self.variant_id
        if is_known:
            del self.email, self.name

    @property
    def variant(self) -> RewardVariant | None:
        chosen = self.variant_id.data if self.variant_id else None
        return next((variant for variant in self.gone if variant.id == chosen), None)


class WaitlistFilter(Form):
    reward = SelectField("Reward", default="")

    def __init__(self, project: Project, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.reward.choices = {"": "Any reward"} | {str(reward.id): reward.title for reward in project.rewards}
