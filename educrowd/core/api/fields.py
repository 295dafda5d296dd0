"""Fields as the API writes them; the rest are marshmallow's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marshmallow import validate
from marshmallow.fields import (
    AwareDateTime,
    Boolean,
    Constant,
    Date,
    Dict,
    Email,
    Field,
    Float,
    Function,
    Integer,
    List,
    Method,
    Nested,
    Pluck,
    Raw,
    String,
    Url,
)

from ..currencies import currencies
from ..current import current

__all__ = [
    "AwareDateTime",
    "Boolean",
    "Constant",
    "Currency",
    "Date",
    "Dict",
    "Email",
    "Field",
    "Float",
    "Function",
    "Id",
    "Integer",
    "List",
    "Method",
    "MinorUnits",
    "Month",
    "Nested",
    "Pluck",
    "QueryId",
    "Raw",
    "Slug",
    "Sort",
    "String",
    "TenantId",
    "Text",
    "Url",
    "Utc",
    "Version",
]

BIGINT_MAX = 2**63 - 1
MINOR_UNITS_MAX = 10**12
SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z"


def utc_text(moment: datetime) -> str:
    """A moment as the API writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Month(String):
    """A month as "2026-11", of a date in it; only shown."""

    def __init__(self, *, metadata: dict[str, Any] | None = None):
        super().__init__(dump_only=True, metadata={"example": "2026-11"} | (metadata or {}))

    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> str | None:
        return None if value is None else f"{value:%Y-%m}"


class Id(Integer):
    def __init__(self, **kwargs: Any):
        super().__init__(strict=True, validate=validate.Range(1, BIGINT_MAX), **kwargs)


class QueryId(Integer):
    """An id in a query, where every value is text."""

    def __init__(self, **kwargs: Any):
        super().__init__(validate=validate.Range(1, BIGINT_MAX), **kwargs)


class TenantId(Function):
    """The present site's id, for rows of a site's own schema, which do not say whose they are; only shown."""

    def __init__(self) -> None:
        super().__init__(lambda _: current.tenant_id, metadata={"type": "integer"})


class MinorUnits(Integer):
    """An amount of money in minor units; `currency` stands beside it."""

    def __init__(self, *, minimum: int = 0, **kwargs: Any):
        kwargs.setdefault("metadata", {"example": 25_00})
        super().__init__(strict=True, validate=validate.Range(minimum, MINOR_UNITS_MAX), **kwargs)


class Currency(String):
    """A currency that cards can be charged in."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("metadata", {"example": "EUR"})
        super().__init__(validate=validate.OneOf(sorted(currencies())), **kwargs)


class Text(String):
    """Text with a greatest length; blank is refused unless blank=True."""

    def __init__(self, longest: int, *, blank: bool = False, **kwargs: Any):
        super().__init__(validate=[validate.Length(min=0 if blank else 1, max=longest)], **kwargs)
        if not blank:
            self.validators.append(validate.Regexp(r"[\s\S]*\S", error="May not be blank."))


class Slug(String):
    def __init__(self, **kwargs: Any):
        kwargs.setdefault("metadata", {"example": "intro-to-weaving"})
        super().__init__(validate=[validate.Length(1, 80), validate.Regexp(SLUG)], **kwargs)


class Sort(String):
    """One of the names given, or the same with "-" for descending; the default is the first."""

    def __init__(self, *names: str, default: str | None = None):
        choices = [direction + name for name in names for direction in ("", "-")]
        super().__init__(load_default=default or names[0], validate=validate.OneOf(choices))


class Version(Integer):
    """The number of the state that a change stands on."""

    def __init__(self, **kwargs: Any):
        super().__init__(strict=True, validate=validate.Range(0, BIGINT_MAX), **kwargs)


class Utc(AwareDateTime):
    """A moment: ISO 8601 in UTC with Z; without an offset it is taken as UTC."""

    def __init__(self, **kwargs: Any):
        super().__init__(format="iso", default_timezone=UTC, **kwargs)

    def _serialize(self, value: datetime | None, attr: Any, obj: Any, **kwargs: Any):
        return value and utc_text(value)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any):
        try:
            return super()._deserialize(value, attr, data, **kwargs).astimezone(UTC)
        except OverflowError as error:
            raise self.make_error("invalid", input=value, obj_type="datetime") from error
