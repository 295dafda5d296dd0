"""Forms of the studio and of the operators' pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    ColorField,
    DateField,
    EmailField,
    PasswordField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import URL, DataRequired, Email, Length, Optional, Regexp

from educrowd.blueprints.auth import roles
from educrowd.blueprints.tenant.models import Plan
from educrowd.core.db import db
from educrowd.core.formatting import zone
from educrowd.core.forms import Form
from educrowd.core.themes import CORNERS, LAYOUTS, SCHEMES, TYPEFACES

from . import regions
from .sentences import KINDS

# No calendar has a day after it.
LAST_DAY = date.max - timedelta(days=1)
REQUIRED = DataRequired("Please fill this in.")
ROLE_WORDS = {
    roles.OWNER: "Owner: everything, and who else owns the site",
    roles.ADMIN: "Admin: everything but naming owners and admins",
    roles.INSTRUCTOR: "Instructor: makes courses and writes posts",
    roles.CREATOR: "Creator: runs projects and writes posts",
    roles.EDITOR: "Editor: looks after all posts",
    roles.COLLABORATOR: "Collaborator: helps with projects and courses, as far as each says",
    roles.STUDENT: "Student: takes courses",
    roles.BACKER: "Backer: supports projects",
}
KIND_CHOICES = [SelectChoice("", "Everything"), *(SelectChoice(key, kind.name) for key, kind in KINDS.items())]
ROLE_CHOICES = [SelectChoice("", "All roles"), *(SelectChoice(role, role.title()) for role in roles.ROLES)]
STATUS_CHOICES = [
    SelectChoice("", "All"),
    SelectChoice("active", "Open"),
    SelectChoice("past_due", "Past due"),
    SelectChoice("suspended", "Suspended"),
    SelectChoice("deleting", "Being deleted"),
    SelectChoice("erased", "Erased"),
]


def labelled(choices: Mapping[str, Any]) -> list[SelectChoice]:
    """Choices of a look with their words."""
    return [SelectChoice(value, getattr(choice, "label", choice)) for value, choice in choices.items()]


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


class MemberSearch(Form):
    q = SearchField("Name or email", [Length(max=100)])
    role = SelectField("Role", default="", choices=ROLE_CHOICES)


class RoleForm(Form):
    """A role to hand out; `grantable` are those that the person who asks may."""

    role = SelectField("Role")
    expires_at = DateField("Until", [Optional()], description="The last day; leave it empty for good.")

    def __init__(self, grantable: Iterable[str], *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.role.choices = [SelectChoice(role, ROLE_WORDS[role]) for role in grantable]

    @property
    def until(self) -> datetime | None:
        return end_of(self.expires_at.data)


class NewMemberForm(RoleForm):
    email = EmailField("Email", [REQUIRED, Length(max=254)], description="They get a letter with the way in.")
    name = StringField("Name", [Length(max=150)], description="Used only if they have no account yet.")

    @property
    def invitation(self) -> dict[str, Any]:
        return {
            "email": self.email.data,
            "name": self.name.data or "",
            "role": self.role.data,
            "expires_at": self.until,
        }


class DeleteSiteForm(Form):
    """Whoever lets a site be deleted types its name, and shows who they are."""

    name = StringField("Name of the site", [REQUIRED, Length(max=120)])
    current_password = PasswordField("Your password", [REQUIRED, Length(max=1024)])


class WaysInForm(Form):
    allow_registration = BooleanField("Anybody may join", description="As a student. Otherwise people are invited.")
    confirm_email_first = BooleanField(
        "Addresses are confirmed first", description="A new account begins with a link to its address."
    )
    staff_second_factor = BooleanField(
        "Staff log in with a second step",
        description="Whoever has not switched it on is led there before the studio opens; learners are not asked.",
    )


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


class TermForm(Form):
    expires_at = DateField("Until", [Optional()], description="The last day; leave it empty for good.")

    @property
    def until(self) -> datetime | None:
        return end_of(self.expires_at.data)


class BrandForm(Form):
    name = StringField("Name", [REQUIRED, Length(max=120)])
    description = TextAreaField(
        "Description",
        [Length(max=2000)],
        description="A sentence or two, for the front page and search engines.",
    )
    is_listed = BooleanField(
        "List this site on the platform’s page “Explore”",
        description="Everybody finds it there: name, description, your newest course and project.",
    )
    accent = ColorField(
        "Accent",
        [Regexp(r"#[0-9a-fA-F]{6}\Z", message="Write a color as # and six digits, such as #b4552d.")],
        filters=[lambda color: color and color.lower()],
        description="Where words would be hard to read on it, it is shown a little lighter or darker.",
    )
    typeface = SelectField("Typefaces", choices=labelled(TYPEFACES))
    corners = SelectField("Corners", choices=labelled(CORNERS))
    layout = SelectField("Layout", choices=labelled(LAYOUTS), description="Of the front page and the blog.")
    scheme = SelectField(
        "Light or dark", choices=labelled(SCHEMES), description="Whoever chooses below a page reads it as they chose."
    )
    email = EmailField("Contact email", [Optional(), Email("This is not an email address."), Length(max=254)])
    website = URLField("Website", [Optional(), URL(message="Begin with https://, please."), Length(max=500)])
    timezone = SelectField("Time zone", description="Deadlines and dates are shown in it.")
    language = SelectField("Language and region", description="How dates, numbers and amounts are written.")
    currency = SelectField("Currency", description="For what is made from now on; running projects keep theirs.")

    def __init__(self, *args: Any, obj: Any, **options: Any):
        super().__init__(*args, obj=obj, **options)
        self.timezone.choices = regions.timezones(obj.timezone)
        self.language.choices = regions.languages(obj.language)
        self.currency.choices = regions.currencies(obj.currency)


class DomainForm(Form):
    host = StringField(
        "Domain",
        [REQUIRED, Length(max=300)],
        description="One that you have bought elsewhere, with or without www.",
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
