"""The style guide: every component in every state on one page, in development only."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, render_template
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired

from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.pages import Page

blueprint = Blueprint("styleguide", __name__, url_prefix="/_dev")


PACES = {"own": "At my own pace", "group": "With a group"}


class SampleForm(FlaskForm):
    """One field of every kind."""

    name = StringField("Name", [InputRequired()], description="As it should stand on a certificate.")
    email = StringField("Email", [InputRequired(), Email("Write an address like ada@example.com.")])
    password = PasswordField("Password", [InputRequired()], description="At least 10 characters.")
    goal = DecimalField("Goal", [InputRequired("Say how much you need.")])
    about = TextAreaField("About you")
    kind = SelectField("Kind", choices={kind: kind for kind in ("Course", "Project", "Post")})
    when = DateField("Starts on")
    picture = FileField("Picture")
    pace = RadioField("Pace", choices=PACES, default="own")
    terms = BooleanField("I have read the terms", [InputRequired("Tick the box to go on.")])


def init_app(app):
    """Mount the style guide where it belongs."""
    if app.config["ENVIRONMENT"] != "production":
        app.register_blueprint(blueprint)


@blueprint.get("/ui")
@needs(PUBLIC, on=BOTH)
def show():
    """Show every component in every state."""
    filled = SampleForm(
        formdata=None, prefix="wrong-", data={"email": "ada@", "name": "Ada Lovelace", "kind": "Project"}
    )
    filled.email.errors = ["Write an address like ada@example.com."]
    filled.goal.errors = ["Say how much you need."]
    filled.terms.errors = ["Tick the box to go on."]
    return render_template(
        "ui/guide.html",
        form=SampleForm(formdata=None),
        wrong=filled,
        page=Page([], page=2, per_page=20, total=140),
        earlier=datetime.now(UTC) - timedelta(hours=3),
        days=[(f"{day} Nov", value) for day, value in enumerate([40, 90, 120, 260, 300, 420, 560, 700], 1)],
    )
