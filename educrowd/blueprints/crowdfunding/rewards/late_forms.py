"""What a creator says about selling on."""

from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from educrowd.core.fields import MomentField
from educrowd.core.forms import Form

from ..models import Project


class LateSaleForm(Form):
    """Made for one project, of whose rewards some are chosen."""

    reward_ids: Any = SelectMultipleField(
        "Rewards that are sold on",
        [InputRequired("Choose at least one reward.")],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    ends_at = MomentField("Until", [Optional()], description="Empty: while stock lasts.")

    def __init__(self, project: Project, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.reward_ids.choices = {reward.id: _label(reward) for reward in project.rewards}

    def show(self, project: Project) -> None:
        """Fill in what is sold on now."""
        self.reward_ids.data = [reward.id for reward in project.rewards if reward.is_sold_late]
        self.ends_at.show(project.late_sale.ends_at if project.late_sale else None)


def _label(reward: Any) -> str:
    if reward.left is None:
        return reward.title
    return f"{reward.title} ({reward.left} left)" if reward.left else f"{reward.title} (sold out)"
