"""The link of a letter that asks somebody to help with a project."""

from __future__ import annotations

from flask import url_for

from educrowd.blueprints.auth.teams.pages import accept_invitation, show_invitation
from educrowd.core.access import PUBLIC, needs

from ..models import ProjectMember
from ..teams.teaming import TEAM
from .blueprint import bp


@bp.get("/team-invitations/<code>")
@needs(PUBLIC)
def team_invitation(code: str):
    return show_invitation(TEAM, code)


@bp.post("/team-invitations/<code>")
@needs(PUBLIC)
def accept_team_invitation(code: str):
    return accept_invitation(TEAM, code, home=_home, studio=url_for("crowdfunding.studio_projects"))


def _home(member: ProjectMember) -> str:
    return url_for("crowdfunding.team", project_id=member.project_id)
