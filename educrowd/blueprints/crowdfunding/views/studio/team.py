"""Who helps with a project: asked, changed, taken out, shown."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.blueprints.auth.teams import studio
from educrowd.blueprints.auth.teams.forms import InvitationForm
from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.pages import authorize, find, flash_ok, go, render

from ...finding import run_project, seen_project
from ...models import Project, ProjectInvitation, ProjectMember
from ...teams.forms import ShownTeamForm
from ...teams.teaming import TEAM, leave_team
from ..blueprint import bp


@bp.get("/studio/projects/<int:project_id>/team")
@needs("projects.work")
def team(project_id: int):
    return _show(seen_project(project_id))


@bp.post("/studio/projects/<int:project_id>/team/invitations")
@needs("projects.work")
def create_team_invitation(project_id: int):
    return studio.ask(TEAM, run_project(project_id), show=_show, back=_back)


@bp.post("/studio/team-invitations/<int:invitation_id>/letter")
@needs("projects.work")
def resend_team_invitation(invitation_id: int):
    return studio.ask_again(TEAM, _invitation(invitation_id), back=_back)


@bp.post("/studio/team-invitations/<int:invitation_id>/revocation")
@needs("projects.work")
def revoke_team_invitation(invitation_id: int):
    return studio.take_back(TEAM, _invitation(invitation_id), back=_back)


@bp.post("/studio/team-members/<int:member_id>/role")
@needs("projects.work")
def change_team_role(member_id: int):
    member = find(ProjectMember, id=member_id)
    authorize(member.project.run_by(current.user))
    return studio.change_role(TEAM, member, back=_back)


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
    people = studio.people_of(TEAM, project, form)
    shown = ShownTeamForm(formdata=None, obj=project)
    return render("crowdfunding/studio/team/index.html", status=status, project=project, shown=shown, **people)


def _invitation(invitation_id: int) -> ProjectInvitation:
    invitation = find(ProjectInvitation, id=invitation_id, accepted_at=None)
    authorize(invitation.project.run_by(current.user))
    return invitation


def _back(project: Project) -> Response:
    return go(url_for("crowdfunding.team", project_id=project.id))
