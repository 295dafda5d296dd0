"""How a creator looks for backers."""

from __future__ import annotations

from typing import Any

from wtforms import SearchField, SelectField, StringField
from wtforms.validators import Length, Optional

from educrowd.core.countries import country_name
from educrowd.core.forms import Form

from ..limits import TRACKING

STATES = {
    "": "Any state",
    "active": "Promised",
    "charging": "Being charged",
    "collected": "Paid",
    "at_risk": "At risk",
    "dropped": "Let go",
    "released": "Not charged",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
    "disputed": "Disputed",
}
DELIVERIES = {"preparing": "Preparing", "shipped": "Shipped", "delivered": "Delivered"}
SORTS = {"newest": "Newest first", "oldest": "Oldest first", "amount": "Largest first", "name": "By name"}


class BackerFilter(Form):
    q = SearchField("Words", [Optional(), Length(max=100)], render_kw={"placeholder": "Name or email"})
    state = SelectField("State", choices=STATES, default="")
    reward = SelectField("Reward", default="")
    country = SelectField("Country", default="")
    delivery = SelectField("Delivery", choices={"": "Any delivery", "waiting": "Not started"} | DELIVERIES, default="")
    sort = SelectField("Order", choices=SORTS, default="newest")

    def __init__(self, project: Any, countries: list[str], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rewards = {str(reward.id): reward.title for reward in project.rewards}
        self.reward.choices = {"": "Any reward"} | rewards | {"0": "None"}
        self.country.choices = {"": "Any country"} | {code: country_name(code) for code in countries}

    @property
    def is_narrow(self) -> bool:
        """Whether more than words was asked for."""
        return any(self[name].data for name in ("state", "reward", "country", "delivery")) or self.sort.data != "newest"

    @property
    def wanted(self) -> dict[str, Any]:
        """What `backers_like` takes."""
        reward = int(self.reward.data) if self.reward.data else None
        chosen = {name: self[name].data for name in ("q", "state", "country", "delivery", "sort")}
        return chosen | {"reward": reward}


class DeliveryForm(Form):
    status = SelectField("Delivery", choices=DELIVERIES)
    tracking = StringField("Tracking", [Optional(), Length(max=TRACKING)], description="The backer sees it.")


class BulkDeliveryForm(Form):
    status = SelectField("Delivery", choices=DELIVERIES)
