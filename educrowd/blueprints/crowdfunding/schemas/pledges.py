"""Pledges as the API reads and shows them."""

from __future__ import annotations

from typing import Any

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.current import current

from ..limits import ADDRESS_LINE, EMAIL, MESSAGE, TITLE, TOKEN
from ..models.pledge import STATES
from ..pledging.links import page_of
from .composition import CompositionIn, LineOut
from .gifts import GiftIn, GiftOut

# In an address a number is a text.


class PledgeQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=100), metadata={"description": "Words in name or email."})
    project_id = fields.QueryId()
    reward_id = fields.QueryId()
    state = fields.String(validate=validate.OneOf(STATES))
    sort = fields.Sort("created_at", "amount", default="-created_at")


class AddressIn(Schema):
    name = fields.Text(ADDRESS_LINE, required=True)
    line1 = fields.Text(ADDRESS_LINE, required=True)
    line2 = fields.Text(ADDRESS_LINE, blank=True, load_default="")
    postal_code = fields.Text(20, blank=True, load_default="")
    city = fields.Text(ADDRESS_LINE, required=True)
    region = fields.Text(ADDRESS_LINE, blank=True, load_default="")


class PledgeIn(CompositionIn):
    project_id = fields.Id(required=True)
    email = fields.Email(
        validate=validate.Length(max=EMAIL), metadata={"description": "For a guest; others pledge as themselves."}
    )
    name = fields.Text(TITLE, blank=True, load_default="", metadata={"description": "A guest's name."})
    message = fields.Text(MESSAGE, blank=True)
    is_anonymous = fields.Boolean(load_default=False)
    gift = fields.Nested(GiftIn, metadata={"description": "For somebody else, who gets what it brings."})
    place = fields.Text(
        TOKEN, metadata={"description": "What the link of a waitlist's letter ends with; who is logged in needs none."}
    )
    payment_method = fields.Text(
        255, metadata={"description": "A card made at the provider; left out: visit `setup.url` to save one."}
    )


class PledgeChange(CompositionIn):
    message = fields.Text(MESSAGE, blank=True)
    is_anonymous = fields.Boolean()
    address = fields.Nested(AddressIn)
    gift = fields.Nested(GiftIn, metadata={"description": "Until its recipient has heard of it."})


class CardSetupOut(Schema):
    client_secret = fields.String(allow_none=True, metadata={"description": "Shown once, when the pledge is made."})
    url = fields.String(allow_none=True, metadata={"description": "The provider's page where the card gets saved."})


class AddressOut(AddressIn):
    country = fields.String()


class PlannedOut(Schema):
    reward_id = fields.Id(allow_none=True)
    amount = fields.Integer()
    lines = fields.List(fields.Nested(LineOut))
    included_tax_amount = fields.Integer(attribute="included_tax")
    country = fields.String(allow_none=True)


class PledgeOut(Resource):
    project_id = fields.Id()
    user_id = fields.Id()
    reward_id = fields.Id(allow_none=True)
    amount = fields.Integer()
    currency = fields.String()
    lines = fields.List(fields.Nested(LineOut), metadata={"description": "They sum to the amount."})
    included_tax_amount = fields.Integer(attribute="included_tax")
    country = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    message = fields.String()
    is_anonymous = fields.Boolean()
    is_late = fields.Boolean(metadata={"description": "Made after the project's end, and charged at once."})
    next_month_at = fields.Utc(
        allow_none=True, metadata={"description": "Of a membership: when the month that was asked for last is over."}
    )
    ends_at = fields.Utc(
        allow_none=True, metadata={"description": "Of a membership whose member leaves: no charge comes after it."}
    )
    planned = fields.Nested(
        PlannedOut,
        allow_none=True,
        metadata={"description": "Of a membership: what it comes to from `next_month_at` on, if that is another."},
    )
    address = fields.Method(
        "get_address",
        metadata={"type": ["object", "null"], "description": "Where it is sent; of a gift its giver does not see it."},
    )
    is_gift = fields.Boolean()
    gift = fields.Nested(GiftOut, allow_none=True)
    setup = fields.Method("get_setup", metadata={"description": "Where the card gets saved, while that is missing."})
    url = fields.Method("get_url", metadata={"description": "The pledge's signed page, for its backer only."})

    def get_setup(self, pledge: Any) -> Any:
        if pledge.state != "draft" or not self._is_for_backer(pledge):
            return None
        return CardSetupOut().dump(pledge.card)

    def get_address(self, pledge: Any) -> Any:
        is_shown = not pledge.is_gift or pledge.project.fulfilled_by(current.user)
        return AddressOut().dump(pledge.address) if pledge.address and is_shown else None

    def get_url(self, pledge: Any) -> str | None:
        return page_of(pledge.public_id) if self._is_for_backer(pledge) else None

    @staticmethod
    def _is_for_backer(pledge: Any) -> bool:
        return pledge.is_fresh or pledge.user_id == current.user.id
