"""What backers fill in besides the composition of their pledge: who they are, where things go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional

from educrowd.core.forms import Form

from ..gifts.forms import GIFT_FIELDS, GiftFields
from ..limits import ADDRESS_LINE, EMAIL, MESSAGE, TITLE
from ..models import Pledge, WaitlistEntry
from .composition_form import CompositionForm


class PledgeForm(GiftFields, CompositionForm):
    """Five things at most in the common case, and a signed-in backer is asked for two of them fewer."""

    token = HiddenField(validators=[DataRequired()])
    email = EmailField(
        "Email", [DataRequired(), Email(), Length(max=EMAIL)], description="Your receipt goes here. No account needed."
    )
    name = StringField("Name", [DataRequired(), Length(max=TITLE)])
    is_anonymous = BooleanField("Don’t show my name")

    def leave_out_person(self) -> None:
        del self.email, self.name

    def leave_out_gift(self) -> None:
        for name in GIFT_FIELDS:
            del self[name]


class ChangeForm(CompositionForm):
    """Everything of a pledge that may still become another."""

    message = TextAreaField("A word to the creator", [Optional(), Length(max=MESSAGE)])
    is_anonymous = BooleanField("Don’t show my name")


class AddressForm(Form):
    name = StringField("Name", [DataRequired(), Length(max=ADDRESS_LINE)])
    line1 = StringField("Street and number", [DataRequired(), Length(max=ADDRESS_LINE)])
    line2 = StringField("Apartment, floor", [Optional(), Length(max=ADDRESS_LINE)])
    postal_code = StringField("Postal code", [Optional(), Length(max=20)])
    city = StringField("City", [DataRequired(), Length(max=ADDRESS_LINE)])
    region = StringField("State or region", [Optional(), Length(max=ADDRESS_LINE)])

    @property
    def parts(self) -> dict[str, str]:
        """What `send_to` takes."""
        return {field.short_name: field.data or "" for field in self}


def change_form(pledge: Pledge, places: Iterable[WaitlistEntry], *args: Any, **kwargs: Any) -> ChangeForm:
    """The form of a pledge that stands; its backer may also take what a waitlist keeps."""
    planned = pledge.planned.lines if pledge.planned else ()
    held = {each.reward_id for each in (*pledge.lines, *planned, *places) if each.reward_id}
    return ChangeForm.for_project(pledge.project, *args, held=held, **kwargs)
