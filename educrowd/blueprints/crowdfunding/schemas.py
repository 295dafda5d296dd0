"""Projects, rewards and pledges as the API reads and shows them."""

from __future__ import annotations

from typing import Any

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.current import current
from educrowd.core.updates import AUDIENCES

from .limits import ADDRESS_LINE, EMAIL, MESSAGE, PER_BACKER, QUANTITY, REWARD, RISKS, STORY, SUMMARY, TITLE
from .links import page_of
from .models.line import KINDS as LINE_KINDS
from .models.pledge import STATES as PLEDGE_STATES
from .models.project import KINDS, STATES

# In an address a number is a text.
SOME_ID = validate.Range(1, fields.BIGINT_MAX)
COUNTRY = r"^[A-Z]{2}\Z"
OFFERED_KINDS = ("all_or_nothing", "keep_it_all")


class ProjectQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=100), metadata={"description": "Words in title or summary."})
    state = fields.String(validate=validate.OneOf(STATES))
    kind = fields.String(validate=validate.OneOf(KINDS))
    category = fields.String(validate=validate.Length(max=40))
    sort = fields.Sort("created_at", "deadline", "title", default="-created_at")


class ProjectIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "A telescope for every school"})
    slug = fields.Slug()
    summary = fields.Text(SUMMARY, blank=True, load_default="")
    category = fields.Text(40, blank=True, load_default="", metadata={"example": "Science"})
    story = fields.Text(STORY, blank=True, load_default="", metadata={"description": "Markdown."})
    risks = fields.Text(RISKS, blank=True, load_default="", metadata={"description": "Markdown."})
    goal_amount = fields.MinorUnits(minimum=1, required=True)
    currency = fields.Currency()
    kind = fields.String(load_default="all_or_nothing", validate=validate.OneOf(OFFERED_KINDS))
    deadline = fields.Utc(allow_none=True, load_default=None)
    recovery_days = fields.Integer(
        strict=True,
        load_default=14,
        validate=validate.Range(7, 30),
        metadata={"description": "How long a backer whose card failed can still pay."},
    )
    collected_percent = fields.Integer(
        strict=True,
        allow_none=True,
        load_default=None,
        validate=validate.Range(1, 100),
        metadata={"description": "Everybody is refunded if less than so many percent of the goal could be collected."},
    )
    launch_at = fields.Utc(
        allow_none=True, load_default=None, metadata={"description": "When to go live; left out: at once."}
    )
    course_id = fields.Id(allow_none=True, load_default=None)


class ProjectOut(Resource):
    title = fields.String()
    slug = fields.String()
    summary = fields.String()
    category = fields.String()
    story = fields.String()
    risks = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    state = fields.String(validate=validate.OneOf(STATES))
    goal_amount = fields.Integer()
    currency = fields.String()
    deadline = fields.Utc(allow_none=True)
    recovery_days = fields.Integer()
    collected_percent = fields.Integer(allow_none=True)
    launch_at = fields.Utc(allow_none=True)
    launched_at = fields.Utc(allow_none=True)
    suspended_at = fields.Utc(allow_none=True)
    cancel_reason = fields.String()
    creator_id = fields.Id()
    course_id = fields.Id(allow_none=True)
    raised_amount = fields.Integer(attribute="raised.minor")
    collected_amount = fields.Integer(attribute="totals.collected_amount")
    at_risk_amount = fields.Integer(attribute="totals.at_risk_amount")
    backers_count = fields.Integer()


class RewardIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "A seat in the course"})
    description = fields.Text(REWARD, blank=True, load_default="")
    amount = fields.MinorUnits(minimum=1, required=True)
    quantity = fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(1, QUANTITY))
    delivery = fields.Date(allow_none=True, load_default=None)
    delivered_on = fields.Date(
        allow_none=True, load_default=None, metadata={"description": "When it was in people's hands; shown to all."}
    )
    gives_course = fields.Boolean(load_default=True)
    is_add_on = fields.Boolean(load_default=False, metadata={"description": "It comes only on top of a reward."})
    per_backer = fields.Integer(
        strict=True,
        load_default=1,
        validate=validate.Range(1, PER_BACKER),
        metadata={"description": "How many each backer can have."},
    )


