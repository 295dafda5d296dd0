"""Sites as the API shows and takes them."""

from __future__ import annotations

from zoneinfo import available_timezones

from educrowd.core.api import PageQuery, Schema, fields, validate
from educrowd.core.comments.blocklist import LONGEST_WORD, MOST_WORDS
from educrowd.core.themes import CORNERS, LAYOUTS, SCHEMES, TYPEFACES

from .settling import features_shown, settings_shown


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
    is_listed = fields.Boolean(metadata={"description": "Whether everybody finds it on the platform’s page of sites."})


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
    is_listed = fields.Boolean()
    status = fields.String(metadata={"example": "active"})
    plan = fields.String(attribute="subscription_plan", metadata={"example": "free"})
    url = fields.String(attribute="origin", metadata={"example": "https://northgate.example.org"})
    created_at = fields.Utc(dump_only=True)
    updated_at = fields.Utc(dump_only=True)


class TenantInFull(TenantOut):
    settings = fields.Function(
        settings_shown,
        metadata={
            "description": "What was set, for whoever manages the site; null for others. What is missing is as usual.",
            "type": ["object", "null"],
            "example": {"allow_registration": True, "blog_comments": "anyone"},
        },
    )
    features = fields.Function(
        features_shown,
        metadata={
            "description": "What the plan includes or not, for whoever manages the site; null for others.",
            "type": ["object", "null"],
            "example": {"custom_domain": True},
        },
    )


class TenantQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=100), metadata={"description": "Part of the name or the slug."})


class BlockedWords(Schema):
    words = fields.List(
        fields.Text(LONGEST_WORD),
        required=True,
        validate=validate.Length(max=MOST_WORDS),
        metadata={"description": "A comment with one of them is held; `casino*` means all that begin so."},
    )
