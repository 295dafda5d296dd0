"""Two factors where much is at stake: a site may ask them of its staff, a platform asks them of its operators.

Until then whoever has one is a member like any other, or nobody in particular.
"""

from __future__ import annotations

from flask import abort, current_app, g, redirect, request, url_for

from educrowd.core.access import OPERATOR, need_of
from educrowd.core.api import is_api_request
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error

from .. import roles
from ..models import User

SETTING = "staff_second_factor"
OF_STAFF = "This site asks its staff for a second step at log-in."
OF_OPERATORS = "Whoever runs the platform logs in with a second step."


class SecondFactorWanted(Refused):
    code = "second_factor_required"
    status = 403

    def __init__(self, words: str) -> None:
        super().__init__(f"{words} Switch it on in your account.")


def is_demanded() -> bool:
    return current.tenant is not None and bool(current.tenant.settings.get(SETTING))


def hold_back() -> None:
    """Lend no ability to a sign-in of one factor where two are asked for, and say what is missing."""
    sign_in = g.get("sign_in")
    if sign_in is None or sign_in.is_strong:
        return
    g.held_back_id = sign_in.user_id
    hold(current.user)
    if missing := _what_is_missing():
        _say(missing)


def hold(user: User) -> None:
    """The same for whoever acts in this request at another site than the one that they signed in to."""
    if g.get("held_back_id") == user.id:
        user.is_held_back = is_demanded()
        user.operates_nothing = current_app.config["OPERATORS_SECOND_FACTOR"]


def _what_is_missing() -> str:
    need = need_of(current_app, request.endpoint, request.method) if request.endpoint else None  # pyright: ignore
    if need is None:
        return ""
    if need.ability == OPERATOR and current.user.operates_nothing and current.user.runs_platform:
        return OF_OPERATORS
    would_be_met = need.ability in roles.ABILITIES and roles.can(current.user.roles, need.ability)
    return OF_STAFF if current.user.is_held_back and would_be_met else ""


def _say(missing: str) -> None:
    if is_api_request():
        raise SecondFactorWanted(missing)
    flash_error(missing)
    abort(redirect(url_for("auth.second_factor_page"), 303))
