"""Forms of the studio and of the operators' pages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    PasswordField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Email, Length, Optional

from educrowd.blueprints.tenant.models import Plan
from educrowd.core.db import db
from educrowd.core.formatting import zone
from educrowd.core.forms import Form

from .sentences import KINDS

# No calendar has a day after it.
LAST_DAY = date.max - timedelta(days=1)
REQUIRED = DataRequired("Please fill this in.")
KIND_CHOICES = [SelectChoice("", "Everything"), *(SelectChoice(key, kind.name) for key, kind in KINDS.items())]
STATUS_CHOICES = [
    SelectChoice("", "All"),
    SelectChoice("active", "Open"),
    SelectChoice("past_due", "Past due"),
    SelectChoice("suspended", "Suspended"),
    SelectChoice("deleting", "Being deleted"),
    SelectChoice("erased", "Erased"),
]


def start_of(day: date | None) -> datetime | None:
    """The first moment of a day where the site is."""
    return datetime.combine(day, time.min, zone()) if day else None


def end_of(day: date | None) -> datetime | None:
    """The first moment after a day where the site is."""
    return start_of(min(day, LAST_DAY) + timedelta(days=1)) if day else None


def last_day(moment: datetime | None) -> date | None:
    """The day of which `moment` is the end."""
    return (moment - timedelta(seconds=1)).astimezone(zone()).date() if moment else None


class AuditFilter(Form):
    q = SearchField("Name", [Length(max=100)], render_kw={"placeholder": "A person, a course, a project…"})
    kind = SelectField("About", default="", choices=KIND_CHOICES)
    since = DateField("From", [Optional()])
    until = DateField("To", [Optional()])

    @property
    def filters(self) -> dict[str, Any]:
        return {
            "words": self.q.data or "",
            "kind": self.kind.data or "",
            "since": start_of(self.since.data),
            "until": end_of(self.until.data),
        }


class DeleteSiteForm(Form):
    """Whoever lets a site be deleted types its name, and shows who they are."""

    name = StringField("Name of the site", [REQUIRED, Length(max=120)])
    current_password = PasswordField("Your password", [REQUIRED, Length(max=1024)])


class SiteFileForm(Form):
    file: Any = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description="The ZIP that Studio → Leave makes, or flask tenant export.",
        render_kw={"accept": ".zip"},
    )


class NewSiteForm(Form):
    """What a site that comes in is called, and where it will be."""

    name = StringField("Name", [REQUIRED, Length(max=120)])
    slug = StringField("Address", [Optional(), Length(max=40)], description="Made of the name where it is empty.")


class OperatedSiteForm(NewSiteForm):
    owner_email = EmailField(
        "Email of its owner",
        [Optional(), Email("This is not an email address."), Length(max=254)],
        description="They get an invitation. Where it is empty nobody does, and whoever owned it before may come.",
    )


class CopyForm(OperatedSiteForm):
    with_members = BooleanField(
        "With its members",
        description="And all that they did and are sent. Otherwise only the staff come along, and what they made.",
    )


class DeclineForm(Form):
    id_prefix = "decline"
    reason = TextAreaField("Reason", [REQUIRED, Length(max=500)], description="They read it in a letter.")


class DomainForm(Form):
    host = StringField(
        "Domain",
        [REQUIRED, Length(max=300)],
        description="One that you have bought elsewhere, with or without www.",
    )


class CertificateSwitch(Form):
    is_ssl_enabled = BooleanField(
        "Fetch a certificate when somebody first comes",
        description="Leave it on, unless a server of your own stands in front of this domain and has one.",
    )


class SiteSearch(Form):
    q = SearchField("Name or address", [Length(max=100)])
    status = SelectField("State", default="", choices=STATUS_CHOICES)


class SuspensionForm(Form):
    reason = TextAreaField("Reason", [REQUIRED, Length(max=500)], description="Visitors and staff of the site read it.")


class PlanChoice(Form):
    """A plan that is paid for, and how often."""

    plan = StringField("Plan", [Length(1, 40)])
    interval = SelectField("Paid", choices=[SelectChoice("month", "Monthly"), SelectChoice("year", "Yearly")])

    @property
    def choice(self) -> tuple[str, str]:
        return self.plan.data or "", self.interval.data


class PlanForm(Form):
    plan = SelectField("Plan")
    until = DateField("Until", [Optional()], description="The last day; for good where it is empty.")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.plan.choices = [SelectChoice(each.code, each.name) for each in db.session.scalars(Plan.all())]
