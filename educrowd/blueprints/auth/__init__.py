"""Accounts: who people are, how they sign in, what they may do."""

from __future__ import annotations

from flask import Flask

from educrowd.core import schedule
from educrowd.core.api import openapi
from educrowd.core.api.idempotency import forget_old_answers

from . import announcements, cli, export_api, letters_api, offers, sessions_api, specimens
from .addresses import api as address_api
from .api import accounts, invitations, members
from .closing import api as closing_api
from .entering import api as ways_in_api
from .entering import recognizing
from .forgetting import forget_what_ran_out
from .keys.api import keys
from .passkeys import api as passkey_api
from .scopes import scopes_for
from .second_factor import api as second_factor_api
from .views import bp

__all__ = [
    "address_api",
    "announcements",
    "closing_api",
    "export_api",
    "init_app",
    "letters_api",
    "offers",
    "passkey_api",
    "second_factor_api",
    "sessions_api",
    "specimens",
    "ways_in_api",
]


def init_app(app: Flask) -> None:
    app.config["SESSION_COOKIE_NAME"] = "__Host-session" if app.config["SESSION_COOKIE_SECURE"] else "session"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    recognizing.init_app(app)
    app.register_blueprint(bp)
    app.register_blueprint(accounts)
    app.register_blueprint(members)
    app.register_blueprint(invitations)
    app.register_blueprint(keys)
    openapi.scopes_are_told_by(scopes_for)
    schedule.every(forget_what_ran_out, hours=24)
    schedule.every(forget_old_answers, hours=24, per_tenant=True)
    app.cli.add_command(cli.user_group)
    app.cli.add_command(cli.key_group)
