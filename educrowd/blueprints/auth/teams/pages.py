"""The page behind the link of a letter that asks somebody to help: looked at, and joined from."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.pages import flash_ok, go, privately, render

from ..mailers import send_first_password
from ..models import User
from .errors import NoInvitation, OnTeam, ShutOut
from .keeping import Team


def show_invitation(team: Team, code: str) -> Response:
    """Mail scanners follow links, so that looking accepts nothing."""
    invitation = team.invitation.behind(code)
    return _page(team, invitation) if invitation else _gone(NoInvitation())


def accept_invitation(team: Team, code: str, *, home: Any, studio: str) -> Response:
    """Join; whose account was never proven is mailed a link that sets a password.

    `home(helper)` is where a helper begins, `studio` the list that they find after logging in.
    """
    throttle("30 per hour", "join-team", address())
    me = current.user if current.user.is_authenticated and current.user.is_verified else None
    try:
        helper = team.join(code, me)
    except (NoInvitation, OnTeam, ShutOut) as refusal:
        return _gone(refusal)
    if me is not None:
        flash_ok(f"You help with “{helper.subject.title}” now.")
        return go(home(helper))
    return _lead_in(helper.user, studio)


def _lead_in(person: User, studio: str) -> Response:
    if person.is_claimed and person.is_verified:
        return go(url_for("auth.login", next=studio))
    # Not from here: this page may stand at a domain of the site's owner, and a password is for the whole account.
    send_first_password.later(person.id)
    return privately(render("auth/check_mail.html", email=person.email))


def _page(team: Team, invitation: Any) -> Response:
    page = {"invitation": invitation, "role_words": team.words[invitation.role], "join_url": request.path}
    return privately(render("auth/teams/invitation.html", **page))


def _gone(refusal: Refused) -> Response:
    return privately(render("auth/teams/gone.html", status=refusal.status, refusal=refusal))
