"""Statistics as JSON."""

from __future__ import annotations

from marshmallow import validate

from educrowd.core.api import Schema, fields


class StatisticsQuery(Schema):
    days = fields.Integer(load_default=30, validate=validate.Range(1, 730))


class StatisticsDay(Schema):
    day = fields.Date()
    views = fields.Integer()
    visitors = fields.Integer(metadata={"description": "About how many different ones; of one day alone."})


class StatisticsCount(Schema):
    name = fields.String(metadata={"example": "/blog/hello"})
    views = fields.Integer()


class StatisticsOut(Schema):
    views = fields.Integer()
    days = fields.List(
        fields.Nested(StatisticsDay), metadata={"description": "By the site's time zone, the oldest first."}
    )
    pages = fields.List(fields.Nested(StatisticsCount), metadata={"description": "The most read ones."})
    referrers = fields.List(fields.Nested(StatisticsCount), metadata={"description": "Hosts that led here most."})