class VariantOut(Schema):
    id = fields.Id()
    label = fields.String()
    sku = fields.String()
    quantity = fields.Integer(allow_none=True)
    taken = fields.Integer()


class RateOut(Schema):
    zone_id = fields.Id()
    amount = fields.Integer()


class RewardOut(Resource):
    project_id = fields.Id()
    title = fields.String()
    description = fields.String()
    amount = fields.Integer()
    currency = fields.String(attribute="project.currency")
    quantity = fields.Integer(allow_none=True)
    taken = fields.Integer()
    delivery = fields.Date(allow_none=True)
    delivered_on = fields.Date(allow_none=True)
    gives_course = fields.Boolean()
    is_add_on = fields.Boolean()
    per_backer = fields.Integer()
    variants = fields.List(fields.Nested(VariantOut))
    shipping_rates = fields.List(fields.Nested(RateOut))


class PledgeQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=100), metadata={"description": "Words in name or email."})
    project_id = fields.Integer(validate=SOME_ID)
    reward_id = fields.Integer(validate=SOME_ID)
    state = fields.String(validate=validate.OneOf(PLEDGE_STATES))
    sort = fields.Sort("created_at", "amount", default="-created_at")


class AddOnIn(Schema):
    reward_id = fields.Id(required=True)
    variant_id = fields.Id(allow_none=True, load_default=None)
    quantity = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, PER_BACKER))


class AddressIn(Schema):
    name = fields.Text(ADDRESS_LINE, required=True)
    line1 = fields.Text(ADDRESS_LINE, required=True)
    line2 = fields.Text(ADDRESS_LINE, blank=True, load_default="")
    postal_code = fields.Text(20, blank=True, load_default="")
    city = fields.Text(ADDRESS_LINE, required=True)
    region = fields.Text(ADDRESS_LINE, blank=True, load_default="")


class CompositionIn(Schema):
    """What a pledge is made of."""

    amount = fields.MinorUnits(
        minimum=1,
        metadata={
            "description": "For the reward and on top of it; left out: the reward's price. "
            "Add-ons, shipping and tax are added to it."
        },
    )
    reward_id = fields.Id(allow_none=True)
    quantity = fields.Integer(strict=True, validate=validate.Range(1, PER_BACKER))
    variant_id = fields.Id(allow_none=True)
    add_ons = fields.List(fields.Nested(AddOnIn), validate=validate.Length(max=50))
    country = fields.String(
        validate=validate.Regexp(COUNTRY), metadata={"description": "ISO 3166; shipping and tax depend on it."}
    )


class PledgeIn(CompositionIn):
    project_id = fields.Id(required=True)
    email = fields.Email(
        validate=validate.Length(max=EMAIL), metadata={"description": "For a guest; others pledge as themselves."}
    )
    name = fields.Text(TITLE, blank=True, load_default="", metadata={"description": "A guest's name."})
    message = fields.Text(MESSAGE, blank=True)
    is_anonymous = fields.Boolean(load_default=False)
    payment_method = fields.Text(
        255, metadata={"description": "A card made at the provider; left out: visit `setup.url` to save one."}
    )


class PledgeChange(CompositionIn):
    message = fields.Text(MESSAGE, blank=True)
    is_anonymous = fields.Boolean()
    address = fields.Nested(AddressIn)


class LineOut(Schema):
    kind = fields.String(validate=validate.OneOf(LINE_KINDS))
    label = fields.String()
    reward_id = fields.Id(allow_none=True)
    variant_id = fields.Id(allow_none=True)
    unit_amount = fields.Integer()
    quantity = fields.Integer()
    amount = fields.Integer()


