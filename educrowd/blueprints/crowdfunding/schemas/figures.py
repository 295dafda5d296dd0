"""A project's figures as the API shows them."""

from __future__ import annotations

from educrowd.core.api import Schema, fields


class DayOut(Schema):
    day = fields.Date()
    amount = fields.Integer()


class ForecastOut(Schema):
    low = fields.Integer(metadata={"description": "If every day were like the three weakest of those looked at."})
    middle = fields.Integer(metadata={"description": "If every day were like their average."})
    high = fields.Integer(metadata={"description": "If every day were like the three strongest."})
    days = fields.Integer(metadata={"description": "How many whole days were looked at."})


class FiguresOut(Schema):
    currency = fields.String()
    days = fields.List(fields.Nested(DayOut))
    forecast = fields.Nested(ForecastOut, allow_none=True)
