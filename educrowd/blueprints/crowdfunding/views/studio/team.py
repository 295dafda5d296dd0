"""Who helps with a project: asked, changed, taken out, shown."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, render

from ...models import Project, ProjectInvitation, ProjectMember
from ...teams.forms import InvitationForm, ShownTeamForm, TeamRoleForm
from ...teams.teaming import ROLE_WORDS, change_role, invite_to_team, leave_team, send_again, take_back
from ..blueprint import bp
from ..finding import run_project, seen_project


@bp.get("/studio/projects/<int:project_id>/team")
@needs("projects.work")
def team(project_id: int):
    return _show(seen_project(project_id))


@bp.post("/studio/projects/<int:project_id>/team/invitations")
@needs("projects.work")
def create_team_invitation(project_id: int):
    project, form = run_project(project_id), InvitationForm()
    if not form.validate_on_submit():
        return _show(project, form=form, status=422)
    try:
        invitation = invite_to_team(project, form.email.data or "", form.role.data, by=current.user)
    except Refused as refusal:
        form.refuse(refusal)
        return _show(project, form=form, status=refusal.status)
    flash_ok(f"A letter to {invitation.email} is on its way.")
    return _back(project)


@bp.post("/studio/team-invitations/<int:invitation_id>/letter")
@needs("projects.work")
def resend_team_invitation(invitation_id: int):
    invitation = _invitation(invitation_id)
    send_again(invitation, by=current.user)
    flash_ok(f"Another letter to {invitation.email} is on its way.")
    return _back(invitation.project)


@bp.post("/studio/team-invitations/<int:invitation_id>/revocation")
@needs("projects.work")
def revoke_team_invitation(invitation_id: int):
    invitation = _invitation(invitation_id)
    take_back(invitation)
    flash_ok("Taken back: its link leads nowhere any more.")
    return _back(invitation.project)


@bp.post("/studio/team-members/<int:member_id>/role")
@needs("projects.work")
def change_team_role(member_id: int):
    member, form = find(ProjectMember, id=member_id), TeamRoleForm()
    authorize(member.project.run_by(current.user))
    if not form.validate_on_submit():
        flash_error("Choose one of the roles.")
        return _back(member.project)
    try:
        change_role(member, form.role.data)
    except Refused as refusal:
        flash_error(refusal.message)
        return _back(member.project)
    flash_ok(f"{member.name}: {member.role} from now on.")
    return _back(member.project)


@bp.post("/studio/team-members/<int:member_id>/removal")
@needs("projects.work")
def remove_team_member(member_id: int):
    """Those who decide take somebody out; everybody may go."""
    member = find(ProjectMember, id=member_id)
    project, is_me = member.project, member.user_id == current.user.id
    authorize(is_me or project.run_by(current.user))
    leave_team(member)
    flash_ok("You have left the team." if is_me else "Taken out of the team.")
    return _back(project) if project.run_by(current.user) else go("/")


@bp.post("/studio/projects/<int:project_id>/team/display")
@needs("projects.work")
def show_team(project_id: int):
    project = run_project(project_id)
    project.shows_team = ShownTeamForm().shows_team.data
    audit("project.changed", subject=project, fields=["whether the team is shown"])
    flash_ok("The project’s page shows the team." if project.shows_team else "The team is not shown.")
    return _back(project)


def _show(project: Project, *, form: InvitationForm | None = None, status: int = 200) -> Response:
    is_run = project.run_by(current.user)
    return render(
        "crowdfunding/studio/team/index.html",
        status=status,
        project=project,
        is_run=is_run,
        members=db.session.scalars(ProjectMember.of(project)).all(),
        invitations=db.session.scalars(ProjectInvitation.open(project)).all() if is_run else [],
        form=form or InvitationForm(formdata=None),
        role_words=ROLE_WORDS,
        shown=ShownTeamForm(formdata=None, obj=project),
    )


def _invitation(invitation_id: int) -> ProjectInvitation:
    invitation = find(ProjectInvitation, id=invitation_id, accepted_at=None)
    authorize(invitation.project.run_by(current.user))
    return invitation


def _back(project: Project) -> Response:
    return go(url_for("crowdfunding.team", project_id=project.id))
