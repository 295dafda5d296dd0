"""What a giver fills in about whom a pledge is for."""

from __future__ import annotations

from wtforms import DateField, EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional

from educrowd.core.forms import Form

from ..limits import EMAIL, MESSAGE, TITLE
from .giving import Giving


class GiftFields(Form):
    """Part of the pledge form where it is one, and a form of its own later."""

    recipient_name = StringField("Their name", [DataRequired(), Length(max=TITLE)])
    recipient_email = EmailField("Their email", [DataRequired(), Email(), Length(max=EMAIL)])
    gift_message = TextAreaField("A word to them", [Optional(), Length(max=MESSAGE)])
    deliver_on = DateField(
        "Tell them on", [Optional()], description="Empty: once your card was charged. Never before that."
    )

    @property
    def giving(self) -> Giving:
        return Giving(
            self.recipient_name.data or "",
            self.recipient_email.data or "",
            self.gift_message.data or "",
            self.deliver_on.data,
        )


GIFT_FIELDS = ("recipient_name", "recipient_email", "gift_message", "deliver_on")
