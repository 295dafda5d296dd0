"""What people fill in to offer a subscription, and to take one."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from educrowd.core.db import db
from educrowd.core.fields import AmountField, PricedForm
from educrowd.core.forms import Form

from ..limits import SUMMARY, TITLE
from ..models import Course

ALL = "all"
EVERY = {"month": "Every month", "year": "Every year"}


class PlanChangeForm(PricedForm):
    """What may change once people have joined; they keep the price of that day."""

    title: Any = StringField("Title", [DataRequired(), Length(max=TITLE)])
    summary: Any = TextAreaField("Summary", [Optional(), Length(max=SUMMARY)])
    price: Any = AmountField("Price", description="Whoever has joined keeps their price and is told of the new one.")

    @property
    def facts(self) -> dict[str, Any]:
        """The plan as the verbs take it."""
        return {"title": self.title.data, "summary": self.summary.data, "price_amount": self.price.minor}


class PlanForm(PlanChangeForm):
    price: Any = AmountField("Price", description="Charged when somebody joins, and again for every period.")
    offer: Any = SelectField("Opens")
    every: Any = RadioField("Charged", choices=EVERY, default="month")

    def __init__(self, currency: str, *args: Any, seller: Any, **kwargs: Any):
        super().__init__(currency, *args, **kwargs)
        everything = {ALL: "Every course of the site that costs something"} if seller.can("courses.manage") else {}
        own = Course.run(seller).where(Course.price_amount > 0, Course.status != "archived")
        own = own.with_only_columns(Course.id, Course.title).order_by(None).order_by(Course.title)
        self.offer.choices = everything | {str(id): title for id, title in db.session.execute(own)}

    @property
    def facts(self) -> dict[str, Any]:
        course_id = None if self.offer.data == ALL else int(self.offer.data)
        return super().facts | {"every": self.every.data, "course_id": course_id}


class SubscribeForm(Form):
    """What the learner was shown goes with it, so that nobody joins at another price."""

    token: Any = HiddenField(validators=[DataRequired(), Length(max=200)])
    price: Any = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 10**15)])
    currency: Any = HiddenField(validators=[DataRequired(), Length(max=3)])
    email: Any = EmailField(
        "Email", [DataRequired(), Email(), Length(max=254)], description="Your receipts and the way in go here."
    )
    name: Any = StringField("Name", [DataRequired(), Length(max=TITLE)])

    def __init__(self, learner: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if learner.is_authenticated:
            del self.email, self.name
