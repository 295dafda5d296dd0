"""What is asked of those who want the newsletter."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from educrowd.core.forms import Form

EMAIL = 254


class SignUpForm(Form):
    """`homepage` is a trap: people do not see it, programs fill it in."""

    ids = "newsletter"

    email = EmailField("Your email address", [DataRequired("Type your email address."), Length(max=EMAIL)])
    place = HiddenField(default="page", validators=[Optional(), Regexp(r"[a-z]{1,20}\Z")])
    homepage = StringField("Leave this empty", [Optional()])
