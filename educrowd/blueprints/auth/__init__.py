"""Accounts: who people are, how they sign in, what they may do."""

from __future__ import annotations

from flask import Flask

from . import cli, signing_in
from .api import accounts, members
from .views import bp


def init_app(app: Flask) -> None:
    app.config["SESSION_COOKIE_NAME"] = "__Host-session" if app.config["SESSION_COOKIE_SECURE"] else "session"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.before_request(signing_in.recognize)
    app.register_blueprint(bp)
    app.register_blueprint(accounts)
    app.register_blueprint(members)
    app.cli.add_command(cli.user_group)
