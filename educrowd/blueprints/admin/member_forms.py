"""Who is found, let in, and given a role until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wtforms import BooleanField, DateField, EmailField, SearchField, SelectField, StringField
from wtforms.validators import Length, Optional

from educrowd.blueprints.auth import roles
from educrowd.core.forms import Form

from .forms import REQUIRED, end_of

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
ROLE_CHOICES = {"": "All roles"} | {role: role.title() for role in roles.ROLES}


class MemberSearch(Form):
    q = SearchField("Name or email", [Length(max=100)])
    role = SelectField("Role", default="", choices=ROLE_CHOICES)


class RoleForm(Form):
    """A role to hand out; `grantable` are those that the person who asks may."""

    role = SelectField("Role")
    expires_at = DateField("Until", [Optional()], description="The last day; leave it empty for good.")

    def __init__(self, grantable: Iterable[str], *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.role.choices = {role: ROLE_WORDS[role] for role in grantable}

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


class TermForm(Form):
    expires_at = DateField("Until", [Optional()], description="The last day; leave it empty for good.")

    @property
    def until(self) -> datetime | None:
        return end_of(self.expires_at.data)


class WaysInForm(Form):
    allow_registration = BooleanField("Anybody may join", description="As a student. Otherwise people are invited.")
    confirm_email_first = BooleanField(
        "Addresses are confirmed first", description="Nobody joins before following a link to their address."
    )
    staff_second_factor = BooleanField(
        "Staff log in with a second step",
        description="Whoever has not switched it on is led there before the studio opens; learners are not asked.",
    )
