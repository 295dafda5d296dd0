"""Sites as the API shows and takes them."""

from __future__ import annotations

from zoneinfo import available_timezones

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.comments.blocklist import LONGEST_WORD, MOST_WORDS
from educrowd.core.themes import CORNERS, LAYOUTS, SCHEMES, TYPEFACES

from .models.plan import INTERVALS
from .models.plan_request import KINDS


class TenantValues(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 120), metadata={"example": "Northgate University"})
    description = fields.String(load_default="", validate=validate.Length(max=2000))
    email = fields.Email(load_default="")
    website = fields.Url(load_default="")
    timezone = fields.String(load_default="UTC", validate=validate.OneOf(sorted(available_timezones())))
    language = fields.String(load_default="en", validate=validate.Regexp(r"^[a-z]{2}(-[A-Z]{2})?\Z"))
    currency = fields.Currency(load_default="USD")


class TenantIn(TenantValues):
    slug = fields.String(required=True, metadata={"example": "northgate", "description": "3–40 of a–z, 0–9 and -"})


class TenantChanges(Schema):
    name = fields.String(validate=validate.Length(1, 120))
    description = fields.String(validate=validate.Length(max=2000))
    email = fields.Email()
    website = fields.Url()
    timezone = fields.String(validate=validate.OneOf(sorted(available_timezones())))
    language = fields.String(validate=validate.Regexp(r"^[a-z]{2}(-[A-Z]{2})?\Z"))
    currency = fields.Currency()
    accent = fields.String(validate=validate.Regexp(r"^#[0-9a-f]{6}\Z"), metadata={"example": "#b4552d"})
    typeface = fields.String(validate=validate.OneOf(list(TYPEFACES)), metadata={"description": "A pair of typefaces."})
    corners = fields.String(validate=validate.OneOf(list(CORNERS)))
    layout = fields.String(validate=validate.OneOf(list(LAYOUTS)), metadata={"description": "Of front page and blog."})
    scheme = fields.String(
        validate=validate.OneOf(list(SCHEMES)), metadata={"description": "What holds until a reader chooses."}
    )


class TenantOut(Schema):
    id = fields.Id(dump_only=True, metadata={"example": 3})
    tenant_id = fields.Id(attribute="id", dump_only=True, metadata={"example": 3})
    slug = fields.String(metadata={"example": "northgate"})
    name = fields.String(metadata={"example": "Northgate University"})
    description = fields.String()
    email = fields.String()
    website = fields.String()
    timezone = fields.String(metadata={"example": "Europe/Lisbon"})
    language = fields.String(metadata={"example": "en"})
    currency = fields.Currency()
    accent = fields.String(metadata={"example": "#b4552d"})
    typeface = fields.String(metadata={"example": "editorial"})
    corners = fields.String(metadata={"example": "soft"})
    layout = fields.String(metadata={"example": "wide"})
    scheme = fields.String(metadata={"example": "device"})
    status = fields.String(metadata={"example": "active"})
    plan = fields.String(attribute="subscription_plan", metadata={"example": "free"})
    url = fields.String(attribute="origin", metadata={"example": "https://northgate.example.org"})
    created_at = fields.Utc(dump_only=True)
    updated_at = fields.Utc(dump_only=True)


class TenantQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=100), metadata={"description": "Part of the name or the slug."})


class DomainIn(Schema):
    host = fields.Text(300, required=True, metadata={"example": "learn.example.org"})


class DomainChanges(Schema):
    is_primary = fields.Boolean(
        validate=validate.Equal(True), metadata={"description": "All other addresses of the site lead to it then."}
    )
    is_ssl_enabled = fields.Boolean(metadata={"description": "Whether a certificate is fetched for it on demand."})


class RecordOut(Schema):
    type = fields.Constant("TXT")
    name = fields.String(metadata={"example": "_educrowd.learn.example.org"})
    value = fields.String(metadata={"example": "educrowd-site=kq3vX0u1d6lYw2s7"})


class DomainOut(Schema):
    id = fields.Id(dump_only=True, metadata={"example": 12})
    tenant_id = fields.Id(dump_only=True, metadata={"example": 3})
    host = fields.String(metadata={"example": "learn.example.org"})
    state = fields.String(
        metadata={"description": "`pending`, `verified` or `unproven`: it answers, but its record is gone."}
    )
    is_primary = fields.Boolean()
    is_ssl_enabled = fields.Boolean()
    record = fields.Function(
        lambda domain: dict(zip(("name", "value"), domain.record, strict=True), type="TXT") if domain.is_own else None,
        metadata={
            "description": "What has to be among the domain's records; null for the permanent address.",
            "type": ["object", "null"],
            "example": {"type": "TXT", "name": "_educrowd.learn.example.org", "value": "educrowd-site=kq3vX0u1d6"},
        },
    )
    verified_at = fields.Utc(allow_none=True)
    checked_at = fields.Utc(allow_none=True, metadata={"description": "When name servers last answered about it."})
    created_at = fields.Utc(dump_only=True)
    updated_at = fields.Utc(dump_only=True)


