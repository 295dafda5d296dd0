"""The link of a letter that asks somebody to help with a project."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.blueprints.auth.models import SingleUseCode, User
from educrowd.blueprints.auth.models.link import CLAIM
from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.pages import flash_ok, go, render

from ..models import ProjectInvitation
from ..teams.teaming import ROLE_WORDS, NoInvitation, ShutOut, join_team
from .blueprint import bp
from .signed_links import privately


@bp.get("/team-invitations/<code>")
@needs(PUBLIC)
def team_invitation(code: str):
    """Mail scanners follow links, so that looking accepts nothing."""
    invitation = ProjectInvitation.behind(code)
    return _page(code, invitation) if invitation else _gone(NoInvitation())


@bp.post("/team-invitations/<code>")
@needs(PUBLIC)
def accept_team_invitation(code: str):
    """Join; whose account was never proven chooses a password next, as the letter has proven the address."""
    throttle("30 per hour", "join-team", address())
    me = current.user if current.user.is_authenticated and current.user.is_verified else None
    try:
        member = join_team(code, me)
    except (NoInvitation, ShutOut) as refusal:
        return _gone(refusal)
    if me is not None:
        flash_ok(f"You help with “{member.project.title}” now.")
        return go(url_for("crowdfunding.team", project_id=member.project_id))
    return go(_way_in(member.user))


def _way_in(person: User) -> str:
    if person.is_claimed and person.is_verified:
        return url_for("auth.login", next="/studio/projects/")
    return f"/password/{SingleUseCode.issue(person, CLAIM, tenant_id=current.tenant_id)}"


def _page(code: str, invitation: ProjectInvitation) -> Response:
    page = {"invitation": invitation, "code": code, "role_words": ROLE_WORDS[invitation.role]}
    return privately(render("crowdfunding/team/invitation.html", **page))


def _gone(refusal: Refused) -> Response:
    return privately(render("crowdfunding/team/gone.html", status=refusal.status, refusal=refusal))
