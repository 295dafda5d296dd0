"""A team's page in the studio, the same for whatever it works on; the modules say whose it is, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error, flash_ok

from ..models.helping import Helper, Invitation
from .forms import InvitationForm, RoleForm
from .keeping import Team

Back = Callable[[Any], Response]


def people_of(team: Team, subject: Any, form: InvitationForm | None) -> dict[str, Any]:
    """What its page shows: everybody sees who helps, those who lead it see who was asked."""
    is_run = subject.run_by(current.user)
    return {
        "is_run": is_run,
        "members": db.session.scalars(team.helper.of(subject)).all(),
        "invitations": db.session.scalars(team.invitation.open(subject)).all() if is_run else [],
        "form": form or InvitationForm(team.words, formdata=None),
        "role_words": team.words,
    }


def ask(team: Team, subject: Any, *, show: Callable[..., Response], back: Back) -> Response:
    """Write to whom the form names; `show` is the page again, with what is wrong."""
    form = InvitationForm(team.words)
    if not form.validate():
        return show(subject, form=form, status=422)
    try:
        invitation = team.invite(subject, form.email.data or "", form.role.data, by=current.user)
    except Refused as refusal:
        form.refuse(refusal)
        return show(subject, form=form, status=refusal.status)
    return _written(invitation, "A letter", back)


def ask_again(team: Team, invitation: Invitation, *, back: Back) -> Response:
    team.send_again(invitation, by=current.user)
    return _written(invitation, "Another letter", back)


def take_back(team: Team, invitation: Invitation, *, back: Back) -> Response:
    subject = invitation.subject
    team.take_back(invitation)
    flash_ok("Taken back: its link leads nowhere any more.")
    return back(subject)


def change_role(team: Team, helper: Helper, *, back: Back) -> Response:
    form = RoleForm(team.words)
    try:
        if form.validate():
            team.change_role(helper, form.role.data)
            flash_ok(f"{helper.name}: {helper.role} from now on.")
        else:
            flash_error("Choose one of the roles.")
    except Refused as refusal:
        flash_error(refusal.message)
    return back(helper.subject)


def _written(invitation: Invitation, what: str, back: Back) -> Response:
    flash_ok(f"{what} to {invitation.email} is on its way.")
    return back(invitation.subject)