class ProofOut(Schema):
    proof = fields.String(metadata={"description": "`there`, `missing`, `other` (another value) or `unknown`."})
    domain = fields.Nested(DomainOut)


class BlockedWords(Schema):
    words = fields.List(
        fields.Text(LONGEST_WORD),
        required=True,
        validate=validate.Length(max=MOST_WORDS),
        metadata={"description": "A comment with one of them is held; `casino*` means all that begin so."},
    )


class PlanOut(Schema):
    code = fields.String(metadata={"example": "studio"})
    name = fields.String()
    blurb = fields.String()
    price_amount = fields.Integer(metadata={"description": "A month."})
    yearly_amount = fields.Integer(metadata={"description": "A year."})
    currency = fields.String()
    features = fields.Dict(keys=fields.String(), values=fields.Boolean())
    limits = fields.Dict(keys=fields.String(), values=fields.Integer())


class MeterOut(Schema):
    meter = fields.String(metadata={"example": "courses"})
    used = fields.Integer()
    limit = fields.Integer(allow_none=True, metadata={"description": "Null: as many as one likes."})


class SitePlanOut(Schema):
    plan = fields.Nested(PlanOut)
    on_trial = fields.Boolean(attribute="tenant.on_trial")
    paid_until = fields.Date(attribute="tenant.paid_until", allow_none=True)
    read_only_from = fields.Utc(
        attribute="tenant.subscription_expires_at",
        allow_none=True,
        metadata={"description": "When a site whose plan was not paid can only be read."},
    )
    status = fields.String(attribute="tenant.status", metadata={"example": "active"})
    meters = fields.List(fields.Nested(MeterOut))


class PlanChoice(Schema):
    plan = fields.Text(40, required=True, metadata={"example": "studio"})
    interval = fields.String(load_default="month", validate=validate.OneOf(INTERVALS))


class PlanCost(Schema):
    amount = fields.Integer(metadata={"description": "Paid at once; less than nothing is a credit.", "example": 7000})
    currency = fields.Currency()


class PlanRequestIn(Schema):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(KINDS),
        metadata={
            "description": "`checkout` subscribes and `card` gives another card, both at `url`; `change` takes another"
            " plan, `cancel` ends it with its period, `resume` takes that back.",
            "example": "checkout",
        },
    )
    plan = fields.Text(40, metadata={"description": "For `checkout` and `change`.", "example": "studio"})
    interval = fields.String(load_default="month", validate=validate.OneOf(INTERVALS))
    return_url = fields.Url(metadata={"description": "Where `url` leads back to; without it to the studio."})


class PlanRequestOut(Resource):
    reference = fields.String(metadata={"example": "4f9d5c1e-6d1e-4b0e-9a43-0a3f0c3a1b52"})
    kind = fields.String()
    plan = fields.String(attribute="plan_code", allow_none=True)
    interval = fields.String(allow_none=True)
    url = fields.String(allow_none=True, metadata={"description": "The provider's page, where there is one."})
    state = fields.String(
        metadata={"description": "`open`, `action_required`, `done`, `refused` or `expired`.", "example": "open"}
    )
    failure = fields.String(metadata={"description": "Why it was refused, or what the new card did not pay."})


class SubscriptionOut(Resource):
    plan = fields.String(attribute="plan_code")
    interval = fields.String()
    amount = fields.Integer()
    currency = fields.Currency()
    state = fields.String(metadata={"description": "As the payment provider calls it.", "example": "active"})
    period_end = fields.Utc(allow_none=True)
    cancels_at_period_end = fields.Boolean()


class PlanDisputeOut(Resource):
    amount = fields.Integer()
    reason = fields.String(metadata={"description": "As the bank gives it.", "example": "fraudulent"})
    state = fields.String(metadata={"description": "As the payment provider calls it.", "example": "needs_response"})
    held_amount = fields.Integer(metadata={"description": "What the bank has taken and not given back."})
    closed_at = fields.Utc(allow_none=True)


class PlanInvoiceOut(Resource):
    number = fields.String()
    description = fields.String()
    state = fields.String(metadata={"example": "paid"})
    total_amount = fields.Integer()
    paid_amount = fields.Integer(metadata={"description": "By card; a credit may have paid the rest."})
    refunded_amount = fields.Integer()
    currency = fields.Currency()
    issued_at = fields.Utc()
    paid_at = fields.Utc(allow_none=True)
    url = fields.String(metadata={"description": "The provider's document."})
    disputes = fields.List(fields.Nested(PlanDisputeOut))
