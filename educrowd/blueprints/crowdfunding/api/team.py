"""Who helps with a project."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find

from ..finding import run_project, seen_project
from ..models import ProjectInvitation, ProjectMember
from ..schemas.team import JoiningIn, TeamInvitationIn, TeamInvitationOut, TeamMemberOut, TeamRoleIn
from ..teams.teaming import change_role, invite_to_team, join_team, leave_team, take_back
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/team/")
class Team(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(TeamMemberOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[ProjectMember]:
        """Everybody who helps; for those who do."""
        return ProjectMember.of(seen_project(id))


@crowdfunding.route("/projects/<int:id>/team-invitations/")
class TeamInvitations(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(TeamInvitationOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[ProjectInvitation]:
        """Those that nobody has answered yet."""
        return ProjectInvitation.open(run_project(id))

    @crowdfunding.arguments(TeamInvitationIn)
    @crowdfunding.created(TeamInvitationOut, at="/api/v1/crowdfunding/team-invitations/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> ProjectInvitation:
        """Ask somebody to help, by letter; its link is good once, for two weeks."""
        return invite_to_team(run_project(id), **body, by=current.user)


@crowdfunding.route("/team-invitations/<int:id>/")
class OneTeamInvitation(MethodView):
    @crowdfunding.response(200, TeamInvitationOut)
    @needs("projects.work")
    def get(self, id: int) -> ProjectInvitation:
        """One invitation."""
        return _own_invitation(id)

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Take it back: its link leads nowhere any more."""
        take_back(_own_invitation(id))


@crowdfunding.route("/team-members/")
class Joining(MethodView):
    @crowdfunding.arguments(JoiningIn)
    @crowdfunding.response(201, TeamMemberOut)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any]) -> ProjectMember:
        """Join with the code of a letter; 404 where it is no longer good. One's address has to be proven first."""
        if not current.user.is_verified:
            raise Refused("Confirm your email address first.", code="forbidden", status=403)
        return join_team(body["code"], current.user)


@crowdfunding.route("/team-members/<int:id>/")
class OneTeamMember(MethodView):
    @crowdfunding.response(200, TeamMemberOut)
    @needs("projects.work")
    def get(self, id: int) -> ProjectMember:
        """One person's role."""
        return _member(id)

    @crowdfunding.arguments(TeamRoleIn)
    @crowdfunding.response(200, TeamMemberOut)
    @needs("projects.work")
    def patch(self, body: dict[str, Any], id: int) -> ProjectMember:
        """Another role; it counts with the next request."""
        member = _member(id)
        authorize(member.project.run_by(current.user))
        change_role(member, body["role"])
        return member

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Take somebody out of the team, or leave it."""
        member = _member(id)
        authorize(member.user_id == current.user.id or member.project.run_by(current.user))
        leave_team(member)


def _member(id: int) -> ProjectMember:
    member = find(ProjectMember, id=id)
    return member if member.project.figures_seen_by(current.user) else abort(404)


def _own_invitation(id: int) -> ProjectInvitation:
    invitation = find(ProjectInvitation, id=id, accepted_at=None)
    return invitation if invitation.project.run_by(current.user) else abort(404)