class QuoteOut(Schema):
    amount = fields.Integer(attribute="total.minor")
    currency = fields.String(attribute="total.currency")
    included_tax_amount = fields.Integer(attribute="included_tax.minor")
    lines = fields.List(fields.Nested(LineOut))


class CardSetupOut(Schema):
    client_secret = fields.String(allow_none=True, metadata={"description": "Shown once, when the pledge is made."})
    url = fields.String(allow_none=True, metadata={"description": "The provider's page where the card gets saved."})


class AddressOut(AddressIn):
    country = fields.String()


class PledgeOut(Resource):
    project_id = fields.Id()
    user_id = fields.Id()
    reward_id = fields.Id(allow_none=True)
    amount = fields.Integer()
    currency = fields.String()
    lines = fields.List(fields.Nested(LineOut), metadata={"description": "They sum to the amount."})
    included_tax_amount = fields.Integer(attribute="included_tax")
    country = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(PLEDGE_STATES))
    message = fields.String()
    is_anonymous = fields.Boolean()
    address = fields.Nested(AddressOut, allow_none=True)
    setup = fields.Method("get_setup", metadata={"description": "Where the card gets saved, while that is missing."})
    url = fields.Method("get_url", metadata={"description": "The pledge's signed page, for its backer only."})

    def get_setup(self, pledge: Any) -> Any:
        if pledge.state != "draft" or not self._is_for_backer(pledge):
            return None
        return CardSetupOut().dump(pledge.card)

    def get_url(self, pledge: Any) -> str | None:
        return page_of(pledge.public_id) if self._is_for_backer(pledge) else None

    @staticmethod
    def _is_for_backer(pledge: Any) -> bool:
        return pledge.is_fresh or pledge.user_id == current.user.id


class StretchGoalIn(Schema):
    amount = fields.MinorUnits(minimum=1, required=True)
    title = fields.Text(TITLE, required=True, metadata={"example": "A second telescope"})


class StretchGoalOut(Resource):
    project_id = fields.Id()
    amount = fields.Integer()
    currency = fields.String(attribute="project.currency")
    title = fields.String()
    is_reached = fields.Boolean()


class QuestionIn(Schema):
    question = fields.Text(SUMMARY, required=True, metadata={"example": "Do I need tools of my own?"})
    answer = fields.Text(REWARD, required=True, metadata={"description": "Markdown."})


class QuestionOut(Resource):
    project_id = fields.Id()
    question = fields.String()
    answer = fields.String()


class SourceOut(Schema):
    source = fields.String(metadata={"description": "The link's `ref` or `utm_source`; empty where it had none."})
    pledges = fields.Integer()
    amount = fields.Integer()
    currency = fields.String()


class UpdateIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "The glass has arrived"})
    body_markdown = fields.Text(STORY, required=True, metadata={"description": "Markdown."})
    audience = fields.String(
        load_default="everyone",
        validate=validate.OneOf(AUDIENCES),
        metadata={"description": "`entitled`: for backers alone."},
    )
    status = fields.String(load_default="published", validate=validate.OneOf(("draft", "published")))


class UpdateOut(Resource):
    title = fields.String()
    summary = fields.String(metadata={"description": "Of one for backers alone, what its author says for everybody."})
    audience = fields.String(validate=validate.OneOf(AUDIENCES))
    status = fields.String()
    author_name = fields.String()
    published_at = fields.Utc(allow_none=True)
    url = fields.String()
    letters = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "Mails by state, for those who run the project: waiting, sent, delivered, bounced."},
    )


class LedgerEntryOut(Schema):
    account = fields.String(attribute="account.code")
    amount = fields.Integer(metadata={"description": "Debits are positive, credits negative."})
    currency = fields.String()


class LedgerOut(Schema):
    id = fields.Id()
    tenant_id = fields.Id()
    kind = fields.String()
    external_ref = fields.String()
    note = fields.String()
    recorded_at = fields.Utc()
    entries = fields.List(fields.Nested(LedgerEntryOut))
