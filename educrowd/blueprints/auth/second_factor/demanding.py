"""A site may ask its staff for two factors: until then whoever has one is a member like any other."""

from __future__ import annotations

from flask import abort, current_app, g, redirect, request, url_for

from educrowd.core.access import need_of
from educrowd.core.api import is_api_request
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error

from .. import roles

SETTING = "staff_second_factor"


class SecondFactorWanted(Refused):
    code = "second_factor_required"
    status = 403

    def __init__(self) -> None:
        super().__init__("This site asks its staff for a second step at log-in. Switch it on in your account.")


def is_demanded() -> bool:
    return current.tenant is not None and bool(current.tenant.settings.get(SETTING))


def hold_back() -> None:
    """Lend no ability to a sign-in of one factor where the site asks for two, and say what is missing."""
    sign_in = g.get("sign_in")
    if not is_demanded() or sign_in is None or sign_in.is_strong:
        return
    current.user.is_held_back = True
    if _would_be_met():
        _say_what_is_missing()


def _would_be_met() -> bool:
    need = need_of(current_app, request.endpoint, request.method) if request.endpoint else None  # pyright: ignore
    return need is not None and need.ability in roles.ABILITIES and roles.can(current.user.roles, need.ability)


def _say_what_is_missing() -> None:
    if is_api_request():
        raise SecondFactorWanted()
    flash_error("This site asks its staff for a second step at log-in.")
    abort(redirect(url_for("auth.second_factor_page"), 303))
