"""What is asked of somebody who writes to the site."""

from __future__ import annotations

from wtforms import BooleanField, EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional

from educrowd.core.forms import Form

from .writing import BODY, EMAIL, NAME


class ContactForm(Form):
    """`homepage` is a trap: people do not see it, programs fill it in."""

    name = StringField("Your name", [DataRequired("Say who you are."), Length(max=NAME)])
    email = EmailField(
        "Your email address",
        [DataRequired("Without it nobody can answer you."), Email("This is not an email address."), Length(max=EMAIL)],
        description="The answer goes there. Nobody else sees it.",
    )
    body = TextAreaField("Your message", [DataRequired("Write something."), Length(max=BODY)])
    homepage = StringField("Leave this empty", [Optional()])


class ContactSwitch(Form):
    is_open = BooleanField(
        "Visitors may write to you at /contact",
        description="The page stands in the menu then. Messages are kept here, and mailed to owners and admins.",
    )
