"""The JSON API: one envelope, one set of errors, paging, ETags, Idempotency-Key and the OpenAPI document."""

from marshmallow import validate

from educrowd.core.api import fields, openapi
from educrowd.core.api.blueprint import ApiBlueprint
from educrowd.core.api.envelope import is_api_request
from educrowd.core.api.errors import failure, status_failure
from educrowd.core.api.schemas import PageQuery, Resource, Schema, partial

__all__ = [
    "ApiBlueprint",
    "PageQuery",
    "Resource",
    "Schema",
    "failure",
    "fields",
    "init_app",
    "is_api_request",
    "partial",
    "status_failure",
    "validate",
]


def init_app(app):
    """Serve the OpenAPI document and its page; blueprints document themselves as they are registered."""
    openapi.init_app(app)
