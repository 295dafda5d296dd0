"""What people fill in to make a bundle."""

from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from educrowd.core.db import db
from educrowd.core.fields import AmountField, PricedForm
from educrowd.core.money import display

from ..limits import SUMMARY, TITLE
from ..models import Bundle, Course


class BundleForm(PricedForm):
    """A bundle's courses are chosen among one's own that have a price, and those it holds."""

    title: Any = StringField("Title", [DataRequired(), Length(max=TITLE)])
    summary: Any = TextAreaField("Summary", [Optional(), Length(max=SUMMARY)])
    course_ids: Any = SelectMultipleField(
        "Courses", coerce=int, widget=ListWidget(), option_widget=CheckboxInput(), description="Two at least."
    )
    price: Any = AmountField(
        "Price of all together", description="Not more than the courses cost one by one. Orders keep theirs."
    )

    def __init__(self, currency: str, *args: Any, seller: Any, bundle: Bundle | None = None, **kwargs: Any):
        super().__init__(currency, *args, **kwargs)
        own = Course.run(seller).where(Course.price_amount > 0, Course.currency == currency)
        own = db.session.scalars(own.where(Course.status != "archived").order_by(None).order_by(Course.title))
        offered = {course.id: course for course in (*own, *(bundle.courses if bundle else ()))}
        self.course_ids.choices = {
            id: f"{each.title} · {display(each.price_amount, each.currency)}" for id, each in offered.items()
        }

    @property
    def facts(self) -> dict[str, Any]:
        """The bundle as the verbs take it."""
        return {
            "title": self.title.data,
            "summary": self.summary.data,
            "course_ids": self.course_ids.data,
            "price_amount": self.price.minor,
        }
