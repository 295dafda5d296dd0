"""Stretch goals, questions and where backers come from, in JSON."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields

from ..limits import REWARD, SUMMARY, TITLE


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
