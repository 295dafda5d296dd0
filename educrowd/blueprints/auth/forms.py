"""Forms of accounts."""

from __future__ import annotations

from wtforms import DateField, EmailField, PasswordField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from educrowd.core.forms import Form

from . import passwords

NEW_PASSWORD = f"At least {passwords.SHORTEST} characters."
REQUIRED = DataRequired("Please fill this in.")


class LoginForm(Form):
    login = StringField("Email or user name", [REQUIRED, Length(max=254)])
    password = PasswordField("Password", [REQUIRED, Length(max=passwords.LONGEST)])


class RegisterForm(Form):
    first_name = StringField("First name", [REQUIRED, Length(max=150)])
    last_name = StringField("Last name", [Length(max=150)])
    email = EmailField("Email", [REQUIRED, Length(max=254)])
    password = PasswordField("Password", [REQUIRED], description=NEW_PASSWORD)


class SignupForm(Form):
    name = StringField("Your name", [REQUIRED, Length(max=150)])
    email = EmailField("Email", [REQUIRED, Length(max=254)])
    password = PasswordField("Password", [REQUIRED], description=NEW_PASSWORD)
    site_name = StringField("Name of your site", [REQUIRED, Length(max=100)])
    slug = StringField("Address", [Optional(), Length(max=40)])


class SiteForm(Form):
    site_name = StringField("Name of your site", [REQUIRED, Length(max=100)])
    slug = StringField("Address", [Optional(), Length(max=40)])


class ProfileForm(Form):
    first_name = StringField("First name", [REQUIRED, Length(max=150)])
    last_name = StringField("Last name", [Length(max=150)])
    bio = TextAreaField("About you", [Length(max=2000)], description="Shown beside what you teach and write.")
    phone_number = TelField(
        "Phone", [Optional(), Regexp(r"\+?[0-9 ()/.-]{5,30}\Z", message="This is not a phone number.")]
    )
    date_of_birth = DateField("Date of birth", [Optional()])
    postal_address = TextAreaField("Postal address", [Length(max=500)])


class PasswordForm(Form):
    current_password = PasswordField("Current password", [REQUIRED, Length(max=passwords.LONGEST)])
    new_password = PasswordField("New password", [REQUIRED], description=NEW_PASSWORD)


class ForgottenForm(Form):
    email = EmailField("Email", [REQUIRED, Length(max=254)])


class NewPasswordForm(Form):
    new_password = PasswordField("New password", [REQUIRED], description=NEW_PASSWORD)


class AddressForm(Form):
    email = EmailField("New address", [REQUIRED, Length(max=254)])
    current_password = PasswordField("Your password", [REQUIRED, Length(max=passwords.LONGEST)])
